// One harness for all locks: a round locks, adds one to a plain counter (or reads it), and unlocks.
//
// Every lock has a line of the cache to itself, and so has what it protects. The counter is in memory, for the compiler
// may not keep it in a register across a lock; at the end it must be the number of writing rounds, or the run fails.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

namespace turnstile::benchmarks {

inline constexpr std::size_t cache_line = 64;

template <class Lock>
struct Guarded {
  alignas(cache_line) Lock lock;
  alignas(cache_line) std::int64_t counter = 0;
};

// So many rounds pass between two looks at whether it was enough: the loop around a lock is the same short one for all.
inline constexpr std::int64_t batch = 64;

// Whether some counter was wrong: then this program fails.
inline std::atomic<bool> failed{false};

// A round of the benchmark: `self` is the thread, `round` counts from 0. Says how many it added to the counter.
struct Write {
  template <class Lock>
  static void perform(Guarded<Lock>& guarded, int self, std::int64_t) {
    guarded.lock.lock(self);
    ++guarded.counter;
    benchmark::ClobberMemory();
    guarded.lock.unlock(self);
  }
  static std::int64_t writes(std::int64_t rounds) { return rounds; }
};

// For a lock that knows only alternation: the one thread there is takes both seats in turn.
struct WriteInBothSeats : Write {
  template <class Lock>
  static void perform(Guarded<Lock>& guarded, int, std::int64_t round) {
    Write::perform(guarded, static_cast<int>(round & 1), round);
  }
};

struct Read {
  template <class Lock>
  static void perform(Guarded<Lock>& guarded, int self, std::int64_t) {
    guarded.lock.lock_shared(self);
    const std::int64_t seen = guarded.counter;  // const: what is not, DoNotOptimize() may write back
    benchmark::DoNotOptimize(seen);
    guarded.lock.unlock_shared(self);
  }
  static std::int64_t writes(std::int64_t) { return 0; }
};

// Each thread writes once in sixteen rounds.
struct Mixed {
  static constexpr std::int64_t period = 16;

  template <class Lock>
  static void perform(Guarded<Lock>& guarded, int self, std::int64_t round) {
    round % period == 0 ? Write::perform(guarded, self, round) : Read::perform(guarded, self, round);
  }
  static std::int64_t writes(std::int64_t rounds) { return (rounds + period - 1) / period; }
};

// Threads meet before the first round and after the last one: what thread 0 does before and after is done alone. All
// perform the same number of rounds.
template <class Lock, class Round>
void run(benchmark::State& state) {
  static Guarded<Lock> guarded;
  if (state.thread_index() == 0) {
    std::destroy_at(&guarded);
    std::construct_at(&guarded);
  }
  const int self = state.thread_index();
  std::int64_t round = 0;
  while (state.KeepRunningBatch(batch)) {
    for (const std::int64_t end = round + batch; round < end; ++round) Round::perform(guarded, self, round);
  }
  state.SetItemsProcessed(round);
  if (self == 0 && guarded.counter != Round::writes(round) * state.threads()) {
    failed.store(true);
    state.SkipWithError("the counter is wrong: the lock does not exclude");
  }
}

// Adds a benchmark `<what>/<lock>`. One thread is measured by the processor time it takes, whatever else runs on the
// machine; two by the time that passes, since waiting is what it is about.
template <class Lock, class Round>
void add(const std::string& what, const std::string& lock, int threads) {
  auto* added = benchmark::RegisterBenchmark((what + '/' + lock).c_str(), run<Lock, Round>)->Threads(threads);
  if (threads > 1) added->UseRealTime();
}

template <class Lock, class Alone = Write>
void add_lock(const std::string& name) {
  add<Lock, Alone>("lock_uncontended", name, 1);
  add<Lock, Write>("lock_contended", name, 2);
}

template <class Lock>
void add_reader_writer_lock(const std::string& name) {
  add<Lock, Read>("read_uncontended", name, 1);
  add<Lock, Write>("write_uncontended", name, 1);
  add<Lock, Read>("read_contended", name, 2);
  add<Lock, Write>("write_contended", name, 2);
  add<Lock, Mixed>("mixed_contended", name, 2);
}

}  // namespace turnstile::benchmarks
