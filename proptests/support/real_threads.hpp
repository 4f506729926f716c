// Locks under real threads: loads that RapidCheck draws, and what a lock that does not exclude does to them.
#pragma once

#include <atomic>
#include <functional>
#include <iosfwd>
#include <latch>
#include <thread>
#include <vector>

#include <rapidcheck.h>

#include "algorithms/platform.hpp"
#include "algorithms/std_platform.hpp"
#include "models/clients/client.hpp"

namespace turnstile::real_threads {

// The production platform, on which a thread gives the processor away every now and then: before it looks, and between
// looking and acting. On a machine of few processors threads hardly ever meet there by themselves.
struct ShakenPlatform : StdPlatform {
  template <class T>
  class atomic : public std::atomic<T> {
   public:
    using std::atomic<T>::atomic;
    T load(std::memory_order order) const {
      shake();
      return std::atomic<T>::load(order);
    }
    void store(T value, std::memory_order order) {
      shake();
      std::atomic<T>::store(value, order);
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure) {
      shake();
      return std::atomic<T>::compare_exchange_weak(expected, value, success, failure);
    }
  };

 private:
  // One time in 16, by a linear congruential generator of each thread's own.
  static void shake() {
    static std::atomic<unsigned> seeds{0};
    thread_local unsigned state = seeds.fetch_add(12345, relaxed);
    state = state * 1664525 + 1013904223;
    if (state >> 28 == 0) std::this_thread::yield();
  }
};

// The lengths count reads of a shared variable.
struct Load {
  int threads = 2;
  int rounds = 1;  // of each thread
  int critical_section = 0;
  int remainder_section = 0;
};

// For RapidCheck.
void showValue(const Load& load, std::ostream& out);

// The limits of the loads that RapidCheck draws.
struct Limits {
  int fewest_threads = 2;
  int most_threads = 2;
  int most_rounds = 10'000;
};
rc::Gen<Load> loads(const Limits& limits);

struct Damage {
  long overlaps = 0;
  long lost_updates = 0;
  bool operator==(const Damage&) const = default;
};

// For RapidCheck.
void showValue(const Damage& damage, std::ostream& out);

// What the threads share. The counter is read and written in two steps, so that updates get lost where two threads are
// inside; its accesses are atomic and relaxed, so that this is no undefined behaviour.
template <seated_lock Lock>
class Stress {
 public:
  explicit Stress(const Load& load) : load_(load), start_(load.threads) {}

  Damage run() {
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(load_.threads));
    for (int self = 0; self < load_.threads; ++self) threads.emplace_back([this, self] { thread(self); });
    threads.clear();
    const long updates = long{load_.threads} * load_.rounds;
    return {.overlaps = overlaps_.load(), .lost_updates = updates - counter_.load()};
  }

 private:
  void thread(int self) {
    start_.arrive_and_wait();
    for (int round = 0; round < load_.rounds; ++round) {
      linger(load_.remainder_section);
      lock_.lock(self);
      if (inside_.fetch_add(1, relaxed) != 0) overlaps_.fetch_add(1, relaxed);
      const long seen = counter_.load(relaxed);
      linger(load_.critical_section);
      counter_.store(seen + 1, relaxed);
      inside_.fetch_sub(1, relaxed);
      lock_.unlock(self);
    }
  }

  void linger(int reads) const {
    for (int i = 0; i < reads; ++i) counter_.load(relaxed);
  }

  Load load_;
  std::latch start_;
  Lock lock_;
  std::atomic<int> inside_{0};
  std::atomic<long> counter_{0};
  std::atomic<long> overlaps_{0};
};

// A property for RapidCheck: whatever the load, no two threads are inside together, and no update is lost.
template <seated_lock Lock>
void excludes(const Limits& limits) {
  const Load load = *loads(limits);
  RC_ASSERT(Stress<Lock>(load).run() == Damage{});
}

// When threads meet is up to the machine: tries again until something is found.
void expect_within_a_minute(const std::function<bool()>& found);

}  // namespace turnstile::real_threads
