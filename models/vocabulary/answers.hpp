// What all code that compares answers must agree on.
#pragma once

#include "models/vocabulary/verdict.hpp"

namespace turnstile {

// A thread waits for ever: the violation is that nothing follows, and no step completes it.
constexpr bool is_hang(Kind kind) {
  return kind == Kind::deadlock || kind == Kind::remainder_blocks || kind == Kind::readers_excluded;
}

// Where there are several answers, the gravest one counts for all: a violation stands whatever else was found, and
// where one is undecided, that another is not refuted says less than it seems to.
constexpr int gravity(Outcome outcome) {
  switch (outcome) {
    case Outcome::violated:
      return 3;
    case Outcome::unknown:
      return 2;
    case Outcome::not_refuted:
      return 1;
    default:
      return 0;
  }
}

}  // namespace turnstile
