#include "models/engines/rc11/litmus/types.hpp"

#include <algorithm>
#include <array>

namespace turnstile::rc11::litmus {

namespace {

struct NamedType {
  std::string_view name;
  std::uint8_t bits;
  bool is_signed;
};

// The types of a machine with pointers of 64 bits, on which char has a sign.
constexpr std::array<NamedType, 24> typedefs = {
    {{"int8_t", 8, true},     {"int16_t", 16, true},    {"int32_t", 32, true},   {"int64_t", 64, true},
     {"uint8_t", 8, false},   {"uint16_t", 16, false},  {"uint32_t", 32, false}, {"uint64_t", 64, false},
     {"intptr_t", 64, true},  {"uintptr_t", 64, false}, {"intmax_t", 64, true},  {"uintmax_t", 64, false},
     {"ptrdiff_t", 64, true}, {"ssize_t", 64, true},    {"size_t", 64, false},   {"bool", 1, false},
     {"u8", 8, false},        {"u16", 16, false},       {"u32", 32, false},      {"u64", 64, false},
     {"s8", 8, true},         {"s16", 16, true},        {"s32", 32, true},       {"s64", 64, true}}};

// The names that can follow "atomic_" besides those.
constexpr std::array<NamedType, 11> short_names = {{{"char", 8, true},
                                                    {"schar", 8, true},
                                                    {"uchar", 8, false},
                                                    {"short", 16, true},
                                                    {"ushort", 16, false},
                                                    {"int", 32, true},
                                                    {"uint", 32, false},
                                                    {"long", 64, true},
                                                    {"ulong", 64, false},
                                                    {"llong", 64, true},
                                                    {"ullong", 64, false}}};

constexpr std::array<NamedType, 4> kernel_types = {
    {{"atomic_t", 32, true}, {"atomic_long_t", 64, true}, {"atomic64_t", 64, true}, {"spinlock_t", 32, true}}};

std::optional<Type> found_in(const auto& table, std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &NamedType::name);
  if (found == table.end()) return std::nullopt;
  return Type{.bits = found->bits, .is_signed = found->is_signed};
}

}  // namespace

Type Type::pointee() const {
  if (stars == 0) return int_type;
  Type type = *this;
  --type.stars;
  return type;
}

std::int64_t converted(std::int64_t value, const Type& type) {
  if (type.is_pointer() || type.bits == 64) return value;
  if (type.bits == 1) return value != 0 ? 1 : 0;
  if (is_address(value)) return value;
  const unsigned unused = 64U - type.bits;
  const std::uint64_t high = static_cast<std::uint64_t>(value) << unused;
  return type.is_signed ? static_cast<std::int64_t>(high) >> unused : static_cast<std::int64_t>(high >> unused);
}

Type promoted(const Type& type) { return type.is_pointer() || type.bits >= 32 ? type : int_type; }

Type common_type(const Type& a, const Type& b) {
  if (a.is_pointer()) return a;
  if (b.is_pointer()) return b;
  const Type x = promoted(a);
  const Type y = promoted(b);
  if (x.bits != y.bits) return x.bits > y.bits ? x : y;
  return x.is_signed ? y : x;
}

std::optional<Type> named_type(std::string_view name) {
  if (auto type = found_in(kernel_types, name)) {
    type->kernel = true;
    return type;
  }
  if (const auto type = found_in(typedefs, name)) return type;
  constexpr std::string_view prefix = "atomic_";
  if (!name.starts_with(prefix)) return std::nullopt;
  const std::string_view rest = name.substr(prefix.size());
  auto type = found_in(short_names, rest);
  if (!type) type = found_in(typedefs, rest);
  if (type) type->atomic = true;
  return type;
}

bool is_too_wide(std::string_view name) {
  constexpr std::array<std::string_view, 5> wide = {"__int128", "__int128_t", "__uint128_t", "int128_t", "uint128_t"};
  return std::ranges::find(wide, name) != wide.end();
}

}  // namespace turnstile::rc11::litmus
