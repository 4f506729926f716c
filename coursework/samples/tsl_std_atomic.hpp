// A right lock, but on std::atomic instead of turnstile::atomic.
// Source: textbook; a common slip.
// Expected: as `tsl_exchange`, with a remark: its operations are seen as well, but reports are clearer with ours.
#pragma once

#include <atomic>

class Lock {
 public:
  void lock(int) {
    while (held_.exchange(true)) {
    }
  }

  void unlock(int) { held_ = false; }

 private:
  std::atomic<bool> held_{false};
};
