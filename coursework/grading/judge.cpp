#include "coursework/grading/judge.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "coursework/grading/engines.hpp"
#include "coursework/grading/orders.hpp"
#include "models/counterexample/artifact.hpp"
#include "models/counterexample/make.hpp"
#include "models/questions/contract.hpp"
#include "models/questions/question.hpp"
#include "models/vocabulary/answers.hpp"

namespace turnstile::coursework {

namespace {

std::string sentence_of(const Verdict& verdict) {
  if (verdict.artifact) return verdict.artifact->sentence;
  return verdict.outcome == Outcome::holds ? "" : verdict.reason;
}

std::string said(const Verdict& verdict) {
  std::string text = fmt::format("{} says {}", name(verdict.engine), name(verdict.outcome));
  return verdict.kind == Kind::none ? text : fmt::format("{} {}", text, name(verdict.kind));
}

// Whether the engine could have seen what another found. Interleavings know no weak memory, and an engine that could
// not decide says so.
bool passes(const Verdict& verdict) {
  const bool has_seen_all = verdict.engine != Engine::interleavings;
  return verdict.outcome == Outcome::holds || (verdict.outcome == Outcome::not_refuted && has_seen_all);
}

bool of_one_size(const Verdict& a, const Verdict& b) {
  return a.bounds.threads == b.bounds.threads && a.bounds.rounds == b.bounds.rounds && a.bounds.mix == b.bounds.mix;
}

// Says it if one engine found something violated, and another nothing.
std::string disagreement_of(std::span<const Verdict> asked_alike) {
  if (std::ranges::none_of(asked_alike, passes)) return "";
  if (std::ranges::none_of(asked_alike, [](const Verdict& v) { return v.outcome == Outcome::violated; })) return "";
  std::string text;
  for (const Verdict& verdict : asked_alike) text += (text.empty() ? "" : "; ") + said(verdict);
  return text;
}

// Compares only verdicts about the same threads and rounds.
std::string first_disagreement(std::span<const Verdict> verdicts) {
  while (!verdicts.empty()) {
    const auto other = std::ranges::find_if_not(
        verdicts, [&](const Verdict& verdict) { return of_one_size(verdict, verdicts.front()); });
    const auto alike = static_cast<std::size_t>(other - verdicts.begin());
    if (std::string text = disagreement_of(verdicts.first(alike)); !text.empty()) return text;
    verdicts = verdicts.subspan(alike);
  }
  return "";
}

// This many tasks run on the simulated processor.
constexpr int most_tasks = 3;

// Among the verdicts that found the same as the worst, one whose counterexample has no stale read is preferred: it can
// be followed step by step.
const Verdict& plainest(const std::vector<Verdict>& verdicts, const Verdict& worst) {
  const auto plain = std::ranges::find_if(verdicts, [&](const Verdict& verdict) {
    return verdict.artifact && verdict.outcome == worst.outcome && verdict.kind == worst.kind &&
           std::ranges::none_of(verdict.artifact->events, &Step::stale);
  });
  return plain == verdicts.end() ? worst : *plain;
}

class Judge {
 public:
  Judge(const Assignment& assignment, const Exhibit& exhibit) : assignment_(assignment), exhibit_(exhibit) {
    stem_.name = assignment.name;
    variant_.name = exhibit.name;
    variant_.contract = Contract{.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = holds()};
    if (assignment.has_readers) stem_.parties = {{.threads = 2, .readers = 1}};
    variant_.rc11 = rc11_programs(shape());
    variant_.programs = relacy_programs(shape());
    variant_.interleavings = interleaving_programs(shape());
    counterexample::know_source(exhibit.file, exhibit.text);
  }

  void fill(Grade& grade) {
    for (const Property property : assignment_.properties) grade.properties.push_back(grade_of(property));
    suggest_orders(grade);
  }

 private:
  Automaton& automaton_for(int threads) {
    auto& known = automata_[threads];
    if (!known) known = std::make_unique<Automaton>(exhibit_.start, exhibit_.line_of, threads);
    return *known;
  }

