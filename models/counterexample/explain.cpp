#include "models/counterexample/explain.hpp"

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"

namespace turnstile::counterexample {

namespace {

// Says what a client has found wrong, and after which step. Only the client knows why it is wrong.
Explanation explain_by_last_step(const Facts& facts, const Wording& words) {
  const std::string sentence = general_clause(facts.artifact().kind);
  for (int i = facts.size() - 1; i >= 0; --i) {
    if (facts[i].operation == Operation::mark && !facts[i].text.empty()) {
      return {.sentence = fmt::format("{}: {}.", sentence, printable(facts[i].text)), .culprits = {i}};
    }
    if (!accesses(facts[i].operation)) continue;
    return {.sentence = fmt::format("{} (seen after {}: {}{}).", sentence, words.thread(facts[i].thread),
                                    phrase(facts[i]), facts[i].file.empty() ? "" : ", " + words.line(facts[i])),
            .culprits = {i}};
  }
  return {.sentence = sentence + ".", .culprits = {}};
}

}  // namespace

Explanation explain(const Artifact& artifact) {
  if (artifact.events.empty()) return {.sentence = general_sentence(artifact.kind), .culprits = {}};
  const Facts facts(artifact);
  const Wording words(artifact);
  switch (artifact.kind) {
    case Kind::overlap:
      return explain_overlap(facts, words);
    case Kind::data_race:
      return explain_race(facts, words);
    case Kind::lost_update:
      return explain_lost_update(facts, words);
    case Kind::deadlock:
    case Kind::remainder_blocks:
      return explain_hang(facts, words);
    case Kind::livelock:
      return explain_livelock(facts, words);
    case Kind::readers_excluded:
      return explain_readers_excluded(facts, words);
    case Kind::bypass:
      return explain_bypass(facts, words);
    case Kind::not_linearizable:
      return explain_calls(facts, words);
    case Kind::use_after_free:
    case Kind::leak: {
      const Explanation known =
          artifact.kind == Kind::leak ? explain_leak(facts) : explain_use_after_free(facts, words);
      return known.culprits.empty() ? explain_by_last_step(facts, words) : known;
    }
    default:
      return explain_by_last_step(facts, words);
  }
}

}  // namespace turnstile::counterexample
