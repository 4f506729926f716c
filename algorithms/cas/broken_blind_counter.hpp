// Broken counter by compare-and-swap: it stores, and does not look whether the count is still the one that it read.
//
// Differs from cas_counter.hpp in increment(). Another increment between the load and the store is overwritten.
// Breaks:   linearizability, kind lost_update.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform>
class CasBlindCounter {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  // Adds one. Returns the count before: 0 for the first increment, and no number twice.
  int increment(int) {
    // relaxed, here and below: one variable, whose modifications every thread sees in one order. The exchange compares
    // with the newest value, however old the one that was loaded is; nothing else is read or handed over.
    int seen = count_.load(relaxed);
    count_.store(seen + 1, relaxed);  // BUG: the count may have changed since it was read
    return seen;
  }

  // How often increment has taken effect; by the time that the caller looks, perhaps more often.
  int value() const { return count_.load(relaxed); }

  void describe(auto&& name) const { name("count", count_); }

 private:
  atomic<int> count_{0};
};

}  // namespace turnstile::broken
