// <turnstile/atomic.hpp> where nothing is checked.
#pragma once

#include <atomic>
#include <barrier>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <source_location>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "algorithms/std_platform.hpp"
#include "turnstile/detail/ordinary_names.hpp"

namespace turnstile::inline ordinary {

template <class T>
using atomic = std::atomic<T>;
using std::atomic_flag;
using std::atomic_ref;

using std::jthread;
using std::thread;
namespace this_thread = std::this_thread;

using std::adopt_lock;
using std::defer_lock;
using std::lock;
using std::lock_guard;
using std::mutex;
using std::recursive_mutex;
using std::scoped_lock;
using std::shared_lock;
using std::shared_mutex;
using std::timed_mutex;
using std::try_lock;
using std::try_to_lock;
using std::unique_lock;

using std::barrier;
using std::binary_semaphore;
using std::call_once;
using std::condition_variable;
using std::condition_variable_any;
using std::counting_semaphore;
using std::cv_status;
using std::latch;
using std::once_flag;

template <class T>
class var {
 public:
  constexpr var() = default;
  constexpr var(T value) : value_(std::move(value)) {}
  var(const var&) = delete;
  var& operator=(const var&) = delete;

  T read() const { return value_; }
  void write(T value) { value_ = std::move(value); }

  operator T() const { return value_; }
  T operator=(T value) { return value_ = std::move(value); }
  T operator+=(T value) { return value_ = static_cast<T>(value_ + value); }
  T operator-=(T value) { return value_ = static_cast<T>(value_ - value); }
  T operator++() { return ++value_; }
  T operator++(int) { return value_++; }
  T operator--() { return --value_; }
  T operator--(int) { return value_--; }

 private:
  T value_{};
};

template <std::predicate Condition>
void await(Condition condition) {
  StdPlatform::await(std::move(condition));
}

template <class T, class... Arguments>
  requires(!std::is_array_v<T>)
T* make(Arguments&&... arguments) {
  return new T(std::forward<Arguments>(arguments)...);
}
template <class T>
  requires std::is_unbounded_array_v<T>
std::remove_extent_t<T>* make(std::size_t size) {
  return new std::remove_extent_t<T>[size]();
}
template <class T>
  requires std::is_bounded_array_v<T>
T* make() {
  return new T[1]();
}

template <class T>
void destroy(T* object) {
  if constexpr (std::is_array_v<T>) {
    delete[] object;
  } else {
    delete object;
  }
}
template <class Array>
  requires std::is_unbounded_array_v<Array>
void destroy(std::remove_extent_t<Array>* first) {
  delete[] first;
}

// In a check, any number from 0 to n - 1, and each is explored. A program has to make up its mind: 0.
constexpr int choose(int) { return 0; }

inline void require(bool condition, std::source_location where = std::source_location::current()) {
  if (condition) return;
  std::fprintf(stderr, "%s:%u: a requirement is not met\n", where.file_name(), static_cast<unsigned>(where.line()));
  std::abort();
}

template <std::invocable<int> Body>
void run_threads(int threads, Body body) {
  std::vector<std::thread> all;
  all.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) all.emplace_back([&body, i] { body(i); });
  for (std::thread& one : all) one.join();
}

template <class Variable>
constexpr void label(const Variable&, std::string_view) {}

}  // namespace turnstile::inline ordinary
