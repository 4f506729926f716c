// Checks your own synchronization algorithms: every execution that the memory model allows, inside small bounds.
// docs/check_your_own.md walks through it.
//
//   template <class Platform>                                 // a lock, as a template over its platform
//   class MyLock { public: void lock(int self); void unlock(int self); ... };
//   turnstile::CheckResult result = turnstile::check_lock<MyLock>({.threads = 2, .rounds = 2});
//
//   result = turnstile::check([] { ... });                    // or any client, of code that is no template:
//                                                             // <turnstile/atomic.hpp>
//
// Everything runs in this process, in as many threads as there are processors; nothing is written and no process is
// started. Nothing here throws but std::bad_alloc, and std::system_error where no more threads can be started.
//
// While a check runs the handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and SIGURG are its own, so that a client
// that crashes or hangs gets a verdict; what does not come from a client goes to the handlers that were there before.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/vocabulary/verdict.hpp"
#include "turnstile/detail/described.hpp"
#include "turnstile/detail/seated.hpp"

namespace turnstile {

// What a check is expected to find. Of any verdict but `violated` the kind is not compared; nor is Kind::none.
struct Expected {
  Outcome verdict = Outcome::holds;
  Kind kind = Kind::none;
};

// How far a search may go.
struct Effort {
  double seconds = 60;           // after which it is given up; 0: no limit
  std::uint64_t executions = 0;  // likewise
  int events = 500;              // operations of one thread, 1 to 30'000: what goes on longer is followed no further
  int unroll = 0;                // how often a thread performs the operation at one place; 0: no limit but `events`
  int spurious = 1;              // failures for no reason of weak compare-exchanges, of each thread, outside of awaits
  int jobs = 0;                  // threads that search; 0: one for each processor
  double stuck_seconds = 10;     // without any operation, after which an execution is given up; 0: no limit
};

struct LockOptions {
  int threads = 2;  // that use the lock, 1 to 8
  int readers = 0;  // so many of them with lock_shared: 0 to `threads`
  int rounds = 2;   // that each performs, from 1 up; bounded waiting: 1, 2 ... rounds
  // Bounded waiting is asked only where it is wanted: a lock without it can be right.
  std::vector<Property> properties{Property::mutual_exclusion, Property::progress};
  Effort effort{};  // of all properties together
  // By the letter of C++ a notify uses the atomic, which it must not after the atomic's end: use_after_free. Kernels
  // wake by address and touch nothing; true allows what they do.
  bool notify_after_destroy = false;
  Expected expected{};
};

struct ClientOptions {
  std::string name = "client";  // what reports call it
  Effort effort{};
  bool notify_after_destroy = false;  // as in LockOptions
  Expected expected{};
};

struct CheckResult {
  std::string name;  // of the lock or the client

  // holds:       every execution inside the bounds was explored, and none violates anything
  // not_refuted: nothing was found in what was explored; `reason` says what was not: the budget was used up, or a loop was
  //              followed no further (with its line)
  // violated:    with a kind and a counterexample
  // unknown:     not decided, for this `reason`: a client that is not deterministic, more than eight threads, more than
  //              the engine can hold, std::mutex and its like, no operation for too long. Never a pass
  Outcome verdict = Outcome::unknown;
  Kind kind = Kind::none;              // of a violation (docs/definitions.md)
  std::optional<Property> property{};  // of a lock: the one that decided the verdict; nothing where all of them hold
  std::string reason{};

  std::uint64_t executions = 0;  // explored, those that were blocked among them
  std::uint64_t blocked = 0;     // in which somebody still waits at the end
  bool complete = false;         // nothing was left out
  double share = 0;              // of the search that is behind, 0 to 1, estimated: it can be far off, mostly too high
  // A bound that made a difference: of each thread so many failures of weak compare-exchanges for no reason were explored,
  // and more would have been possible.
  std::optional<int> spurious{};
  double seconds = 0;
  std::string model{};  // the memory model, "RC11 ..."
  Bounds bounds{};      // of a client: the threads that it started; it has no rounds
  Expected expected{};  // from the options

  // For a lock that was asked for bounded waiting, how often a thread that waits is overtaken at most, by class of
  // threads ("thread"; of a reader-writer lock "reader" and "writer").
  std::map<std::string, Bypass> bypass{};

  // For a violation: what is wrong in one sentence, and the execution, a column a thread, to be read downwards.
  std::string counterexample{};

  [[nodiscard]] bool as_expected() const;
  [[nodiscard]] std::string summary() const;  // one line: name, verdict, kind, bounds, reason
};

// The summary, and the counterexample if there is one.
std::ostream& operator<<(std::ostream& out, const CheckResult& result);

// Prints the result to standard output. Returns the exit status of a test: 0 if it is as expected, else 1.
int report(const CheckResult& result);

// Runs `client` once in each execution: it makes objects, starts threads, joins them. Its file is compiled with
// TURNSTILE_CHECKING; all that its threads share are turnstile::atomic and turnstile::var, on its own stack or from
// turnstile::make(). It must do the same whenever it reads the same, and is run by several threads of the process at once:
// what lies outside of it must not change (or be used with `effort.jobs = 1`, with care).
CheckResult check(const std::function<void()>& client, const ClientOptions& options = {});

namespace detail {

CheckResult check_lock(std::string_view name, const Programs& programs, bool has_readers, const LockOptions& options);

}  // namespace detail

// Lock<Platform> is default constructible and has lock(self), unlock(self), with self from 0 to threads - 1. It shares
// data through Platform::atomic and Platform::var alone. It may have
//   try_lock(self)                                      -> bool; is tried as well
//   doorway(self), waiting(self)                        lock() in two parts; overtaking is counted from the end of the first
//   lock_shared(self), unlock_shared(self)              for readers, with the same three
//   describe(auto& names) const                         names("turn", turn_): what counterexamples call its variables
//
// (The second parameter is not for you. GCC 12 takes templates of the same name, in the unnamed namespaces of two files,
// for one; types it does not.)
template <template <class> class Lock, class OnPlatform = Lock<detail::Platform>>
CheckResult check_lock(const LockOptions& options = {}) {
  using Described = detail::Described<OnPlatform>;
  static_assert(seated_lock<Described>, "a lock is default constructible and has lock(int) and unlock(int)");
  return detail::check_lock(detail::name_of<Lock, OnPlatform>(), lock_programs<Described, detail::Platform>(),
                            reader_writer_lock<Described>, options);
}

#if defined(TURNSTILE_CHECKING)

// The same of a lock that is no template: an ordinary class with lock() and unlock(), and with try_lock(), lock_shared(),
// unlock_shared(), try_lock_shared() as it likes, of turnstile::atomic and its like. A lock in which the engine sees no
// variable is `unknown`.
template <class Lock>
  requires detail::unseated_lock<Lock>
CheckResult check_lock(const LockOptions& options = {}) {
  static_assert(!detail::is_unseated_noexcept<Lock>,
                "lock() and unlock() must not be noexcept: the engine leaves them by an exception where it asks what a "
                "thread would do");
  using Described = detail::Described<typename detail::Seated<Lock>::template On<detail::Platform>>;
  return detail::check_lock(detail::name_of_type<Lock>(), lock_programs<Described, detail::Platform>(),
                            reader_writer_lock<Described>, options);
}

#endif

}  // namespace turnstile
