// <turnstile/gtest.hpp> in a test that fails: its message is the counterexample.
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include "turnstile/gtest.hpp"

namespace turnstile {
namespace {

using namespace matchers;

// Another file has a lock of this name, in an unnamed namespace, too.
template <class Platform>
class LooksFirst {
 public:
  void lock(int) {
    Platform::await([&] { return !locked_.load(acquire); });
    locked_.store(true, relaxed);
  }
  void unlock(int) { locked_.store(false, release); }
  void describe(auto& names) const { names("locked", locked_); }

 private:
  typename Platform::template atomic<bool> locked_{false};
};

TEST(check_matchers, a_failure_shows_what_was_expected) {
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(check_lock<LooksFirst>(), holds()), "Expected: is holds");
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(check_lock<LooksFirst>(), is_violated(Kind::deadlock)),
                          "Expected: is violated deadlock");
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(check_lock<LooksFirst>(), testing::Not(is_violated())), "is not violated");
}

TEST(check_matchers, a_failure_shows_the_counterexample) {
  for (const char* shown : {"LooksFirst: violated overlap", "Both threads are in the critical section: thread 1 read ",
                            "locked := true", "matchers_test.cpp:18"}) {
    EXPECT_NONFATAL_FAILURE(EXPECT_THAT(check_lock<LooksFirst>(), holds()), shown);
  }
}

}  // namespace
}  // namespace turnstile
