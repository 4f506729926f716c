// What a compiler or a linker says, told as a student needs it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "coursework/grading/source.hpp"

namespace turnstile::coursework {

inline constexpr std::size_t longest_messages = 65'536;

struct Diagnostics {
  std::string errors{};    // with their notes, and the lines of the submission that they are about
  std::string warnings{};  // likewise
  // What our own assertions about a submission say: "class Lock has no member function lock(int)".
  std::string unfit{};
  std::vector<std::filesystem::path> included{};  // where -H was asked for: the files that were read, as it names them
};

// `output` is that of a compiler that was given the submission as `as`.
Diagnostics diagnostics(std::string_view output, const Source& source, const std::string& as);

// The limit of a compiler or linker that was reached, in one line; empty: none was.
std::string limit_reached(std::string_view output);

// What a linker complains about, one line each.
std::string link_errors(std::string_view output, const Source& source);

}  // namespace turnstile::coursework
