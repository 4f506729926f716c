#pragma once

#include <turnstile/atomic.hpp>

// An ordinary class, in an ordinary pair of files.
class SpinLock {
 public:
  void lock();
  bool try_lock();
  void unlock();

 private:
  turnstile::atomic<bool> locked_ = false;
};
