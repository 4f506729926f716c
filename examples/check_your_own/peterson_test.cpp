#include "peterson.hpp"

#include <gmock/gmock.h>
#include <turnstile/gtest.hpp>

using namespace turnstile::matchers;

TEST(Peterson, IsRightWithSeqCst) {
  EXPECT_THAT(turnstile::check_lock<RightPeterson>({.threads = 2, .rounds = 2}), holds());
}

TEST(Peterson, NeedsMoreThanReleaseAndAcquire) {
  EXPECT_THAT(turnstile::check_lock<WeakPeterson>({.threads = 2, .rounds = 2}), is_violated(turnstile::Kind::overlap));
}
