// What is learned of a submission by asking it, and what is not taken from it.
#include "coursework/grading/automaton.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coursework/tests/scripted.hpp"

namespace turnstile::coursework {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using wire::Ask;
using wire::Call;

TEST(automaton, knows_the_lock_as_it_was_constructed) {
  Asked asked([](ScriptedThread&, Call) {});
  asked.script.atomics[1].name = {};
  asked.script.atomics[1].initial = 7;
  const Automaton& automaton = asked.get();
  EXPECT_THAT(automaton.trouble(), IsEmpty());
  ASSERT_THAT(automaton.atomics(), SizeIs(2));
  EXPECT_EQ(automaton.atomics()[0].name, "x");
  EXPECT_EQ(automaton.atomics()[1].name, "atomic 2");
  EXPECT_EQ(automaton.atomics()[1].initial, 7U);
  EXPECT_TRUE(automaton.has(Call::unlock));
  EXPECT_FALSE(automaton.has(Call::lock_shared));
  EXPECT_EQ(automaton.root(1)->ask, Ask::returned);
  EXPECT_EQ(automaton.root(1)->thread, 1);
}

TEST(automaton, says_what_a_thread_does_when_it_is_given_something) {
  Asked asked([](ScriptedThread& t, Call call) {
    if (call == Call::lock) t.store(y, t.load(x) + 1);
  });
  const Node* load = asked.after(1, {call_lock});
  EXPECT_EQ(load->ask, Ask::load);
  EXPECT_EQ(load->location, 0U);
  EXPECT_EQ(load->order, std::memory_order::seq_cst);
  EXPECT_EQ(load->place.line(), 1U);
  const Node* store = asked.after(1, {call_lock, value(4)});
  EXPECT_EQ(store->ask, Ask::store);
  EXPECT_EQ(store->location, 1U);
  EXPECT_EQ(store->operand, 5U);
  EXPECT_EQ(asked.after(1, {call_lock, value(4), {}})->ask, Ask::returned);
  EXPECT_EQ(asked.after(1, {call_unlock})->ask, Ask::returned);
}

TEST(automaton, asks_each_thing_once) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  const auto go = [&] {
    for (int thread : {0, 1}) {
      for (std::uint64_t v : {0U, 1U, 2U}) (void)asked.after(thread, {call_lock, value(v), {}, call_unlock});
    }
    asked.get().take_in();
  };
  go();
  const std::size_t questions = asked.script.questions.size();
  const std::size_t nodes = asked.get().size();
  go();
  EXPECT_EQ(asked.script.questions.size(), questions);
  EXPECT_EQ(asked.get().size(), nodes);
  EXPECT_EQ(std::set(asked.script.questions.begin(), asked.script.questions.end()).size(), questions);
}

TEST(automaton, equal_states_are_one_node) {
  Asked asked([](ScriptedThread& t, Call) {
    const std::uint64_t v = t.load(x);
    t.store(y, v / 2, v < 4 ? 10 : 11);
  });
  EXPECT_EQ(asked.after(0, {call_lock, value(0)}), asked.after(0, {call_lock, value(1)}));
  // What they want differs, or their states do.
  EXPECT_NE(asked.after(0, {call_lock, value(0)}), asked.after(0, {call_lock, value(2)}));
  EXPECT_NE(asked.after(0, {call_lock, value(3)}), asked.after(0, {call_lock, value(4)}));
  EXPECT_NE(asked.after(0, {call_lock, value(0)}), asked.after(1, {call_lock, value(0)}));
}

// The first time in another state than all others.
void waits(ScriptedThread& t, Call call) {
  if (call != Call::lock) return t.store(x, 0, 3);
  for (std::uint64_t state = 1; t.load(x, state) != 0; state = 2) {
  }
}

TEST(automaton, threads_that_go_on_alike_become_the_same) {
  Asked asked(waits);
  const Node* first = asked.after(0, {call_lock});
  const Node* second = asked.after(0, {call_lock, value(1)});
  EXPECT_NE(first, second);
  EXPECT_EQ(second, asked.after(0, {call_lock, value(1), value(1)}));
  asked.get().take_in();
  EXPECT_EQ(asked.after(0, {call_lock}), asked.after(0, {call_lock, value(1)}));
  EXPECT_EQ(asked.after(0, {call_lock, value(0)})->ask, Ask::returned);
}

