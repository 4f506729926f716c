// What a client uses without the engine's knowledge: it is refused, with a line, and never a silent `holds`.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <pthread.h>
#include <semaphore.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace {

using turnstile::check;
using turnstile::CheckResult;
using turnstile::Outcome;

CheckResult checked(const std::function<void()>& client) {
  return check(client, {.name = "client", .effort = {.seconds = 20, .jobs = 1, .stuck_seconds = 5}});
}

// Refused for the call of that function, in favour of another one, with a line of this file.
void expect_refused(const std::function<void()>& client, const std::string& call, const std::string& instead) {
  const CheckResult result = checked(client);
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  std::string complaint = "the client calls " + call;
  complaint += ", which the engine does not see: use " + instead;
  for (const std::string& part : {complaint, std::string("foreign_test.cpp:")}) {
    EXPECT_NE(result.reason.find(part), std::string::npos) << part << " is missing:\n" << result;
  }
}

void expect_holds(const std::function<void()>& client) {
  const CheckResult result = checked(client);
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

// Between the two operations another thread may run.
template <class Lock, class Guard>
void count_under(Lock& lock) {
  turnstile::atomic<int> count{0};
  turnstile::run_threads(2, [&](int) {
    const Guard guard(lock);
    count.store(count.load() + 1);
  });
  turnstile::require(count.load() == 2);
}

TEST(library_foreign, std_mutex_is_refused) {
  expect_refused(
      [] {
        std::mutex mutex;
        count_under<std::mutex, std::scoped_lock<std::mutex>>(mutex);
      },
      "pthread_mutex_lock", "turnstile::mutex");
}

TEST(library_foreign, std_mutex_that_excludes_nothing_is_refused) {
  expect_refused(
      [] {
        std::mutex mutex;
        turnstile::var<int> count{0};
        turnstile::run_threads(2, [&](int) {
          const std::scoped_lock guard(mutex);
          ++count;
        });
      },
      "pthread_mutex_lock", "turnstile::mutex");
}

TEST(library_foreign, try_lock_is_refused) {
  expect_refused(
      [] {
        std::mutex mutex;
        turnstile::atomic<int> x{0};
        if (x.load() == 0 && mutex.try_lock()) mutex.unlock();
      },
      "pthread_mutex_trylock", "turnstile::mutex");
}

TEST(library_foreign, shared_mutex_is_refused) {
  expect_refused(
      [] {
        std::shared_mutex mutex;
        count_under<std::shared_mutex, std::shared_lock<std::shared_mutex>>(mutex);
      },
      "pthread_rwlock_rdlock", "a lock of turnstile::atomic");
}

TEST(library_foreign, condition_variable_is_refused) {
  expect_refused(
      [] {
        std::condition_variable condition;
        turnstile::atomic<int> x{0};
        x.store(1);
        condition.notify_one();
      },
      "pthread_cond_signal", "turnstile::condition_variable");
  expect_refused(
      [] {
        std::condition_variable_any condition;
        turnstile::atomic<int> x{0};
        x.store(1);
        struct {
          void lock() {}
          void unlock() {}
        } nothing;
        condition.wait(nothing);
      },
      "pthread_mutex_lock", "turnstile::mutex");  // its own
}

TEST(library_foreign, std_thread_is_refused) {
  expect_refused(
      [] {
        turnstile::atomic<int> x{0};
        x.store(1);
        std::thread other([] {});
        other.join();
      },
      "pthread_create", "turnstile::thread");
}

TEST(library_foreign, posix_semaphore_is_refused) {
  expect_refused(
      [] {
        sem_t semaphore;
        sem_init(&semaphore, 0, 0);
        turnstile::atomic<int> x{0};
        turnstile::thread other([&] {
          x.store(1);
          sem_post(&semaphore);
        });
        other.join();
      },
      "sem_post", "turnstile::counting_semaphore");
}

TEST(library_foreign, spin_lock_and_barrier_are_refused) {
  expect_refused(
      [] {
        turnstile::atomic<int> x{0};
        pthread_spinlock_t lock{};
        pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
        pthread_spin_lock(&lock);
      },
      "pthread_spin_lock", "a lock of turnstile::atomic");
  expect_refused(
      [] {
        turnstile::atomic<int> x{0};
        pthread_barrier_t barrier{};
        pthread_barrier_init(&barrier, nullptr, 2);
        pthread_barrier_wait(&barrier);
      },
      "pthread_barrier_wait", "turnstile::barrier");
}

TEST(library_foreign, call_once_is_refused) {
  expect_refused(
      [] {
        std::once_flag flag;
        turnstile::atomic<int> x{0};
        std::call_once(flag, [&] { x.store(1); });
      },
      "pthread_once", "turnstile::once_flag");
}

#ifdef __cpp_lib_atomic_wait
TEST(library_foreign, futex_is_refused) {
  expect_refused(
      [] {
        std::atomic<int> flag = 0;
        turnstile::atomic<int> x{0};
        turnstile::thread other([&] { x.store(1); });
        flag.wait(0);
        other.join();
      },
      "futex", "turnstile::");
}
#endif

TEST(library_foreign, exit_is_refused) {
  expect_refused(
      [] {
        turnstile::atomic<int> x{0};
        x.store(1);
        std::exit(0);
      },
      "exit", "turnstile::require");
}

// Where the engine only asks whether a round would fail on another value, nobody waits and nothing is thrown.
TEST(library_foreign, call_that_is_only_supposed_does_nothing) {
  std::mutex mutex;
  expect_holds([&mutex] {
    turnstile::atomic<int> x{0};
    turnstile::atomic<int> y{0};
    turnstile::thread other([&] {
      y.store(1, std::memory_order_relaxed);
      x.store(1, std::memory_order_release);
    });
    turnstile::await([&]() noexcept {
      const int seen = x.load(std::memory_order_acquire);
      if (seen == 1 && y.load(std::memory_order_relaxed) == 0) mutex.lock();
      return seen == 1;
    });
    other.join();
  });
}

// --- what is no synchronization --------------------------------------------------------------------------------------

TEST(library_foreign, time_has_no_meaning) {
  const auto start = std::chrono::steady_clock::now();
  expect_holds([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] {
      std::this_thread::sleep_for(std::chrono::hours(1));
      x.store(1);
    });
    while (x.load() != 1) std::this_thread::yield();
    other.join();
  });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(1));
}

