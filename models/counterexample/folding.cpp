#include "models/counterexample/folding.hpp"

namespace turnstile::counterexample {

namespace {

constexpr int longest_round = 16;

class Folding {
 public:
  explicit Folding(const Trace& events) : events_(events) {}

  std::vector<Shown> shown() {
    for (int i = 0; i < size();) i = at(i).repeated ? count(i) : show(i);
    return std::move(shown_);
  }

 private:
  [[nodiscard]] int size() const { return static_cast<int>(events_.size()); }
  [[nodiscard]] const Step& at(int i) const { return events_[static_cast<std::size_t>(i)]; }

  // The step belongs to a round like the one before it. A round is counted when its first step comes again.
  int count(int repeated) {
    int last = static_cast<int>(shown_.size()) - 1;
    while (last >= 0 && at(shown(last).event).thread != at(repeated).thread) --last;
    int steps = 0;
    for (int i = last; i >= 0; --i) {
      if (at(shown(i).event).thread != at(repeated).thread) continue;
      if (!at(shown(i).event).waits) break;
      ++steps;
      if (!same_access(shown(i).event, repeated)) continue;
      const bool counted = shown(last).steps > 0;
      if (counted && shown(last).steps != steps) break;
      shown(last) = {.event = shown(last).event, .steps = steps, .times = shown(last).times + 1};
      break;
    }
    return repeated + 1;
  }
  [[nodiscard]] Shown& shown(int i) { return shown_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] bool same_access(int a, int b) const {
    return at(a).operation == at(b).operation && at(a).variable == at(b).variable && at(a).line == at(b).line;
  }

  // Shows what begins here, and returns what comes next.
  int show(int first) {
    if (at(first).waits && at(first).times > 1) return show_round(first, counted_round(first), at(first).times);
    for (int steps = 1; at(first).waits && steps <= longest_round; ++steps) {
      int times = 1;
      while (same_round(first, first + times * steps, steps)) ++times;
      if (times > 1) {
        show_round(first, steps, times);
        return first + times * steps;
      }
    }
    shown_.push_back({.event = first});
    return first + 1;
  }
  int show_round(int first, int steps, int times) {
    for (int i = first; i < first + steps; ++i) shown_.push_back({.event = i});
    shown_.back() = {.event = first + steps - 1, .steps = steps, .times = times};
    return first + steps;
  }

  // The number of steps of a round that the engine has counted: it ends before its first step comes again.
  [[nodiscard]] int counted_round(int first) const {
    int end = first + 1;
    while (end < size() && goes_on(first, end)) ++end;
    return end - first;
  }
  [[nodiscard]] bool goes_on(int first, int i) const {
    const bool same_times = at(i).times == 1 || at(i).times == at(first).times;
    const bool begins_again =
        at(i).operation == at(first).operation && at(i).variable == at(first).variable && at(i).line == at(first).line;
    return at(i).thread == at(first).thread && at(i).waits && !at(i).repeated && same_times && !begins_again;
  }

  // Whether these two are the same waiting round.
  [[nodiscard]] bool same_round(int first, int second, int steps) const {
    if (second + steps > size()) return false;
    for (int i = 0; i < steps; ++i) {
      Step again = at(second + i);
      again.blocked = at(first + i).blocked;  // the last round may be the one that never ends
      again.position = at(first + i).position;
      if (!again.waits || again.times > 1 || !(again == at(first + i))) return false;
    }
    return true;
  }

  const Trace& events_;
  std::vector<Shown> shown_;
};

}  // namespace

std::vector<Shown> folded(const Trace& events) { return Folding(events).shown(); }

}  // namespace turnstile::counterexample
