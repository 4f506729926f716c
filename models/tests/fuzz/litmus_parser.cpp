// libFuzzer: no text makes the litmus parser do anything but return or throw SyntaxError.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/engines/rc11/litmus/syntax.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    turnstile::rc11::litmus::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const turnstile::rc11::litmus::SyntaxError&) {
    // what is wrong has been said
  }
  return 0;
}
