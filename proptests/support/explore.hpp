// Runs a program under many schedules that RapidCheck chooses, and makes one that fails as simple as it can be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/clients/rows.hpp"
#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/failure.hpp"
#include "models/engines/observation/observer.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::interleaving {

// What the property tests promise for each question.
inline constexpr int schedules_to_pass = 10'000;

// What is asked: whether under some schedule this program goes wrong.
struct Question {
  MakeProgram program = nullptr;
  const ClientRow* client = &clients::occupancy;  // what that program is
  Mix mix;
  AtHang at_hang = AtHang::abandon;
  int claimed_bypass = -1;  // overtaking above this is a violation; below 0: only measured
  Role claimed_of = Role::writer;
  Kind hang_means = Kind::none;   // where it is not to be told from what the threads wait for
  bool waiting_is_wrong = false;  // a thread that waits for another is a violation
  int fewest_threads = 2;         // with which it can be asked
};

Executor executor_of(const Question& question);

struct Report {
  Observer::Tally tally;           // of all executions, those of shrinking among them
  std::optional<Failure> failure;  // of all kinds that were found the one that stands first in enum Kind
  std::uint64_t seed = 0;

  [[nodiscard]] Kind kind() const { return failure ? failure->ending.kind : Kind::none; }
  [[nodiscard]] int switches() const { return failure ? failure->switches() : 0; }
};

// Tries so many schedules, chosen by RapidCheck from this seed.
Report explore(const Question& question, int schedules, std::uint64_t seed);
// Tries as many as are promised. The seed is another one in each run, or that of RC_PARAMS.
Report explore(const Question& question);

// For people: what was found.
std::string text(const Report& report, const Mix& mix);
// What to set in the environment to see it again.
std::string how_to_repeat(const Report& report);

}  // namespace turnstile::interleaving
