// A seat binds a lock to the index of the thread that uses it, so that the standard's guards fit:
//
//   PetersonLock<> lock;
//   Seat mine(lock, 0);              // in thread 0
//   std::scoped_lock guard(mine);
#pragma once

namespace turnstile {

// BasicLockable, and Lockable where the lock has a try_lock; of a reader-writer lock also what std::shared_lock asks for
// (not the timed functions of the standard's SharedMutex). One seat is used by one thread; the lock outlives it.
template <class Lock>
class Seat {
 public:
  // `self` is the thread's index, from 0 to one less than the number of threads that the lock is for.
  Seat(Lock& lock, int self) : lock_(lock), self_(self) {}

  void lock() { lock_.lock(self_); }
  void unlock() { lock_.unlock(self_); }
  bool try_lock()
    requires requires(Lock& l) { l.try_lock(0); }
  {
    return lock_.try_lock(self_);
  }

  void lock_shared()
    requires requires(Lock& l) { l.lock_shared(0); }
  {
    lock_.lock_shared(self_);
  }
  bool try_lock_shared()
    requires requires(Lock& l) { l.try_lock_shared(0); }
  {
    return lock_.try_lock_shared(self_);
  }
  void unlock_shared()
    requires requires(Lock& l) { l.unlock_shared(0); }
  {
    lock_.unlock_shared(self_);
  }

 private:
  Lock& lock_;
  int self_;
};

}  // namespace turnstile
