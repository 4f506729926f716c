// Threads beyond start and join, what they call, what is made for them, and choices.
#include <atomic>
#include <utility>

#include <gtest/gtest.h>

#include "models/library/tests/support.hpp"
#include "turnstile/atomic.hpp"

namespace turnstile {
namespace {

// --- arrays --------------------------------------------------------------------------------------------------------------

TEST(check_memory, an_array_that_is_destroyed_as_one_object) {
  expect_violated([] { destroy(make<int[]>(2)); }, Kind::use_after_free, "is not destroyed by destroy<T[]>");
  expect_violated([] { destroy<int[]>(make<int>()); }, Kind::use_after_free, "no array");
  expect_violated([] { make<int[]>(2); }, Kind::leak, "a leak");
  expect_violated(
      [] {
        auto* two = make<int[]>(2);
        destroy<int[]>(two);
        destroy<int[]>(two);
      },
      Kind::use_after_free);
}

TEST(check_memory, each_element_of_an_array_is_destroyed) {
  expect_violated(
      [] {
        auto* two = make<atomic<int>[]>(2);
        atomic<int>& second = two[1];
        destroy<atomic<int>[]>(two);
        second.load();
      },
      Kind::use_after_free);
}

// --- threads -------------------------------------------------------------------------------------------------------------

// Lets a count go when it ends.
class Guard {
 public:
  explicit Guard(atomic<int>& count) : count_(&count) {}
  Guard(Guard&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  ~Guard() {
    if (count_ != nullptr) count_->fetch_sub(1);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  atomic<int>* count_;
};

// An execution can end when the thread has not begun, or in the middle of it. Nothing is destroyed then.
TEST(check_threads, what_they_call_may_own_something_wherever_an_execution_ends) {
  expect_violated(
      [] {
        atomic<int> count{1};
        thread other([theirs = Guard(count)] {});
        require(count.load() == 2);
        other.join();
      },
      Kind::assertion);
  expect_holds([] {
    atomic<int> count{1};
    atomic<int> x{0};
    thread first([&] { x.store(1); });
    while (x.load() != 1) {
    }
    thread other([theirs = Guard(count)] {});
    while (count.load() != 0) {
    }
    other.join();
    first.join();
  });
}

TEST(check_threads, that_join_themselves) {
  expect_holds([] {
    var<int> x{0};
    {
      const jthread writer([&] { x = 1; });
    }
    require(x == 1);
  });
}

TEST(check_threads, that_are_detached) {
  expect_holds([] {
    auto* done = make<atomic<int>>(0);
    thread([=] { destroy(done); }).detach();
  });
  expect_violated(
      [] {
        make<atomic<int>>(0);
        thread([] {}).detach();
      },
      Kind::leak, "a leak");
  expect_violated(
      [] {
        atomic<int> x{0};
        thread([&] { x = 1; }).detach();
      },
      Kind::use_after_free);
}

TEST(check_threads, have_ids) {
  expect_holds([] {
    const auto main = this_thread::get_id();
    thread other([=] { require(this_thread::get_id() != main); });
    require(other.get_id() != main && other.get_id() != thread::id());
    other.join();
    require(other.get_id() == thread::id());
  });
}

// A loop that yields is as much a loop as one that does not.
TEST(check_threads, that_yield_wait_all_the_same) {
  const auto client = [](bool sets) {
    return [=] {
      atomic<bool> flag{false};
      thread waiter([&] {
        while (!flag.load()) this_thread::yield();
      });
      if (sets) flag = true;
      waiter.join();
    };
  };
  expect_holds(client(true));
  expect_violated(client(false), Kind::deadlock);
}

// --- choices -------------------------------------------------------------------------------------------------------------

TEST(check_choices, are_all_made) {
  std::atomic<unsigned> seen = 0;  // by several executions at once, and beyond each of them
  const CheckResult result = expect_holds([&] {
    atomic<int> x{0};
    x = choose(3);
    seen |= 1U << x.load();
  });
  EXPECT_EQ(result.executions, 3U);
  EXPECT_EQ(seen, 7U);
  const CheckResult wrong = expect(
      [] {
        atomic<int> x{choose(5)};
        require(x != 4);
      },
      Outcome::violated, Kind::assertion);
  EXPECT_NE(wrong.counterexample.find("chooses 4 of 5"), std::string::npos) << wrong;
}

}  // namespace
}  // namespace turnstile
