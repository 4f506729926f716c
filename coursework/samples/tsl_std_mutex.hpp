// A lock that has another lock do the work.
// Source: std::mutex, ISO/IEC 14882:2020, [thread.mutex.class].
// Expected: mutual exclusion and progress hold: it is judged as what a mutex is, which has no fairness. It is no answer to
// the assignment, which a remark says.
#pragma once

#include <mutex>

class Lock {
 public:
  void lock(int) { mutex_.lock(); }

  void unlock(int) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};
