// Condition variables, semaphores, latches, barriers and call_once: a right client holds, a wrong one is refuted for what
// is wrong with it.
#include <chrono>
#include <functional>
#include <utility>

#include <gtest/gtest.h>

#include "models/library/tests/support.hpp"
#include "turnstile/atomic.hpp"

namespace turnstile {
namespace {

using namespace std::chrono_literals;

// --- condition variables -------------------------------------------------------------------------------------------------

std::function<void()> passing(bool waits_in_a_loop, bool sets, bool notifies) {
  return [=] {
    mutex m;
    condition_variable changed;
    var<bool> ready{false};
    thread consumer([&] {
      unique_lock lock(m);
      if (waits_in_a_loop) {
        changed.wait(lock, [&] { return ready.read(); });
      } else {
        if (!ready.read()) changed.wait(lock);
        require(ready.read());
      }
    });
    {
      const lock_guard lock(m);
      ready = sets;
    }
    if (notifies) changed.notify_one();
    consumer.join();
  };
}

TEST(check_condition_variable, passes_on) { expect_holds(passing(true, true, true)); }

TEST(check_condition_variable, without_the_condition_or_the_notify_is_waited_for_in_vain) {
  expect_violated(passing(true, false, true), Kind::deadlock);
  expect_violated(passing(true, true, false), Kind::deadlock);
}

// Nothing but luck makes a wait without a loop right.
TEST(check_condition_variable, wakes_for_no_reason) { expect_violated(passing(false, true, true), Kind::assertion); }

TEST(check_condition_variable, notified_without_the_mutex_is_a_lost_wake_up) {
  const auto client = [](bool locked) {
    return [=] {
      mutex m;
      condition_variable changed;
      atomic<bool> ready{false};
      thread consumer([&] {
        unique_lock lock(m);
        changed.wait(lock, [&] { return ready.load(); });
      });
      if (locked) m.lock();
      ready = true;
      if (locked) m.unlock();
      changed.notify_one();
      consumer.join();
    };
  };
  expect_holds(client(true));
  expect_violated(client(false), Kind::deadlock);
}

// Which of two threads is woken is chosen: one notify is too few for both, whichever that is.
TEST(check_condition_variable, notifies_one_or_all) {
  const auto client = [](bool all) {
    return [=] {
      mutex m;
      condition_variable changed;
      var<bool> ready{false};
      run_threads(3, [&](int self) {
        unique_lock lock(m);
        if (self < 2) {
          changed.wait(lock, [&] { return ready.read(); });
        } else {
          ready = true;
          all ? changed.notify_all() : changed.notify_one();
        }
      });
    };
  };
  expect_holds(client(true));
  expect_violated(client(false), Kind::deadlock);
}

TEST(check_condition_variable, is_waited_for_a_time) {
  const auto client = [](bool in_time) {
    return [=] {
      mutex m;
      condition_variable changed;
      var<bool> ready{false};
      thread consumer([&] {
        unique_lock lock(m);
        const bool there = changed.wait_for(lock, 1s, [&] { return ready.read(); });
        if (in_time) require(there);
      });
      {
        const lock_guard lock(m);
        ready = true;
      }
      changed.notify_one();
      consumer.join();
    };
  };
  expect_holds(client(false));
  expect_violated(client(true), Kind::assertion);
  // No thread notifies, and one that gives up goes on.
  expect_holds([] {
    mutex m;
    condition_variable_any never;
    unique_lock lock(m);
    require(never.wait_for(lock, 1s) == cv_status::timeout);
  });
}

TEST(check_condition_variable, is_not_waited_for_without_the_mutex) {
  expect_violated(
      [] {
        mutex m;
        condition_variable changed;
        unique_lock lock(m, defer_lock);
        changed.wait(lock);
      },
      Kind::assertion, "without having locked");
}

// A buffer of one place, two consumers, and one condition variable for both sides: a consumer that takes one out may
// wake the other one in place of the producer. A check that always woke the first to wait would miss it.
class Place {
 public:
  explicit Place(bool wakes_all) : wakes_all_(wakes_all) {}

  void set(int full) {
    unique_lock lock(m_);
    changed_.wait(lock, [&] { return full_ == 1 - full; });
    full_ = full;
    wakes_all_ ? changed_.notify_all() : changed_.notify_one();
  }

