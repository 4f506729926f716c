#include "coursework/grading/plain_text.hpp"

#include <algorithm>
#include <cstddef>

namespace turnstile::coursework {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// A character and how many bytes it takes; 0 bytes: it is no UTF-8 (RFC 3629: none too long, no surrogates).
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

std::size_t bytes_with(unsigned char lead) {
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {.code = lead, .bytes = 1};
  const std::size_t bytes = bytes_with(lead);
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = code << 6U | (byte(i) & 0x3FU);
  }
  const bool too_long = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (too_long || surrogate || code > 0x10FFFF) return {};
  return {.code = code, .bytes = bytes};
}

bool acts(char32_t code) {
  const auto within = [&](char32_t low, char32_t high) { return code >= low && code <= high; };
  if (code == '\n' || code == '\t') return false;
  const bool control = code < 0x20 || within(0x7F, 0x9F);
  const bool turns = code == 0x061C || within(0x200E, 0x200F) || within(0x202A, 0x202E) || within(0x2066, 0x2069);
  const bool none = within(0xFFFE, 0xFFFF) || code == 0xFEFF;
  return control || turns || none || within(0x2028, 0x2029);
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const Character c = first_of(text);
    const std::size_t bytes = std::max<std::size_t>(c.bytes, 1);
    if (text.starts_with("\r\n")) {
      // The line ends with the second half, which follows.
    } else if (c.bytes == 0 || acts(c.code)) {
      result += replacement;
    } else {
      result += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return result;
}

std::string on_one_line(std::string_view text) {
  std::string line = harmless(text);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\t', ' ');
  return line;
}

}  // namespace turnstile::coursework
