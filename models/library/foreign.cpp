// Functions that synchronize or end threads without the engine's knowledge: a client that calls one is refused, with
// the line of its last operation. For every other caller the function does what it always does.
//
// The functions stand here under the names of the C library, and come before it, also for calls from the C++ library.
// They are weak, so that a program that is linked statically is linked as before; nothing is refused there.
#include "models/library/foreign.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <sys/syscall.h>

#include "models/engines/rc11/statics.hpp"

namespace {

using turnstile::detail::client_runs;
using turnstile::rc11::Execution;
using turnstile::rc11::InEngine;
using turnstile::rc11::statics;

// All of them take and return what stands in registers for whole numbers and pointers. One that takes less does not look
// at the others.
using Function = long (*)(long, long, long, long, long, long, long);

// The function of that name that the program would have called without us.
class Next {
 public:
  constexpr explicit Next(const char* name) : name_(name) {}
  Function function() {
    Function found = function_.load(std::memory_order_relaxed);
    if (found != nullptr) return found;
    found = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name_));
    if (found == nullptr) std::abort();
    function_.store(found, std::memory_order_relaxed);
    return found;
  }

 private:
  const char* name_;
  std::atomic<Function> function_ = nullptr;
};

// This is a function of its own because what it has on the heap would be lost where an execution ends.
std::string complaint(const char* function, const char* instead) {
  return "the client calls " + std::string(function) + ", which the engine does not see: use " + instead;
}

void refuse_client(const char* function, const char* instead) {
  if (!client_runs()) return;
  const InEngine inside;
  Execution::current().refuse_call(complaint(function, instead));
}

// Whether one of the languages' own libraries locks what only it can see: the tables of the unwinder, of locales.
bool is_private(const void* caller, long object) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an argument of a function whose other arguments are numbers
  if (Execution::current().memory().contains(reinterpret_cast<const void*>(object))) return false;
  Dl_info info{};
  if (dladdr(caller, &info) == 0 || info.dli_fname == nullptr) return false;
  const std::string_view file = info.dli_fname;
  constexpr std::array<std::string_view, 4> libraries = {"libstdc++.so", "libgcc_s.so", "libc++", "libc.so"};
  return std::ranges::any_of(libraries,
                             [&](std::string_view library) { return file.find(library) != std::string_view::npos; });
}

}  // namespace

// NOLINTBEGIN(bugprone-macro-parentheses): declarations
#define TURNSTILE_INSTEAD_OF(name)                                                                     \
  extern "C" [[gnu::weak]] long turnstile_##name(long, long, long, long, long, long, long) asm(#name); \
  static constinit Next next_##name{#name};                                                            \
  long turnstile_##name([[maybe_unused]] long a, [[maybe_unused]] long b, [[maybe_unused]] long c,     \
                        [[maybe_unused]] long d, [[maybe_unused]] long e, [[maybe_unused]] long f,     \
                        [[maybe_unused]] long g)
#define TURNSTILE_NEXT(name) next_##name.function()(a, b, c, d, e, f, g)

