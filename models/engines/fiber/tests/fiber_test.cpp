#include "models/engines/fiber/fiber.hpp"

#include <array>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace turnstile::interleaving {

namespace {

TEST(support, fiber_goes_on_where_it_left) {
  Fiber fiber;
  std::string said;
  EXPECT_TRUE(fiber.finished());
  fiber.start([&] {
    said += "a";
    fiber.leave();
    said += "b";
  });
  EXPECT_FALSE(fiber.finished());
  fiber.resume();
  EXPECT_EQ(said, "a");
  EXPECT_FALSE(fiber.finished());
  fiber.resume();
  EXPECT_EQ(said, "ab");
  EXPECT_TRUE(fiber.finished());
}

TEST(support, fibers_interleave) {
  Fiber fibers[2];
  std::string said;
  for (int i = 0; i < 2; ++i) {
    fibers[i].start([&, i] {
      for (int round = 0; round < 3; ++round) {
        said += std::to_string(i);
        fibers[i].leave();
      }
    });
  }
  for (int round = 0; round < 3; ++round) {
    for (Fiber& fiber : fibers) fiber.resume();
  }
  EXPECT_EQ(said, "010101");
}

TEST(support, fiber_starts_anew_after_it_was_left_for_good) {
  Fiber fiber;
  for (int i = 0; i < 1000; ++i) {
    std::size_t reached = 0;
    fiber.start([&] {
      const std::array<char, 1000> frame{};
      reached = frame.size();
      fiber.leave();
      reached = 0;
    });
    fiber.resume();
    EXPECT_EQ(reached, 1000U);
  }
}

TEST(support, exceptions_stay_in_their_fiber) {
  Fiber fiber;
  bool caught = false;
  fiber.start([&] {
    try {
      fiber.leave();
      throw std::string("x");
    } catch (const std::string&) {
      caught = true;
    }
  });
  fiber.resume();
  EXPECT_FALSE(caught);
  fiber.resume();
  EXPECT_TRUE(caught);
}

TEST(support, stack_that_grows_too_large_ends_the_process) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const FiberStack stack;
  volatile char* const lowest = static_cast<char*>(stack.bottom());
  *lowest = 'x';
  EXPECT_EQ(*lowest, 'x');
  EXPECT_DEATH(*(lowest - 1) = 'x', "");
}

}  // namespace

}  // namespace turnstile::interleaving
