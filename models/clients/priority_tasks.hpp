// The tasks of the programs about priorities.
#pragma once

#include <array>

namespace turnstile::priority {

inline constexpr int tasks = 3;
inline constexpr int locks = 2;
inline constexpr std::array<int, tasks> base = {1, 2, 3};
inline constexpr std::array<int, tasks> everybody = {0, 1, 2};

}  // namespace turnstile::priority
