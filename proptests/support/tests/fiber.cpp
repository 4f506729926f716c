#include "proptests/support/fiber.hpp"

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

// Touches a page, and each page below it, so many. Called through a pointer, so that no compiler makes a loop of it.
std::size_t descend(std::size_t pages);
std::size_t (*volatile descend_further)(std::size_t) = descend;

std::size_t descend(std::size_t pages) {
  volatile std::byte page[4096];
  page[0] = std::byte{1};
  if (pages == 0) return 0;
  return descend_further(pages - 1) + std::to_integer<std::size_t>(page[0]);
}

TEST(support, stack_that_grows_too_large_ends_the_process) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto fill = [](std::size_t bytes) {
    Fiber fiber;
    fiber.start([&] { EXPECT_GT(descend(bytes / 4096), 0U); });
    fiber.resume();
  };
  fill(Stack::size / 4);
  EXPECT_DEATH(fill(Stack::size), "");
}

}  // namespace

}  // namespace turnstile::interleaving
