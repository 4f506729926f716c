// The vocabulary of concurrent code that can be checked as it is, without being a template over a platform.
//
// In an ordinary build turnstile::atomic<T> *is* std::atomic<T>, and nothing here costs anything. In a file that is
// compiled with TURNSTILE_CHECKING defined (link the CMake target turnstile::checking) the same names mean the
// exhaustive engine's, and the code runs only inside of turnstile::check() (<turnstile/check.hpp>).
//
//   turnstile::atomic<T>             std::atomic<T>, of at most 8 bytes, without volatile
//   turnstile::atomic_flag           std::atomic_flag
//   turnstile::atomic_thread_fence   likewise
//   turnstile::thread                std::thread: constructor, join, joinable, swap by move
//   turnstile::var<T>                plain data that threads share: two accesses without order, one of them a write, are
//                                    reported as a data race. read(), write(value); and =, +=, -=, ++, --, conversion
//   turnstile::await(condition)      spins until the condition is true. Needed only where the loop writes while it waits
//                                    (an exchange that fails); a loop that only reads is recognized without it
//   turnstile::make<T>(...)          new T(...), with up to three arguments; and
//   turnstile::destroy(pointer)      delete: use after free, double free and leaks are found
//   turnstile::require(condition)    an assertion: if it fails the verdict is `violated assertion`
//   turnstile::run_threads(n, f)     f(0) ... f(n - 1), each in a thread; returns when all have ended
//   turnstile::label(x, "x")         what an atomic or a var is called in counterexamples
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
