// Explains why two threads are inside, or why one did not see what the other had done.
#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"

namespace turnstile::counterexample {

namespace {

class Overlap {
 public:
  Overlap(const Facts& facts, const Wording& words) : facts_(facts), words_(words), inside_(facts.inside()) {}

  Explanation explanation() {
    if (inside_.size() < 2) return {.sentence = general_sentence(Kind::overlap), .culprits = {}};
    sentence_ = who() + " in the critical section";
    if (!by_stale_read()) by_order();
    return {.sentence = sentence_ + ".", .culprits = culprits_};
  }

 private:
  [[nodiscard]] std::string who() const {
    if (facts_.artifact().mix.readers == 0 && inside_.size() == 2 && facts_.threads().size() == 2) {
      return "Both threads are";
    }
    std::vector<int> in_order = inside_;
    std::ranges::sort(in_order);
    std::vector<std::string> names;
    names.reserve(in_order.size());
    for (const int thread : in_order) names.push_back(words_.thread(thread));
    return capitalized(enumerated(names)) + " are";
  }

  // The reads of the entry section that the thread came in by, in their order, without failed rounds of waiting.
  [[nodiscard]] std::vector<int> reads_before_entry(int thread) const {
    const int entry = facts_.entries(thread).back();
    std::vector<int> found;
    for (int i = facts_.entry_section_of(entry); i < entry; ++i) {
      const Step& step = facts_[i];
      if (step.thread == thread && reads(step.operation) && !step.waits) found.push_back(i);
    }
    return found;
  }
  [[nodiscard]] bool is_inside(int thread) const { return std::ranges::find(inside_, thread) != inside_.end(); }

  bool by_stale_read() {
    for (const int thread : std::views::reverse(inside_)) {
      const std::vector<int> looks = reads_before_entry(thread);
      for (const int look : std::views::reverse(looks)) {
        const auto newer = facts_.newest_before(look);
        if (!facts_[look].stale() || !newer) continue;
        const int writer = facts_[*newer].thread;
        if (writer == thread || !is_inside(writer)) continue;
        say_stale(look, *newer);
        return true;
      }
    }
    return false;
  }

  void say_stale(int look, int newer) {
    const Step& step = facts_[look];
    const auto source = facts_.source(look);
    std::string from;
    if (facts_.reads_initial(look)) from = " from the initial write";
    if (source) from = fmt::format(" from {}{}", store_of(*source, step.thread), words_.in_brackets(facts_[*source]));
    const std::string place = words_.line(step);
    sentence_ += fmt::format(": {} read {}{} although {} had already stored {} (stale read{}{})",
                             words_.thread(step.thread), Wording::read(step), from, words_.thread(facts_[newer].thread),
                             Wording::written(facts_[newer]), place.empty() ? "" : "; ", place);
    sentence_ += own_write_before(look, newer);
    if (source) culprits_.push_back(*source);
    culprits_.push_back(newer);
    culprits_.push_back(look);
  }
  // An update that reads an older value writes before the newer one: nothing comes between the two.
  [[nodiscard]] std::string own_write_before(int update, int newer) const {
    if (!facts_.placed_before(update)) return "";
    return fmt::format("; its own write of {} takes its place before {}'s in modification order",
                       Wording::written(facts_[update]), words_.thread(facts_[newer].thread));
  }
  [[nodiscard]] std::string store_of(int write, int reader) const {
    const int writer = facts_[write].thread;
    return writer == reader ? "its own store" : words_.thread(writer) + "'s store";
  }

  void by_order() {
    std::string clauses;
    for (const int thread : inside_) {
      const std::string clause = way_in(thread);
      if (!clause.empty()) clauses += (clauses.empty() ? ": " : "; ") + clause;
    }
    sentence_ += clauses;
  }

