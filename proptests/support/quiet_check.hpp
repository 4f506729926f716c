// RapidCheck where a failure is expected: it says nothing, and leaves it to the caller what a failure means.
#pragma once

#include <functional>

#include <rapidcheck.h>

namespace turnstile {

// RapidCheck's parameters in this run: those of the environment variable RC_PARAMS, and a new seed if it has none.
rc::detail::TestParams configured();

// Whether RapidCheck found nothing against the property.
bool holds_quietly(const std::function<void()>& property, const rc::detail::TestParams& parameters);

}  // namespace turnstile
