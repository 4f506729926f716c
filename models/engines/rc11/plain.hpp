// Plain variables, and how long objects live. Their accesses are no events of the graph: happens-before between events
// is enough to tell whether two of them race, and an access that does not race can see one value only.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/engines/rc11/clock.hpp"

namespace turnstile::rc11 {

// The moment of an access: the thread has performed so many events. What the thread knows then is the clock of its last
// event.
class PlainVariables {
 public:
  enum class Answer : std::uint8_t { fine, race, destroyed };

  void reset() { variables_.clear(); }
  // The number of a new variable, which its thread has just written.
  int create(int thread, int moment);
  [[nodiscard]] bool exists(int variable) const {
    return variable >= 0 && static_cast<std::size_t>(variable) < variables_.size();
  }
  Answer read(int variable, int thread, int moment, const Clock& known);
  Answer write(int variable, int thread, int moment, const Clock& known);
  Answer destroy(int variable, int thread, int moment, const Clock& known);
  // Its storage is used again: that ends the variable, if nothing else has.
  Answer replace(int variable, int thread, int moment, const Clock& known);

 private:
  struct Variable {
    Variable() { reads.fill(-1); }
    int writer = 0;
    int written = 0;
    bool destroyed = false;
    std::array<int, graph_threads> reads{};  // of each thread the last, or -1
  };

  // Whether what the thread did at that moment happens before an event with this knowledge.
  static bool ordered(int thread, int moment, const Clock& known) { return known.of(thread) > moment; }
  Variable& at(int variable) { return variables_[static_cast<std::size_t>(variable)]; }

  std::vector<Variable> variables_;
};

}  // namespace turnstile::rc11
