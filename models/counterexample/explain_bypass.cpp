// Explains which threads overtook which, and how often.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"

namespace turnstile::counterexample {

namespace {

// The time from the end of a thread's doorway to its entry.
struct Wait {
  int thread = 0;
  int begin = 0;
  std::optional<int> entry;
};

struct Overtaken {
  Wait wait;
  bool as_shown = false;  // the entries stand between the ends of the wait
  std::map<int, std::vector<int>> entries;
  [[nodiscard]] int count() const {
    int all = 0;
    for (const auto& [thread, its] : entries) all += static_cast<int>(its.size());
    return all;
  }
};

// (po u rf u co u fr)+
class Precedence {
 public:
  explicit Precedence(const Facts& facts) : next_(static_cast<std::size_t>(facts.size())) {
    std::map<int, int> last;
    for (int i = 0; i < facts.size(); ++i) {
      if (last.contains(facts[i].thread)) add(last[facts[i].thread], i);
      last[facts[i].thread] = i;
      if (const auto source = facts.source(i)) add(*source, i);
    }
    for (const Variable& variable : facts.artifact().variables) add_coherence(facts, variable.name);
  }

  [[nodiscard]] bool before(int a, int b) const {
    std::vector<bool> seen(next_.size());
    std::vector<int> open = {a};
    while (!open.empty()) {
      const int at = open.back();
      open.pop_back();
      for (const int next : next_[static_cast<std::size_t>(at)]) {
        if (next == b) return true;
        if (seen[static_cast<std::size_t>(next)]) continue;
        seen[static_cast<std::size_t>(next)] = true;
        open.push_back(next);
      }
    }
    return false;
  }

 private:
  void add(int a, int b) {
    if (a != b) next_[static_cast<std::size_t>(a)].push_back(b);
  }
  void add_coherence(const Facts& facts, const std::string& variable) {
    const std::vector<int> order = facts.writes_of(variable);
    for (std::size_t i = 1; i < order.size(); ++i) add(order[i - 1], order[i]);
    for (int i = 0; i < facts.size() && !order.empty(); ++i) {
      if (!reads(facts[i].operation) || facts[i].variable != variable) continue;
      const auto source = facts.source(i);
      if (!source && !facts.reads_initial(i)) continue;
      auto newer = source ? std::ranges::find(order, *source) : order.end();
      newer = newer == order.end() ? order.begin() : newer + 1;
      if (newer != order.end()) add(i, *newer);
    }
  }

  std::vector<std::vector<int>> next_;
};

std::vector<Wait> waits_of(const Facts& facts, int thread) {
  std::vector<Wait> found;
  Section before = Section::remainder;
  for (int i = 0; i < facts.size(); ++i) {
    if (facts[i].thread != thread) continue;
    const Section now = facts.section(i);
    if (now == Section::waiting && before != Section::waiting)
      found.push_back({.thread = thread, .begin = i, .entry = {}});
    if (now == Section::critical && before == Section::waiting) found.back().entry = i;
    before = now;
  }
  return found;
}

// Readers have nothing to wait for from each other.
bool share(const Mix& mix, int a, int b) { return mix.role(a) == Role::reader && mix.role(b) == Role::reader; }

// Whether the entry comes during the wait: as the events are shown, or, with `order`, in each order that the execution
// allows.
bool is_within(const Wait& wait, int entry, const Precedence* order) {
  if (order == nullptr) return entry > wait.begin && (!wait.entry || entry < *wait.entry);
  return !order->before(entry, wait.begin) && (!wait.entry || order->before(entry, *wait.entry));
}

Overtaken overtaken(const Facts& facts, const Wait& wait, const Precedence* order) {
  Overtaken result{.wait = wait, .as_shown = order == nullptr, .entries = {}};
  for (const int other : facts.threads()) {
    if (other == wait.thread || share(facts.artifact().mix, other, wait.thread)) continue;
    for (const int entry : facts.entries(other)) {
      if (is_within(wait, entry, order)) result.entries[other].push_back(entry);
    }
  }
  return result;
}

std::optional<Overtaken> worst(const Facts& facts) {
  const Precedence order(facts);
  std::optional<Overtaken> most;
  for (const Precedence* by : {static_cast<const Precedence*>(nullptr), &order}) {
    for (const int thread : facts.threads()) {
      for (const Wait& wait : waits_of(facts, thread)) {
        Overtaken found = overtaken(facts, wait, by);
        if (found.count() > (most ? most->count() : 0)) most = std::move(found);
      }
    }
  }
  return most;
}

std::string of_claim(const Artifact& artifact) {
  if (!artifact.claim) return "; it grows with the rounds";
  return fmt::format("; claim: at most {}", artifact.claim->at_most);
}

// Names the line that the thread waits at.
std::string where_from(const Facts& facts, const Wording& words, const Wait& wait) {
  for (int i = wait.begin; i < facts.size(); ++i) {
    const Step& step = facts[i];
    if (step.thread != wait.thread || !accesses(step.operation)) continue;
    return facts.section(i) == Section::waiting && !step.file.empty() ? fmt::format(" from {} on", words.line(step))
                                                                      : "";
  }
  return "";
}

}  // namespace

Explanation explain_bypass(const Facts& facts, const Wording& words) {
  const auto most = worst(facts);
  const auto& claim = facts.artifact().claim;
  if (!most || (claim && most->count() <= claim->at_most)) {
    return {.sentence = general_clause(Kind::bypass) + of_claim(facts.artifact()) + ".", .culprits = {}};
  }
  Explanation explanation;
  std::vector<std::string> parts;
  for (const auto& [thread, entries] : most->entries) {
    const int count = static_cast<int>(entries.size());
    parts.push_back(fmt::format("{} entered {}", words.thread(thread), times(count)));
    explanation.culprits.insert(explanation.culprits.end(), entries.begin(), entries.end());
  }
  std::ranges::sort(explanation.culprits);
  explanation.culprits.insert(explanation.culprits.begin(), most->wait.begin);
  const std::string waiter = capitalized(words.thread(most->wait.thread));
  const std::string what = most->as_shown ? "waited" + where_from(facts, words, most->wait) + " while "
                                          : "was overtaken " + times(most->count()) + ": ";
  explanation.sentence = fmt::format("{} {}{}", waiter, what, enumerated(parts));
  if (!most->as_shown) explanation.sentence += ", and nothing tells that this was before it began to wait";
  explanation.sentence += of_claim(facts.artifact()) + ".";
  return explanation;
}

}  // namespace turnstile::counterexample
