// <turnstile/atomic.hpp> where it is checked: threads, the heap, and what a client says of itself.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "turnstile/detail/checking_atomic.hpp"

namespace turnstile::inline checking {

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

  // What the thread calls moves to its own stack, where the engine sees whether a loop changes it.
  template <class... Parts>
  void start(Parts&&... parts) {
    detail::require_check("a thread", started_);
    auto call = std::make_shared<std::tuple<std::decay_t<Parts>...>>(std::forward<Parts>(parts)...);
    number_ = detail::Platform::spawn(
        [call = std::move(call)] {
          auto mine = std::move(*call);
          std::apply([](auto&... part) { std::invoke(std::move(part)...); }, mine);
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

// With a place of their own, so that a leak is reported where the object was made.
template <class T>
T* make(detail::Place where = detail::Place::current()) {
  return detail::make<T>(where);
}
template <class T, class A>
T* make(A&& a, detail::Place where = detail::Place::current()) {
  return detail::make<T>(where, std::forward<A>(a));
}
template <class T, class A, class B>
T* make(A&& a, B&& b, detail::Place where = detail::Place::current()) {
  return detail::make<T>(where, std::forward<A>(a), std::forward<B>(b));
}
template <class T, class A, class B, class C>
T* make(A&& a, B&& b, C&& c, detail::Place where = detail::Place::current()) {
  return detail::make<T>(where, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c));
}

template <class T>
void destroy(T* object, detail::Place where = detail::Place::current()) {
  detail::require_check("a deletion", where);
  if (object != nullptr) detail::Platform::destroy(object, where);
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

}  // namespace turnstile::inline checking
