// The engine's platform, for users of the library: every variable knows where it was constructed, so that
// counterexamples can name those that nobody has given a name.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "models/engines/rc11/platform.hpp"
#include "turnstile/detail/value_text.hpp"

namespace turnstile::detail {

using Place = std::source_location;

// The variables of the execution that runs in this thread of the process, by address.
void forget_variables();
void forget_referred();  // the objects of atomic_refs
void add_variable(const void* address, const char* what, const Place& where, ValueText values);
void name_variable(const void* address, std::string_view name);
void describe_variables(const rc11::Memory& memory, Names& names);
// Ends with `unknown` where there are none: what is checked is not made of what the engine sees.
void require_variables();

// Ends the process with a message where no check() is running: a global or static variable, most likely.
void require_check(const char* what, const Place& where);

// Whether a T is given the place where it is made, as one more argument: an atomic, a var, and their like. To anything
// else that argument would say something: initialize a member of an aggregate, or choose another constructor.
template <class T>
inline constexpr bool knows_its_place = false;

template <class T, class... Arguments>
T* construct(void* memory, const Place& where, Arguments&&... arguments) {
  if constexpr (knows_its_place<T> && std::constructible_from<T, Arguments..., const Place&>) {
    return ::new (memory) T(std::forward<Arguments>(arguments)..., where);
  } else {
    return ::new (memory) T(std::forward<Arguments>(arguments)...);
  }
}

template <class T>
T* make_array(const Place& where, std::size_t size) {
  static_assert(alignof(T) <= alignof(std::max_align_t));
  require_check("an allocation", where);
  rc11::Execution& execution = rc11::Execution::current();
  auto* const memory = static_cast<std::byte*>(execution.allocate(std::max(size * sizeof(T), std::size_t{1}), where));
  execution.memory().block_at(memory)->elements = size;
  for (std::size_t i = 0; i < size; ++i) construct<T>(memory + i * sizeof(T), where);
  return reinterpret_cast<T*>(memory);
}

// `new`, with a place that is the user's own.
template <class T, class... Arguments>
auto make(const Place& where, Arguments&&... arguments) {
  if constexpr (std::is_unbounded_array_v<T>) {
    static_assert(sizeof...(Arguments) == 1, "make<T[]>(n) takes the number of elements");
    return make_array<std::remove_extent_t<T>>(where, static_cast<std::size_t>(arguments)...);
  } else if constexpr (std::is_bounded_array_v<T>) {
    static_assert(sizeof...(Arguments) == 0, "make<T[N]>() takes no arguments");
    auto* const first = make<std::remove_extent_t<T>[]>(where, std::extent_v<T>);
    rc11::Execution::current().memory().block_at(first)->elements.reset();  // it is one object
    return reinterpret_cast<T*>(first);
  } else {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    require_check("an allocation", where);
    return construct<T>(rc11::Execution::current().allocate(sizeof(T), where), where,
                        std::forward<Arguments>(arguments)...);
  }
}

// Stands for an argument that is not given: the place of a call can only follow them all.
struct NotGiven {};
template <class Argument>
inline constexpr bool given = !std::is_same_v<Argument, NotGiven>;

// Calls make() with the first arguments, those that are given.
template <class T, class... Arguments>
auto make_of_given(const Place& where, Arguments&&... arguments) {
  const auto all = std::forward_as_tuple(std::forward<Arguments>(arguments)...);
  constexpr std::size_t count = (std::size_t{0} + ... + std::size_t{given<Arguments>});
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return make<T>(where, std::forward<std::tuple_element_t<I, std::tuple<Arguments&&...>>>(std::get<I>(all))...);
  }(std::make_index_sequence<count>());
}

// Ends the execution where what is destroyed as an array was not made as one, or the other way round.
void require_made(const void* object, bool as_array, const Place& where);

// `delete`, and `delete[]` of what make<T[]>(n) has made.
template <class T>
void destroy(T* object, const Place& where) {
  require_made(object, false, where);
  rc11::Execution::current().release(object, where);
  std::destroy_at(object);
}
template <class T>
void destroy_array(T* first, const Place& where) {
  require_made(first, true, where);
  rc11::Execution& execution = rc11::Execution::current();
  execution.release(first, where);
  const std::size_t elements = execution.memory().block_at(first)->elements.value_or(0);
  for (std::size_t i = elements; i > 0; --i) std::destroy_at(first + (i - 1));
}

struct Platform : rc11::Platform {
  template <rc11::storable T>
  class atomic : public rc11::Platform::atomic<T> {
   public:
    atomic(Place where = Place::current()) : atomic(T(), where) {}
    atomic(T value, Place where = Place::current())
        : rc11::Platform::atomic<T>((require_check("an atomic", where), value), where) {
      add_variable(this, "atomic", where, value_text_of<T>());
    }
  };

  template <class T>
  class var : public rc11::Platform::var<T> {
   public:
    var(Place where = Place::current()) : var(T(), where) {}
    var(T value, Place where = Place::current())
        : rc11::Platform::var<T>((require_check("a var", where), std::move(value)), where) {
      add_variable(this, "var", where, value_text_of<T>());
    }
  };

  // These take the place of their call, so that a leak is reported where the object was made.
  template <class T, class A = NotGiven, class B = NotGiven, class C = NotGiven, class D = NotGiven>
  static auto make(A&& a = {}, B&& b = {}, C&& c = {}, D&& d = {}, Place where = Place::current()) {
    return make_of_given<T>(where, std::forward<A>(a), std::forward<B>(b), std::forward<C>(c), std::forward<D>(d));
  }
};

template <class T>
inline constexpr bool knows_its_place<Platform::atomic<T>> = true;
template <class T>
inline constexpr bool knows_its_place<Platform::var<T>> = true;

static_assert(platform<Platform> && checking_platform<Platform>);

}  // namespace turnstile::detail
