// Reader-writer locks under real threads: crowds that RapidCheck draws, and what a lock that does not exclude does to them.
#pragma once

#include <atomic>
#include <chrono>
#include <iosfwd>
#include <latch>
#include <thread>
#include <vector>

#include <rapidcheck.h>

#include "proptests/support/real_threads.hpp"

namespace turnstile::real_threads {

struct Crowd {
  int readers = 0;
  int writers = 0;
  int rounds = 0;  // of each
};

// For RapidCheck.
void showValue(const Crowd& crowd, std::ostream& out);
rc::Gen<Crowd> crowds(const Crowd& most);

struct Harm {
  long overlaps = 0;      // a writer together with anybody
  long torn = 0;          // what a reader saw was half of a change
  long lost_updates = 0;  // of writers
  bool operator==(const Harm&) const = default;
};

// For RapidCheck.
void showValue(const Harm& harm, std::ostream& out);

// A writer changes two numbers in two steps each, a reader compares them. They are atomic and relaxed, so that what a
// broken lock does here is no undefined behaviour.
template <class Lock>
class ReadersAndWriters {
 public:
  explicit ReadersAndWriters(const Crowd& crowd) : crowd_(crowd), start_(crowd.readers + crowd.writers) {}

  Harm run() {
    // Tickets of one byte wrap around soon after.
    for (int use = 0; use < 240; ++use) {
      lock_.lock(0);
      lock_.unlock(0);
    }
    {
      std::vector<std::jthread> threads;
      threads.reserve(static_cast<std::size_t>(crowd_.readers) + static_cast<std::size_t>(crowd_.writers));
      for (int i = 0; i < crowd_.readers; ++i) threads.emplace_back([this, i] { read(i); });
      for (int i = 0; i < crowd_.writers; ++i) threads.emplace_back([this, i] { write(crowd_.readers + i); });
    }
    const long updates = long{crowd_.writers} * crowd_.rounds;
    return {.overlaps = overlaps_.load(), .torn = torn_.load(), .lost_updates = updates - first_.load(relaxed)};
  }

 private:
  template <class T>
  using atomic = ShakenPlatform::atomic<T>;

  void read(int self) {
    start_.arrive_and_wait();
    for (int round = 0; round < crowd_.rounds; ++round) {
      lock_.lock_shared(self);
      readers_.fetch_add(1);
      if (writers_.load(relaxed) != 0) overlaps_.fetch_add(1);
      if (first_.load(relaxed) != second_.load(relaxed)) torn_.fetch_add(1);
      readers_.fetch_sub(1);
      lock_.unlock_shared(self);
    }
  }
  void write(int self) {
    start_.arrive_and_wait();
    for (int round = 0; round < crowd_.rounds; ++round) {
      lock_.lock(self);
      if (writers_.fetch_add(1) != 0 || readers_.load(relaxed) != 0) overlaps_.fetch_add(1);
      first_.store(first_.load(relaxed) + 1, relaxed);
      second_.store(second_.load(relaxed) + 1, relaxed);
      writers_.fetch_sub(1);
      lock_.unlock(self);
    }
  }

  Crowd crowd_;
  std::latch start_;
  Lock lock_;
  atomic<int> readers_{0};
  atomic<int> writers_{0};
  atomic<long> first_{0};
  atomic<long> second_{0};
  std::atomic<long> overlaps_{0};
  std::atomic<long> torn_{0};
};

// Lets so many readers wait for each other inside, but not for ever. The result is whether all came.
template <class Lock>
bool readers_meet(int readers, std::chrono::milliseconds patience) {
  Lock lock;
  std::atomic<int> inside{0};
  std::atomic<int> met{0};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::vector<std::jthread> threads;
  threads.reserve(static_cast<std::size_t>(readers));
  for (int self = 0; self < readers; ++self) {
    threads.emplace_back([&, self] {
      lock.lock_shared(self);
      inside.fetch_add(1);
      while (inside.load() < readers && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
      if (inside.load() == readers && std::chrono::steady_clock::now() < deadline) met.fetch_add(1);
      lock.unlock_shared(self);
    });
  }
  threads.clear();
  return met.load() == readers;
}

}  // namespace turnstile::real_threads
