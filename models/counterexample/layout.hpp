// Text in columns of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace turnstile::counterexample {

inline constexpr std::size_t width_of_page = 100;

enum class Colour { none, strong, faint, warning, wrong };

// How many columns it takes: one for each character of UTF-8.
std::size_t width(std::string_view text);
std::string padded(const std::string& text, std::size_t to);
std::string repeated(std::string_view what, std::size_t count);
// Lines of at most `most`, broken at spaces where there are some. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t most);
std::string without_trailing_space(std::string line);
// The text with the sequences by which a terminal shows it in that colour.
std::string coloured(const std::string& text, Colour colour);

}  // namespace turnstile::counterexample
