#include <turnstile/check.hpp>

#include "peterson.hpp"

int main() { return turnstile::report(turnstile::check_lock<WeakPeterson>({.threads = 2, .rounds = 2})); }