  PropertyGrade grade_of(Property property) {
    PropertyGrade grade{.property = property};
    for (const Size& size : assignment_.sizes) {
      if (size.property != property) continue;
      ask_all(property, size, grade.verdicts);
      if (std::ranges::find(grade.verdicts, Outcome::violated, &Verdict::outcome) != grade.verdicts.end()) break;
    }
    const auto worst = std::ranges::max_element(grade.verdicts, {}, [](const Verdict& verdict) {
      // What rc11 does not say, no other engine can.
      const bool explores_all = verdict.engine == Engine::rc11 || verdict.engine == Engine::uniprocessor;
      const bool counts = explores_all || verdict.outcome == Outcome::violated;
      return counts ? gravity(verdict.outcome) : -1;
    });
    if (worst == grade.verdicts.end()) return grade;
    grade.outcome = worst->outcome;
    grade.kind = worst->kind;
    grade.sentence = sentence_of(plainest(grade.verdicts, *worst));
    grade.disagreement = first_disagreement(grade.verdicts);
    return grade;
  }

  void ask_all(Property property, const Size& size, std::vector<Verdict>& verdicts) {
    Automaton& automaton = automaton_for(size.party.threads);
    const auto question = [&](Engine engine) { return question_of(engine, property, size); };
    if (assignment_.has_priorities) {
      verdicts.push_back(ask_uniprocessor(automaton_for(most_tasks), question(Engine::uniprocessor)));
      if (property == Property::bounded_waiting || verdicts.back().outcome != Outcome::holds) return;
    }
    verdicts.push_back(ask_rc11(automaton, question(Engine::rc11)));
    const bool is_small = size.party.threads == 2 && property != Property::bounded_waiting;
    if (!is_small || verdicts.back().outcome == Outcome::unknown || automaton.endless()) return;
    verdicts.push_back(ask_relacy(automaton, question(Engine::relacy)));
    verdicts.push_back(ask_interleavings(automaton, question(Engine::interleavings)));
  }

  [[nodiscard]] Question question_of(Engine engine, Property property, const Size& size) const {
    return {.stem = &stem_,
            .variant = &variant_,
            .engine = engine,
            .property = property,
            .party = size.party,
            .rounds = size.rounds,
            .scheduler = std::nullopt,
            .budget_seconds = 0,
            .thorough = true};
  }

  [[nodiscard]] Shape shape() const {
    if (assignment_.has_priorities) return Shape::scheduled;
    return assignment_.has_readers ? Shape::shared : Shape::exclusive;
  }

  // Bounded waiting is no question of memory orders here: an order that is missing shows in the other two.
  void suggest_orders(Grade& grade) {
    std::vector<Property> asked;
    const PropertyGrade* failed = nullptr;
    bool all_hold = true;
    for (const PropertyGrade& p : grade.properties) {
      const bool is_excused = p.outcome == Outcome::violated && p.kind == assignment_.excused;
      if (p.property == Property::bounded_waiting || is_excused) continue;
      asked.push_back(p.property);
      all_hold &= p.outcome == Outcome::holds;
      if (p.outcome == Outcome::violated && failed == nullptr) failed = &p;
    }
    const Automaton& known = automaton_for(2);
    if (failed != nullptr) {
      grade.missing =
          missing_orders(known, [&](const OrderTaken& taken) { return holds_with(taken, {failed->property}); });
    } else if (all_hold && !asked.empty()) {
      grade.stronger_than_needed =
          orders_stronger_than_needed(known, [&](const OrderTaken& taken) { return holds_with(taken, asked); });
    }
  }

  // Whether it holds in all sizes; the smallest is asked first.
  bool holds_with(const OrderTaken& taken, const std::vector<Property>& properties) {
    return std::ranges::all_of(assignment_.sizes, [&](const Size& size) {
      if (std::ranges::find(properties, size.property) == properties.end()) return true;
      Question question = question_of(Engine::rc11, size.property, size);
      question.show = false;
      return ask_rc11(automaton_for(size.party.threads), question, taken).outcome == Outcome::holds;
    });
  }

  const Assignment& assignment_;
  const Exhibit& exhibit_;
  Stem stem_;
  Variant variant_;
  std::map<int, std::unique_ptr<Automaton>> automata_;  // by threads
};

}  // namespace

void judge(const Assignment& assignment, const Exhibit& exhibit, Grade& grade) {
  Judge(assignment, exhibit).fill(grade);
}

}  // namespace turnstile::coursework
