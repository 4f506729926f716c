// Counter by compare-and-swap: no lock at all.
//
//   increment:  seen := count
//               repeat  until compare_exchange(count, seen -> seen + 1)      a failure loads what is there into seen
//               return seen
//
// For any number of threads; the seat is ignored.
// Guarantees:  linearizable: an increment takes effect at its successful exchange, and none is lost. Lock-free: a round
//              that fails does so because another thread's increment has succeeded in between (or by mistake, which the
//              weak form may), so that some thread always succeeds.
// Does not:    wait-free: one thread can fail as often as others succeed. (fetch_add would be; the loop is what works
//              for any function of the old value.)
// Orders nothing but itself: what a thread wrote before an increment is not thereby visible to a reader of the count.
// Source: M. Herlihy, Wait-Free Synchronization, ACM TOPLAS 13(1), 1991.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class CasCounter {
  template <class T>
  using atomic = Platform::template atomic<T>;

 public:
  // Adds one. Returns the count before: 0 for the first increment, and no number twice.
  int increment(int) {
    // relaxed, here and below: one variable, whose modifications every thread sees in one order. The exchange compares
    // with the newest value, however old the one that was loaded is; nothing else is read or handed over.
    int seen = count_.load(relaxed);
    while (!count_.compare_exchange_weak(seen, seen + 1, relaxed, relaxed)) {
      // The failed exchange has loaded the count into `seen`: try again with that.
    }
    return seen;
  }

  // How often increment has taken effect; by the time that the caller looks, perhaps more often.
  int value() const { return count_.load(relaxed); }

  void describe(auto&& name) const { name("count", count_); }

 private:
  atomic<int> count_{0};
};

}  // namespace turnstile
