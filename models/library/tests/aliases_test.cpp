// The rest of <turnstile/atomic.hpp>, compiled twice into one program as interface_test.cpp is: what the standard
// library has under other names, and what blocks.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>
#include <shared_mutex>
#include <utility>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"

#if defined(TURNSTILE_CHECKING)
#include "turnstile/check.hpp"
#define FORM checked_names
#else
#define FORM ordinary_names
#endif

namespace turnstile::tests {
namespace {

using namespace std::chrono_literals;

void run(const std::function<void()>& body) {
#if defined(TURNSTILE_CHECKING)
  const CheckResult result = check(body, {.name = "names", .effort = {.jobs = 1}});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
#else
  body();
#endif
}

TEST(FORM, has_aliases_and_macros) {
  run([] {
    atomic_int i{1};
    atomic_uint8_t byte{255};
    atomic_size_t size = ATOMIC_VAR_INIT(3);
    atomic_flag flag = ATOMIC_FLAG_INIT;
    EXPECT_EQ(i++, 1);
    EXPECT_EQ(++byte, 0);
    EXPECT_EQ(size.load(), 3U);
    EXPECT_FALSE(flag.test_and_set());
    turnstile::atomic_signal_fence(std::memory_order_seq_cst);
  });
}

TEST(FORM, has_free_functions) {
  run([] {
    atomic<int> x{0};
    EXPECT_TRUE(atomic_is_lock_free(&x));
    atomic_store(&x, 1);
    atomic_store_explicit(&x, 2, std::memory_order_release);
    EXPECT_EQ(atomic_load(&x), 2);
    EXPECT_EQ(atomic_load_explicit(&x, std::memory_order_acquire), 2);
    EXPECT_EQ(atomic_exchange(&x, 3), 2);
    int expected = 0;
    EXPECT_FALSE(atomic_compare_exchange_strong(&x, &expected, 4));
    EXPECT_TRUE(atomic_compare_exchange_strong_explicit(&x, &expected, 4, std::memory_order_acq_rel,
                                                        std::memory_order_relaxed));
    EXPECT_EQ(atomic_fetch_add(&x, 2), 4);
    EXPECT_EQ(atomic_fetch_sub_explicit(&x, 1, std::memory_order_relaxed), 6);
    EXPECT_EQ(atomic_fetch_and(&x, 4), 5);
    EXPECT_EQ(atomic_fetch_or(&x, 3), 4);
    EXPECT_EQ(atomic_fetch_xor(&x, 1), 7);
    atomic_wait(&x, 7);
    atomic_notify_all(&x);
    atomic<int*> p{&expected};
    EXPECT_EQ(atomic_fetch_add(&p, 1), &expected);
    atomic_flag flag;
    EXPECT_FALSE(atomic_flag_test_and_set(&flag));
    atomic_flag_clear_explicit(&flag, std::memory_order_release);
  });
}

TEST(FORM, has_volatile_members) {
  run([] {
    volatile atomic<int> x{0};
    x.store(1);
    x = 2;
    EXPECT_EQ(x.exchange(3), 2);
    EXPECT_EQ(x.fetch_add(1, std::memory_order_relaxed), 3);
    int expected = 4;
    EXPECT_TRUE(x.compare_exchange_strong(expected, 5));
    EXPECT_EQ(x.load(), 5);
    EXPECT_EQ(atomic_load(&x), 5);
    volatile atomic_flag flag;
    EXPECT_FALSE(flag.test_and_set());
    flag.clear();
    EXPECT_FALSE(flag.test());
  });
}

#if defined(TURNSTILE_CHECKING)
struct Padded {
  std::uint8_t tag = 0;
  std::uint32_t value = 0;
};

// Equal values are equal, whatever the bytes between their members. (libstdc++ takes no notice of them from GCC 13 on.)
TEST(FORM, takes_no_notice_of_padding) {
  run([] {
    atomic<Padded> x;
    for (const int noise : {0x00, 0xff}) {
      alignas(Padded) std::byte storage[sizeof(Padded)];
      std::memset(storage, noise, sizeof(storage));
      auto* const expected = ::new (storage) Padded(x.load());
      expected->tag = x.load().tag;
      EXPECT_TRUE(x.compare_exchange_strong(*expected, Padded{.tag = 1, .value = 2}));
      x.store(Padded{});
    }
    EXPECT_EQ(x.load().value, 0U);
  });
}
#endif

TEST(FORM, refers_to_plain_objects) {
  run([] {
    atomic<int> seen{0};
    int x = 1;
    {
      const atomic_ref<int> first(x);
      thread other([&] {
        const atomic_ref<int> second(x);
        ++second;
      });
      first.fetch_add(2, std::memory_order_relaxed);
      other.join();
      EXPECT_EQ(first.load(), 4);
      EXPECT_EQ(first += 3, 7);
      const atomic_ref<int> copy(first);  // NOLINT(performance-unnecessary-copy-initialization): it is what is tested
      copy = 8;
    }
    EXPECT_EQ(x, 8);
    long owned = 5;
    atomic_ref<long>(owned)--;
    EXPECT_EQ(owned, 4);
    seen.store(1);
  });
}

TEST(FORM, has_threads_that_are_not_merely_started) {
  run([] {
    atomic<int> sum{0};
    {
      const jthread joins([&](int by) { sum += by; }, 1);
      EXPECT_TRUE(joins.joinable());
    }
    EXPECT_EQ(sum.load(), 1);
    thread a([&] { ++sum; });
    thread b;
    EXPECT_NE(a.get_id(), b.get_id());
    EXPECT_NE(a.get_id(), this_thread::get_id());
    EXPECT_EQ(std::hash<thread::id>()(thread::id()), std::hash<thread::id>()(b.get_id()));
    swap(a, b);
    b.join();
    this_thread::yield();
    this_thread::sleep_for(0s);
    EXPECT_EQ(sum.load(), 2);
    EXPECT_EQ(choose(1), 0);
  });
}

TEST(FORM, has_mutexes_and_their_guards) {
  run([] {
    mutex m;
    shared_mutex shared;
    recursive_mutex again;
    timed_mutex timed;
    {
      const lock_guard guard(m);
    }
    {
      const std::lock_guard<mutex> guard(m);
    }
    {
      const scoped_lock guard(m, again);
    }
    {
      const std::scoped_lock guard(m, timed);
    }
    {
      const shared_lock<shared_mutex> guard(shared);
    }
    unique_lock lock(m);
    EXPECT_TRUE(lock.owns_lock());
    EXPECT_EQ(lock.mutex(), &m);
    lock.unlock();
    EXPECT_FALSE(lock.owns_lock());
    lock.lock();
    unique_lock moved(std::move(lock));
    EXPECT_TRUE(moved.owns_lock());
    const unique_lock<timed_mutex> tried(timed, try_to_lock);
    EXPECT_TRUE(tried.owns_lock());
    EXPECT_TRUE(shared.try_lock_shared());
    shared.unlock_shared();
  });
}

TEST(FORM, waits_until_something_is_so) {
  run([] {
    mutex m;
    condition_variable changed;
    condition_variable_any too;
    bool ready = false;
    thread other([&] {
      const lock_guard lock(m);
      ready = true;
      changed.notify_all();
      too.notify_one();
    });
    unique_lock lock(m);
    changed.wait(lock, [&] { return ready; });
    too.wait(lock, [&] { return ready; });
    EXPECT_TRUE(changed.wait_for(lock, 1s, [&] { return ready; }));
    lock.unlock();
    other.join();
  });
}

TEST(FORM, has_what_counts) {
  run([] {
    counting_semaphore<3> semaphore(1);
    semaphore.acquire();
    EXPECT_FALSE(semaphore.try_acquire());
    semaphore.release(2);
    EXPECT_TRUE(semaphore.try_acquire());
    latch done(2);
    EXPECT_FALSE(done.try_wait());
    done.count_down();
    done.arrive_and_wait();
    int phases = 0;
    barrier phase(1, [&]() noexcept { ++phases; });
    phase.arrive_and_wait();
    phase.wait(phase.arrive());
    EXPECT_EQ(phases, 2);
    once_flag flag;
    int calls = 0;
    for (int i = 0; i < 2; ++i) turnstile::call_once(flag, [&](int by) { calls += by; }, 1);
    EXPECT_EQ(calls, 1);
  });
}

}  // namespace
}  // namespace turnstile::tests
