// How Relacy searches.
#pragma once

#include <array>
#include <cstdint>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::relacy {

// random: executions that are drawn at random. bound: all with at most so many preemptions. full: all.
enum class Scheduler : std::uint8_t { random, bound, full };

}  // namespace turnstile::relacy

template <>
inline constexpr std::array turnstile::names_of<turnstile::relacy::Scheduler> = {"random", "bound", "full"};
