// Explains which thread waits for what, and why no thread will ever write it.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile::counterexample {

namespace {

// What the blocked threads read in their last rounds.
class Blocked {
 public:
  Blocked(const Facts& facts, const Wording& words) : facts_(facts), words_(words) {
    for (int i = 0; i < facts.size(); ++i) {
      if (facts[i].blocked && facts[i].thread >= 0) looks_[facts[i].thread].push_back(i);
    }
  }

  [[nodiscard]] const std::map<int, std::vector<int>>& looks() const { return looks_; }
  [[nodiscard]] bool is(int thread) const { return looks_.contains(thread); }
  [[nodiscard]] std::vector<int> events() const {
    std::vector<int> all;
    for (const auto& [thread, looks] : looks_) all.insert(all.end(), looks.begin(), looks.end());
    std::ranges::sort(all);
    return all;
  }

  // The last read of each variable.
  [[nodiscard]] std::vector<int> awaited(int thread) const {
    std::vector<int> last;
    for (const int look : looks_.at(thread)) {
      if (!reads(facts_[look].operation)) continue;
      std::erase_if(last, [&](int before) { return facts_[before].variable == facts_[look].variable; });
      last.push_back(look);
    }
    return last;
  }
  // "it reads interested[0] = true and turn = 1 (line 34)"; empty if it reads nothing.
  [[nodiscard]] std::string what(int thread) const {
    const std::vector<int> looks = awaited(thread);
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < looks.size(); ++i) {
      const Step& step = facts_[looks[i]];
      const bool named_later = i + 1 < looks.size() && words_.line(facts_[looks[i + 1]]) == words_.line(step);
      parts.push_back(Wording::read(step) + (named_later ? "" : words_.in_brackets(step)));
    }
    return parts.empty() ? "" : "it reads " + enumerated(parts);
  }

 private:
  const Facts& facts_;
  const Wording& words_;
  std::map<int, std::vector<int>> looks_;
};

class Hang {
 public:
  Hang(const Facts& facts, const Wording& words) : facts_(facts), words_(words), blocked_(facts, words) {}

  Explanation explanation() {
    const Kind kind = facts_.artifact().kind;
    if (blocked_.looks().empty()) return {.sentence = general_sentence(kind), .culprits = {}};
    std::vector<int> culprits = blocked_.events();
    const ClientRow* const client = facts_.artifact().client;
    if (client != nullptr && client->waiting_is_wrong) return {.sentence = nobody_may_wait(), .culprits = culprits};
    std::string sentence = capitalized(waiters()) + why_for_ever();
    if (const auto under = overwritten()) {
      sentence += came_first(under->first, under->second);
      culprits.insert(culprits.begin(), {under->first, under->second});
    }
    return {.sentence = sentence + ".", .culprits = culprits};
  }

 private:
  [[nodiscard]] std::string waiters() const {
    std::string text;
    for (const auto& [thread, looks] : blocked_.looks()) {
      const std::string what = blocked_.what(thread);
      text += (text.empty() ? "" : "; ") + words_.thread(thread) + " waits for ever";
      if (!what.empty()) text += fmt::format(": {}", what);
    }
    return text;
  }

  // Says what became of the other threads, and so why none of them writes any more.
  [[nodiscard]] std::string why_for_ever() const {
    std::vector<std::string> gone;
    bool all_known = true;
    for (const int thread : facts_.threads()) {
      if (blocked_.is(thread)) continue;
      all_known = all_known && facts_.section_in_the_end(thread) == Section::remainder;
      gone.push_back(words_.thread(thread) +
                     (stays_away(thread) ? " stays in its remainder section" : " has finished"));
    }
    if (!all_known) return "";
    if (gone.empty()) return why_nobody_else();
    const bool several = blocked_.looks().size() > 1;
    return fmt::format(", and nobody will ever change that: {}{}", several ? "they all wait, and " : "",
                       enumerated(gone));
  }
  // The reason where all threads wait.
  [[nodiscard]] std::string why_nobody_else() const {
    const auto waiters = blocked_.looks().size();
    if (waiters < 2) return "";
    return fmt::format(", and so {} of them will ever change that", waiters == 2 ? "neither" : "none");
  }
  [[nodiscard]] bool stays_away(int thread) const {
    const Mix& mix = facts_.artifact().mix;
    if (thread >= mix.threads) return false;
    return mix[thread] == 0 || (facts_.artifact().kind == Kind::remainder_blocks && mix.fewer_than_others(thread));
  }

