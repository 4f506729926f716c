// turnstile::check(): code that is no template, as it is, and what is said of it.
#include <atomic>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace turnstile {
namespace {

constexpr std::string_view here = "check_client_test.cpp:";

bool contains(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }
std::string line(int number) { return std::string(here) + std::to_string(number); }

#define EXPECT_IN(text, what) EXPECT_TRUE(contains(text, what)) << (text)

CheckResult expect(const std::function<void()>& client, Outcome verdict, Kind kind = Kind::none) {
  CheckResult result = check(client);
  EXPECT_EQ(result.verdict, verdict) << result;
  EXPECT_EQ(result.kind, kind) << result;
  EXPECT_EQ(result.complete, verdict == Outcome::holds);
  EXPECT_EQ(result.counterexample.empty(), verdict != Outcome::violated);
  return result;
}
CheckResult expect_violated(const std::function<void()>& client, Kind kind) {
  return expect(client, Outcome::violated, kind);
}
void expect_unknown(const std::function<void()>& client, std::string_view reason) {
  EXPECT_IN(expect(client, Outcome::unknown).reason, reason);
}

// A lock as people write it, with a loop that is no await.
class SpinLock {
 public:
  explicit SpinLock(std::memory_order unlocks = std::memory_order_release) : unlocks_(unlocks) {
    label(locked_, "locked");
  }
  void lock() {
    bool expected = false;
    while (!locked_.compare_exchange_weak(expected, true, std::memory_order_acquire, std::memory_order_relaxed)) {
      expected = false;
    }
  }
  void unlock() { locked_.store(false, unlocks_); }

