// What the locks of this project are compared with: those of the standard library and of POSIX, with a seat that they
// ignore, so that all run in the same harness.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <system_error>

#include <pthread.h>

namespace turnstile::benchmarks {

// Errors of making a lock are thrown; to lock one as these benchmarks do cannot fail.
inline void check(int error) {
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot make a lock");
}

class StdMutex {
 public:
  void lock(int) { mutex_.lock(); }
  void unlock(int) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class PthreadSpinLock {
 public:
  PthreadSpinLock() { check(::pthread_spin_init(&lock_, PTHREAD_PROCESS_PRIVATE)); }
  PthreadSpinLock(const PthreadSpinLock&) = delete;
  PthreadSpinLock& operator=(const PthreadSpinLock&) = delete;
  ~PthreadSpinLock() { ::pthread_spin_destroy(&lock_); }
  void lock(int) { ::pthread_spin_lock(&lock_); }
  void unlock(int) { ::pthread_spin_unlock(&lock_); }

 private:
  pthread_spinlock_t lock_{};
};

// PTHREAD_PRIO_INHERIT: the owner gets the priority of the highest waiter.
class PthreadInheritMutex {
 public:
  PthreadInheritMutex() {
    pthread_mutexattr_t attributes{};
    check(::pthread_mutexattr_init(&attributes));
    check(::pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT));
    check(::pthread_mutex_init(&mutex_, &attributes));
    ::pthread_mutexattr_destroy(&attributes);
  }
  PthreadInheritMutex(const PthreadInheritMutex&) = delete;
  PthreadInheritMutex& operator=(const PthreadInheritMutex&) = delete;
  ~PthreadInheritMutex() { ::pthread_mutex_destroy(&mutex_); }
  void lock(int) { ::pthread_mutex_lock(&mutex_); }
  void unlock(int) { ::pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t mutex_{};
};

class StdSharedMutex {
 public:
  void lock(int) { mutex_.lock(); }
  void unlock(int) { mutex_.unlock(); }
  void lock_shared(int) { mutex_.lock_shared(); }
  void unlock_shared(int) { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

class PthreadRwLock {
 public:
  PthreadRwLock() { check(::pthread_rwlock_init(&lock_, nullptr)); }
  PthreadRwLock(const PthreadRwLock&) = delete;
  PthreadRwLock& operator=(const PthreadRwLock&) = delete;
  ~PthreadRwLock() { ::pthread_rwlock_destroy(&lock_); }
  void lock(int) { ::pthread_rwlock_wrlock(&lock_); }
  void unlock(int) { ::pthread_rwlock_unlock(&lock_); }
  void lock_shared(int) { ::pthread_rwlock_rdlock(&lock_); }
  void unlock_shared(int) { ::pthread_rwlock_unlock(&lock_); }

 private:
  pthread_rwlock_t lock_{};
};

}  // namespace turnstile::benchmarks
