// Borrows the lock that it should be, and does not even wait for it. It is seen, and a remark says so.
#pragma once

#include <mutex>

class Lock {
 public:
  void lock(int) { (void)mutex_.try_lock(); }
  void unlock(int) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};
