// Clients that crash, and clients that go on for ever without an operation: the process goes on, and the verdict says it.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace {

using turnstile::check;
using turnstile::CheckResult;
using turnstile::Kind;
using turnstile::Outcome;

constexpr auto relaxed = std::memory_order_relaxed;

struct Node {
  turnstile::atomic<int> value{0};
  int plain = 0;
};

Node* volatile null_node = nullptr;
volatile int zero = 0;
std::atomic<int> handled = 0;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void throw_something() { throw 1; }

// Expects that the result tells of the crash, after an operation in this file, with the steps that led to it.
void expect_crash(const CheckResult& result, const std::string& signal) {
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.kind, Kind::crash) << result;
  EXPECT_TRUE(has(result.reason, signal)) << result;
  EXPECT_TRUE(has(result.reason, "guard_test.cpp:")) << result;
  EXPECT_TRUE(has(result.counterexample, "The program crashes")) << result;
}

void expect_unknown(const CheckResult& result, const std::string& reason) {
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  EXPECT_TRUE(has(result.reason, reason)) << result;
}

// The crash needs the other thread's store, so that it is found in the second execution or later.
template <class Crash>
CheckResult crash_after_store(Crash crash) {
  return check(
      [crash] {
        turnstile::atomic<int> ready{0};
        turnstile::thread other([&] { ready.store(1, relaxed); });
        if (ready.load(relaxed) == 1) crash();
        other.join();
      },
      {.name = "crash", .effort = {.seconds = 20, .jobs = 1}});
}

TEST(library_guard, null_pointer_is_a_crash) {
  expect_crash(crash_after_store([] { null_node->plain = 1; }), "SIGSEGV at address 0x");
}

TEST(library_guard, atomic_of_a_null_pointer_is_a_crash) {
  expect_crash(crash_after_store([] { null_node->value.store(1); }), "SIGSEGV");
}

TEST(library_guard, division_by_zero_is_a_crash) {
  expect_crash(crash_after_store([] { zero = 7 / zero; }), "SIGFPE");
}

TEST(library_guard, abort_is_a_crash) {
  expect_crash(crash_after_store([] { std::abort(); }), "SIGABRT");
}

TEST(library_guard, terminate_is_a_crash) {
  expect_crash(crash_after_store([]() noexcept { throw_something(); }), "SIGABRT");
}

TEST(library_guard, crash_is_the_only_thing) {
  const CheckResult result = check([] {
    turnstile::atomic<int> x{0};
    null_node->plain = x.load();
  });
  expect_crash(result, "SIGSEGV");
}

TEST(library_guard, crash_in_a_thread_is_found_with_several_jobs) {
  const auto client = [] {
    turnstile::atomic<int> x{0};
    turnstile::atomic<int> y{0};
    turnstile::thread a([&] {
      x.store(1, relaxed);
      if (y.load(relaxed) == 0) x.store(2, relaxed);
    });
    turnstile::thread b([&] {
      y.store(1, relaxed);
      if (x.load(relaxed) == 2) null_node->plain = 1;
    });
    a.join();
    b.join();
  };
  for (int jobs = 1; jobs <= 2; ++jobs) {
    expect_crash(check(client, {.name = "jobs", .effort = {.seconds = 20, .jobs = jobs}}), "SIGSEGV");
  }
}