 private:
  bool wakes_all_;
  mutex m_;
  condition_variable changed_;
  var<int> full_{0};
};

void pass_two(bool wakes_all) {
  Place place(wakes_all);
  run_threads(3, [&](int self) {
    place.set(self == 0 ? 1 : 0);
    if (self == 0) place.set(1);
  });
}

TEST(check_condition_variable, passes_through_a_buffer) {
  expect_holds([] { pass_two(true); });
  expect_violated([] { pass_two(false); }, Kind::deadlock);
}

// --- semaphores ----------------------------------------------------------------------------------------------------------

TEST(check_semaphore, is_a_mutex_and_a_signal) {
  const CheckResult result = expect_holds([] {
    binary_semaphore one(1);
    var<int> counter{0};
    run_threads(3, [&](int) {
      one.acquire();
      ++counter;
      one.release();
    });
  });
  EXPECT_EQ(complete(result), 6U);
  const auto signal = [](int times) {
    return [=] {
      counting_semaphore<2> there(0);
      var<int> data{0};
      thread reader([&] {
        there.acquire();
        there.acquire();
        require(data == 1);
      });
      data = 1;
      for (int i = 0; i < times; ++i) there.release();
      reader.join();
    };
  };
  expect_holds(signal(2));
  expect_violated(signal(1), Kind::deadlock);
}

TEST(check_semaphore, lets_in_as_many_as_it_counts) {
  const auto client = [](int places) {
    return [=] {
      counting_semaphore<2> free(places);
      var<int> inside{0};
      run_threads(2, [&](int) {
        free.acquire();
        ++inside;
        free.release();
      });
    };
  };
  expect_holds(client(1));
  expect_violated(client(2), Kind::data_race);
}

TEST(check_semaphore, released_too_often) {
  expect_violated(
      [] {
        binary_semaphore one(0);
        run_threads(2, [&](int) { one.release(); });
      },
      Kind::assertion, "beyond its maximum");
}

TEST(check_semaphore, is_tried_and_is_timed) {
  expect_holds([] {
    counting_semaphore<> none(0);
    require(!none.try_acquire());
    require(!none.try_acquire_for(1s));
    none.release(2);
    require(none.try_acquire() && none.try_acquire_until(std::chrono::steady_clock::now()));
  });
}

// --- latches and barriers ------------------------------------------------------------------------------------------------

TEST(check_latch, opens_when_all_have_counted_down) {
  const auto client = [](int threads) {
    return [=] {
      latch done(2);
      var<int> data[2] = {0, 0};
      run_threads(threads, [&](int self) {
        data[self] = 1;
        done.count_down();
        if (self == 0) {
          done.wait();
          require(data[1] == 1);
        }
      });
    };
  };
  expect_holds(client(2));
  expect_violated(client(1), Kind::deadlock);
  expect_violated(
      [] {
        latch done(1);
        run_threads(2, [&](int) { done.arrive_and_wait(); });
      },
      Kind::assertion, "below zero");
}

std::function<void()> in_phases(int expected, bool waits) {
  return [=] {
    barrier phase(expected);
    var<int> data[2] = {0, 0};
    run_threads(2, [&](int self) {
      for (int round = 1; round <= 2; ++round) {
        data[self] = round;
        waits ? phase.arrive_and_wait() : (void)phase.arrive();
        require(data[1 - self] == round);
        phase.arrive_and_wait();
      }
    });
  };
}

TEST(check_barrier, has_phases) {
  expect_holds(in_phases(2, true));
  expect_violated(in_phases(3, true), Kind::deadlock);  // one participant is missing
  expect_violated(in_phases(2, false), Kind::assertion);
  expect_violated(in_phases(1, true), Kind::assertion);
}

TEST(check_barrier, completes_a_phase_before_the_next_one) {
  expect_holds([] {
    var<int> phases{0};
    barrier phase(2, [&]() noexcept { ++phases; });
    run_threads(2, [&](int) {
      phase.arrive_and_wait();
      require(phases == 1);
    });
  });
  expect_holds([] {
    barrier phase(2);
    run_threads(2, [&](int self) {
      if (self == 0) return phase.arrive_and_drop();
      phase.arrive_and_wait();
      phase.arrive_and_wait();
    });
  });
}

// --- call_once -----------------------------------------------------------------------------------------------------------

TEST(check_call_once, calls_once_and_everybody_sees_it) {
  const auto client = [](bool reads_outside) {
    return [=] {
      once_flag flag;
      var<int> data{0};
      run_threads(2, [&](int self) {
        if (reads_outside && self == 1) {
          data.read();
          return;
        }
        call_once(flag, [&](int by) { data += by; }, 2);
        require(data == 2);
      });
    };
  };
  expect_holds(client(false));
  expect_violated(client(true), Kind::data_race);
  expect_violated(
      [] {
        once_flag flag;
        call_once(flag, [&] { call_once(flag, [] {}); });
      },
      Kind::deadlock);
}

TEST(check_call_once, calls_again_where_it_threw) {
  expect_holds([] {
    once_flag flag;
    var<int> calls{0};
    try {
      call_once(flag, [&] {
        ++calls;
        throw 1;
      });
    } catch (int thrown) {
      require(thrown == 1);
    }
    call_once(flag, [&] { ++calls; });
    call_once(flag, [&] { ++calls; });
    require(calls == 2);
  });
}

}  // namespace
}  // namespace turnstile
