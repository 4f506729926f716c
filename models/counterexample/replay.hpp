// What became of a recorded execution when it was run again.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

struct Replayed {
  enum class End : std::uint8_t {
    violates,     // the same kind, in the same execution
    no_longer,    // the same execution, but nothing is violated
    does_not_fit  // today's code does something else: see `step` and `reason`
  };
  End end = End::does_not_fit;
  int step = -1;         // the first event that differs
  std::string reason{};  // "thread 1 stores turn := 1 where the file has interested[1] := 1"
  Trace events{};        // as they were now
};

}  // namespace turnstile::counterexample

template <>
inline constexpr std::array turnstile::names_of<turnstile::counterexample::Replayed::End> = {"violates", "no_longer",
                                                                                             "does_not_fit"};
