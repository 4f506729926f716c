// Mutexes where they are checked. Each is a word over the engine's atomics: to lock is an await of a compare-exchange, to
// unlock a store; so waiting, deadlocks and happens-before are the engine's own.
//
// Misuse that C++ leaves undefined is a violation: to lock what one holds is a deadlock; to unlock what one does not hold,
// and to destroy what is locked, an assertion.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <utility>

#include "turnstile/detail/checking_atomic.hpp"

namespace turnstile {
namespace detail {

// The shared state of a synchronization object, which reports call by what the object is. It is the object's first
// member: then label(object, ...) is label(word, ...).
template <class T>
class Word : public rc11::Platform::atomic<T> {
 public:
  Word(const char* what, T value, const Place& where)
      : rc11::Platform::atomic<T>((require_check(what, where), value), where) {
    add_variable(this, what, where, value_text_of<T>());
  }
};

// The calling thread, counted from 1. What the engine only supposes to happen is done by no thread.
inline int self() { return rc11::Execution::current().self() + 1; }
inline bool supposing() { return rc11::Execution::current().supposing(); }

inline void misused(const char* how, const Place& where, Kind kind = Kind::assertion) {
  if (!supposing()) rc11::Execution::current().violated(kind, how + (": " + rc11::text(where)));
}

// The thread that holds a lock that one thread can hold. Only that thread writes it: the lock orders the accesses.
class Holder {
 public:
  explicit Holder(const Place& where) : constructed_(where) {}
  ~Holder() {
    if (rc11::Execution::running() && thread_ != nobody) misused("a mutex is destroyed that is locked", constructed_);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  [[nodiscard]] bool is_self() const { return thread_ == self(); }
  void begins() { thread_ = self(); }
  void ends(const Place& where) {
    if (!is_self()) misused("a mutex is unlocked by a thread that does not hold it", where);
    thread_ = nobody;
  }
  void refuse_second_time(const Place& where) const {
    if (is_self()) misused("a thread locks a mutex that it holds", where, Kind::deadlock);
  }

 private:
  static constexpr int nobody = 0;

  int thread_ = nobody;
  Place constructed_;
};

// A wait that gives up some day ends with false.
template <class Condition>
bool await_for_a_time(Condition condition, const Place& where) {
  bool fulfilled = false;
  Platform::await(
      [&] {
        fulfilled = condition();
        return fulfilled || rc11::Execution::current().times_out(where);
      },
      where);
  return fulfilled;
}

}  // namespace detail

inline namespace checking {

class mutex {
 public:
  mutex(detail::Place where = detail::Place::current()) : mutex("mutex", where) {}
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  void lock(detail::Place where = detail::Place::current()) {
    holder_.refuse_second_time(where);
    detail::Platform::await([&] { return takes(where); }, where);
    holder_.begins();
  }
  // Does not fail for no reason, though C++ allows it.
  bool try_lock(detail::Place where = detail::Place::current()) {
    holder_.refuse_second_time(where);
    const bool taken = takes(where);
    if (taken) holder_.begins();
    return taken;
  }
  void unlock(detail::Place where = detail::Place::current()) {
    holder_.ends(where);
    locked_.store(false, {release, where});
  }
  // For threads that wait with it.
  [[nodiscard]] bool is_held() const { return holder_.is_self() || detail::supposing(); }

 protected:
  mutex(const char* what, detail::Place where) : locked_(what, false, where), holder_(where) {}
  bool try_lock_for_a_time(const detail::Place& where) {
    holder_.refuse_second_time(where);
    const bool taken = detail::await_for_a_time([&] { return takes(where); }, where);
    if (taken) holder_.begins();
    return taken;
  }

 private:
  bool takes(const detail::Place& where) {
    bool expected = false;
    return locked_.compare_exchange_strong(expected, true, {acquire, where}, {relaxed, where});
  }

  detail::Word<bool> locked_;
  detail::Holder holder_;
};

// Time does not pass in a check: a thread that has found the mutex locked may give up at any moment.
class timed_mutex : public mutex {
 public:
  timed_mutex(detail::Place where = detail::Place::current()) : mutex("timed_mutex", where) {}

  template <class Rep, class Period>
  bool try_lock_for(const std::chrono::duration<Rep, Period>&, detail::Place where = detail::Place::current()) {
    return try_lock_for_a_time(where);
  }
  template <class Clock, class Duration>
  bool try_lock_until(const std::chrono::time_point<Clock, Duration>&, detail::Place where = detail::Place::current()) {
    return try_lock_for_a_time(where);
  }
};

class recursive_mutex : mutex {
 public:
  recursive_mutex(detail::Place where = detail::Place::current()) : mutex("recursive_mutex", where) {}

  void lock(detail::Place where = detail::Place::current()) {
    if (!is_held()) mutex::lock(where);
    ++times_;
  }
  bool try_lock(detail::Place where = detail::Place::current()) {
    if (!is_held() && !mutex::try_lock(where)) return false;
    ++times_;
    return true;
  }
  void unlock(detail::Place where = detail::Place::current()) {
    if (times_ > 1 && is_held()) {
      --times_;
      return;
    }
    times_ = 0;
    mutex::unlock(where);
  }

 private:
  int times_ = 0;  // that its holder has locked it
};

class shared_mutex {
 public:
  shared_mutex(detail::Place where = detail::Place::current()) : holders_("shared_mutex", 0, where), holder_(where) {}

  void lock(detail::Place where = detail::Place::current()) {
    refuse_second_time(where);
    detail::Platform::await([&] { return takes(where); }, where);
    holder_.begins();
  }
  bool try_lock(detail::Place where = detail::Place::current()) {
    refuse_second_time(where);
    const bool taken = takes(where);
    if (taken) holder_.begins();
    return taken;
  }
  void unlock(detail::Place where = detail::Place::current()) {
    holder_.ends(where);
    holders_.store(0, {release, where});
  }

  void lock_shared(detail::Place where = detail::Place::current()) {
    refuse_second_time(where);
    detail::Platform::await([&] { return joins(where); }, where);
    readers_ |= bit();
  }
  bool try_lock_shared(detail::Place where = detail::Place::current()) {
    refuse_second_time(where);
    const bool taken = joins(where);
    if (taken) readers_ |= bit();
    return taken;
  }
  void unlock_shared(detail::Place where = detail::Place::current()) {
    if ((readers_ & bit()) == 0) detail::misused("a mutex is unlocked by a thread that does not share it", where);
    readers_ &= ~bit();
    holders_.fetch_sub(1, {release, where});
  }

 private:
  static constexpr int writer = -1;

  static std::uint32_t bit() { return std::uint32_t{1} << detail::self(); }
  void refuse_second_time(const detail::Place& where) const {
    holder_.refuse_second_time(where);
    if ((readers_ & bit()) != 0) detail::misused("a thread locks a mutex that it shares", where, Kind::deadlock);
  }
  bool takes(const detail::Place& where) {
    int nobody = 0;
    return holders_.compare_exchange_strong(nobody, writer, {acquire, where}, {relaxed, where});
  }
  bool joins(const detail::Place& where) {
    int holders = holders_.load({relaxed, where});
    return holders != writer &&
           holders_.compare_exchange_strong(holders, holders + 1, {acquire, where}, {relaxed, where});
  }

  detail::Word<int> holders_;  // how many readers; or the writer
  detail::Holder holder_;
  std::uint32_t readers_ = 0;  // a bit each, which only that reader looks at
};

}  // namespace checking

// --- guards: those of the standard library, which know where they stand --------------------------------------------------

namespace detail {

template <class Mutex>
void lock_at(Mutex& mutex, const Place& where) {
  if constexpr (requires { mutex.lock(where); }) {
    mutex.lock(where);
  } else {
    mutex.lock();
  }
}
template <class Mutex>
void unlock_at(Mutex& mutex, const Place& where) {
  if constexpr (requires { mutex.unlock(where); }) {
    mutex.unlock(where);
  } else {
    mutex.unlock();
  }
}

}  // namespace detail

inline namespace checking {

template <class... Mutexes>
class scoped_lock {
 public:
  explicit scoped_lock(Mutexes&... mutexes, detail::Place where = detail::Place::current())
      : mutexes_(mutexes...), where_(where) {
    if constexpr (sizeof...(Mutexes) == 1) {
      (detail::lock_at(mutexes, where), ...);
    } else if constexpr (sizeof...(Mutexes) > 1) {
      std::lock(mutexes...);
    }
  }
  explicit scoped_lock(std::adopt_lock_t, Mutexes&... mutexes, detail::Place where = detail::Place::current())
      : mutexes_(mutexes...), where_(where) {}
  ~scoped_lock() {
    std::apply([&](auto&... each) { (detail::unlock_at(each, where_), ...); }, mutexes_);
  }
  scoped_lock(const scoped_lock&) = delete;
  scoped_lock& operator=(const scoped_lock&) = delete;

 private:
  std::tuple<Mutexes&...> mutexes_;
  detail::Place where_;
};
template <class... Mutexes>
scoped_lock(Mutexes&...) -> scoped_lock<Mutexes...>;
template <class... Mutexes>
scoped_lock(std::adopt_lock_t, Mutexes&...) -> scoped_lock<Mutexes...>;

template <class Mutex>
class lock_guard {
 public:
  explicit lock_guard(Mutex& mutex, detail::Place where = detail::Place::current()) : mutex_(mutex), where_(where) {
    detail::lock_at(mutex_, where_);
  }
  lock_guard(Mutex& mutex, std::adopt_lock_t, detail::Place where = detail::Place::current())
      : mutex_(mutex), where_(where) {}
  ~lock_guard() { detail::unlock_at(mutex_, where_); }
  lock_guard(const lock_guard&) = delete;
  lock_guard& operator=(const lock_guard&) = delete;

 private:
  Mutex& mutex_;
  detail::Place where_;
};

// Is one of the standard library's, where that is asked for.
template <class Mutex>
class unique_lock : public std::unique_lock<Mutex> {
  using Base = std::unique_lock<Mutex>;

 public:
  unique_lock() = default;
  explicit unique_lock(Mutex& mutex, detail::Place where = detail::Place::current())
      : Base((detail::lock_at(mutex, where), mutex), std::adopt_lock), where_(where) {}
  template <class How>
  unique_lock(Mutex& mutex, How&& how, detail::Place where = detail::Place::current())
      : Base(mutex, std::forward<How>(how)), where_(where) {}
  unique_lock(unique_lock&&) noexcept = default;
  unique_lock& operator=(unique_lock&&) noexcept = default;
  ~unique_lock() {
    if (this->owns_lock()) unlock(where_);
  }

  void lock(detail::Place where = detail::Place::current()) {
    if (this->mutex() == nullptr || this->owns_lock()) return Base::lock();  // which throws
    Mutex* const mutex = this->release();
    detail::lock_at(*mutex, where);
    Base::operator=(Base(*mutex, std::adopt_lock));
  }
  void unlock(detail::Place where = detail::Place::current()) {
    if (!this->owns_lock()) return Base::unlock();  // which throws
    Mutex* const mutex = this->release();
    detail::unlock_at(*mutex, where);
    Base::operator=(Base(*mutex, std::defer_lock));
  }

 private:
  detail::Place where_ = detail::Place::current();
};
template <class Mutex>
unique_lock(Mutex&) -> unique_lock<Mutex>;

using std::adopt_lock;
using std::defer_lock;
using std::lock;
using std::shared_lock;
using std::try_lock;
using std::try_to_lock;

}  // namespace checking
}  // namespace turnstile
