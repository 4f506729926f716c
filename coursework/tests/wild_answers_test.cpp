// Whatever a submission's process says: a thread that gave up, or what some program could want; never more than that.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <ostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coursework/tests/scripted.hpp"

namespace turnstile::coursework {
namespace {

using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using wire::Ask;
using wire::Call;

void only_loads(ScriptedThread& t, Call) { (void)t.load(x); }

struct Wild {
  const char* name;
  void (*answer)(wire::Answer&);
};
void PrintTo(const Wild& wild, std::ostream* out) { *out << wild.name; }

class WildAnswer : public testing::TestWithParam<Wild> {};

TEST_P(WildAnswer, is_not_taken) {
  Asked asked(only_loads);
  asked.script.forge = GetParam().answer;
  for (int i = 0; i < 3; ++i) {
    const Node* node = asked.after(0, {call_lock});
    EXPECT_EQ(node->ask, Ask::gave_up);
    EXPECT_THAT(node->why, Not(IsEmpty()));
    EXPECT_TRUE(std::ranges::none_of(node->why, [](char c) { return c >= 0 && c < ' '; })) << node->why;
    asked.get().take_in();
  }
}

INSTANTIATE_TEST_SUITE_P(All, WildAnswer,
                         testing::Values(Wild{"ask", [](wire::Answer& a) { a.ask = Ask{wire::asks}; }},
                                         Wild{"type", [](wire::Answer& a) { a.type = wire::Type{9}; }},
                                         Wild{"order", [](wire::Answer& a) { a.order = 6; }},
                                         Wild{"failure_order", [](wire::Answer& a) { a.failure_order = 255; }},
                                         Wild{"another_type", [](wire::Answer& a) { a.type = wire::Type::i8; }},
                                         Wild{"plain_place", [](wire::Answer& a) { a.ask = Ask::read; }},
                                         Wild{"gave_up",
                                              [](wire::Answer& a) {
                                                a.ask = Ask::gave_up;
                                                a.text.fill('\x1b');
                                                a.text[0] = 'A';
                                              }},
                                         Wild{"gave_up_silently", [](wire::Answer& a) { a.ask = Ask::gave_up; }}),
                         [](const auto& wild) { return std::string(wild.param.name); });

struct WildSubject {
  const char* name;
  void (*subject)(wire::Subject&, int);
};
void PrintTo(const WildSubject& wild, std::ostream* out) { *out << wild.name; }

class WildSubjects : public testing::TestWithParam<WildSubject> {};

TEST_P(WildSubjects, are_no_lock) {
  Asked asked(only_loads);
  asked.script.forge_subject = GetParam().subject;
  EXPECT_EQ(asked.get().trouble(), "it does not say what it should");
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::gave_up);
}

INSTANTIATE_TEST_SUITE_P(
    All, WildSubjects,
    testing::Values(WildSubject{"version", [](wire::Subject& s, int) { ++s.version; }},
                    WildSubject{"count", [](wire::Subject& s, int) { s.atomic_count = wire::most_atomics + 1; }},
                    WildSubject{"huge_count", [](wire::Subject& s, int) { s.atomic_count = ~std::uint64_t{0}; }},
                    WildSubject{"type", [](wire::Subject& s, int) { s.atomics[1].type = wire::Type{200}; }}),
    [](const auto& wild) { return std::string(wild.param.name); });

// Not one that the numbers no longer fit by which its atomics are known.
TEST(wild_subject, that_is_another_one_the_second_time_is_no_lock) {
  Asked asked([](ScriptedThread& t, Call) { t.store(y, t.load(x)); });
  asked.script.breaks = [](int process, int question) { return process == 1 && question == 2; };
  asked.script.forge_subject = [](wire::Subject& subject, int process) {
    if (process > 1) subject.atomic_count = 1;
  };
  for (std::uint64_t v = 0; v < 3; ++v) (void)asked.after(0, {call_lock, value(v), {}});
  EXPECT_THAT(asked.get().atomics(), SizeIs(2));
  EXPECT_EQ(asked.get().trouble(), "it does not do the same twice");
  asked.get().take_in();
  EXPECT_EQ(asked.after(0, {call_lock})->ask, Ask::gave_up);
}

// Any bytes, and bytes that look like an answer up to a few.
class Noise {
 public:
  explicit Noise(unsigned seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  void operator()(wire::Answer& answer) {
    if (below(8) == 0) return fill(answer);
    for (std::uint64_t i = below(4); i > 0; --i) change(answer);
  }

 private:
  void fill(wire::Answer& answer) {
    std::vector<std::uint64_t> words(sizeof(answer) / sizeof(std::uint64_t));
    for (std::uint64_t& word : words) word = random_();
    std::memcpy(&answer, words.data(), words.size() * sizeof(std::uint64_t));
  }
  void change(wire::Answer& a) {
    const std::uint64_t few = below(20);
    switch (below(8)) {
      case 0:
        a.ask = static_cast<Ask>(few);
        break;
      case 1:
        a.type = static_cast<wire::Type>(few / 2);
        break;
      case 2:
        a.order = static_cast<std::uint8_t>(few / 2);
        break;
      case 3:
        a.location = few < 10 ? x + few : random_();
        break;
      case 4:
        a.operand = random_();
        break;
      case 5:
        a.state[0] = few;
        break;
      case 6:
        touch(a, few);
        break;
      default:
        a.line = static_cast<std::uint32_t>(few % 3);
    }
  }
  void touch(wire::Answer& a, std::uint64_t few) {
    a.touched_count = few < 18 ? few / 9 : random_();
    for (wire::Touched& t : a.touched) {
      t = {.extent = {.address = plain + 8 * below(64), .bytes = 1U << below(5)}, .code = 0, .written = below(2)};
    }
  }

  std::mt19937_64 random_;
};

// What the engines do with a node: its place must be there.
void use(const Automaton& automaton, const Node& node) {
  if (node.ask < Ask::fence) {
    ASSERT_LT(node.location, automaton.atomics().size());
  } else if (node.ask == Ask::read || node.ask == Ask::write) {
    ASSERT_LT(node.location, automaton.plain().size());
  } else if (node.ask == Ask::gave_up) {
    ASSERT_THAT(node.why, Not(IsEmpty()));
  }
}

// while (x) { while (y) {} }
void waits_in_a_wait(ScriptedThread& t, Call) {
  while (t.load(x, 1) != 0) {
    while (t.load(y, 2) != 0) {
    }
  }
}

std::size_t hash(const std::pair<int, Way>& question) {
  std::size_t sum = static_cast<std::size_t>(question.first) + 1;
  for (const Given& g : question.second) sum = sum * 31 + g.value * 2 + (g.call ? 1 : 0);
  return sum;
}

void walk(Automaton& automaton, int thread, Noise& noise) {
  const Node* node = automaton.root(thread);
  for (int step = 0; step < 6 && !automaton.learned(); ++step) {
    node = automaton.next(node, node->ask == Ask::returned ? call_lock : value(noise.below(2)));
    use(automaton, *node);
  }
}

TEST(wild_answers, are_survived) {
  const unsigned seed = std::random_device()();
  std::cout << "seed " << seed << '\n';
  Noise noise(seed);
  std::size_t questions = 0;
  for (unsigned round = 0; round < 40; ++round) {
    Asked asked(waits_in_a_wait);
    // The same to the same question: otherwise nothing is believed at all.
    asked.script.forge = [&, round](wire::Answer& answer) {
      Noise(seed + 1'000U * round + static_cast<unsigned>(hash(asked.script.questions.back().second)))(answer);
    };
    for (int i = 0; i < 10; ++i) {
      walk(asked.get(), i % 2, noise);
      asked.get().take_in();
      ASSERT_FALSE(asked.get().learned()) << "seed " << seed;
    }
    questions += asked.script.questions.size();
  }
  std::cout << questions << " answers\n";
  EXPECT_GT(questions, 300U) << "seed " << seed;
}

}  // namespace
}  // namespace turnstile::coursework
