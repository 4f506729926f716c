// Counterexamples from files: turnstile show, turnstile replay.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::command {

enum class Format : std::uint8_t { text, dot, html };

struct ShowOptions {
  std::string file;
  Format format = Format::text;
  std::string output;  // empty: standard output
  bool details = false;
};

// Prints it, or writes it to a file. Throws BadInput where the file is no counterexample.
int show(const ShowOptions& options);

struct ReplayOptions {
  std::string file;
};

inline constexpr int exit_violates = 0;
inline constexpr int exit_no_longer = 1;

// Runs the execution again against the code that this program was built from. Throws BadInput where the file is no
// counterexample, and where it does not fit.
int replay(const ReplayOptions& options);

}  // namespace turnstile::command

template <>
inline constexpr std::array turnstile::names_of<turnstile::command::Format> = {"text", "dot", "html"};