TEST(automaton, notices_that_those_it_took_for_the_same_are_not) {
  // Told apart by what follows a 2, and nobody has asked for that yet.
  Asked asked([](ScriptedThread& t, Call) {
    int loads = 0;
    std::uint64_t v = 1;
    while (v == 1) v = t.load(x, ++loads == 1 ? 1 : 2);
    t.store(y, loads == 1 ? 8 : 9, loads == 1 ? 5 : 6);
  });
  (void)asked.after(0, {call_lock, value(1), value(1)});
  asked.get().take_in();
  ASSERT_EQ(asked.after(0, {call_lock}), asked.after(0, {call_lock, value(1)}));
  ASSERT_FALSE(asked.get().learned());
  (void)asked.after(0, {call_lock, value(2)});
  EXPECT_TRUE(asked.get().learned());
  asked.get().take_in();
  EXPECT_FALSE(asked.get().learned());
  EXPECT_NE(asked.after(0, {call_lock}), asked.after(0, {call_lock, value(1)}));
  EXPECT_EQ(asked.after(0, {call_lock, value(2)})->operand, 8U);
  EXPECT_EQ(asked.after(0, {call_lock, value(1), value(2)})->operand, 9U);
}

TEST(automaton, finds_a_loop) {
  Asked asked(waits);
  (void)asked.after(0, {call_lock, value(1)});
  EXPECT_FALSE(asked.get().learned());
  const Node* again = asked.after(0, {call_lock, value(1), value(1)});
  EXPECT_TRUE(asked.get().learned());
  EXPECT_EQ(again->cycle, 0);
  asked.get().take_in();
  EXPECT_FALSE(asked.get().learned());
  EXPECT_NE(asked.after(0, {call_lock})->cycle, 0);
  EXPECT_EQ(asked.after(0, {call_lock, value(0)})->cycle, 0);
}

TEST(automaton, who_writes_on_the_way_round_does_not_wait) {
  Asked asked([](ScriptedThread& t, Call) {
    while (t.load(x, 1) != 0) t.store(y, 1, 2);
  });
  const Node* load = asked.after(0, {call_lock});
  ASSERT_EQ(asked.after(0, {call_lock, value(1), {}}), load);
  EXPECT_FALSE(asked.get().learned());
  asked.get().take_in();
  EXPECT_EQ(load->cycle, 0);
}

TEST(automaton, an_exchange_that_changes_nothing_is_part_of_a_loop) {
  Asked asked([](ScriptedThread& t, Call) {
    while (t.exchange(x, 1, 1) != 0) {
    }
  });
  (void)asked.after(0, {call_lock, value(1)});
  asked.get().take_in();
  const Node* exchange = asked.after(0, {call_lock});
  EXPECT_NE(exchange->cycle, 0);
  EXPECT_TRUE(changes_nothing(*exchange, value(1)));
  EXPECT_FALSE(changes_nothing(*exchange, value(0)));
}

// while (x) { while (y) {} }
void waits_in_a_wait(ScriptedThread& t, Call) {
  while (t.load(x, 1) != 0) {
    while (t.load(y, 2) != 0) {
    }
  }
}

TEST(automaton, finds_a_loop_in_a_loop) {
  Asked asked(waits_in_a_wait);
  (void)asked.after(0, {call_lock, value(1), value(1), value(0), value(0)});
  asked.get().take_in();
  const Node* outer = asked.after(0, {call_lock});
  const Node* inner = asked.after(0, {call_lock, value(1)});
  EXPECT_NE(outer->cycle, 0);
  EXPECT_EQ(inner->cycle, outer->cycle);
  EXPECT_TRUE(Automaton::reaches(inner, outer, {}));
  // By itself it comes back only to itself.
  const std::vector avoided = {outer};
  EXPECT_TRUE(Automaton::reaches(inner, inner, avoided));
  EXPECT_FALSE(Automaton::reaches(asked.after(0, {call_lock, value(0)}), inner, avoided));
}

TEST(automaton, loops_one_after_the_other_are_two) {
  Asked asked([](ScriptedThread& t, Call) {
    while (t.load(x, 1) != 0) {
    }
    while (t.load(y, 2) != 0) {
    }
  });
  (void)asked.after(0, {call_lock, value(1), value(0), value(1)});
  asked.get().take_in();
  const int first = asked.after(0, {call_lock})->cycle;
  const int second = asked.after(0, {call_lock, value(0)})->cycle;
  EXPECT_NE(first, 0);
  EXPECT_NE(second, 0);
  EXPECT_NE(first, second);
}

// --- what threads share ------------------------------------------------------------------------------------------------

