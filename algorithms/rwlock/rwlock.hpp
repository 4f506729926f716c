// The textbook's reader-writer lock: the first reader locks writers out, the last one lets them in.
//
//   read entry:   lock(counting);  readers := readers + 1;  if readers = 1: lock(writing);  unlock(counting)
//   read exit:    lock(counting);  readers := readers - 1;  if readers = 0: unlock(writing);  unlock(counting)
//   write entry:  lock(writing)
//   write exit:   unlock(writing)
//
// `counting` and `writing` are test-and-set locks (tsl/tsl.hpp). The last reader, who gives `writing` back, need not be
// the first, who took it: such a lock has no owner.
// For any number of threads; the seat is ignored.
// Guarantees:  mutual exclusion: a writer is alone; readers share; progress.
// Does not:    bounded waiting. A writer waits as long as readers come; and a reader, too, can lose every time: the first
//              one competes with the writers for `writing`, and the others wait behind it for `counting`.
// Not reentrant. To lock while holding shared, or the other way round, waits for oneself. An exit of a reader can have
// to wait for `counting`, but only for a few steps: a first reader that waits for a writer keeps it longer, but alone.
// Source: P. J. Courtois, F. Heymans, D. L. Parnas, Concurrent Control with "Readers" and "Writers", CACM 14(10), 1971,
// problem 1.
#pragma once

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform>
class TextbookReadersLock {
  template <class T>
  using atomic = Platform::template atomic<T>;
  template <class T>
  using var = Platform::template var<T>;

 public:
  void lock_shared(int) {
    acquire_flag(counting_);
    readers_.write(readers_.read() + 1);
    if (readers_.read() == 1) acquire_flag(writing_);
    release_flag(counting_);
  }
  // Whether the lock is now shared by the caller.
  bool try_lock_shared(int) {
    if (!try_flag(counting_)) return false;
    const bool open = readers_.read() > 0 || try_flag(writing_);
    if (open) readers_.write(readers_.read() + 1);
    release_flag(counting_);
    return open;
  }
  void unlock_shared(int) {
    acquire_flag(counting_);
    readers_.write(readers_.read() - 1);
    if (readers_.read() == 0) release_flag(writing_);
    release_flag(counting_);
  }

  void lock(int) { acquire_flag(writing_); }
  // Whether the lock was free and is now the caller's.
  bool try_lock(int) { return try_flag(writing_); }
  void unlock(int) { release_flag(writing_); }

  void describe(auto&& name) const {
    name("counting", counting_);
    name("readers", readers_);
    name("writing", writing_);
  }

 private:
  static void acquire_flag(atomic<bool>& flag) {
    Platform::await([&] { return try_flag(flag); });
  }
  static bool try_flag(atomic<bool>& flag) {
    // (1) acquire: synchronizes with (2), whoever gave the flag back: of `counting`, that `readers` is as it was left;
    // of `writing`, that what was read or written inside happens before mine. A reader who is not the first gets that
    // from `counting`: the first had `writing` before it gave `counting` back.
    return !flag.exchange(true, acquire);
  }
  static void release_flag(atomic<bool>& flag) {
    // (2) release: hands over to the thread that reads it in (1). What readers who left earlier did inside reaches the
    // next writer through `counting`, which the last reader took after them.
    flag.store(false, release);
  }

  atomic<bool> counting_{false};  // protects `readers_`
  var<int> readers_{0};
  atomic<bool> writing_{false};  // taken by a writer, or by the readers together
};

}  // namespace turnstile
