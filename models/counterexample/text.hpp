// A counterexample as text: a sentence, then one column a thread, read downwards.
#pragma once

#include <string>

#include "models/observation/trace.hpp"
#include "models/verdict.hpp"

namespace turnstile {

struct Accusation {
  std::string algorithm;
  std::string variant;
  Property property{};
  Kind kind{};
  Engine engine{};
};

// What is wrong, in one sentence.
std::string sentence(const Accusation& accusation);

// One step without its place: "turn := 1", "interested[0] is false (stale, by now true)".
std::string phrase(const Step& step);

// The execution in columns: a line a step, with the line of the source; waiting rounds that repeat the one before are
// left out.
std::string columns(const Trace& trace, int threads);

// Both, with a title that names the rounds of each thread.
std::string counterexample_text(const Accusation& accusation, const Mix& mix, const Trace& trace);

}  // namespace turnstile
