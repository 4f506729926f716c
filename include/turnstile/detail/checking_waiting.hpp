// Condition variables, semaphores, latches, barriers and call_once where they are checked, over the engine's atomics:
// to wait is an await, so that deadlocks and lost wake-ups are found as such.
#pragma once

#include <bit>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <type_traits>
#include <utility>

#include "turnstile/detail/checking_mutex.hpp"

namespace turnstile::inline checking {

using std::cv_status;

// Each thread that waits has a bit in one word, which each operation changes in one step. So there is a single order of
// all operations, which agrees with what happens before what, and synchronizes nothing. [thread.condition]
class condition_variable_any {
 public:
  condition_variable_any(detail::Place where = detail::Place::current())
      : condition_variable_any("condition_variable_any", where) {}
  condition_variable_any(const condition_variable_any&) = delete;
  condition_variable_any& operator=(const condition_variable_any&) = delete;

  // The engine chooses the thread that is woken.
  void notify_one(detail::Place where = detail::Place::current()) {
    detail::Platform::await(
        [&] {
          Waiters waiters = waiters_.load({relaxed, where});
          const Waiters left = without_one(waiters, where);
          return waiters_.compare_exchange_strong(waiters, left, {relaxed, where}, {relaxed, where});
        },
        where);
  }
  void notify_all(detail::Place where = detail::Place::current()) { waiters_.fetch_and(0, {relaxed, where}); }

  template <class Lock>
  void wait(Lock& lock, detail::Place where = detail::Place::current()) {
    sleep(lock, false, where);
  }
  template <class Lock, std::predicate Condition>
  void wait(Lock& lock, Condition condition, detail::Place where = detail::Place::current()) {
    while (!condition()) sleep(lock, false, where);
  }
  // Time does not pass in a check: a thread that waits may give up at any moment.
  template <class Lock, class Rep, class Period>
  cv_status wait_for(Lock& lock, const std::chrono::duration<Rep, Period>&,
                     detail::Place where = detail::Place::current()) {
    return sleep(lock, true, where);
  }
  template <class Lock, class Rep, class Period, std::predicate Condition>
  bool wait_for(Lock& lock, const std::chrono::duration<Rep, Period>&, Condition condition,
                detail::Place where = detail::Place::current()) {
    return sleep_until(lock, condition, where);
  }
  template <class Lock, class Clock, class Duration>
  cv_status wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>&,
                       detail::Place where = detail::Place::current()) {
    return sleep(lock, true, where);
  }
  template <class Lock, class Clock, class Duration, std::predicate Condition>
  bool wait_until(Lock& lock, const std::chrono::time_point<Clock, Duration>&, Condition condition,
                  detail::Place where = detail::Place::current()) {
    return sleep_until(lock, condition, where);
  }

 protected:
  condition_variable_any(const char* what, detail::Place where) : waiters_(what, 0, where) {}

 private:
  using Waiters = std::uint32_t;

  static Waiters without_one(Waiters waiters, const detail::Place& where) {
    const int all = std::popcount(waiters);
    Waiters rest = waiters;  // those after the chosen one, and that one
    for (int skipped = all > 1 ? rc11::Execution::current().choose(all, where) : 0; skipped > 0; --skipped) {
      rest &= rest - 1;
    }
    return waiters & ~(rest & ~(rest - 1));
  }

  template <class Lock>
  cv_status sleep(Lock& lock, bool timed, const detail::Place& where) {
    auto& mutex = held(lock, where);
    const Waiters bit = Waiters{1} << detail::self();
    waiters_.fetch_or(bit, {relaxed, where});
    detail::unlock_at(mutex, where);
    const bool woken = is_woken(bit, timed, where);
    // Another thread may have woken it since it gave up.
    const bool in_time = woken || (waiters_.fetch_and(~bit, {relaxed, where}) & bit) == 0;
    detail::lock_at(mutex, where);
    return in_time ? cv_status::no_timeout : cv_status::timeout;
  }
  bool is_woken(Waiters bit, bool timed, const detail::Place& where) {
    bool woken = false;
    detail::Platform::await(
        [&] {
          woken = (waiters_.load({relaxed, where}) & bit) == 0;
          rc11::Execution& execution = rc11::Execution::current();
          return woken || (timed ? execution.times_out(where) : execution.wakes_spuriously(where));
        },
        where);
    return woken;
  }
  template <class Lock>
  bool sleep_until(Lock& lock, const auto& condition, const detail::Place& where) {
    while (!condition()) {
      if (sleep(lock, true, where) == cv_status::timeout) return condition();
    }
    return true;
  }

