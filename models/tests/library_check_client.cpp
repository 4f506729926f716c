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

constexpr std::string_view here = "library_check_client.cpp:";

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

TEST(CheckClient, ARightLockHolds) {
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

TEST(CheckClient, ARaceIsShownWithNamesAndLines) {
  const CheckResult result = expect_violated(
      [] {
        SpinLock lock(std::memory_order_relaxed);
        count(lock, 2, 1);
      },
      Kind::data_race);
  EXPECT_IN(result.counterexample, "locked is false, := true");
  EXPECT_IN(result.counterexample, ": a race");
  EXPECT_IN(result.counterexample, "happens before the other: thread 1 went on after it read locked = false");
  EXPECT_IN(result.counterexample, here);
  EXPECT_IN(result.reason, "library_check_client.cpp:");
}

TEST(CheckClient, AFailedRequirementIsAViolationWithItsLine) {
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
TEST(CheckClient, OperatorsAreReportedWhereTheyStand) {
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

TEST(CheckClient, ADeadlock) {
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

TEST(CheckClient, ASleeperThatNobodyWakes) {
  expect_violated(
      [] {
        atomic<int> x{0};
        thread waiter([&] { x.wait(0); });
        x = 1;
        waiter.join();
      },
      Kind::deadlock);
}

TEST(CheckClient, ALoopThatWritesWhileItWaitsIsAnAwait) {
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
  expect(client(true), Outcome::holds);
  const CheckResult cut = check(client(false), {.effort = {.events = 20}});
  EXPECT_EQ(cut.verdict, Outcome::not_refuted) << cut;
  EXPECT_IN(cut.reason, here);
}

TEST(CheckClient, FencesOrder) {
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

TEST(CheckMemory, UseAfterFree) {
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

TEST(CheckMemory, DoubleFree) {
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

TEST(CheckMemory, Leak) {
  const int made = __LINE__ + 2;
  const CheckResult result = expect_violated([] { make<Node>(1); }, Kind::use_after_free);
  EXPECT_IN(result.reason, "a leak");
  EXPECT_IN(result.reason, line(made - 1));
}

TEST(CheckMemory, AVariableThatEndsTooSoon) {
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

TEST(CheckMemory, AnObjectOfAnotherAllocatorIsNotOurs) {
  expect_violated(
      [] {
        int outside = 0;
        destroy(&outside);
      },
      Kind::use_after_free);
}

// --- threads -------------------------------------------------------------------------------------------------------------

TEST(CheckThreads, AThreadThatIsNotJoined) {
  const int started = __LINE__ + 4;
  const CheckResult result = expect_violated(
      [] {
        atomic<int> x{0};
        thread forgotten([&] { x = 1; });
      },
      Kind::assertion);
  EXPECT_IN(result.reason, line(started));
}

TEST(CheckThreads, AThreadThatIsJoinedTwice) {
  const CheckResult result = expect_violated(
      [] {
        thread once([] {});
        once.join();
        once.join();
      },
      Kind::assertion);
  EXPECT_IN(result.reason, here);
}

// What a thread took along is its own state, though it is not on the stack of whoever started it.
TEST(CheckThreads, TheirOwnStateIsSeenToChange) {
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

TEST(CheckUnknown, MoreThanEightThreads) {
  expect([] { run_threads(8, [](int) {}); }, Outcome::holds);
  expect_unknown([] { run_threads(9, [](int) {}); }, "more than 8 threads");
  expect_unknown(
      [] {
        for (int i = 0; i < 9; ++i) thread([] {}).join();
      },
      "more than 8 threads: ");
}

TEST(CheckUnknown, AClientThatIsNotDeterministic) {
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

TEST(CheckUnknown, AnAtomicThatOutlivesItsExecution) {
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

TEST(CheckUnknown, AnException) {
  expect_unknown([] { thread([] { throw std::runtime_error("no more of this"); }).join(); }, "no more of this");
}

TEST(CheckUnknown, AClientThatTheEngineDoesNotSee) {
  expect_unknown(
      [] {
        std::atomic<int> x{0};
        std::thread([&] { x = 1; }).join();
      },
      "TURNSTILE_CHECKING");
  expect_unknown([] {}, "TURNSTILE_CHECKING");
  expect_unknown({}, "there is no client");
}

TEST(CheckUnknown, AnEffortThatMakesNoSense) {
  EXPECT_EQ(check([] { atomic<int> x; }, {.effort = {.events = 40'000}}).verdict, Outcome::unknown);
}

TEST(CheckUnknown, ACheckInsideOfACheck) {
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

TEST(CheckNotRefuted, ABudgetThatRunsOut) {
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

TEST(CheckClient, WhatIsUsedOutsideOfACheckEndsTheProcessWithItsLine) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(atomic<int> x{0}, "library_check_client.cpp:.*outside of turnstile::check");
  EXPECT_DEATH(require(true), "library_check_client.cpp:.*outside");
}

}  // namespace
}  // namespace turnstile
