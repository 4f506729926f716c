// What everybody who compares answers must agree on.
#pragma once

#include "models/vocabulary/verdict.hpp"

namespace turnstile {

// Somebody waits for ever: the violation is that nothing follows, and no step completes it.
constexpr bool is_hang(Kind kind) {
  return kind == Kind::deadlock || kind == Kind::remainder_blocks || kind == Kind::readers_excluded;
}

// Of several answers the one that weighs most is that of all: a violation stands whatever else was found, and where one
// could not decide, not to have refuted says less than it seems to.
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
