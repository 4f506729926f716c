#include "models/counterexample/sentences.hpp"

#include <array>
#include <string_view>

namespace turnstile::counterexample {

namespace {

struct Sentence {
  Kind kind{};
  std::string_view clause{};
};

constexpr std::array sentences = {
    Sentence{Kind::none, "Violated: none"},
    Sentence{Kind::overlap, "Two threads are in the critical section at once"},
    Sentence{Kind::data_race,
             "Two accesses to the same data are not ordered by happens-before, and one of them is a write"},
    Sentence{Kind::lost_update, "An update is lost: the next one did not see it"},
    Sentence{Kind::readers_excluded, "A reader waits outside for one that is inside: readers do not share"},
    Sentence{Kind::deadlock,
             "All threads that have not finished wait, and nobody is left who would change what they wait for"},
    Sentence{Kind::livelock,
             "The threads go on changing shared memory, but nobody enters the critical section any more"},
    Sentence{Kind::remainder_blocks, "A thread waits for one that stays in its remainder section"},
    Sentence{Kind::bypass, "A waiting thread is overtaken too often"},
    Sentence{Kind::not_linearizable,
             "No order of the calls, one after the other, gives the results that they returned, and what they left"},
    Sentence{Kind::use_after_free, "Memory is used after it was given back, or given back twice"},
    Sentence{Kind::inheritance, "A task waits for one whose effective priority is less than its own"},
    Sentence{Kind::restoration, "A task keeps a priority that nobody lends it any more"},
    Sentence{Kind::inversion, "A task waits for less urgent ones longer than the protocol allows"},
    Sentence{Kind::assertion, "What the program itself requires is not so"},
    Sentence{Kind::leak, "An object is made, and never destroyed"},
    Sentence{Kind::crash, "The program crashes"}};

// Whether every kind has a sentence, at the index that its value gives.
constexpr bool is_complete() {
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (static_cast<std::size_t>(sentences[i].kind) != i) return false;
  }
  return sentences.size() == names_of<Kind>.size();
}
static_assert(is_complete());

}  // namespace

std::string general_clause(Kind kind) { return std::string(sentences.at(static_cast<std::size_t>(kind)).clause); }

std::string general_sentence(Kind kind) { return general_clause(kind) + "."; }

}  // namespace turnstile::counterexample
