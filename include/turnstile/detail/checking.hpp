// <turnstile/atomic.hpp> where it is checked: threads, the heap, and what a client says of itself.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "turnstile/detail/checking_atomic.hpp"
#include "turnstile/detail/checking_mutex.hpp"
#include "turnstile/detail/checking_names.hpp"
#include "turnstile/detail/checking_ref.hpp"
#include "turnstile/detail/checking_waiting.hpp"

namespace turnstile {

namespace detail {

template <class T>
inline constexpr bool knows_its_place<checking::atomic<T>> = true;
template <class T>
inline constexpr bool knows_its_place<checking::var<T>> = true;
template <>
inline constexpr bool knows_its_place<checking::atomic_flag> = true;
template <class T>
inline constexpr bool knows_its_place<checking::atomic_ref<T>> = true;
template <std::derived_from<checking::mutex> T>
inline constexpr bool knows_its_place<T> = true;
template <>
inline constexpr bool knows_its_place<checking::shared_mutex> = true;
template <>
inline constexpr bool knows_its_place<checking::recursive_mutex> = true;
template <>
inline constexpr bool knows_its_place<checking::condition_variable> = true;
template <>
inline constexpr bool knows_its_place<checking::condition_variable_any> = true;
template <std::ptrdiff_t LeastMax>
inline constexpr bool knows_its_place<checking::counting_semaphore<LeastMax>> = true;
template <>
inline constexpr bool knows_its_place<checking::latch> = true;
template <>
inline constexpr bool knows_its_place<checking::once_flag> = true;

}  // namespace detail

inline namespace checking {

class thread {
 public:
  thread() = default;
  template <class F>
    requires std::invocable<std::decay_t<F>>
  explicit thread(F&& f, detail::Place where = detail::Place::current()) : started_(where) {
    start(std::forward<F>(f));
  }
  template <class F, class First, class... Rest>
    requires std::invocable<std::decay_t<F>, std::decay_t<First>, std::decay_t<Rest>...>
  thread(F&& f, First&& first, Rest&&... rest) {
    start(std::forward<F>(f), std::forward<First>(first), std::forward<Rest>(rest)...);
  }
  // What tells threads apart: which thread created which. It is the same in every execution.
  class id {
   public:
    id() = default;
    auto operator<=>(const id&) const = default;
    friend std::ostream& operator<<(std::ostream& out, id id) { return out << id.name_; }
    [[nodiscard]] std::size_t hash() const { return std::hash<std::uint64_t>()(name_); }
    // The id of a thread of the execution, by its number there.
    static id of(int number) {
      id it;
      it.name_ = rc11::Execution::current().thread(number).name + 1;
      return it;
    }

   private:
    std::uint64_t name_ = 0;  // of no thread
  };

  thread(thread&& other) noexcept : number_(std::exchange(other.number_, nobody)), started_(other.started_) {}
  thread& operator=(thread&& other) noexcept {
    require_joined();
    number_ = std::exchange(other.number_, nobody);
    started_ = other.started_;
    return *this;
  }
  ~thread() { require_joined(); }

  [[nodiscard]] bool joinable() const { return number_ != nobody; }
  void join(detail::Place where = detail::Place::current()) {
    if (!joinable()) fail("a thread is joined that does not run", where);
    detail::Platform::join(std::exchange(number_, nobody), where);
  }
  // The thread goes on, also when the client has come to its end; it must itself come to an end.
  void detach(detail::Place where = detail::Place::current()) {
    if (!joinable()) fail("a thread is detached that does not run", where);
    number_ = nobody;
  }
  [[nodiscard]] id get_id() const { return joinable() ? id::of(number_) : id(); }
  void swap(thread& other) noexcept {
    std::swap(number_, other.number_);
    std::swap(started_, other.started_);
  }
  friend void swap(thread& a, thread& b) noexcept { a.swap(b); }
  // This is a hint, and the same on every machine.
  static unsigned hardware_concurrency() { return 2; }

 private:
  static constexpr int nobody = -1;

  static void fail(const std::string& what, const detail::Place& where) {
    rc11::Execution::current().violated(Kind::assertion, what + ": " + rc11::text(where));
  }
  // In ordinary builds std::terminate() is called here.
  void require_joined() const {
    if (joinable()) fail("a thread is given up that was not joined", started_);
  }

  // What the thread calls lies in memory that ends with the execution, whenever that does: the thread that starts it
  // constructs that there, and the new thread destroys it, as std::thread has it.
  template <class... Parts>
  void start(Parts&&... parts) {
    detail::require_check("a thread", started_);
    using Call = std::tuple<std::decay_t<Parts>...>;
    static_assert(alignof(Call) <= alignof(std::max_align_t));
    void* const memory = rc11::Execution::current().set_aside(sizeof(Call), started_);
    auto* const call = ::new (memory) Call(std::forward<Parts>(parts)...);
    number_ = detail::Platform::spawn(
        [call] {
          std::apply([](auto&... part) { std::invoke(std::move(part)...); }, *call);
          std::destroy_at(call);
        },
        started_);
    if (rc11::Execution::seat(number_) >= max_threads) {
      rc11::Execution::current().give_up("more than " + std::to_string(max_threads) +
                                         " threads: " + rc11::text(started_));
    }
  }

  int number_ = nobody;
  detail::Place started_ = detail::Place::current();
};

// Joins when it ends. It has no stop tokens.
class jthread {
 public:
  using id = thread::id;

  jthread() = default;
  template <class F>
    requires std::invocable<std::decay_t<F>>
  explicit jthread(F&& f, detail::Place where = detail::Place::current()) : thread_(std::forward<F>(f), where) {}
  template <class F, class First, class... Rest>
    requires std::invocable<std::decay_t<F>, std::decay_t<First>, std::decay_t<Rest>...>
  jthread(F&& f, First&& first, Rest&&... rest)
      : thread_(std::forward<F>(f), std::forward<First>(first), std::forward<Rest>(rest)...) {}
  jthread(jthread&&) noexcept = default;
  jthread& operator=(jthread&& other) noexcept {
    if (joinable()) join();
    thread_ = std::move(other.thread_);
    return *this;
  }
  ~jthread() {
    if (joinable()) join();
  }

  [[nodiscard]] bool joinable() const { return thread_.joinable(); }
  void join(detail::Place where = detail::Place::current()) { thread_.join(where); }
  void detach(detail::Place where = detail::Place::current()) { thread_.detach(where); }
  [[nodiscard]] id get_id() const { return thread_.get_id(); }
  void swap(jthread& other) noexcept { thread_.swap(other.thread_); }
  friend void swap(jthread& a, jthread& b) noexcept { a.swap(b); }
  static unsigned hardware_concurrency() { return thread::hardware_concurrency(); }

 private:
  thread thread_;
};

// Time does not pass in a check, and no thread goes on out of courtesy: neither of these does anything. A loop that
// yields goes round as one that does not.
namespace this_thread {

inline thread::id get_id() {
  detail::require_check("a thread's id", detail::Place::current());
  return thread::id::of(rc11::Execution::current().self());
}
inline void yield() {}
template <class Rep, class Period>
void sleep_for(const std::chrono::duration<Rep, Period>&) {}
template <class Clock, class Duration>
void sleep_until(const std::chrono::time_point<Clock, Duration>&) {}

}  // namespace this_thread

template <std::invocable<int> Body>
void run_threads(int threads, Body body, detail::Place where = detail::Place::current()) {
  std::array<thread, max_threads> all;  // on the stack: an execution that is given up returns no memory
  const auto fit = static_cast<std::size_t>(std::clamp(threads, 0, max_threads));
  for (std::size_t i = 0; i < fit; ++i) all[i] = thread([&body, i] { body(static_cast<int>(i)); }, where);
  if (threads > max_threads) thread([] {}, where).join();  // one too many: refused
  for (std::size_t i = 0; i < fit; ++i) all[i].join(where);
}

template <std::predicate Condition>
void await(Condition condition, detail::Place where = detail::Place::current()) {
  detail::require_check("an await", where);
  detail::Platform::await(std::move(condition), where);
}

// make() takes the place of its call, so that a leak is reported where the object was made.
template <class T, class A = detail::NotGiven, class B = detail::NotGiven, class C = detail::NotGiven,
          class D = detail::NotGiven, class E = detail::NotGiven, class F = detail::NotGiven,
          class G = detail::NotGiven, class H = detail::NotGiven>
auto make(A&& a = {}, B&& b = {}, C&& c = {}, D&& d = {}, E&& e = {}, F&& f = {}, G&& g = {}, H&& h = {},
          detail::Place where = detail::Place::current()) {
  return detail::make_of_given<T>(where, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c), std::forward<D>(d),
                                  std::forward<E>(e), std::forward<F>(f), std::forward<G>(g), std::forward<H>(h));
}
// More arguments are a pack, which no default argument can follow: the line is not known.
template <class T, class... Arguments>
  requires(sizeof...(Arguments) > 8)
auto make(Arguments&&... arguments) {
  return detail::make<T>(detail::Place(), std::forward<Arguments>(arguments)...);
}

template <class T>
void destroy(T* object, detail::Place where = detail::Place::current()) {
  detail::require_check("a deletion", where);
  if (object != nullptr) detail::destroy(object, where);
}
template <class Array>
  requires std::is_unbounded_array_v<Array>
void destroy(std::remove_extent_t<Array>* first, detail::Place where = detail::Place::current()) {
  detail::require_check("a deletion", where);
  if (first != nullptr) detail::destroy_array(first, where);
}

// A number from 0 to n - 1, any of them: each is explored. At least 1.
inline int choose(int n, detail::Place where = detail::Place::current()) {
  detail::require_check("a choice", where);
  return rc11::Execution::current().choose(n, where);
}

inline void require(bool condition, detail::Place where = detail::Place::current()) {
  detail::require_check("a requirement", where);
  if (condition) return;
  rc11::Execution::current().violated(Kind::assertion, "a requirement is not met: " + rc11::text(where));
}

template <class Variable>
void label(const Variable& variable, std::string_view name) {
  detail::name_variable(&variable, name);
}

}  // namespace checking
}  // namespace turnstile

template <>
struct std::hash<turnstile::checking::thread::id> {
  std::size_t operator()(turnstile::checking::thread::id id) const { return id.hash(); }
};
