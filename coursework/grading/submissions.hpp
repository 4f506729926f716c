// What was handed in: files that are named, and those in directories.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace turnstile::coursework {

inline constexpr std::size_t most_source_bytes = 1 << 20;

struct Submission {
  std::string name{};  // what people call it, unlike all others: "alice.hpp", "alice/lock.hpp"
  std::filesystem::path path{};
  std::string source{};   // its bytes
  std::string hash{};     // SHA-256 of them, in hex
  std::string refusal{};  // why it is not even read: then it has no source
};

// Finds those files, and the *.hpp in those directories and below, each once, sorted by name; no hidden ones. In a
// directory what is no file of its own (a link, a pipe) is refused. Throws command::BadInput for a name that nothing has,
// and for a directory without any.
std::vector<Submission> find_submissions(const std::vector<std::string>& arguments);

// A name for files that belong to each of these: letters, digits, '-' and '_' only, unlike all others also where capitals
// are the same as small letters.
std::vector<std::string> file_stems(const std::vector<Submission>& submissions);

}  // namespace turnstile::coursework
