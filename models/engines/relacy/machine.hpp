// Relacy as a machine for ObservedPlatform. This and simulate.cpp are the only files that know rl::.
//
// Include it before any other header: Relacy's own must come first, and several macros that it leaves behind are undone
// here.
#pragma once

#include <cassert>
#include <cerrno>
#include <chrono>
#include <source_location>
#include <string>
#include <thread>

#include <relacy/pch.hpp>

#pragma push_macro("assert")
#pragma push_macro("errno")
#include <relacy/relacy.hpp>
#undef new
#undef delete
#undef malloc
#undef calloc
#undef realloc
#undef free
#pragma pop_macro("assert")
#pragma pop_macro("errno")
#undef memory_order_relaxed
#undef memory_order_consume
#undef memory_order_acquire
#undef memory_order_release
#undef memory_order_acq_rel
#undef memory_order_seq_cst
#undef VAR
#undef VAR_T
#undef TLS_T

#include <atomic>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::relacy {

static_assert(static_cast<int>(std::memory_order::relaxed) == static_cast<int>(rl::mo_relaxed) &&
              static_cast<int>(std::memory_order::acquire) == static_cast<int>(rl::mo_acquire) &&
              static_cast<int>(std::memory_order::release) == static_cast<int>(rl::mo_release) &&
              static_cast<int>(std::memory_order::acq_rel) == static_cast<int>(rl::mo_acq_rel) &&
              static_cast<int>(std::memory_order::seq_cst) == static_cast<int>(rl::mo_seq_cst));

constexpr rl::memory_order to_rl(std::memory_order order) { return static_cast<rl::memory_order>(order); }

inline rl::debug_info at(const std::source_location& where) {
  return {where.function_name(), where.file_name(), static_cast<unsigned>(where.line())};
}

struct Machine {
  // Why the search was ended, if the platform ended it.
  static inline Kind stopped = Kind::none;
  static inline const char* given_up = nullptr;

  template <class T>
  class Cell {
   public:
    explicit Cell(T value) : atomic_(value) {}
    T load(std::memory_order order, const std::source_location& where) const {
      return atomic_.load(to_rl(order), at(where));
    }
    void store(T value, std::memory_order order, const std::source_location& where) {
      atomic_.store(value, to_rl(order), at(where));
    }
    T exchange(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.exchange(value, to_rl(order), at(where));
    }
    T fetch_add(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.fetch_add(value, to_rl(order), at(where));
    }
    T fetch_sub(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.fetch_sub(value, to_rl(order), at(where));
    }
    T fetch_and(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.fetch_and(value, to_rl(order), at(where));
    }
    T fetch_or(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.fetch_or(value, to_rl(order), at(where));
    }
    T fetch_xor(T value, std::memory_order order, const std::source_location& where) {
      return atomic_.fetch_xor(value, to_rl(order), at(where));
    }
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               const std::source_location& where) {
      return atomic_.compare_exchange_weak(expected, value, to_rl(success), at(where), to_rl(failure), at(where));
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                                 const std::source_location& where) {
      return atomic_.compare_exchange_strong(expected, value, to_rl(success), at(where), to_rl(failure), at(where));
    }

   private:
    rl::atomic<T> atomic_;
  };

  template <class T>
  class Plain {
   public:
    explicit Plain(T value) : var_(value) {}
    T read(const std::source_location& where) const { return var_(at(where)).load(); }
    void write(T value, const std::source_location& where) { var_(at(where)).store(value); }

   private:
    rl::var<T> var_;
  };

  // A load need not read the newest store.
  static constexpr bool sequentially_consistent = false;

  static int thread() { return static_cast<int>(rl::thread_index()); }

  static void fence(std::memory_order order, const std::source_location& where) {
    // A relaxed fence does nothing, and Relacy takes it for a mistake.
    if (order != std::memory_order::relaxed) rl::atomic_thread_fence(to_rl(order), at(where));
  }

  // Yields once a round, or the fair schedulers let a waiting thread run for ever; two yields would prune the search.
  static void pass(const std::source_location& where) { rl::yield(1, at(where)); }

  static void stop(Kind kind) {
    stopped = kind;
    rl::ctx().fail_test(c_name(kind), rl::test_result_user_assert_failed, at(std::source_location::current()));
  }
  static void give_up(const char* why) {
    given_up = why;
    rl::ctx().fail_test(why, rl::test_result_user_assert_failed, at(std::source_location::current()));
  }
};

}  // namespace turnstile::relacy
