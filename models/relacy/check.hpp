// From a question about a variant to Relacy's verdict: which simulations to run, and what their results mean together.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/contract.hpp"
#include "models/relacy/simulate.hpp"

namespace turnstile::relacy {

enum class ClientKind : std::uint8_t { occupancy, visibility, progress, bypass };

// Everything a process needs to know to run one simulation.
struct Simulation {
  std::string algorithm;
  std::string variant;
  ClientKind client{};
  Mix mix;
  Search search;
  Observer::Settings settings;
};

MakeProgram program_for(const Programs& programs, ClientKind client);

// Runs a simulation, in a process of its own: Relacy allows one in each.
using Simulator = std::function<Result(const Simulation&)>;

struct Question {
  const Stem* stem = nullptr;
  const Variant* variant = nullptr;
  Property property{};
  int threads = 0;
  int rounds = 0;                      // of each thread; bounded waiting: 1, 2 ... rounds
  std::optional<Scheduler> scheduler;  // only this one; else all three
  double budget_seconds = 0;           // for the whole question
};

// Never `holds`: Relacy's search reads at most one store back. `complete` says that a full search of these very bounds
// came to its end.
Verdict check(const Question& question, const Simulator& simulate);

}  // namespace turnstile::relacy

template <>
inline constexpr std::array turnstile::names_of<turnstile::relacy::ClientKind> = {"occupancy", "visibility", "progress",
                                                                                  "bypass"};