TEST(automaton, what_two_threads_touch_is_shared) {
  Asked asked([](ScriptedThread& t, Call) {
    if (t.self() == 0) t.write(plain, 1);
    if (t.self() == 1) (void)t.read(plain);
  });
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::returned);
  EXPECT_FALSE(asked.get().learned());
  EXPECT_EQ(asked.after(1, {call_lock})->ask, Ask::returned);
  EXPECT_TRUE(asked.get().learned());
  asked.get().take_in();
  EXPECT_FALSE(asked.get().learned());
  ASSERT_EQ(asked.script.begin.plain_count, 1U);
  EXPECT_EQ(asked.script.begin.plain[0].address, plain);
  ASSERT_THAT(asked.get().plain(), SizeIs(1));
  EXPECT_EQ(asked.get().plain()[0].type, wire::Type::i32);
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::write);
  EXPECT_EQ(asked.after(1, {call_lock})->ask, Ask::read);
}

TEST(automaton, what_nobody_writes_is_not_shared) {
  Asked asked([](ScriptedThread& t, Call) {
    (void)t.read(plain);
    if (t.self() == 0) t.write(plain + 8, 1);
  });
  for (int thread : {0, 1}) (void)asked.after(thread, {call_lock});
  EXPECT_FALSE(asked.get().learned());
}

TEST(automaton, pieces_of_the_same_memory_are_shared) {
  Asked asked([](ScriptedThread& t, Call) {
    if (t.self() == 0) (void)t.access(plain, 8, true, 1);
    if (t.self() == 1) (void)t.access(plain + 4, 2, false, 0);
  });
  for (int thread : {0, 1}) (void)asked.after(thread, {call_lock});
  asked.get().take_in();
  EXPECT_EQ(asked.script.begin.plain_count, 2U);
}

TEST(automaton, a_block_cannot_be_shared) {
  Asked asked([](ScriptedThread& t, Call) { (void)t.access(plain, 24, true, 1); });
  for (int thread : {0, 1}) (void)asked.after(thread, {call_lock});
  asked.get().take_in();
  EXPECT_THAT(asked.get().trouble(), HasSubstr("copied as a block"));
  // Nor does anything count that was said before this was known.
  EXPECT_EQ(asked.after(0, {call_lock})->why, asked.get().trouble());
}

TEST(automaton, more_than_can_be_watched_is_too_much) {
  std::uint64_t next = plain;
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(x); });
  asked.script.forge = [&](wire::Answer& answer) {
    answer.touched_count = wire::most_touched;
    for (wire::Touched& touched : answer.touched)
      touched = {.extent = {.address = next += 8, .bytes = 8}, .code = 0, .written = 1};
  };
  const Node* node = asked.after(0, {call_lock});
  for (std::uint64_t v = 0; v < 1000 && node->ask != Ask::gave_up; ++v) {
    asked.get().take_in();
    node = asked.after(0, {call_lock, value(v)});
  }
  EXPECT_THAT(node->why, HasSubstr("more plain memory than can be"));
}

// --- atomics that are none of ours -------------------------------------------------------------------------------------

TEST(automaton, a_foreign_atomic_is_adopted) {
  constexpr std::uint64_t foreign = 0x3000;
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(foreign); });
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::gave_up);
  EXPECT_TRUE(asked.get().learned());
  asked.get().take_in();
  ASSERT_EQ(asked.script.begin.foreign_count, 1U);
  EXPECT_EQ(asked.script.begin.foreign[0].address, foreign);
  const Node* node = asked.after(0, {call_lock});
  EXPECT_EQ(node->ask, Ask::load);
  EXPECT_EQ(asked.get().atomics().at(node->location).type, wire::Type::u32);
}

TEST(automaton, a_foreign_atomic_that_is_not_there_after_all_is_not_adopted_again) {
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(0x3000); });
  asked.script.forge_subject = [](wire::Subject& subject, int) { subject.atomic_count = 2; };
  (void)asked.after(0, {call_lock});
  asked.get().take_in();
  const Node* node = asked.after(0, {call_lock});
  EXPECT_FALSE(asked.get().learned());
  EXPECT_EQ(node->why, "it does not say what it should");
}

TEST(automaton, foreign_atomics_are_not_adopted_without_end) {
  std::uint64_t next = 0x3000;
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(x); });
  asked.script.forge = [&](wire::Answer& answer) { answer.location = next += 8; };
  std::string why;
  for (int i = 0; i < 100; ++i) {
    asked.get().take_in();
    why = asked.after(0, {call_lock})->why;
  }
  EXPECT_THAT(why, HasSubstr("more atomics of other kinds"));
}

// --- sealed ------------------------------------------------------------------------------------------------------------

