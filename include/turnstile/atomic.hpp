// The vocabulary of concurrent code that can be checked as it is, without being a template over a platform.
//
// In an ordinary build turnstile::atomic<T> *is* std::atomic<T>, and nothing here costs anything. In a file that is
// compiled with TURNSTILE_CHECKING defined (link the CMake target turnstile::checking) the same names mean the
// exhaustive engine's, and the code runs only inside of turnstile::check() (<turnstile/check.hpp>).
//
//   atomic<T>, atomic_flag,          std's, of at most 8 bytes: a double-width compare-exchange does not compile. A struct
//   atomic_ref<T>, atomic_int ...    may have padding, which counts for nothing. Member functions (volatile ones, too; but
//                                    ++, -- and conversions of volatile atomics), operators, and the free functions
//                                    atomic_load(), atomic_store_explicit() ...
//   atomic_ref<T>                    over a plain object. The first reference is constructed before the threads start that
//                                    have others, and the last one ends after they have ended; else `unknown`. While there
//                                    is one the object itself has an old value
//   atomic_thread_fence,             atomic_signal_fence does nothing: handlers of signals are not checked
//   atomic_signal_fence
//   thread, jthread                  constructor, join, detach, joinable, get_id, swap. No stop tokens. A thread that is
//   this_thread::yield, get_id,      detached must come to its end, too. Neither yield nor sleep_for does anything: a loop
//   sleep_for, sleep_until           is not hidden by them, and time does not pass
//   mutex, timed_mutex,              deadlocks are found; so is locking what one holds (deadlock), unlocking what one does
//   recursive_mutex, shared_mutex    not hold and destroying what is locked (assertion)
//   lock_guard, unique_lock,         std's, which know their line. std::lock_guard<turnstile::mutex> does as well, but its
//   scoped_lock, shared_lock         unlock is reported in a header of the standard library
//   condition_variable,              notify_one may wake any thread: each is explored. A wait without a condition wakes
//   condition_variable_any           once for no reason, in each thread
//   counting_semaphore<N>,           released beyond N: an assertion
//   binary_semaphore
//   latch, barrier<F>                counted down below zero, or arrived at by too many: an assertion
//   once_flag, call_once
//   ..._for, ..._until               a timed wait may give up, whatever the time: once in each thread. One that would go on
//                                    for ever after that is never `holds`
//   var<T>                           plain data that threads share: two accesses without order, one of them a write, are
//                                    reported as a data race. read(), write(value); and =, +=, -=, ++, --, conversion
//   await(condition)                 spins until the condition is true. Needed only where the loop writes while it waits
//                                    (an exchange that fails); a loop that only reads is recognized without it
//   make<T>(...), destroy(pointer)   new T(...) and delete: use after free, double free and leaks are found. A leak is
//                                    reported at the line of make(), where that has at most eight arguments
//   make<T[]>(n), destroy<T[]>(p)    new T[n]() and delete[]. make<T[N]>() is one object, a T (*)[N], for destroy(pointer)
//   choose(n)                        a number from 0 to n - 1, any of them: each is explored. In an ordinary build 0
//   require(condition)               an assertion: if it fails the verdict is `violated assertion`
//   run_threads(n, f)                f(0) ... f(n - 1), each in a thread; returns when all have ended
//   label(x, "x")                    what an atomic, a var, a mutex ... is called in counterexamples
//
// Reports name the line of the call. A conversion cannot know its line: `int i = x` is reported where x was constructed,
// `int i = x.load()` where it stands.
//
// Both forms live in inline namespaces of their own, so that files compiled either way can be linked together. Your own
// classes have no such protection: compile a class with its functions one way in all files of a program.
#pragma once

#if defined(TURNSTILE_CHECKING)
#include "turnstile/detail/checking.hpp"
#else
#include "turnstile/detail/ordinary.hpp"
#endif