  // Explains the entry by what the thread read last.
  std::string way_in(int thread) {
    const std::vector<int> looks = reads_before_entry(thread);
    if (looks.empty()) {
      return facts_.is_marked(thread) ? words_.thread(thread) + " went in without having read anything" : "";
    }
    const int look = looks.back();
    culprits_.push_back(look);
    const Step& step = facts_[look];
    if (const auto later = next_write_of_others(look)) {
      culprits_.push_back(*later);
      return fmt::format("{} read {}{} before {} stored {}{}", words_.thread(thread), Wording::read(step),
                         words_.in_brackets(step), words_.thread(facts_[*later].thread),
                         Wording::written(facts_[*later]), words_.in_brackets(facts_[*later]));
    }
    const std::string read = fmt::format("{} went in after it read {}{}{}", words_.thread(thread), Wording::read(step),
                                         words_.in_brackets(step), origin(look));
    return read + overwritten(look);
  }
  // As the events stand, the thread itself stored to the variable after the write that it reads, and that write is
  // newer all the same.
  std::string overwritten(int look) {
    const auto source = facts_.source(look);
    for (int own = look - 1; source && own > *source; --own) {
      const Step& step = facts_[own];
      const bool is_own = step.thread == facts_[look].thread && step.variable == facts_[look].variable;
      if (!is_own || !facts_.placed_before(own) || step.position > facts_[*source].position) continue;
      culprits_.insert(culprits_.end() - 1, own);
      return fmt::format(", and its own store of {}{} takes its place before that one in modification order",
                         Wording::written(step), words_.in_brackets(step));
    }
    return "";
  }
  [[nodiscard]] std::optional<int> next_write_of_others(int look) const {
    for (int i = look + 1; i < facts_.size(); ++i) {
      const Step& step = facts_[i];
      if (writes(step.operation) && step.variable == facts_[look].variable && step.thread != facts_[look].thread &&
          is_inside(step.thread) && step.written != facts_[look].read) {
        return i;
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string origin(int look) const {
    if (facts_.reads_initial(look)) return ", the initial value";
    const auto source = facts_.source(look);
    if (!source) return "";
    const int writer = facts_[*source].thread;
    const std::string who =
        writer == facts_[look].thread ? "it had stored itself" : words_.thread(writer) + " had stored";
    return ", which " + who + words_.in_brackets(facts_[*source]);
  }

  const Facts& facts_;
  const Wording& words_;
  std::vector<int> inside_;
  std::string sentence_;
  std::vector<int> culprits_;
};

// --- a lost update ---------------------------------------------------------------------------------------------------

// What a write was computed from: the same operation, or the thread's last read of the variable.
std::optional<int> look_before(const Facts& facts, int write) {
  for (int i = write; i >= 0; --i) {
    const Step& step = facts[i];
    if (step.thread == facts[write].thread && reads(step.operation) && step.variable == facts[write].variable) return i;
    if (i < write && step.thread == facts[write].thread && writes(step.operation) &&
        step.variable == facts[write].variable) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

struct Lost {
  int update = 0;
  int look = 0;
  int over = 0;  // the write that replaced it
};

// Whether in modification order that write comes after what was read.
bool is_newer(const Facts& facts, int write, int look, const std::vector<int>& order) {
  const auto source = facts.source(look);
  if (source) return std::ranges::find(order, *source) < std::ranges::find(order, write);
  return facts.reads_initial(look) || look < write;
}

// A write between what a thread read and what it then wrote.
std::optional<Lost> replaced_by(const Facts& facts, int over) {
  const Step& last = facts[over];
  if (!writes(last.operation) || !last.performed() || last.thread < 0) return std::nullopt;
  const auto look = look_before(facts, over);
  if (!look || *look == over) return std::nullopt;
  const std::vector<int> order = facts.writes_of(last.variable);
  const auto end = std::ranges::find(order, over);
  const auto update = std::find_if(order.begin(), end, [&](int write) {
    const int writer = facts[write].thread;
    return writer >= 0 && writer != last.thread && is_newer(facts, write, *look, order);
  });
  if (update == end) return std::nullopt;
  return Lost{.update = *update, .look = *look, .over = over};
}

std::optional<Lost> lost_update(const Facts& facts) {
  for (int over = facts.size() - 1; over >= 0; --over) {
    if (const auto lost = replaced_by(facts, over)) return lost;
  }
  return std::nullopt;
}

}  // namespace

Explanation explain_overlap(const Facts& facts, const Wording& words) { return Overlap(facts, words).explanation(); }

Explanation explain_lost_update(const Facts& facts, const Wording& words) {
  const auto lost = lost_update(facts);
  if (!lost) return {.sentence = general_sentence(Kind::lost_update), .culprits = {}};
  const Step& update = facts[lost->update];
  const Step& look = facts[lost->look];
  const Step& over = facts[lost->over];
  const std::string read =
      fmt::format("{} read {}{}", words.thread(look.thread), Wording::read(look), words.in_brackets(look));
  const std::string who = words.thread(update.thread);
  const std::string what = Wording::written(update);
  const std::string place = words.in_brackets(update);
  const std::string missed = lost->update < lost->look
                                 ? fmt::format("although {} had written {} by then{}", who, what, place)
                                 : fmt::format("before {} wrote {}{}", who, what, place);
  return {.sentence = fmt::format("The update of {} is lost: {} {}, and then wrote {} over it{}.", who, read, missed,
                                  Wording::written(over), words.in_brackets(over)),
          .culprits = {lost->look, lost->update, lost->over}};
}

}  // namespace turnstile::counterexample