  // A lock of ours still owns its mutex while its thread sleeps: nobody looks at that.
  template <class Mutex>
  static Mutex& held(std::unique_lock<Mutex>& lock, const detail::Place& where) {
    if (!lock.owns_lock()) detail::misused("a thread waits without having locked the mutex", where);
    if constexpr (requires { lock.mutex()->is_held(); }) {
      if (!lock.mutex()->is_held()) detail::misused("a thread waits without having locked the mutex", where);
    }
    return *lock.mutex();
  }
  template <class Lock>
  static Lock& held(Lock& lock, const detail::Place&) {
    return lock;
  }

  detail::Word<Waiters> waiters_;
};

class condition_variable : condition_variable_any {
  using Any = condition_variable_any;
  using Lock = std::unique_lock<mutex>;

 public:
  condition_variable(detail::Place where = detail::Place::current()) : Any("condition_variable", where) {}

  using Any::notify_all;
  using Any::notify_one;
  void wait(Lock& lock, detail::Place where = detail::Place::current()) { Any::wait(lock, where); }
  template <std::predicate Condition>
  void wait(Lock& lock, Condition condition, detail::Place where = detail::Place::current()) {
    Any::wait(lock, std::move(condition), where);
  }
  template <class Time>
  cv_status wait_for(Lock& lock, const Time& time, detail::Place where = detail::Place::current()) {
    return Any::wait_for(lock, time, where);
  }
  template <class Time, std::predicate Condition>
  bool wait_for(Lock& lock, const Time& time, Condition condition, detail::Place where = detail::Place::current()) {
    return Any::wait_for(lock, time, std::move(condition), where);
  }
  template <class Time>
  cv_status wait_until(Lock& lock, const Time& time, detail::Place where = detail::Place::current()) {
    return Any::wait_until(lock, time, where);
  }
  template <class Time, std::predicate Condition>
  bool wait_until(Lock& lock, const Time& time, Condition condition, detail::Place where = detail::Place::current()) {
    return Any::wait_until(lock, time, std::move(condition), where);
  }
};

// --- semaphores ----------------------------------------------------------------------------------------------------------

// One can have more than LeastMax in some implementations; a program that needs it is wrong in others.
template <std::ptrdiff_t LeastMax = std::numeric_limits<int>::max()>
class counting_semaphore {
 public:
  explicit counting_semaphore(std::ptrdiff_t count, detail::Place where = detail::Place::current())
      : count_("semaphore", count, where) {
    if (count < 0 || count > LeastMax) detail::misused("a semaphore begins with more than it can hold", where);
  }
  counting_semaphore(const counting_semaphore&) = delete;
  counting_semaphore& operator=(const counting_semaphore&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return LeastMax; }
  void release(std::ptrdiff_t update = 1, detail::Place where = detail::Place::current()) {
    const std::ptrdiff_t before = count_.fetch_add(update, {std::memory_order::release, where});
    if (update < 0 || before > LeastMax - update) {
      detail::misused("a semaphore is released beyond its maximum", where);
    }
  }
  void acquire(detail::Place where = detail::Place::current()) {
    detail::Platform::await([&] { return takes(where); }, where);
  }
  bool try_acquire(detail::Place where = detail::Place::current()) { return takes(where); }
  template <class Rep, class Period>
  bool try_acquire_for(const std::chrono::duration<Rep, Period>&, detail::Place where = detail::Place::current()) {
    return detail::await_for_a_time([&] { return takes(where); }, where);
  }
  template <class Clock, class Duration>
  bool try_acquire_until(const std::chrono::time_point<Clock, Duration>&,
                         detail::Place where = detail::Place::current()) {
    return detail::await_for_a_time([&] { return takes(where); }, where);
  }

 private:
  bool takes(const detail::Place& where) {
    std::ptrdiff_t count = LeastMax == 1 ? 1 : count_.load({relaxed, where});
    return count > 0 &&
           count_.compare_exchange_strong(count, count - 1, {std::memory_order::acquire, where}, {relaxed, where});
  }

  detail::Word<std::ptrdiff_t> count_;
};

using binary_semaphore = counting_semaphore<1>;

// --- latches and barriers ------------------------------------------------------------------------------------------------

class latch {
 public:
  explicit latch(std::ptrdiff_t expected, detail::Place where = detail::Place::current())
      : expected_("latch", expected, where) {
    if (expected < 0) detail::misused("a latch expects less than nobody", where);
  }
  latch(const latch&) = delete;
  latch& operator=(const latch&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return std::numeric_limits<std::ptrdiff_t>::max(); }
  void count_down(std::ptrdiff_t update = 1, detail::Place where = detail::Place::current()) {
    const std::ptrdiff_t before = expected_.fetch_sub(update, {release, where});
    if (update < 0 || update > before) detail::misused("a latch is counted down below zero", where);
  }
  bool try_wait(detail::Place where = detail::Place::current()) const { return is_open(where); }
  void wait(detail::Place where = detail::Place::current()) const {
    detail::Platform::await([&] { return is_open(where); }, where);
  }
  void arrive_and_wait(std::ptrdiff_t update = 1, detail::Place where = detail::Place::current()) {
    count_down(update, where);
    wait(where);
  }

