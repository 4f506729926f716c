// The production platform against plain arithmetic, the seat, and the orders that C++ does not have.
#include <mutex>

#include <gtest/gtest.h>

#include "algorithms/peterson/peterson.hpp"
#include "algorithms/seat.hpp"
#include "algorithms/std_platform.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "models/tests/transcript.hpp"
#include "models/vocabulary/order.hpp"

namespace turnstile {
namespace {

template <class Lock>
concept tries = requires(Lock lock) { lock.try_lock(); };

TEST(std_platform, does_what_the_standard_says) {
  StdPlatform::atomic<int> x(5);
  EXPECT_EQ(x.fetch_add(3, relaxed), 5);
  EXPECT_EQ(x.fetch_sub(2, relaxed), 8);
  EXPECT_EQ(x.fetch_and(4, relaxed), 6);
  EXPECT_EQ(x.fetch_or(1, relaxed), 4);
  EXPECT_EQ(x.fetch_xor(7, relaxed), 5);
  EXPECT_EQ(x.exchange(9, acq_rel), 2);
  int expected = 1;
  EXPECT_FALSE(x.compare_exchange_strong(expected, 3, acq_rel, acquire));
  EXPECT_EQ(expected, 9);
  EXPECT_TRUE(x.compare_exchange_strong(expected, 3, acq_rel, acquire));
  EXPECT_EQ(x.load(acquire), 3);
}

TEST(std_platform, narrow_types_wrap_around) {
  StdPlatform::atomic<unsigned char> x(255);
  EXPECT_EQ(x.fetch_add(1, relaxed), 255);
  EXPECT_EQ(x.fetch_sub(1, relaxed), 0);
  EXPECT_EQ(x.load(relaxed), 255);
}

TEST(std_platform, await_looks_until_the_condition_holds) {
  int looks = 0;
  StdPlatform::await([&] { return ++looks == 200; });
  EXPECT_EQ(looks, 200);
}

TEST(std_platform, transcript_is_repeatable_and_not_empty) {
  EXPECT_EQ(tests::transcript<StdPlatform>(), tests::transcript<StdPlatform>());
  EXPECT_GT(tests::transcript<StdPlatform>().size(), 80U);
}

TEST(seat, fits_the_guards_of_the_standard) {
  PetersonLock<> lock;
  Seat mine(lock, 0);
  {
    const std::scoped_lock guard(mine);
  }
  const std::unique_lock again(mine);
  EXPECT_TRUE(again.owns_lock());
}

TEST(seat, has_try_lock_where_the_lock_has_it) {
  TestAndSetLock<> lock;
  Seat first(lock, 0);
  Seat second(lock, 1);
  ASSERT_TRUE(first.try_lock());
  EXPECT_FALSE(second.try_lock());
  first.unlock();
  EXPECT_TRUE(second.try_lock());
  static_assert(tries<Seat<TestAndSetLock<>>> && !tries<Seat<PetersonLock<>>>);
}

TEST(order, names_the_place_of_the_call) {
  const Order order = acquire;
  EXPECT_EQ(order.where.line(), static_cast<unsigned>(__LINE__ - 1));
  EXPECT_TRUE(std::string_view(order.where.file_name()).ends_with("platform_test.cpp"));
}

TEST(order, valid_ones_pass) {
  for (const auto order : {relaxed, consume, acquire, seq_cst}) require_valid(order, Access::load);
  for (const auto order : {relaxed, release, seq_cst}) require_valid(order, Access::store);
  for (const auto order : {relaxed, acquire, release, acq_rel, seq_cst}) {
    require_valid(order, Access::read_modify_write);
  }
  for (const auto order : {relaxed, acquire, seq_cst}) require_valid(order, Access::failed_compare);
}

TEST(order, invalid_ones_abort_and_name_the_line) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(require_valid(release, Access::load), "platform_test.cpp:.* release is not allowed for a load");
  EXPECT_DEATH(require_valid(acq_rel, Access::load), "acq_rel is not allowed for a load");
  EXPECT_DEATH(require_valid(acquire, Access::store), "acquire is not allowed for a store");
  EXPECT_DEATH(require_valid(acq_rel, Access::store), "acq_rel is not allowed for a store");
  EXPECT_DEATH(require_valid(release, Access::failed_compare), "release is not allowed for a compare-exchange");
}

using Orders = std::vector<std::memory_order>;

TEST(order, is_weakened_one_step_at_a_time) {
  for (const Access access : {Access::read_modify_write, Access::fence}) {
    EXPECT_EQ(next_weaker(seq_cst, access), Orders{acq_rel});
    EXPECT_EQ(next_weaker(acq_rel, access), (Orders{acquire, release}));
    EXPECT_EQ(next_weaker(acquire, access), Orders{relaxed});
    EXPECT_EQ(next_weaker(release, access), Orders{relaxed});
  }
  for (const Access access : {Access::load, Access::failed_compare}) {
    EXPECT_EQ(next_weaker(seq_cst, access), Orders{acquire});
    EXPECT_EQ(next_weaker(acquire, access), Orders{relaxed});
    EXPECT_EQ(next_weaker(consume, access), Orders{relaxed});
  }
  EXPECT_EQ(next_weaker(seq_cst, Access::store), Orders{release});
  EXPECT_EQ(next_weaker(release, Access::store), Orders{relaxed});
}

TEST(order, has_steps_that_are_valid_and_end_at_relaxed) {
  for (const Access access :
       {Access::load, Access::store, Access::read_modify_write, Access::failed_compare, Access::fence}) {
    EXPECT_TRUE(next_weaker(relaxed, access).empty());
    for (Orders at = {seq_cst}; !at.empty() && at.front() != relaxed; at = next_weaker(at.front(), access)) {
      for (const auto order : at) require_valid(order, access);
    }
  }
}

}  // namespace
}  // namespace turnstile
