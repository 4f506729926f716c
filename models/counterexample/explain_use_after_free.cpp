// Explains which thread destroyed an object, which one uses it all the same, and which objects are never destroyed.
#include <algorithm>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"
#include "models/counterexample/relations.hpp"

namespace turnstile::counterexample {

namespace {

class UseAfterFree {
 public:
  UseAfterFree(const Facts& facts, const Wording& words) : facts_(facts), words_(words), last_(facts.size() - 1) {}

  [[nodiscard]] Explanation explanation() const {
    const Step& step = facts_[last_];
    if (step.ended) return after_its_end();
    if (step.operation == Operation::destroy) return while_it_is_used();
    return {};
  }

 private:
  [[nodiscard]] std::string who(int event) const { return words_.thread(facts_[event].thread); }
  [[nodiscard]] std::string where(int event) const { return words_.in_brackets(facts_[event]); }
  // "thread 1 reads w (line 12)"
  [[nodiscard]] std::string does(int event) const {
    return fmt::format("{} {} {}{}", who(event), Wording::verb(facts_[event]), printable(facts_[event].variable),
                       where(event));
  }

  [[nodiscard]] Explanation after_its_end() const {
    const auto end = destruction();
    if (!end) return {.sentence = capitalized(does(last_)) + " after its end.", .culprits = {last_}};
    const bool itself = facts_[*end].thread == facts_[last_].thread;
    std::string sentence = fmt::format("{} after {} had destroyed it{}.", does(last_),
                                       itself ? "the same thread" : who(*end), where(*end));
    return {.sentence = capitalized(std::move(sentence)), .culprits = {*end, last_}};
  }
  [[nodiscard]] Explanation while_it_is_used() const {
    const auto use = unordered_use();
    if (!use) return {.sentence = general_sentence(Kind::use_after_free), .culprits = {last_}};
    std::string sentence = fmt::format("{} while {} may still use it{}: neither happens before the other.", does(last_),
                                       who(*use), where(*use));
    return {.sentence = capitalized(std::move(sentence)), .culprits = {*use, last_}};
  }

  [[nodiscard]] std::optional<int> destruction() const {
    for (int i = last_ - 1; i >= 0; --i) {
      if (facts_[i].operation == Operation::destroy && facts_[i].variable == facts_[last_].variable) return i;
    }
    return std::nullopt;
  }
  // The latest use by another thread that does not happen before the last event. As far as the events tell, what main
  // does is ordered with everything; where no use is unordered, the result is the latest one.
  [[nodiscard]] std::optional<int> unordered_use() const {
    if (facts_.artifact().events.size() > Relations::most_events) return std::nullopt;
    const Relations relations(facts_.artifact().events);
    std::optional<int> latest;
    for (int i = last_ - 1; i >= 0; --i) {
      const Step& step = facts_[i];
      const bool uses = accesses(step.operation) && step.variable == facts_[last_].variable;
      if (!uses || step.thread == facts_[last_].thread) continue;
      if (!relations.before(i, last_)) return i;
      if (!latest) latest = i;
    }
    return latest;
  }

  const Facts& facts_;
  const Wording& words_;
  int last_;
};

}  // namespace

Explanation explain_use_after_free(const Facts& facts, const Wording& words) {
  return UseAfterFree(facts, words).explanation();
}

Explanation explain_leak(const Facts& facts) {
  for (int i = 0; i < facts.size(); ++i) {
    const Step& step = facts[i];
    if (step.operation != Operation::construct) continue;
    return {.sentence = fmt::format("{} was made at {}:{} and never destroyed.", printable(step.variable),
                                    file_name(step.file), step.line),
            .culprits = {i}};
  }
  return {};
}

}  // namespace turnstile::counterexample
