// Locks for the tests of the exhaustive engine: those of the suite that have further parameters, as templates over a
// platform alone; and some that the suite does not have.
#pragma once

#include "algorithms/mcs/mcs.hpp"
#include "algorithms/platform.hpp"
#include "algorithms/ticket/ticket.hpp"

namespace turnstile::rc11 {

template <platform Platform>
using Ticket = TicketLock<Platform>;
template <platform Platform>
using Mcs = McsLock<Platform>;

// Tickets of one bit, for two threads. With an order of `Doorway` that acquires and releases, a thread that takes one
// has seen all tickets that are no longer served.
template <platform Platform, std::memory_order Doorway>
class OneBitTickets {
 public:
  void lock(int self) { waiting(self, doorway(self)); }
  unsigned doorway(int) { return next_.fetch_add(1, Doorway) % 2; }
  void waiting(int, unsigned ticket) {
    Platform::await([&] { return serving_.load(acquire) == ticket; });
  }
  void unlock(int) { serving_.store(1 - serving_.load(relaxed), release); }
  void describe(auto&& name) const { name("serving", serving_); }

 private:
  typename Platform::template atomic<unsigned> next_{0};
  typename Platform::template atomic<unsigned> serving_{0};
};

template <platform Platform>
using OneBitTicketsRelaxed = OneBitTickets<Platform, relaxed>;
template <platform Platform>
using OneBitTicketsAcqRel = OneBitTickets<Platform, acq_rel>;

// BUG: `expected` is not reset after a failure, and the next round exchanges 1 for 1.
template <platform Platform>
class CasStaleExpected {
 public:
  void lock(int) {
    bool expected = false;
    Platform::await([&] { return taken_.compare_exchange_strong(expected, true, acquire, relaxed); });
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// The same as an ordinary loop.
template <platform Platform>
class CasStaleExpectedLoop {
 public:
  void lock(int) {
    bool expected = false;
    while (!taken_.compare_exchange_strong(expected, true, acquire, relaxed)) {
    }
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

template <platform Platform>
class CasLock {
 public:
  void lock(int) {
    Platform::await([&] {
      bool expected = false;
      return taken_.compare_exchange_weak(expected, true, acquire, relaxed);
    });
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// The same as an ordinary loop.
template <platform Platform>
class CasLockLoop {
 public:
  void lock(int) {
    for (bool expected = false; !taken_.compare_exchange_weak(expected, true, acquire, relaxed);) expected = false;
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// Peterson's lock whose flags are taken down by a release store; everything else seq_cst.
template <platform Platform>
class PetersonSeqCst {
 public:
  void lock(int self) {
    const int other = 1 - self;
    interested_[self].store(1, seq_cst);
    turn_.store(other, seq_cst);
    Platform::await([&] { return interested_[other].load(seq_cst) != 1 || turn_.load(seq_cst) != other; });
  }
  void unlock(int self) { interested_[self].store(0, release); }
  void describe(auto&& name) const { name("turn", turn_); }

 private:
  typename Platform::template atomic<int> interested_[2];
  typename Platform::template atomic<int> turn_{0};
};

}  // namespace turnstile::rc11
