// atomic_ref in a check: what is exact, and what is refused.
#include <functional>
#include <string_view>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace turnstile {
namespace {

CheckResult expect(const std::function<void()>& client, Outcome verdict, std::string_view reason = "") {
  CheckResult result = check(client, {.effort = {.jobs = 1}});
  EXPECT_EQ(result.verdict, verdict) << result;
  EXPECT_NE(result.reason.find(reason), std::string::npos) << result;
  return result;
}

// Store buffering on plain objects: as many executions as on atomics.
TEST(check_atomic_ref, is_an_atomic) {
  const auto buffering = [](std::memory_order order) {
    return [=] {
      int x = 0;
      int y = 0;
      int read[2] = {};
      const atomic_ref<int> keep_x(x);
      const atomic_ref<int> keep_y(y);
      run_threads(2, [&](int self) {
        atomic_ref<int>(self == 0 ? x : y).store(1, order);
        read[self] = atomic_ref<int>(self == 0 ? y : x).load(order);
      });
      require(read[0] + read[1] > 0);
    };
  };
  EXPECT_EQ(expect(buffering(std::memory_order_seq_cst), Outcome::holds).executions, 3U);
  expect(buffering(std::memory_order_relaxed), Outcome::violated);
}

TEST(check_atomic_ref, gives_the_newest_value_back) {
  expect(
      [] {
        int x = 1;
        {
          const atomic_ref<int> keep(x);
          run_threads(2, [&](int) { ++atomic_ref<int>(x); });
        }
        require(x == 3);
        x = 5;
        require(atomic_ref<int>(x).load() == 5);
      },
      Outcome::holds);
}

TEST(check_atomic_ref, of_which_nobody_keeps_the_first_is_unknown) {
  expect(
      [] {
        int x = 0;
        run_threads(2, [&](int) { ++atomic_ref<int>(x); });
      },
      Outcome::unknown, "atomic_ref_test.cpp:");
}

TEST(check_atomic_ref, that_ends_while_others_are_used_is_unknown) {
  expect(
      [] {
        int x = 0;
        auto* keep = make<atomic_ref<int>>(x);
        run_threads(2, [&](int self) {
          if (self == 0) destroy(keep);
          if (self == 1) ++atomic_ref<int>(x);
        });
      },
      Outcome::unknown, "atomic_ref_test.cpp:");
}

TEST(check_atomic_ref, has_the_name_of_its_label) {
  const CheckResult result = check([] {
    int x = 0;
    const atomic_ref<int> keep(x);
    label(keep, "x");
    keep.store(1);
    require(keep.load() == 0);
  });
  EXPECT_NE(result.counterexample.find("x := 1"), std::string::npos) << result;
}

}  // namespace
}  // namespace turnstile
