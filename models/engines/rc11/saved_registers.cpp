#include "models/engines/rc11/saved_registers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace turnstile::rc11 {

namespace {

#if defined(__x86_64__)

// These are libgcc's: exceptions ask there for the table of a function. No header declares them.
struct Bases {
  const void* text;
  const void* data;
  const void* function;
};
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" const void* _Unwind_Find_FDE(const void* code, Bases* bases);

// Is thrown where a table is not as it should be. No honest table leads to it.
struct Unreadable {};

// The bytes of an entry, from front to back.
class Bytes {
 public:
  Bytes(const std::byte* begin, const std::byte* end) : at_(begin), end_(end) {}

  template <class T>
  T take() {
    T value{};
    std::memcpy(&value, skip(sizeof(T)), sizeof(T));
    return value;
  }
  std::uint64_t unsigned_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      const auto byte = take<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    throw Unreadable();
  }
  std::int64_t signed_number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      const auto byte = take<std::uint8_t>();
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) != 0) continue;
      if ((byte & 0x40U) != 0) value |= ~std::uint64_t{0} << (shift + 7);
      return static_cast<std::int64_t>(value);
    }
    throw Unreadable();
  }
  std::string_view word() {
    const auto* begin = reinterpret_cast<const char*>(at_);
    while (take<char>() != '\0') {
    }
    return {begin, reinterpret_cast<const char*>(at_) - 1};
  }
  const std::byte* skip(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - at_)) throw Unreadable();
    const std::byte* const before = at_;
    at_ += size;
    return before;
  }
  [[nodiscard]] const std::byte* here() const { return at_; }
  [[nodiscard]] bool empty() const { return at_ == end_; }

 private:
  const std::byte* at_;
  const std::byte* end_;
};

// Takes an entry: its length, and so many bytes.
Bytes entry_at(const void* begin) {
  const auto* at = static_cast<const std::byte*>(begin);
  std::uint32_t length = 0;
  std::memcpy(&length, at, sizeof(length));
  if (length >= 0xFFFFFFF0U) throw Unreadable();  // a table of more than 4 GiB
  return {at + sizeof(length), at + sizeof(length) + length};
}

// How many bytes an address takes in this encoding.
std::size_t size_of_address(std::uint8_t encoding) {
  switch (encoding & 0x0FU) {
    case 0x0:
    case 0x4:
    case 0xC:
      return 8;
    case 0x3:
    case 0xB:
      return 4;
    default:
      throw Unreadable();
  }
}

// What the entries of many functions have in common (CIE).
struct Common {
  std::uint64_t code_unit = 1;
  std::int64_t data_unit = 1;
  std::uint8_t address_encoding = 0;
  bool augmented = false;
};

Common common_from(Bytes bytes) {
  Common common;
  if (bytes.take<std::uint32_t>() != 0) throw Unreadable();  // no CIE
  const auto version = bytes.take<std::uint8_t>();
  const std::string_view augmentation = bytes.word();
  common.code_unit = bytes.unsigned_number();
  common.data_unit = bytes.signed_number();
  if (version == 1) {
    bytes.skip(1);  // the number of the return address, as a byte
  } else {
    (void)bytes.unsigned_number();
  }
  common.augmented = augmentation.starts_with('z');
  if (!common.augmented && !augmentation.empty()) throw Unreadable();
  if (common.augmented) (void)bytes.unsigned_number();
  for (const char what : augmentation) {
    if (what == 'R') common.address_encoding = bytes.take<std::uint8_t>();
    if (what == 'L') (void)bytes.take<std::uint8_t>();
    if (what == 'P') bytes.skip(size_of_address(bytes.take<std::uint8_t>()));
  }
  return common;
}

// Follows the instructions of a function's entry (FDE) up to the place in question.
class Rules {
 public:
  Rules(const Common& common, std::uint64_t up_to) : common_(common), up_to_(up_to) {}

