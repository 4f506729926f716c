// A file that somebody handed in.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace turnstile::coursework {

inline constexpr std::size_t largest_source = std::size_t{256} * 1024;

struct Source {
  std::string name{};  // without its directory
  std::string text{};
  std::string refused{};  // why it is not taken, in one line; empty: it is
};

Source read_source(const std::filesystem::path& path);

}  // namespace turnstile::coursework
