// turnstile::check_lock() of locks that are no templates.
#include <atomic>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace turnstile {
namespace {

const LockOptions small{.threads = 2, .rounds = 2, .effort = {.jobs = 1}};

// Drepper's third mutex (Futexes Are Tricky, 2011): 2 says that somebody may sleep.
template <std::memory_order Unlocks>
class SleepingLock {
 public:
  void lock() {
    std::uint32_t seen = 0;
    if (state_.compare_exchange_strong(seen, 1, std::memory_order_acquire, std::memory_order_relaxed)) return;
    if (seen != 2) seen = state_.exchange(2, std::memory_order_acquire);
    while (seen != 0) {
      state_.wait(2, std::memory_order_relaxed);
      seen = state_.exchange(2, std::memory_order_acquire);
    }
  }
  void unlock() {
    if (state_.exchange(0, Unlocks) == 2) state_.notify_one();
  }

 private:
  atomic<std::uint32_t> state_{0};
};

TEST(check_seated_lock, a_right_one_holds) {
  const CheckResult result = check_lock<SleepingLock<std::memory_order_release>>(small);
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
  EXPECT_EQ(result.name.substr(0, 12), "SleepingLock");
}

TEST(check_seated_lock, a_wrong_one_is_refuted) {
  const CheckResult result = check_lock<SleepingLock<std::memory_order_relaxed>>(small);
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.property, Property::mutual_exclusion);
}

TEST(check_seated_lock, ours_are_such_locks) {
  EXPECT_EQ(check_lock<mutex>(small).verdict, Outcome::holds) << check_lock<mutex>(small);
  EXPECT_EQ(check_lock<mutex>(small).name, "mutex");
  LockOptions readers = small;
  readers.readers = 1;
  readers.rounds = 1;
  EXPECT_EQ(check_lock<shared_mutex>(readers).verdict, Outcome::holds) << check_lock<shared_mutex>(readers);
}

class NoLock {
 public:
  void lock() { locked = true; }
  void unlock() { locked = false; }

  bool locked = false;
};

TEST(check_seated_lock, one_that_the_engine_does_not_see_is_unknown) {
  const CheckResult result = check_lock<NoLock>(small);
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  EXPECT_NE(result.reason.find("turnstile::atomic"), std::string::npos) << result;
}

}  // namespace
}  // namespace turnstile