  SavedRegisters follow(Bytes instructions) {
    while (!instructions.empty() && at_ <= up_to_) {
      const auto instruction = instructions.take<std::uint8_t>();
      const std::uint8_t low = instruction & 0x3FU;
      switch (instruction >> 6U) {
        case 1:
          advance(low);
          break;
        case 2:
          saved(low, static_cast<std::int64_t>(instructions.unsigned_number()));
          break;
        case 3:
          saved(low, 0);
          break;
        default:
          other(low, instructions);
      }
    }
    // The frame pointer points to where the caller's stands, below the return address.
    now_.saved.known = now_.by_frame_pointer && now_.above_frame_pointer == 16;
    return now_.saved;
  }

 private:
  static constexpr std::uint64_t rbp = 6;
  static constexpr std::array<std::uint64_t, 6> numbers = {3, rbp, 12, 13, 14, 15};

  struct State {
    SavedRegisters saved;
    bool by_frame_pointer = false;
    std::uint64_t above_frame_pointer = 8;
  };

  void advance(std::uint64_t by) { at_ += by * common_.code_unit; }

  void saved(std::uint64_t number, std::int64_t offset) {
    const auto* const found = std::ranges::find(numbers, number);
    if (found == numbers.end()) return;
    now_.saved.at.at(static_cast<std::size_t>(found - numbers.begin())) = static_cast<int>(offset * common_.data_unit);
  }

  void other(std::uint8_t instruction, Bytes& bytes) {
    enum : std::uint8_t {
      nop = 0x00,
      advance_loc1 = 0x02,
      advance_loc2 = 0x03,
      advance_loc4 = 0x04,
      remember_state = 0x0A,
      restore_state = 0x0B,
      def_cfa = 0x0C,
      def_cfa_register = 0x0D,
      def_cfa_offset = 0x0E,
      gnu_args_size = 0x2E
    };
    switch (instruction) {
      case nop:
        return;
      case advance_loc1:
        return advance(bytes.take<std::uint8_t>());
      case advance_loc2:
        return advance(bytes.take<std::uint16_t>());
      case advance_loc4:
        return advance(bytes.take<std::uint32_t>());
      case remember_state:
        return remembered_.push_back(now_);
      case restore_state:
        return restore();
      case def_cfa:
        now_.by_frame_pointer = bytes.unsigned_number() == rbp;
        now_.above_frame_pointer = bytes.unsigned_number();
        return;
      case def_cfa_register:
        now_.by_frame_pointer = bytes.unsigned_number() == rbp;
        return;
      case def_cfa_offset:
        now_.above_frame_pointer = bytes.unsigned_number();
        return;
      case gnu_args_size:
        (void)bytes.unsigned_number();
        return;
      default:
        throw Unreadable();
    }
  }

  void restore() {
    if (remembered_.empty()) throw Unreadable();
    now_ = remembered_.back();
    remembered_.pop_back();
  }

  const Common& common_;
  std::uint64_t up_to_;
  std::uint64_t at_ = 0;
  State now_;
  std::vector<State> remembered_;
};

SavedRegisters look_up(const void* code) try {
  // The call itself: behind it another function may begin.
  const auto* const call = static_cast<const std::byte*>(code) - 1;
  Bases bases{};
  const void* const found = _Unwind_Find_FDE(call, &bases);
  if (found == nullptr) return {};
  Bytes entry = entry_at(found);
  const std::byte* const here = entry.here();
  const Common common = common_from(entry_at(here - entry.take<std::uint32_t>()));
  entry.skip(2 * size_of_address(common.address_encoding));  // where the function begins, and its size
  if (common.augmented) entry.skip(entry.unsigned_number());
  const auto up_to = static_cast<std::uint64_t>(call - static_cast<const std::byte*>(bases.function));
  return Rules(common, up_to).follow(entry);
} catch (const Unreadable&) {
  return {};
}

#else

SavedRegisters look_up(const void*) { return {}; }

#endif

struct Known {
  const void* code = nullptr;
  SavedRegisters registers;
};

}  // namespace

SavedRegisters saved_registers(const void* code) {
  static constinit thread_local std::array<Known, 256> cache{};
  Known& known = cache.at(reinterpret_cast<std::uintptr_t>(code) % cache.size());
  if (known.code != code) known = {.code = code, .registers = look_up(code)};
  return known.registers;
}

}  // namespace turnstile::rc11
