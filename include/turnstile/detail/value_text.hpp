// Values in words, for counterexamples: a struct by its members, "{0, 1}", a pointer by what it points at, "&next".
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "models/engines/rc11/event.hpp"

namespace turnstile::detail {

// What pointers of an execution point at.
class Pointees {
 public:
  Pointees() = default;
  Pointees(const Pointees&) = delete;
  Pointees& operator=(const Pointees&) = delete;
  virtual ~Pointees() = default;
  // A pointer that stands in the execution's graph as that value.
  [[nodiscard]] virtual const void* pointer(rc11::Value value) const = 0;
  // "&next" of an object of so many bytes, whose type has that name.
  [[nodiscard]] virtual std::string text(const void* pointer, std::size_t bytes, std::string_view type) const = 0;
};

using ValueText = std::string (*)(rc11::Value value, const Pointees& pointees);

// "turnstile::checking::atomic<int>"
template <class T>
std::string_view type_name() {
  const std::string_view function = __PRETTY_FUNCTION__;
  const std::size_t begin = function.find("T = ") + 4;
  return function.substr(begin, function.find_first_of(";]", begin) - begin);
}

// Sixteen digits of 8 bytes.
inline std::string hexadecimal(rc11::Value value, std::size_t bytes) {
  std::string text = "0x";
  for (std::size_t digit = 2 * bytes; digit-- > 0;) text += "0123456789abcdef"[value >> (4 * digit) & 15];
  return text;
}

template <class T>
rc11::Value bytes_of(const T& value) {
  rc11::Value bytes = 0;
  std::memcpy(&bytes, &value, sizeof(T));
  return bytes;
}

// --- how many members an aggregate has -----------------------------------------------------------------------------------

// Converts to any member; and to nothing but a base class of T.
struct Anything {
  template <class U>
  operator U() const;
};
template <class T>
struct AnyBaseOf {
  template <class U>
    requires(std::is_base_of_v<U, T> && !std::same_as<U, T>)
  operator U() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}
// An array or a class, whose elements could be taken for members of T.
template <class T, std::size_t... I>
constexpr bool is_nested_after(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})..., {Anything{}, Anything{}}}; };
}

inline constexpr std::size_t most_members = 8;

template <class T, std::size_t N = most_members + 1>
constexpr std::size_t members() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>())) {
    return N;
  } else {
    return members<T, N - 1>();
  }
}
template <class T, std::size_t... I>
constexpr bool any_is_nested(std::index_sequence<I...>) {
  return (is_nested_after<T>(std::make_index_sequence<I>()) || ...);
}

// Whether structured bindings can take it apart, as many as members<T>() says.
template <class T>
constexpr bool can_be_taken_apart() {
  if constexpr (std::is_class_v<T> && std::is_aggregate_v<T>) {
    constexpr std::size_t n = members<T>();
    return n >= 1 && n <= most_members && !requires { T{AnyBaseOf<T>{}}; } &&
           !any_is_nested<T>(std::make_index_sequence<n>());
  } else {
    return false;
  }
}

template <class T>
auto with_members(const T& object, auto what) {
  constexpr std::size_t n = members<T>();
  if constexpr (n == 1) {
    const auto& [a] = object;
    return what(a);
  } else if constexpr (n == 2) {
    const auto& [a, b] = object;
    return what(a, b);
  } else if constexpr (n == 3) {
    const auto& [a, b, c] = object;
    return what(a, b, c);
  } else if constexpr (n == 4) {
    const auto& [a, b, c, d] = object;
    return what(a, b, c, d);
  } else if constexpr (n == 5) {
    const auto& [a, b, c, d, e] = object;
    return what(a, b, c, d, e);
  } else if constexpr (n == 6) {
    const auto& [a, b, c, d, e, f] = object;
    return what(a, b, c, d, e, f);
  } else if constexpr (n == 7) {
    const auto& [a, b, c, d, e, f, g] = object;
    return what(a, b, c, d, e, f, g);
  } else {
    const auto& [a, b, c, d, e, f, g, h] = object;
    return what(a, b, c, d, e, f, g, h);
  }
}

// --- words ---------------------------------------------------------------------------------------------------------------

template <class T>
std::string pointer_text(const void* pointer, const Pointees& pointees) {
  if (pointer == nullptr) return "nullptr";
  if constexpr (std::is_object_v<T>) {
    return pointees.text(pointer, sizeof(T), type_name<std::remove_cv_t<T>>());
  } else {
    return pointees.text(pointer, 1, "");
  }
}

template <class T>
std::string in_words_of(const T& value, const Pointees& pointees) {
  if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::to_string(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_arithmetic_v<T>) {
    return std::to_string(value);
  } else if constexpr (std::is_pointer_v<T> && !std::is_function_v<std::remove_pointer_t<T>>) {
    return pointer_text<std::remove_pointer_t<T>>(value, pointees);
  } else if constexpr (can_be_taken_apart<T>()) {
    return with_members(value, [&](const auto&... members) {
      std::string all;
      ((all += (all.empty() ? "" : ", ") + in_words_of(members, pointees)), ...);
      return "{" + all + "}";
    });
  } else {
    return hexadecimal(bytes_of(value), sizeof(T));
  }
}

template <class T>
std::string value_text(rc11::Value value, const Pointees& pointees) {
  // NOLINTNEXTLINE(bugprone-sizeof-expression): where T is a pointer, the pointer is meant
  if constexpr (!std::is_trivially_copyable_v<T> || sizeof(T) > sizeof(value)) {
    return "(" + std::to_string(sizeof(T)) + " bytes)";  // which the engine does not look at
  } else if constexpr (std::is_pointer_v<T> && std::is_object_v<std::remove_pointer_t<T>>) {
    return pointer_text<std::remove_pointer_t<T>>(pointees.pointer(value), pointees);
  } else {
    std::array<std::byte, sizeof(T)> bytes{};
    std::memcpy(bytes.data(), &value, bytes.size());
    return in_words_of(std::bit_cast<T>(bytes), pointees);
  }
}

// A null pointer where a number says all.
template <class T>
constexpr ValueText value_text_of() {
  // NOLINTNEXTLINE(bugprone-sizeof-expression): likewise
  constexpr bool is_number = std::integral<T> && (std::is_signed_v<T> || sizeof(T) < sizeof(rc11::Value));
  if constexpr (is_number) {
    return nullptr;
  } else {
    return &value_text<T>;
  }
}

}  // namespace turnstile::detail
