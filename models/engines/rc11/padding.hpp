// Padding has no value that would be the same in every run, or for two equal objects: an atomic holds zeros there, as a
// compare-exchange of C++20 takes no notice of it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace turnstile::rc11 {

// Whether equal values have equal bytes. NaN and the sign of zero are exceptions that no program can help.
template <class T>
inline constexpr bool has_no_padding = std::has_unique_object_representations_v<T> || std::is_floating_point_v<T>;

#if __has_builtin(__builtin_clear_padding)

template <class T>
concept clearable = std::is_class_v<T> && std::is_trivially_copyable_v<T>;

template <clearable T>
void clear_padding(T& value) {
  __builtin_clear_padding(&value);
}

#else

// A byte of padding is indeterminate, and a constant expression may not look at it. So this finds padding only in types
// that constant expressions can have: those with neither pointers nor bit-fields, and with a constexpr constructor.
template <class T, std::size_t Byte>
concept has_value = requires {
  typename std::integral_constant<unsigned char, std::to_integer<unsigned char>(
                                                     std::bit_cast<std::array<std::byte, sizeof(T)>>(T{})[Byte])>;
};

template <class T, std::size_t... Byte>
constexpr std::array<bool, sizeof(T)> bytes_with_value(std::index_sequence<Byte...>) {
  return {has_value<T, Byte>...};
}
template <class T>
inline constexpr std::array<bool, sizeof(T)> value_bytes = bytes_with_value<T>(std::make_index_sequence<sizeof(T)>());

template <class T>
concept clearable =
    std::is_class_v<T> && std::is_trivially_copyable_v<T> && value_bytes<T> != std::array<bool, sizeof(T)>{};

template <clearable T>
void clear_padding(T& value) {
  std::array<std::byte, sizeof(T)> bytes{};
  std::memcpy(bytes.data(), &value, sizeof(T));
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    if (!value_bytes<T>[i]) bytes.at(i) = std::byte{0};
  }
  std::memcpy(&value, bytes.data(), sizeof(T));
}

#endif

}  // namespace turnstile::rc11
