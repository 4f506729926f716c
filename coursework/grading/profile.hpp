// What is run in a sandbox.
#pragma once

#include <cstdint>

namespace turnstile::coursework {

enum class Profile : std::uint8_t {
  compile,  // a compiler: starts its passes, reads the system's files, writes to the scratch directory
  run       // a submission, linked statically: computes, and talks over the descriptors that it was given
};

}  // namespace turnstile::coursework