// Where the engine only asks whether a round would fail on another value, a crash is none yet.
TEST(library_guard, crash_that_is_only_supposed_is_none) {
  const CheckResult result = check([] {
    turnstile::atomic<int> x{1};
    turnstile::atomic<int> y{0};
    turnstile::thread other([&] {
      y.store(1, relaxed);
      x.store(2, std::memory_order_release);
    });
    turnstile::await([&]() noexcept {
      const int seen = x.load(std::memory_order_acquire);
      if (seen == 2 && y.load(relaxed) == 0) null_node->plain = 1;
      return seen == 2;
    });
    other.join();
  });
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

// Not inlined, and not turned into a loop.
[[gnu::noinline]] int recurse(turnstile::atomic<int>& x, int depth) {
  volatile char frame[200] = {};
  frame[depth % 200] = 1;
  return depth < 0 ? x.load() : recurse(x, depth + 1) + frame[0];
}
[[gnu::noinline]] int recurse_with_operations(turnstile::atomic<int>& x, int depth) {
  volatile char frame[10] = {};
  frame[depth % 10] = static_cast<char>(depth % 7 == 0 ? x.load(relaxed) : 0);
  return depth < 0 ? 0 : recurse_with_operations(x, depth + 1) + frame[0];
}

TEST(library_guard, stack_that_overflows_is_unknown) {
  const auto client = [](auto overflow) {
    return check(
        [overflow] {
          turnstile::atomic<int> x{0};
          turnstile::thread other([&] { x.store(1); });
          overflow(x);
          other.join();
        },
        {.name = "overflow", .effort = {.events = 30'000}});
  };
  expect_unknown(client([](auto& x) { recurse(x, 0); }), "the stack of 64 KB is too small");
  expect_unknown(client([](auto& x) { recurse_with_operations(x, 0); }), "the stack of 64 KB is too small");
}

TEST(library_guard, checks_go_on_after_a_crash) {
  for (int i = 0; i < 3; ++i) expect_crash(crash_after_store([] { null_node->plain = 1; }), "SIGSEGV");
  const CheckResult result = crash_after_store([] {});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

// --- locks -----------------------------------------------------------------------------------------------------------

// Nothing that the engine asks what would happen is unwound.
template <class Platform>
class NoexceptSpinLock {
 public:
  void lock(int) noexcept {
    Platform::await([&]() noexcept { return !locked_.exchange(true, std::memory_order_acquire); });
  }
  void unlock(int) noexcept { locked_.store(false, std::memory_order_release); }

 private:
  typename Platform::template atomic<bool> locked_{false};
};

template <class Platform>
class NoexceptTurn {
 public:
  void lock(int self) noexcept {
    Platform::await([&]() noexcept { return turn_.load(std::memory_order_acquire) == self; });
  }
  void unlock(int self) noexcept { turn_.store(1 - self, std::memory_order_release); }

 private:
  typename Platform::template atomic<int> turn_{0};
};

// BUG: who comes second follows a pointer to nobody.
template <class Platform>
class CrashingLock {
 public:
  void lock(int) {
    if (taken_.fetch_add(1, std::memory_order_acquire) > 0) null_node->plain = 1;
  }
  void unlock(int) {}

 private:
  typename Platform::template atomic<int> taken_{0};
};

TEST(library_guard, locks_may_be_noexcept) {
  const CheckResult right = turnstile::check_lock<NoexceptSpinLock>({.threads = 2, .rounds = 2});
  EXPECT_EQ(right.verdict, Outcome::holds) << right;
  const CheckResult turn = turnstile::check_lock<NoexceptTurn>({.threads = 2, .rounds = 2});
  EXPECT_EQ(turn.verdict, Outcome::violated) << turn;
  EXPECT_EQ(turn.kind, Kind::remainder_blocks) << turn;
}

TEST(library_guard, lock_that_crashes) {
  expect_crash(turnstile::check_lock<CrashingLock>({.threads = 2, .rounds = 2}), "SIGSEGV");
}

// --- the process's own handlers ------------------------------------------------------------------------------------

void count_signal(int) { ++handled; }

TEST(library_guard, handlers_of_the_process_are_kept) {
  struct sigaction ours = {};
  ours.sa_handler = &count_signal;
  struct sigaction before = {};
  sigaction(SIGABRT, &ours, &before);
  handled = 0;
  std::atomic<bool> checking = false;
  std::thread other([&] {
    while (!checking) std::this_thread::yield();
    raise(SIGABRT);
  });
  const CheckResult result = check(
      [&] {
        checking = true;
        turnstile::atomic<int> x{0};
        if (handled == 0) usleep(1000);
        turnstile::thread t([&] { x.store(1); });
        t.join();
      },
      {.name = "handlers", .effort = {.jobs = 1}});
  other.join();
  EXPECT_EQ(handled, 1);
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
  struct sigaction after = {};
  sigaction(SIGABRT, &before, &after);
  EXPECT_EQ(after.sa_handler, &count_signal);
}

// --- the watchdog --------------------------------------------------------------------------------------------------

// Without any operation; below 0: for ever.
void go_on_for(int turns) {
  volatile int turn = 0;
  for (int left = turns; left != 0; --left) {
    turn = left;
    if (left < -1'000'000) left = -1;
  }
  (void)turn;
}

CheckResult check_soon(const std::function<void()>& client) {
  return check(client, {.name = "stuck", .effort = {.seconds = 20, .jobs = 1, .stuck_seconds = 0.3}});
}

TEST(library_guard, loop_without_operations_ends) {
  const CheckResult result = check_soon([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1, relaxed); });
    if (x.load(relaxed) == 1) {
      go_on_for(-1);
    }
    other.join();
  });
  expect_unknown(result, "no operation for 0.3 s after ");
}

TEST(library_guard, blocking_call_ends) {
  const CheckResult result = check_soon([] {
    turnstile::atomic<int> x{0};
    int ends[2] = {};
    if (pipe(ends) != 0) return;
    char byte = 0;
    turnstile::require(read(ends[0], &byte, 1) == 1);
    x.store(1);
  });
  expect_unknown(result, "no operation for 0.3 s after ");
}

TEST(library_guard, condition_that_does_not_end_ends) {
  const CheckResult result = check_soon([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1, relaxed); });
    turnstile::await([&] {
      const bool done = x.load(relaxed) == 1;
      if (!done) go_on_for(-1);
      return done;
    });
    other.join();
  });
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
}

TEST(library_guard, loop_of_plain_accesses_ends) {
  const CheckResult result = check([] {
    turnstile::var<int> x{0};
    while (x.read() == 0) {
    }
  });
  expect_unknown(result, "2000000 accesses to plain variables: ");
}

TEST(library_guard, executions_that_are_slow_end_in_time) {
  const auto start = std::chrono::steady_clock::now();
  const CheckResult result = check(
      [] {
        turnstile::atomic<int> x{0};
        for (;;) {
          go_on_for(20'000'000);
          x.store(1, relaxed);
        }
      },
      {.name = "slow", .effort = {.seconds = 0.5, .events = 30'000, .jobs = 1, .stuck_seconds = 0.5}});
  EXPECT_NE(result.verdict, Outcome::holds);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  expect_unknown(result, "the time was over, and an execution did not end: after ");
}

}  // namespace
