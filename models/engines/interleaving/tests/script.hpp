// Small programs, one function for all threads, to try the executor on.
#pragma once

#include <string>

#include "models/engines/interleaving/executor.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/engines/interleaving/tests/printing.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::interleaving {

class Script : public Program {
 public:
  explicit Script(const Mix&) {}
  void another_round(int self) override { thread(self); }
  void describe(Names&) const override {}
};

template <class S>
Executor executor_of(int threads, AtHang at_hang = AtHang::violated) {
  return Executor(&place<S>, Mix::all(threads, 1), {.at_hang = at_hang});
}

// Which thread took each step: "00110".
inline std::string who(const Trace& trace) {
  std::string text;
  for (const Step& step : trace) {
    if (step.operation != Operation::mark) text += std::to_string(step.thread);
  }
  return text;
}

}  // namespace turnstile::interleaving
