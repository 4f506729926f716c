// <turnstile/atomic.hpp> where it is checked: threads, the heap, and what a client says of itself.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "turnstile/detail/checking_atomic.hpp"

namespace turnstile {

namespace detail {

template <class T>
inline constexpr bool knows_its_place<checking::atomic<T>> = true;
template <class T>
inline constexpr bool knows_its_place<checking::var<T>> = true;
template <>
inline constexpr bool knows_its_place<checking::atomic_flag> = true;

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
 private:
  static constexpr int nobody = -1;

  static void fail(const std::string& what, const detail::Place& where) {
    rc11::Execution::current().violated(Kind::assertion, what + ": " + rc11::text(where));
  }
  // std::terminate(), in ordinary builds.
  void require_joined() const {
    if (joinable()) fail("a thread is given up that was not joined", started_);
  }

  // What the thread calls lies in memory that ends with the execution, whenever that does: whoever starts the thread
  // constructs it there, and the thread destroys it, as std::thread has it.
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

// With a place of its own, so that a leak is reported where the object was made.
template <class T, class A = detail::NotGiven, class B = detail::NotGiven, class C = detail::NotGiven,
          class D = detail::NotGiven, class E = detail::NotGiven, class F = detail::NotGiven,
          class G = detail::NotGiven, class H = detail::NotGiven>
auto make(A&& a = {}, B&& b = {}, C&& c = {}, D&& d = {}, E&& e = {}, F&& f = {}, G&& g = {}, H&& h = {},
          detail::Place where = detail::Place::current()) {
  return detail::make_of_given<T>(where, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c), std::forward<D>(d),
                                  std::forward<E>(e), std::forward<F>(f), std::forward<G>(g), std::forward<H>(h));
}
// Of more arguments, no default can follow: the line is not known.
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
