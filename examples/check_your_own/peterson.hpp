// Peterson's lock for two threads: with all orders seq_cst, and with a bug.
#pragma once

#include <atomic>

template <class Platform, std::memory_order Write, std::memory_order Read>
class Peterson {
 public:
  void lock(int self) {
    interested_[self].store(true, Write);
    turn_.store(1 - self, Write);
    Platform::await([&] { return !interested_[1 - self].load(Read) || turn_.load(Read) == self; });
  }
  void unlock(int self) { interested_[self].store(false, std::memory_order_release); }
  void describe(auto& names) const {
    names("interested", interested_);
    names("turn", turn_);
  }

 private:
  typename Platform::template atomic<bool> interested_[2] = {false, false};
  typename Platform::template atomic<int> turn_{0};
};

template <class Platform>
using RightPeterson = Peterson<Platform, std::memory_order_seq_cst, std::memory_order_seq_cst>;

// BUG: release and acquire do not keep a read from going ahead of the write before it.
template <class Platform>
using WeakPeterson = Peterson<Platform, std::memory_order_release, std::memory_order_acquire>;
