// Which order of the seq_cst events an execution must have.
//
// C++20 set out to have the SC axiom of the RC11 paper (P0668), and got another one. docs/rc11.md, "Which SC order", says
// where they differ, and why the first is the default.
#pragma once

#include <array>
#include <cstdint>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::rc11 {

enum class SeqCst : std::uint8_t {
  // What the paper orders, and what strongly happens before in C++20. Executions in which C++20 by its letter orders more,
  // although implementations do not (LWG 3941), are explored, but no violation is reported in them.
  cxx20,
  // What the paper orders, and no more.
  rc11,
  // All that C++20 orders by its letter, which includes what the paper orders.
  letter
};

}  // namespace turnstile::rc11

template <>
inline constexpr std::array turnstile::names_of<turnstile::rc11::SeqCst> = {"cxx20", "rc11", "letter"};