  // The only waiter's own write, which hides for ever what another thread has written to it.
  [[nodiscard]] std::optional<std::pair<int, int>> overwritten() const {
    if (blocked_.looks().size() != 1) return std::nullopt;
    const int thread = blocked_.looks().begin()->first;
    const std::vector<int> awaited = blocked_.awaited(thread);
    if (awaited.size() != 1) return std::nullopt;
    const std::vector<int> order = facts_.writes_of(facts_[awaited[0]].variable);
    if (order.size() < 2) return std::nullopt;
    const int own = order.back();
    const int other = order[order.size() - 2];
    const bool after_all = other > own;  // as they were performed
    if (facts_[own].thread != thread || facts_[other].thread == thread || facts_[other].thread < 0) return std::nullopt;
    if (!after_all && other < facts_.entry_section_of(awaited[0])) return std::nullopt;
    return std::pair(other, own);
  }
  [[nodiscard]] std::string came_first(int other, int own) const {
    return fmt::format("; what {} stored to it, {}{}, comes before {}'s own store of {}{} in modification order",
                       words_.thread(facts_[other].thread), Wording::written(facts_[other]),
                       words_.in_brackets(facts_[other]), words_.thread(facts_[own].thread),
                       Wording::written(facts_[own]), words_.in_brackets(facts_[own]));
  }

  // The sentence for what is said to be lock-free, where already a wait is wrong.
  [[nodiscard]] std::string nobody_may_wait() const {
    std::string text = capitalized(waiters());
    const auto at = text.find(" waits for ever");
    if (at != std::string::npos) text.replace(at, std::string_view(" waits for ever").size(), " waits for another");
    return text + ". In what is lock-free nobody waits, whatever the others do.";
  }

  const Facts& facts_;
  const Wording& words_;
  Blocked blocked_;
};

// "interested[1] := false (line 41)", each once.
std::string what_goes_round(const Facts& facts, const Wording& words, int first, int thread) {
  constexpr std::size_t most = 3;
  std::vector<std::string> parts;
  for (int i = first; i < facts.size(); ++i) {
    const Step& step = facts[i];
    if (step.thread != thread || !writes(step.operation)) continue;
    const std::string part =
        fmt::format("{} := {}{}", printable(step.variable), Wording::written(step), words.in_brackets(step));
    if (std::ranges::find(parts, part) == parts.end()) parts.push_back(part);
  }
  const bool all = parts.size() <= most;
  if (!all) parts.resize(most);
  return enumerated(parts) + (all ? "" : " and more");
}

}  // namespace

Explanation explain_hang(const Facts& facts, const Wording& words) { return Hang(facts, words).explanation(); }

Explanation explain_livelock(const Facts& facts, const Wording& words) {
  const auto cycle = facts.artifact().cycle;
  if (!cycle) return {.sentence = general_sentence(Kind::livelock), .culprits = {}};
  std::string round;
  for (const int thread : facts.threads()) {
    const std::string does = what_goes_round(facts, words, *cycle, thread);
    if (does.empty()) continue;
    round += fmt::format("{}{} repeats {}", round.empty() ? "" : ", ", words.thread(thread), does);
  }
  Explanation explanation;
  explanation.sentence =
      fmt::format("From step {} on it goes round for ever, and nobody enters the critical section", number_of(*cycle));
  explanation.sentence += round.empty() ? "." : ": " + round + ".";
  for (int i = *cycle; i < facts.size(); ++i) {
    if (writes(facts[i].operation)) explanation.culprits.push_back(i);
  }
  return explanation;
}

Explanation explain_readers_excluded(const Facts& facts, const Wording& words) {
  const Blocked blocked(facts, words);
  std::vector<std::string> outside;
  std::vector<std::string> inside;
  Explanation explanation;
  for (const auto& [thread, looks] : blocked.looks()) {
    const bool is_inside = facts.section_in_the_end(thread) == Section::critical;
    const std::string what = blocked.what(thread);
    if (is_inside) {
      inside.push_back(words.thread(thread));
    } else {
      outside.push_back(fmt::format("{} waits outside{}", words.thread(thread), what.empty() ? "" : ": " + what + ","));
      explanation.culprits.insert(explanation.culprits.end(), looks.begin(), looks.end());
    }
  }
  explanation.sentence = general_sentence(Kind::readers_excluded);
  if (outside.empty() || inside.empty()) return explanation;
  explanation.sentence = fmt::format("{} while {} {} inside and {} for it to come in: readers do not share.",
                                     capitalized(enumerated(outside)), enumerated(inside),
                                     inside.size() == 1 ? "is" : "are", inside.size() == 1 ? "waits" : "wait");
  return explanation;
}

}  // namespace turnstile::counterexample