// For what a client must not call.
#define TURNSTILE_REFUSED(name, instead) \
  TURNSTILE_INSTEAD_OF(name) {           \
    refuse_client(#name, instead);       \
    return TURNSTILE_NEXT(name);         \
  }
// For what a client must not call either, unless a library does so for itself.
#define TURNSTILE_REFUSED_TO_CLIENTS(name, instead)                                                  \
  TURNSTILE_INSTEAD_OF(name) {                                                                       \
    if (client_runs() && !is_private(__builtin_return_address(0), a)) refuse_client(#name, instead); \
    return TURNSTILE_NEXT(name);                                                                     \
  }
// Time has no meaning in an execution: whatever can happen meanwhile is explored anyhow.
#define TURNSTILE_NO_TIME(name)  \
  TURNSTILE_INSTEAD_OF(name) {   \
    if (client_runs()) return 0; \
    return TURNSTILE_NEXT(name); \
  }
// NOLINTEND(bugprone-macro-parentheses)

// std::mutex and its like.
TURNSTILE_REFUSED_TO_CLIENTS(pthread_mutex_lock, "turnstile::mutex")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_mutex_trylock, "turnstile::mutex")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_mutex_timedlock, "turnstile::mutex")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_mutex_clocklock, "turnstile::mutex")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_once, "turnstile::once_flag")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_rdlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_wrlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_tryrdlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_trywrlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_timedrdlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_timedwrlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_clockrdlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED_TO_CLIENTS(pthread_rwlock_clockwrlock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED(pthread_spin_lock, "a lock of turnstile::atomic")
TURNSTILE_REFUSED(pthread_spin_trylock, "a lock of turnstile::atomic")

// Functions that wait, and functions that wake.
TURNSTILE_REFUSED(pthread_cond_wait, "turnstile::condition_variable")
TURNSTILE_REFUSED(pthread_cond_timedwait, "turnstile::condition_variable")
TURNSTILE_REFUSED(pthread_cond_clockwait, "turnstile::condition_variable")
TURNSTILE_REFUSED(pthread_cond_signal, "turnstile::condition_variable")
TURNSTILE_REFUSED(pthread_cond_broadcast, "turnstile::condition_variable")
TURNSTILE_REFUSED(pthread_barrier_wait, "turnstile::barrier")
TURNSTILE_REFUSED(sem_wait, "turnstile::counting_semaphore")
TURNSTILE_REFUSED(sem_trywait, "turnstile::counting_semaphore")
TURNSTILE_REFUSED(sem_timedwait, "turnstile::counting_semaphore")
TURNSTILE_REFUSED(sem_clockwait, "turnstile::counting_semaphore")
TURNSTILE_REFUSED(sem_post, "turnstile::counting_semaphore")

// Threads and processes.
TURNSTILE_REFUSED(pthread_create, "turnstile::thread")
TURNSTILE_REFUSED(pthread_join, "turnstile::thread")
TURNSTILE_REFUSED(pthread_detach, "turnstile::thread")
TURNSTILE_REFUSED(pthread_exit, "a return")
TURNSTILE_REFUSED(fork, "turnstile::thread")
TURNSTILE_REFUSED(exit, "turnstile::require")
TURNSTILE_REFUSED(_exit, "turnstile::require")
TURNSTILE_REFUSED(_Exit, "turnstile::require")
TURNSTILE_REFUSED(quick_exit, "turnstile::require")

TURNSTILE_NO_TIME(sched_yield)
TURNSTILE_NO_TIME(sleep)
TURNSTILE_NO_TIME(usleep)
TURNSTILE_NO_TIME(nanosleep)
TURNSTILE_NO_TIME(clock_nanosleep)

// std::counting_semaphore, std::latch, std::barrier and std::atomic::wait sleep and wake by it.
TURNSTILE_INSTEAD_OF(syscall) {
  if (a == SYS_futex) refuse_client("futex", "turnstile:: in place of std::");
  return TURNSTILE_NEXT(syscall);
}

// The guards of static variables: another thread of the process may be initializing one.
// NOLINTBEGIN(performance-no-int-to-ptr): arguments are numbers here
TURNSTILE_INSTEAD_OF(__cxa_guard_acquire) {
  if (!client_runs()) return TURNSTILE_NEXT(__cxa_guard_acquire);
  const InEngine inside;
  const long begins = TURNSTILE_NEXT(__cxa_guard_acquire);
  if (static_cast<int>(begins) != 0) statics.begin(reinterpret_cast<void*>(a));
  return begins;
}
TURNSTILE_INSTEAD_OF(__cxa_guard_release) {
  statics.end(reinterpret_cast<const void*>(a));
  return TURNSTILE_NEXT(__cxa_guard_release);
}
TURNSTILE_INSTEAD_OF(__cxa_guard_abort) {
  statics.end(reinterpret_cast<const void*>(a));
  return TURNSTILE_NEXT(__cxa_guard_abort);
}
// NOLINTEND(performance-no-int-to-ptr)

namespace turnstile::detail {

// Looks the functions up now, so that none is looked up for the first time where that must not happen.
void watch_foreign_calls() {
  for (Next* const next : {&next_pthread_mutex_lock, &next_syscall}) (void)next->function();
}

}  // namespace turnstile::detail
