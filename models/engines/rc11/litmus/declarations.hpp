// Reads types: of variables, parameters and casts.
#pragma once

#include "models/engines/rc11/litmus/tokens.hpp"

namespace turnstile::rc11::litmus {

// Whether this word begins a type. (A struct does, and is refused.)
bool begins_type(const Token& token);
// "unsigned long", "const volatile int **", "_Atomic int *".
Type type(Tokens& tokens);

}  // namespace turnstile::rc11::litmus
