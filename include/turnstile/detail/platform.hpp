// The engine's platform, for users of the library: every variable knows where it was constructed, so that
// counterexamples can name those that nobody has given a name.
#pragma once

#include <concepts>
#include <cstddef>
#include <new>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "models/rc11/platform.hpp"
#include "turnstile/detail/value_text.hpp"

namespace turnstile::detail {

using Place = std::source_location;

// The variables of the execution that runs in this thread of the process, by address.
void forget_variables();
void add_variable(const void* address, const char* what, const Place& where, ValueText values);
void name_variable(const void* address, std::string_view name);
void describe_variables(const rc11::Memory& memory, Names& names);

// Ends the process with a message where no check() is running: a global or static variable, most likely.
void require_check(const char* what, const Place& where);

// `new`, with a place that is the user's own.
template <class T, class... Arguments>
T* make(const Place& where, Arguments&&... arguments) {
  static_assert(alignof(T) <= alignof(std::max_align_t));
  require_check("an allocation", where);
  void* const memory = rc11::Execution::current().allocate(sizeof(T), where);
  // An atomic or a var is constructed where it is made.
  if constexpr (std::constructible_from<T, Arguments..., const Place&>) {
    return ::new (memory) T(std::forward<Arguments>(arguments)..., where);
  } else {
    return ::new (memory) T(std::forward<Arguments>(arguments)...);
  }
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

  // With a place of their own, so that a leak is reported where the object was made.
  template <class T>
  static T* make(Place where = Place::current()) {
    return detail::make<T>(where);
  }
  template <class T, class A>
  static T* make(A&& a, Place where = Place::current()) {
    return detail::make<T>(where, std::forward<A>(a));
  }
  template <class T, class A, class B>
  static T* make(A&& a, B&& b, Place where = Place::current()) {
    return detail::make<T>(where, std::forward<A>(a), std::forward<B>(b));
  }
};

static_assert(platform<Platform> && checking_platform<Platform>);

}  // namespace turnstile::detail
