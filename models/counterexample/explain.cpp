#include "models/counterexample/explain.hpp"

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"

namespace turnstile::counterexample {

std::string general_sentence(Kind kind) {
  switch (kind) {
    case Kind::overlap:
      return "Two threads are in the critical section at once.";
    case Kind::data_race:
      return "Two accesses to the same data are not ordered by happens-before, and one of them is a write.";
    case Kind::lost_update:
      return "An update is lost: the next one did not see it.";
    case Kind::deadlock:
      return "All threads that have not finished wait, and nobody is left who would change what they wait for.";
    case Kind::livelock:
      return "The threads go on changing shared memory, but nobody enters the critical section any more.";
    case Kind::remainder_blocks:
      return "A thread waits for one that stays in its remainder section.";
    case Kind::readers_excluded:
      return "A reader waits outside for one that is inside: readers do not share.";
    case Kind::bypass:
      return "A waiting thread is overtaken too often.";
    case Kind::not_linearizable:
      return "No order of the calls, one after the other, gives the results that they returned, and what they left.";
    case Kind::use_after_free:
      return "Memory is used after it was given back, or given back twice.";
    case Kind::leak:
      return "An object is made, and never destroyed.";
    case Kind::inheritance:
      return "A task waits for one whose effective priority is less than its own.";
    case Kind::restoration:
      return "A task keeps a priority that nobody lends it any more.";
    case Kind::inversion:
      return "A task waits for less urgent ones longer than the protocol allows.";
    case Kind::assertion:
      return "What the program itself requires is not so.";
    case Kind::crash:
      return "The program crashes.";
    default:
      return fmt::format("Violated: {}.", name(kind));
  }
}

namespace {

// What a client has found wrong after this step; why is known to nobody but the client.
Explanation explain_by_last_step(const Facts& facts, const Wording& words) {
  std::string sentence = general_sentence(facts.artifact().kind);
  sentence.pop_back();
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
