#include "models/counterexample/layout.hpp"

#include <algorithm>

namespace turnstile::counterexample {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The bytes of the first so many characters.
std::size_t bytes_of(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!continues(text[at]) && characters-- == 0) break;
  }
  return at;
}

}  // namespace

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string repeated(std::string_view what, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += what;
  return text;
}

std::string padded(const std::string& text, std::size_t to) {
  const std::size_t has = width(text);
  return has < to ? text + std::string(to - has, ' ') : text;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t most) {
  most = std::max<std::size_t>(most, 1);
  std::vector<std::string> lines;
  while (width(text) > most) {
    const std::size_t fits = bytes_of(text, most);
    const std::size_t space = text.substr(0, fits + 1).rfind(' ');
    const bool at_space = space != std::string_view::npos && space > 0;
    const std::size_t cut = at_space ? space : fits;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut + (at_space ? 1 : 0));
  }
  lines.emplace_back(text);
  return lines;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string coloured(const std::string& text, Colour colour) {
  const char* code = "";
  switch (colour) {
    case Colour::none:
      return text;
    case Colour::strong:
      code = "1";
      break;
    case Colour::faint:
      code = "2";
      break;
    case Colour::warning:
      code = "33";
      break;
    case Colour::wrong:
      code = "1;31";
      break;
  }
  return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
}

}  // namespace turnstile::counterexample
