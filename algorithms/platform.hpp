// The door to the machine: what an algorithm of this project may ask for, and nothing else.
//
// Every algorithm is a class template over a platform. Production code gets StdPlatform (std::atomic); the checkers put
// their own machine below the very same text. An algorithm names no tool and has no #ifdef.
#pragma once

#include <atomic>
#include <concepts>

namespace turnstile {

// relaxed, acquire, release, acq_rel, seq_cst. An order is written out at every operation, never defaulted.
using enum std::memory_order;

// atomic<T>: the member functions of std::atomic<T>, without its operators, each with an explicit order.
template <class Atomic, class T>
concept atomic_of = std::default_initializable<Atomic> && std::constructible_from<Atomic, T> &&
                    requires(Atomic a, const Atomic c, T value, T& expected) {
                      { c.load(acquire) } -> std::same_as<T>;
                      { a.store(value, release) } -> std::same_as<void>;
                      // Replaces the value and returns the one before, in one step.
                      { a.exchange(value, acq_rel) } -> std::same_as<T>;
                      // Stores `value` if the atomic holds `expected`; else loads what it holds into `expected`.
                      // The weak form may fail although the values agree. Orders: on success, on failure.
                      { a.compare_exchange_weak(expected, value, acquire, relaxed) } -> std::same_as<bool>;
                      { a.compare_exchange_strong(expected, value, acquire, relaxed) } -> std::same_as<bool>;
                      // Blocks while the atomic holds `value`; another thread changes it and then notifies.
                      { c.wait(value, acquire) } -> std::same_as<void>;
                      { a.notify_one() } -> std::same_as<void>;
                      { a.notify_all() } -> std::same_as<void>;
                    };

// Integers but bool also count: each returns the value before, and wraps around where T is unsigned.
template <class Atomic, class T>
concept counting_atomic_of = atomic_of<Atomic, T> && requires(Atomic a, T value) {
  { a.fetch_add(value, relaxed) } -> std::same_as<T>;
  { a.fetch_sub(value, relaxed) } -> std::same_as<T>;
  { a.fetch_and(value, relaxed) } -> std::same_as<T>;
  { a.fetch_or(value, relaxed) } -> std::same_as<T>;
  { a.fetch_xor(value, relaxed) } -> std::same_as<T>;
};

// var<T>: plain shared data. Two accesses that are not ordered by happens-before, one of them a write, are a data race;
// the platforms that can see it report it.
template <class Var, class T>
concept var_of =
    std::default_initializable<Var> && std::constructible_from<Var, T> && requires(Var v, const Var c, T value) {
      { c.read() } -> std::same_as<T>;
      { v.write(value) } -> std::same_as<void>;
    };

template <class P>
concept platform =
    counting_atomic_of<typename P::template atomic<int>, int> &&
    counting_atomic_of<typename P::template atomic<unsigned char>, unsigned char> &&
    atomic_of<typename P::template atomic<bool>, bool> && var_of<typename P::template var<int>, int> && requires {
      // std::atomic_thread_fence.
      P::fence(seq_cst);
      // Returns once the condition is true: the one way an algorithm may spin. The condition keeps no state between
      // its rounds, and a round that returns false leaves shared memory as it found it.
      P::await([] { return true; });
    };

}  // namespace turnstile
