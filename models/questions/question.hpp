// What is asked: one property of one form of an algorithm, of one engine, for so many threads and rounds.
#pragma once

#include <optional>

#include "models/questions/contract.hpp"
#include "models/vocabulary/scheduler.hpp"
#include "models/vocabulary/seq_cst.hpp"

namespace turnstile {

struct Question {
  const Stem* stem = nullptr;
  const Variant* variant = nullptr;
  Engine engine = Engine::relacy;
  Property property{};
  Party party;
  int rounds = 0;                              // of each thread; bounded waiting, and rc11 always: 1, 2 ... rounds
  std::optional<relacy::Scheduler> scheduler;  // of Relacy only this one; else all three
  double budget_seconds = 0;                   // for the whole question
  int fewest_rounds = 1;                       // of rc11: leaves out what has fewer
  bool thorough = false;                       // searches go on for as long as anybody waits (docs/limits.md)
  std::uint64_t work = 1;                      // how much longer than usual each search may go on
  std::uint64_t most_executions = 0;           // of the exhaustive engine, for the whole question; 0: no limit
  int unroll = 0;                              // likewise: how often a thread performs one operation; 0: no limit
  bool notify_after_destroy = false;           // likewise: whether a notify may come after the atomic's end
  rc11::SeqCst seq_cst{};                      // of the exhaustive engine
  bool show = true;                            // a violation with its counterexample, which takes time to make small

  [[nodiscard]] Expectation expectation() const { return variant->contract.of(party).of(property); }
};

}  // namespace turnstile