TEST(automaton, sealed_it_asks_nobody_and_remembers_what_was_missing) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  (void)asked.after(1, {call_lock});
  EXPECT_THAT(asked.get().missing_way(), IsEmpty());
  const std::size_t questions = asked.script.questions.size();
  asked.get().seal();
  const Node* at = asked.after(1, {call_lock});
  EXPECT_EQ(asked.get().next(at, value(3)), at);
  EXPECT_TRUE(asked.get().learned());
  EXPECT_EQ(asked.script.questions.size(), questions);
  EXPECT_EQ(asked.get().missing_thread(), 1);
  EXPECT_EQ(asked.get().missing_way(), (Way{call_lock, value(3)}));

  // An automaton that can still ask goes that way.
  Asked other(asked.script.code);
  other.get().follow(1, asked.get().missing_way());
  const std::size_t asked_by_then = other.script.questions.size();
  EXPECT_EQ(other.after(1, {call_lock, value(3)})->operand, 3U);
  EXPECT_EQ(other.script.questions.size(), asked_by_then);
}

// --- orders ------------------------------------------------------------------------------------------------------------

TEST(automaton, knows_the_orders_of_its_code) {
  Asked asked([](ScriptedThread& t, Call) {
    wire::Answer compare = wish(Ask::compare_exchange_strong, x, 1, 7);
    compare.order = static_cast<std::uint8_t>(std::memory_order::acquire);
    compare.failure_order = static_cast<std::uint8_t>(std::memory_order::relaxed);
    (void)t.ask(compare);
    t.store(x, 0, 0, 9);
    (void)t.ask(wish(Ask::notify_all, x, 0, 10));
  });
  (void)asked.after(0, {call_lock, {.value = 0, .done = true, .call = {}}, {}});
  const std::vector<WrittenOrder> orders = asked.get().orders();
  ASSERT_THAT(orders, SizeIs(3));
  EXPECT_EQ(orders[0].line, 7U);
  EXPECT_EQ(orders[1].line, 7U);
  EXPECT_EQ(orders[2].line, 9U);
  EXPECT_EQ(orders[2].order, std::memory_order::seq_cst);
}

TEST(automaton, refuses_orders_that_cpp_does_not_have) {
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(x, 0, 12); });
  asked.script.forge = [](wire::Answer& answer) {
    answer.order = static_cast<std::uint8_t>(std::memory_order::release);
  };
  EXPECT_EQ(asked.after(0, {call_lock})->why, "line 12: C++ has no load with the order release");
}

// --- conversations that break off --------------------------------------------------------------------------------------

TEST(automaton, says_why_a_conversation_broke_off_and_goes_on_with_another) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  bool broken = false;
  asked.script.breaks = [&](int, int) {
    return asked.script.questions.back().second.second == Way{call_lock, value(6)} && !std::exchange(broken, true);
  };
  EXPECT_EQ(asked.after(0, {call_lock, value(5)})->operand, 5U);
  const int processes = asked.script.processes;
  const Node* node = asked.after(0, {call_lock, value(6)});
  EXPECT_EQ(node->ask, Ask::gave_up);
  EXPECT_EQ(node->why, "it fell silent");
  EXPECT_EQ(asked.after(0, {call_lock, value(7)})->operand, 7U);
  EXPECT_GT(asked.script.processes, processes);
  // What it did not say once, it is not asked again.
  EXPECT_EQ(asked.after(0, {call_lock, value(6)})->ask, Ask::gave_up);
}

TEST(automaton, does_not_begin_anew_for_ever) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  asked.script.breaks = [&](int, int) { return asked.script.questions.back().second.second.size() > 1; };
  for (std::uint64_t v = 0; v < 10; ++v) {
    EXPECT_EQ(asked.after(0, {call_lock, value(v)})->why, "it fell silent");
  }
  EXPECT_LE(asked.script.processes, 4);  // two of them witnesses
  EXPECT_EQ(asked.get().trouble(), "it fell silent");
}

TEST(automaton, believes_nobody_who_says_something_else_the_second_time) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  std::uint64_t time = 0;
  asked.script.forge = [&](wire::Answer& answer) {
    if (answer.ask == Ask::store) answer.operand = ++time;
  };
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::load);
  EXPECT_EQ(asked.after(0, {call_lock, value(0)})->why, "it does not do the same twice");
  EXPECT_TRUE(asked.get().learned());
  asked.get().take_in();
  EXPECT_EQ(asked.after(0, {call_lock})->why, "it does not do the same twice");
}

TEST(automaton, without_a_subject_there_is_no_lock) {
  Asked asked([](ScriptedThread& t, Call) { (void)t.load(x); });
  asked.script.trouble = "the lock is \x1b[31m\x7f\ntoo large";
  EXPECT_EQ(asked.get().trouble(), "the lock is [31mtoo large");
  EXPECT_EQ(asked.after(0, {call_lock})->why, asked.get().trouble());
  EXPECT_THAT(asked.script.questions, IsEmpty());
}

}  // namespace
}  // namespace turnstile::coursework
