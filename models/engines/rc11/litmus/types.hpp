// The types of variables in litmus tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnstile::rc11::litmus {

// Shared locations are numbered; their addresses are values of their own, far from what tests compute. A variable of
// any type can hold one, as in herd, where they are symbols.
inline constexpr std::int64_t first_address = std::int64_t{0x7A5C} << 48;
constexpr bool is_address(std::int64_t value) {
  constexpr std::int64_t room = std::int64_t{1} << 20;  // for arithmetic on them
  return value >= first_address - room && value < first_address + room;
}

// An integer, or a pointer. Its width decides how results wrap around, its sign how they compare.
struct Type {
  std::uint8_t bits = 32;  // 1: bool
  bool is_signed = true;
  bool atomic = false;     // accesses without a function are seq_cst
  bool kernel = false;     // the Linux kernel's atomic_t and its like
  std::uint8_t stars = 0;  // 2: int**

  [[nodiscard]] bool is_pointer() const { return stars > 0; }
  // Whether an access through this pointer is atomic without a function.
  [[nodiscard]] bool points_to_atomic() const { return stars == 1 && atomic; }
  // What it points to; an int where it is no pointer, and only holds an address.
  [[nodiscard]] Type pointee() const;
};

inline constexpr Type int_type{};
inline constexpr Type pointer_type{.bits = 64, .is_signed = false, .stars = 1};

// Converts as an assignment to a variable of this type does. Addresses stay what they are.
std::int64_t converted(std::int64_t value, const Type& type);
// C's integer promotion, and its usual arithmetic conversions.
Type promoted(const Type& type);
Type common_type(const Type& a, const Type& b);

// "size_t", "atomic_long", "u32": a type that is one word. Nothing: no such type.
std::optional<Type> named_type(std::string_view name);
// Whether the name is one of a type of 128 bits, which is too wide for us.
bool is_too_wide(std::string_view name);

}  // namespace turnstile::rc11::litmus