TEST(library_foreign, the_languages_own_libraries_may_lock) {
  expect_holds([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1); });
    try {
      std::ostringstream text;
      text << x.load();
      if (text.str() == "1") throw std::runtime_error("thrown and caught");
    } catch (const std::runtime_error&) {
      x.store(2);
    }
    other.join();
  });
}

TEST(library_foreign, noexcept_conditions_are_no_crash) {
  expect_holds([] {
    turnstile::atomic<int> a{0};
    turnstile::atomic<int> b{0};
    turnstile::thread other([&] {
      b.store(1);
      a.store(1);
    });
    turnstile::await([&]() noexcept {
      if (a.load(std::memory_order_acquire) == 0) return false;
      turnstile::await([&]() noexcept { return b.load(std::memory_order_relaxed) == 1; });
      return true;
    });
    other.join();
  });
}

// Each thread handles an exception of its own, while the other one runs.
TEST(library_foreign, exceptions_of_several_threads) {
  expect_holds([] {
    turnstile::atomic<int> x{0};
    turnstile::run_threads(2, [&](int i) {
      try {
        throw i;
      } catch (int mine) {
        x.fetch_add(1);
        try {
          throw;
        } catch (int again) {
          turnstile::require(again == mine && again == i);
        }
        x.fetch_add(1);
      }
    });
    turnstile::require(x.load() == 4);
  });
}

}  // namespace