 private:
  bool is_open(const detail::Place& where) const { return expected_.load({acquire, where}) == 0; }

  detail::Word<std::ptrdiff_t> expected_;
};

}  // namespace turnstile::inline checking

namespace turnstile::detail {

struct NoCompletion {
  void operator()() const noexcept {}
};

}  // namespace turnstile::detail

namespace turnstile::inline checking {

// The phase and how many have yet to arrive stand in one word: a thread that arrives knows in which phase.
template <class Completion = detail::NoCompletion>
class barrier {
 public:
  class arrival_token {
    friend barrier;
    explicit arrival_token(std::uint64_t phase) : phase_(phase) {}
    std::uint64_t phase_;
  };

  explicit barrier(std::ptrdiff_t expected, Completion completion = Completion(),
                   detail::Place where = detail::Place::current())
      : state_("barrier", static_cast<std::uint64_t>(expected), where),
        expected_("barrier (expected)", expected, where),
        completion_(std::move(completion)) {
    if (expected < 0 || expected > max()) detail::misused("a barrier expects more than it can count", where);
  }
  barrier(const barrier&) = delete;
  barrier& operator=(const barrier&) = delete;

  static constexpr std::ptrdiff_t max() noexcept { return (std::ptrdiff_t{1} << phase_shift) - 1; }
  [[nodiscard]] arrival_token arrive(std::ptrdiff_t update = 1, detail::Place where = detail::Place::current()) {
    const auto arriving = static_cast<std::uint64_t>(update);
    const std::uint64_t before = state_.fetch_sub(arriving, {acq_rel, where});
    const std::uint64_t awaited = before & static_cast<std::uint64_t>(max());
    if (update < 1 || arriving > awaited) detail::misused("more arrive at a barrier than it expects", where);
    const std::uint64_t phase = before >> phase_shift;
    if (arriving == awaited) complete(phase, where);
    return arrival_token(phase);
  }
  void wait(arrival_token&& arrival, detail::Place where = detail::Place::current()) const {
    detail::Platform::await([&] { return state_.load({acquire, where}) >> phase_shift != arrival.phase_; }, where);
  }
  void arrive_and_wait(detail::Place where = detail::Place::current()) { wait(arrive(1, where), where); }
  void arrive_and_drop(detail::Place where = detail::Place::current()) {
    expected_.fetch_sub(1, {relaxed, where});
    (void)arrive(1, where);
  }

 private:
  static constexpr int phase_shift = 32;

  // Is called by the thread that arrives last: all others have arrived before, and none goes on.
  void complete(std::uint64_t phase, const detail::Place& where) {
    completion_();
    const auto expected = static_cast<std::uint64_t>(expected_.load({relaxed, where}));
    state_.store(((phase + 1) << phase_shift) | expected, {release, where});
  }

  detail::Word<std::uint64_t> state_;
  detail::Word<std::ptrdiff_t> expected_;  // in the next phase
  Completion completion_;
};

// --- call_once -----------------------------------------------------------------------------------------------------------

class once_flag;
template <class F, class... Arguments>
void call_once(detail::At<once_flag> flag, F&& f, Arguments&&... arguments);

class once_flag {
 public:
  once_flag(detail::Place where = detail::Place::current()) : state_("once_flag", State::fresh, where) {}
  once_flag(const once_flag&) = delete;
  once_flag& operator=(const once_flag&) = delete;

 private:
  enum class State : std::uint8_t { fresh, running, done };

  template <class F, class... Arguments>
  friend void call_once(detail::At<once_flag> flag, F&& f, Arguments&&... arguments);

  // Whether it is the caller's to run; else it is done.
  bool begin(const detail::Place& where) {
    bool begun = false;
    detail::Platform::await(
        [&] {
          State state = State::fresh;
          begun = state_.compare_exchange_strong(state, State::running, {acquire, where}, {acquire, where});
          return begun || state == State::done;
        },
        where);
    return begun;
  }
  void end(State state, const detail::Place& where) { state_.store(state, {release, where}); }

  detail::Word<State> state_;
};

template <class F, class... Arguments>
void call_once(detail::At<once_flag> flag, F&& f, Arguments&&... arguments) {
  if (!flag.object.begin(flag.where)) return;
  try {
    std::invoke(std::forward<F>(f), std::forward<Arguments>(arguments)...);
  } catch (...) {
    flag.object.end(once_flag::State::fresh, flag.where);
    throw;
  }
  flag.object.end(once_flag::State::done, flag.where);
}

}  // namespace turnstile::inline checking