 private:
  atomic<bool> locked_{false};
  std::memory_order unlocks_;
};

void count(SpinLock& lock, int threads, int rounds) {
  var<int> counter{0};
  run_threads(threads, [&](int) {
    for (int round = 0; round < rounds; ++round) {
      lock.lock();
      ++counter;
      lock.unlock();
    }
  });
  require(counter == threads * rounds);
}

TEST(check_client, a_right_lock_holds) {
  const CheckResult result = expect(
      [] {
        SpinLock lock;
        count(lock, 2, 2);
      },
      Outcome::holds);
  EXPECT_EQ(result.bounds.threads, 2);
  EXPECT_GE(result.executions, 6U);
  EXPECT_EQ(result.summary(), "client: holds, 2 threads");
}

TEST(check_client, a_race_is_shown_with_names_and_lines) {
  const CheckResult result = expect_violated(
      [] {
        SpinLock lock(std::memory_order_relaxed);
        count(lock, 2, 1);
      },
      Kind::data_race);
  EXPECT_IN(result.counterexample, "locked is false, := true");
  EXPECT_IN(result.counterexample, ": a race");
  EXPECT_IN(result.counterexample, "other: thread 1 went on after it read locked = false");
  EXPECT_IN(result.counterexample, here);
  EXPECT_IN(result.reason, "check_client_test.cpp:");
}

TEST(check_client, a_failed_requirement_is_a_violation_with_its_line) {
  const int required = __LINE__ + 5;
  const CheckResult result = expect_violated(
      [] {
        atomic<int> x{0};
        run_threads(2, [&](int) { x = x + 1; });
        require(x == 2);
      },
      Kind::assertion);
  EXPECT_IN(result.reason, line(required));
  EXPECT_IN(result.counterexample, line(required - 1));
  EXPECT_IN(result.counterexample, "── main ─");
}

// Each step of the counterexample, with the line that it is written in.
TEST(check_client, operators_are_reported_where_they_stand) {
  const int first = __LINE__ + 4;
  const CheckResult result = expect_violated(
      [] {
        atomic<int> x{0};
        x = 1;
        x++;
        ++x;
        x += 2;
        x |= 8;
        const int read = x;
        require(read == 0);
      },
      Kind::assertion);
  EXPECT_IN(result.counterexample, "is 13");
  for (int i = 0; i < 5; ++i) EXPECT_IN(result.counterexample, line(first + i));
  EXPECT_IN(result.counterexample, line(first - 1));  // a conversion: where x was constructed
}

TEST(check_client, a_deadlock) {
  const CheckResult result = expect_violated(
      [] {
        atomic<int> x{0};
        thread waiter([&] {
          while (x.load() == 0) {
          }
        });
        waiter.join();
      },
      Kind::deadlock);
  EXPECT_IN(result.counterexample, "is 0");
}

TEST(check_client, a_sleeper_that_nobody_wakes) {
  expect_violated(
      [] {
        atomic<int> x{0};
        thread waiter([&] { x.wait(0); });
        x = 1;
        waiter.join();
      },
      Kind::deadlock);
}

TEST(check_client, a_loop_that_puts_back_what_it_finds_is_recognized) {
  const auto client = [](bool awaits) {
    return [=] {
      atomic_flag locked;
      var<int> inside{0};
      run_threads(2, [&](int) {
        if (awaits) {
          await([&] { return !locked.test_and_set(std::memory_order_acquire); });
        } else {
          while (locked.test_and_set(std::memory_order_acquire)) {
          }
        }
        ++inside;
        locked.clear(std::memory_order_release);
      });
    };
  };
  const CheckResult awaits = check(client(true));
  const CheckResult spins = check(client(false));
  EXPECT_EQ(spins.verdict, Outcome::holds) << spins;
  EXPECT_EQ(spins.executions, awaits.executions);
  EXPECT_EQ(spins.blocked, awaits.blocked);
}

TEST(check_client, a_loop_that_changes_something_is_followed_so_far) {
  const auto client = [] {
    atomic<bool> stop{false};
    atomic<int> rounds{0};
    run_threads(2, [&](int self) {
      if (self == 1) return stop.store(true);
      while (!stop.load()) ++rounds;
    });
  };
  const CheckResult cut = check(client, {.effort = {.events = 20}});
  EXPECT_EQ(cut.verdict, Outcome::not_refuted) << cut;
  EXPECT_IN(cut.reason, here);
  EXPECT_GT(cut.executions, 0U);
  const CheckResult bounded = check(client, {.effort = {.unroll = 2}});
  EXPECT_EQ(bounded.verdict, Outcome::not_refuted) << bounded;
  EXPECT_IN(bounded.reason, "more than 2 rounds");
  EXPECT_LT(bounded.executions, cut.executions);
}

TEST(check_client, failures_for_no_reason_are_bounded_and_the_verdict_says_so) {
  const auto client = [](bool weak) {
    return [=] {
      atomic<int> x{0};
      atomic<int> next[2] = {0, 0};  // is written before each try, as in the push of a stack
      run_threads(2, [&](int self) {
        int seen = x.load();
        do {
          next[self].store(seen);
        } while (weak ? !x.compare_exchange_weak(seen, seen + 1) : !x.compare_exchange_strong(seen, seen + 1));
      });
      require(x == 2);
    };
  };
  const CheckResult weak = check(client(true));
  EXPECT_EQ(weak.verdict, Outcome::holds) << weak;
  EXPECT_EQ(weak.spurious, 1);
  EXPECT_IN(weak.summary(), "at most 1 failure of a weak compare-exchange for no reason a thread");
  const CheckResult strong = check(client(false));
  EXPECT_EQ(strong.spurious, std::nullopt) << strong;
  EXPECT_LT(strong.executions, weak.executions);
  EXPECT_LT(weak.executions, check(client(true), {.effort = {.spurious = 2}}).executions);
}

TEST(check_client, who_notifies_after_the_end_is_asked_for_by_an_option) {
  const auto client = [] {
    auto* flag = make<atomic<int>>(0);
    thread other([=] {
      flag->store(1);
      flag->notify_one();
    });
    flag->wait(0);
    destroy(flag);
    other.join();
  };
  expect(client, Outcome::violated, Kind::use_after_free);
  EXPECT_EQ(check(client, {.notify_after_destroy = true}).verdict, Outcome::holds);
}

TEST(check_client, nothing_explored_is_said) {
  const CheckResult result = check([] { atomic<int> x{0}; }, {.effort = {.seconds = 1e-9}});
  EXPECT_EQ(result.verdict, Outcome::not_refuted) << result;
  if (result.executions > 0) GTEST_SKIP() << "an execution fitted into no time";
  EXPECT_IN(result.reason, "nothing was explored");
}

TEST(check_client, fences_order) {
  const auto publish = [](bool fenced) {
    return [=] {
      atomic<int> flag{0};
      var<int> data{0};
      thread reader([&] {
        if (flag.load(std::memory_order_acquire) == 1) data.read();
      });
      data.write(1);
      if (fenced) turnstile::atomic_thread_fence(std::memory_order_release);
      flag.store(1, std::memory_order_relaxed);
      reader.join();
    };
  };
  expect(publish(true), Outcome::holds);
  expect_violated(publish(false), Kind::data_race);
}

// --- memory --------------------------------------------------------------------------------------------------------------

struct Node {
  explicit Node(int v) : value(v) {}
  atomic<int> value;
};

TEST(check_memory, use_after_free) {
  const int used = __LINE__ + 8;
  const CheckResult result = expect_violated(
      [] {
        Node* node = make<Node>(1);
        atomic<Node*> shared{node};
        thread reader([&] {
          Node* seen = shared.load();
          if (seen != nullptr) {
            seen->value.load();
          }
        });
        shared = nullptr;
        destroy(node);
        reader.join();
      },
      Kind::use_after_free);
  EXPECT_IN(result.reason, line(used)) << result;
}

TEST(check_memory, double_free) {
  const int freed = __LINE__ + 5;
  const CheckResult result = expect_violated(
      [] {
        Node* node = make<Node>(1);
        destroy(node);
        destroy(node);
      },
      Kind::use_after_free);
  EXPECT_IN(result.reason, "freed twice");
  EXPECT_IN(result.reason, line(freed));
}

TEST(check_memory, leak) {
  const int made = __LINE__ + 2;
  const CheckResult result = expect_violated([] { make<Node>(1); }, Kind::leak);
  EXPECT_IN(result.reason, "a leak");
  EXPECT_IN(result.reason, line(made - 1));
}

TEST(check_memory, a_variable_that_ends_too_soon) {
  const int constructed = __LINE__ + 3;
  const CheckResult result = expect_violated(
      [] {
        auto* x = make<var<int>>(0);
        thread other([&] { destroy(x); });
        x->read();
        other.join();
      },
      Kind::use_after_free);
  EXPECT_IN(result.reason, line(constructed));
}

TEST(check_memory, an_object_of_another_allocator_is_not_ours) {
  expect_violated(
      [] {
        int outside = 0;
        destroy(&outside);
      },
      Kind::use_after_free);
}

// --- threads -------------------------------------------------------------------------------------------------------------

TEST(check_threads, a_thread_that_is_not_joined) {
  const int started = __LINE__ + 4;
  const CheckResult result = expect_violated(
      [] {
        atomic<int> x{0};
        thread forgotten([&] { x = 1; });
      },
      Kind::assertion);
  EXPECT_IN(result.reason, line(started));
}

TEST(check_threads, a_thread_that_is_joined_twice) {
  const CheckResult result = expect_violated(
      [] {
        thread once([] {});
        once.join();
        once.join();
      },
      Kind::assertion);
  EXPECT_IN(result.reason, here);
}

// What a thread took along is its own state, though it is not on the stack of the thread that started it.
TEST(check_threads, their_own_state_is_seen_to_change) {
  expect(
      [] {
        atomic<int> x{0};
        thread looks([&x, looked = 0]() mutable {
          while (x.load() == 0 && ++looked < 10) {
          }
        });
        looks.join();
      },
      Outcome::holds);
}

// --- honesty -------------------------------------------------------------------------------------------------------------

TEST(check_unknown, more_than_eight_threads) {
  expect([] { run_threads(8, [](int) {}); }, Outcome::holds);
  expect_unknown([] { run_threads(9, [](int) {}); }, "more than 8 threads");
  expect_unknown(
      [] {
        for (int i = 0; i < 9; ++i) thread([] {}).join();
      },
      "more than 8 threads: ");
}

TEST(check_unknown, a_client_that_is_not_deterministic) {
  std::atomic<int> runs = 0;
  expect_unknown(
      [&] {
        atomic<int> x{0};
        thread writer([&] { x.store(++runs); });
        x.load();
        writer.join();
      },
      "not deterministic");
}

TEST(check_unknown, an_atomic_that_outlives_its_execution) {
  expect_unknown(
      [] {
        static atomic<int> x{0};
        atomic<int> y{0};
        thread writer([&] { y.store(1); });
        x.store(y.load());
        writer.join();
      },
      here);
}

TEST(check_unknown, an_exception) {
  expect_unknown([] { thread([] { throw std::runtime_error("no more of this"); }).join(); }, "no more of this");
}

TEST(check_unknown, a_client_that_the_engine_does_not_see) {
  expect_unknown(
      [] {
        std::atomic<int> x{0};
        std::thread([&] { x = 1; }).join();
      },
      "TURNSTILE_CHECKING");
  expect_unknown([] {}, "TURNSTILE_CHECKING");
  expect_unknown({}, "there is no client");
}

TEST(check_unknown, an_effort_that_makes_no_sense) {
  EXPECT_EQ(check([] { atomic<int> x; }, {.effort = {.events = 40'000}}).verdict, Outcome::unknown);
}

TEST(check_unknown, a_check_inside_of_a_check) {
  Outcome inner = Outcome::holds;
  const CheckResult outer = check(
      [&] {
        const atomic<int> x{0};
        inner = check([] {}).verdict;
      },
      {.effort = {.jobs = 1}});
  EXPECT_EQ(outer.verdict, Outcome::holds) << outer;
  EXPECT_EQ(inner, Outcome::unknown);
}

TEST(check_not_refuted, a_budget_that_runs_out) {
  const auto client = [] {
    atomic<int> x{0};
    run_threads(6, [&](int) {
      ++x;
      ++x;
    });
  };
  const CheckResult few = check(client, {.effort = {.executions = 100}});
  EXPECT_EQ(few.verdict, Outcome::not_refuted) << few;
  EXPECT_EQ(few.executions, 100U);
  EXPECT_IN(few.reason, "budget");
  const CheckResult brief = check(client, {.effort = {.seconds = 0.1}});
  EXPECT_EQ(brief.verdict, Outcome::not_refuted) << brief;
  EXPECT_GT(brief.executions, 100U);
}

TEST(check_client, what_is_used_outside_of_a_check_ends_the_process_with_its_line) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(atomic<int> x{0}, "check_client_test.cpp:.*outside of turnstile::check");
  EXPECT_DEATH(require(true), "check_client_test.cpp:.*outside");
}

}  // namespace
}  // namespace turnstile
