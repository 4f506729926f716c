// Mutexes: a right client holds, a wrong one is refuted for what is wrong with it. And counts: a critical section makes no
// more executions than its order has.
#include <chrono>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "models/library/tests/support.hpp"
#include "turnstile/atomic.hpp"

namespace turnstile {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view here = "mutex_test.cpp:";

std::function<void()> counting(int threads, int rounds) {
  return [=] {
    mutex m;
    var<int> counter{0};
    run_threads(threads, [&](int) {
      for (int round = 0; round < rounds; ++round) {
        const lock_guard guard(m);
        ++counter;
      }
    });
    require(counter == threads * rounds);
  };
}

// As many as there are orders of the critical sections: (t r)! / r!^t.
TEST(check_mutex, has_an_execution_for_each_order_of_the_critical_sections) {
  EXPECT_EQ(complete(expect_holds(counting(2, 1))), 2U);
  EXPECT_EQ(complete(expect_holds(counting(2, 2))), 6U);
  EXPECT_EQ(complete(expect_holds(counting(3, 1))), 6U);
  EXPECT_EQ(complete(expect_holds(counting(3, 2))), 90U);
}

TEST(check_mutex, that_is_not_unlocked) {
  expect_violated(
      [] {
        mutex m;
        run_threads(2, [&](int) { m.lock(); });
      },
      Kind::deadlock);
}

TEST(check_mutex, two_in_opposite_orders) {
  const auto client = [](bool opposite) {
    return [=] {
      mutex a;
      mutex b;
      run_threads(2, [&](int self) {
        mutex& first = opposite && self == 1 ? b : a;
        mutex& second = opposite && self == 1 ? a : b;
        const lock_guard one(first);
        const lock_guard other(second);
      });
    };
  };
  expect_holds(client(false));
  expect_violated(client(true), Kind::deadlock);
}

TEST(check_mutex, misuse_is_found) {
  expect_violated(
      [] {
        mutex m;
        m.lock();
        m.lock();
      },
      Kind::deadlock, "locks a mutex that it holds");
  expect_violated(
      [] {
        mutex m;
        m.unlock();
      },
      Kind::assertion, "does not hold it");
  expect_violated(
      [] {
        mutex m;
        run_threads(2, [&](int self) { self == 0 ? m.lock() : m.unlock(); });
      },
      Kind::assertion, "does not hold it");
  expect_violated(
      [] {
        mutex m;
        m.lock();
      },
      Kind::assertion, "destroyed that is locked");
  expect_violated(
      [] {
        shared_mutex m;
        m.unlock_shared();
      },
      Kind::assertion, "does not share it");
}

// The thread that unlocks last may destroy the mutex: the last thing that unlock() does is its store.
TEST(check_mutex, may_be_destroyed_by_who_locks_it_last) {
  const auto client = [](bool locked) {
    return [=] {
      auto* m = make<mutex>();
      auto* users = make<var<int>>(2);
      run_threads(2, [&](int) {
        m->lock();
        const bool last = --*users == 0;
        if (locked || !last) m->unlock();
        if (last) destroy(m);
      });
      destroy(users);
    };
  };
  expect_holds(client(true));
  expect_violated(client(false), Kind::assertion, "destroyed that is locked");
}

TEST(check_mutex, is_tried_and_is_timed) {
  expect_holds([] {
    mutex m;
    var<int> counter{0};
    run_threads(2, [&](int) {
      const unique_lock guard(m, try_to_lock);
      if (guard.owns_lock()) ++counter;
    });
    require(counter >= 1);
  });
  expect_violated(
      [] {
        timed_mutex m;
        var<int> counter{0};
        run_threads(2, [&](int) {
          if (!m.try_lock_for(1s)) return;
          ++counter;
          m.unlock();
        });
        require(counter == 2);
      },
      Kind::assertion);
  expect_holds([] {
    timed_mutex m;
    m.lock();
    thread other([&] { require(!m.try_lock_for(1s)); });
    other.join();
    m.unlock();
  });
  expect_holds([] {
    recursive_mutex m;
    var<int> counter{0};
    run_threads(2, [&](int) {
      const lock_guard outer(m);
      const lock_guard inner(m);
      ++counter;
    });
  });
}

TEST(check_mutex, is_shared) {
  const auto client = [](bool writes) {
    return [=] {
      shared_mutex m;
      var<int> data{0};
      run_threads(3, [&](int self) {
        if (self == 0) {
          const std::lock_guard guard(m);
          ++data;
        } else {
          const std::shared_lock guard(m);
          writes ? data.write(2) : (void)data.read();
        }
      });
    };
  };
  expect_holds(client(false));
  expect_violated(client(true), Kind::data_race);
}

TEST(check_mutex, is_called_by_its_name_and_its_line) {
  const int constructed = __LINE__ + 3;
  const CheckResult result = check([] {
    mutex first;
    mutex second;
    label(first, "first");
    first.lock();
    second.lock();
    run_threads(1, [&](int) { first.lock(); });
  });
  EXPECT_NE(result.counterexample.find("first is "), std::string::npos) << result;
  EXPECT_NE(result.counterexample.find("mutex@" + std::string(here) + std::to_string(constructed)), std::string::npos);
}

}  // namespace
}  // namespace turnstile
