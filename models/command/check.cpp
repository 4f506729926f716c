#include "models/command/check.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "models/command/engine_process.hpp"
#include "models/command/find.hpp"
#include "models/command/output_file.hpp"
#include "models/command/table.hpp"
#include "models/command/verdict_json.hpp"
#include "models/command/workers.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/relacy/check.hpp"

namespace turnstile::command {

namespace {

constexpr std::array all_engines = {Engine::relacy, Engine::rc11, Engine::uniprocessor};
constexpr std::array all_properties = {Property::mutual_exclusion, Property::progress, Property::bounded_waiting,
                                       Property::linearizability};

bool fits(const Stem& stem, int threads) {
  return stem.fewest_threads <= threads && threads <= std::min(stem.most_threads, relacy::most_threads);
}

std::string threads_text(const Stem& stem) {
  const int most = std::min(stem.most_threads, relacy::most_threads);
  return most == stem.fewest_threads ? std::to_string(most) : fmt::format("{} to {}", stem.fewest_threads, most);
}

// The parties of the contract; or all parties of that number of threads.
std::vector<Party> parties_of(const Stem& stem, Engine engine, std::optional<int> threads) {
  if (!threads) return stem.parties_of(engine);
  if (!stem.has_readers()) return {{.threads = *threads}};
  std::vector<Party> parties;
  for (int readers = *threads - 1; readers > 0; --readers) parties.push_back({.threads = *threads, .readers = readers});
  return parties;
}

// The first three properties are asked of every form; the fourth only of what is no lock.
bool makes_sense(Property property, const Contract& contract) {
  return property != Property::linearizability || contract.linearizability.outcome != Outcome::not_applicable;
}

// The simulated processor has scenarios of its own: they have no rounds, and no other number of threads. Schedulers are
// Relacy's.
bool has_bounds_of_its_own(const CheckOptions& options) { return options.threads || options.rounds; }
bool answers(Engine engine, const CheckOptions& options) {
  if (options.engine && options.engine != engine) return false;
  if (engine == Engine::uniprocessor && has_bounds_of_its_own(options)) return false;
  return engine == Engine::relacy || !options.scheduler;
}

// The rounds to ask with. Nothing: the contract is not checked with these bounds, and the user did not ask for them.
std::optional<int> rounds_of(const Variant& variant, Engine engine, Property property, const Party& party,
                             const CheckOptions& options) {
  if (options.rounds) return options.rounds;
  const int rounds = variant.contracted_rounds(engine, property, party, options.thorough);
  if (rounds > 0) return rounds;
  return options.threads ? std::optional(1) : std::nullopt;
}

void ask_about(const Selected& selected, Engine engine, const Party& party, const CheckOptions& options,
               std::vector<Question>& questions) {
  const Contract contract = selected.variant->contract.of(party);
  for (const Property property : all_properties) {
    if (options.property && options.property != property) continue;
    if (!selected.variant->asks(engine, property) || !makes_sense(property, contract)) continue;
    if (options.only_violated && contract.of(property).from(engine).first != Outcome::violated) continue;
    const std::optional<int> rounds = rounds_of(*selected.variant, engine, property, party, options);
    if (!rounds) continue;
    questions.push_back({.stem = selected.stem,
                         .variant = selected.variant,
                         .engine = engine,
                         .property = property,
                         .party = party,
                         .rounds = *rounds,
                         .scheduler = options.scheduler,
                         .budget_seconds = options.budget_seconds,
                         .thorough = options.thorough,
                         .work = static_cast<std::uint64_t>(options.work),
                         .most_executions = options.executions,
                         .unroll = options.unroll,
                         .notify_after_destroy = options.notify_after_destroy,
                         .seq_cst = options.seq_cst.value_or(rc11::SeqCst::cxx20),
                         .show = !options.counterexamples.empty()});
  }
}

void ask_about(const Selected& selected, const CheckOptions& options, std::vector<Question>& questions) {
  for (const Engine engine : all_engines) {
    if (!answers(engine, options)) continue;
    if (engine == Engine::uniprocessor) {
      ask_about(selected, engine, {}, options, questions);
      continue;
    }
    for (const Party& party : parties_of(*selected.stem, engine, options.threads)) {
      ask_about(selected, engine, party, options, questions);
    }
  }
}

void refuse_what_no_engine_has(const CheckOptions& options) {
  if (options.engine == Engine::uniprocessor && (has_bounds_of_its_own(options) || options.scheduler)) {
    throw BadInput("--engine uniprocessor: it has scenarios of its own, without --threads, --rounds, --scheduler");
  }
  if (options.engine == Engine::rc11 && options.scheduler) {
    throw BadInput("--engine rc11: it explores everything, without --scheduler");
  }
  if (options.engine && options.engine != Engine::rc11 && options.executions > 0) {
    throw BadInput("--executions: a budget of the exhaustive engine, --engine rc11");
  }
  if (options.engine && options.engine != Engine::rc11 && options.seq_cst) {
    throw BadInput("--sc: an axiom of the exhaustive engine, --engine rc11");
  }
}

// What to ask. It is an error to name an algorithm that is not for that number of threads; without names, such an
// algorithm is left out.
std::vector<Question> questions_of(const CheckOptions& options) {
  refuse_what_no_engine_has(options);
  std::vector<Question> questions;
  for (const Selected& selected : select(options.names)) {
    const Stem& stem = *selected.stem;
    if (!options.threads || fits(stem, *options.threads)) {
      ask_about(selected, options, questions);
    } else if (!options.names.empty()) {
      throw BadInput(
          fmt::format("--threads {}: {} is for {} threads", *options.threads, stem.name, threads_text(stem)));
    }
  }
  return questions;
}

bool contract_bounds(const Question& question) {
  if (question.engine == Engine::uniprocessor) return true;
  const std::vector<Party> parties = question.stem->parties_of(question.engine);
  const int rounds =
      question.variant->contracted_rounds(question.engine, question.property, question.party, question.thorough);
  return std::ranges::find(parties, question.party) != parties.end() && question.rounds == rounds &&
         !question.scheduler;
}

std::string bypass_text(std::optional<int> bound) { return bound ? std::to_string(*bound) : "none"; }

// Checks that every class has the bound of the contract, or no bound where the contract says none.
void compare_bypass(Verdict& verdict, const Expectation& expectation) {
  for (const auto& [of_class, bound] : expectation.bypass) {
    const auto measured = verdict.bypass.find(of_class);
    if (measured != verdict.bypass.end() && measured->second.bound == bound) continue;
    verdict.as_contracted = false;
    verdict.reason = fmt::format("the contract's bypass bound of a {} is {}", of_class, bypass_text(bound));
  }
}

void compare(Verdict& verdict, const Question& question) {
  const Expectation expectation = question.expectation();
  if (!contract_bounds(question)) {
    verdict.as_contracted = verdict.outcome != Outcome::unknown || expectation.undecided_by.contains(verdict.engine);
    return;
  }
  verdict.expected = expectation.from(verdict.engine);
  verdict.as_contracted = *verdict.expected == std::pair(verdict.outcome, verdict.kind);
  const bool measured = question.engine != Engine::uniprocessor && verdict.outcome != Outcome::unknown;
  if (verdict.as_contracted && measured) compare_bypass(verdict, expectation);
}

// Says how far a long search has come; the share that is done is an estimate.
std::string how_far(const Question& question, const rc11::Progress& p) {
  const std::string left = p.share > 0 ? fmt::format(", about {:.0f} s left", p.seconds * (1 / p.share - 1)) : "";
  return fmt::format("{}/{} {}: {} executions, about {:.0f} %{}", question.stem->name, question.variant->name,
                     name(question.property), p.executions + p.blocked, 100 * p.share, left);
}

Verdict answer(const Question& question, ProgressLine& progress) {
  switch (question.engine) {
    case Engine::uniprocessor:
      return uniprocessor::check(question, [](const uniprocessor::Job& job) { return explore_in_child(job); });
    case Engine::rc11:
      return rc11::check(question, [&](const rc11::Job& job) {
        return explore_in_child(job, [&](const rc11::Progress& p) { progress.at(how_far(question, p)); });
      });
    default:
      return relacy::check(question, simulate_in_child, shrink_in_child);
  }
}

// Answers a question. The verdict has its counterexample if the user wants to see it, or did not expect it.
Verdict judged(Question question, ProgressLine& progress) {
  Verdict verdict = answer(question, progress);
  compare(verdict, question);
  if (question.show || verdict.as_contracted || verdict.outcome != Outcome::violated) return verdict;
  question.show = true;
  return judged(question, progress);
}

// The answers to the questions that were finished, in the order of the questions.
std::vector<Verdict> answers_to(const std::vector<Question>& questions, int jobs) {
  std::vector<std::optional<Verdict>> answers(questions.size());
  {
    ProgressLine progress(questions.size());
    work_off(jobs, questions.size(), [&](std::size_t i) {
      Verdict verdict = judged(questions[i], progress);
      progress.finished(fmt::format("{}/{} {}", verdict.algorithm, verdict.variant, name(verdict.property)));
      answers[i] = std::move(verdict);
    });
  }
  std::vector<Verdict> finished;
  for (auto& done : answers) {
    if (done) finished.push_back(std::move(*done));
  }
  return finished;
}

// Two questions with different bounds can have the same counterexample, once it is as small as it can be; then they
// share a file. If not, the name of the larger one's file says how many threads it is for.
void write_counterexamples(const std::string& directory, std::vector<Verdict>& verdicts) {
  std::map<std::string, std::string> written;
  for (Verdict& v : verdicts) {
    if (!v.artifact) continue;
    const std::string json = to_json(*v.artifact);
    std::string stem = stem_of_file(*v.artifact);
    if (written.contains(stem) && written[stem] != json) stem += fmt::format(".{}_threads", v.bounds.threads);
    const std::string file = (std::filesystem::path(directory) / stem).string();
    v.counterexample_file = file + ".json";
    if (!written.emplace(stem, json).second) continue;
    OutputFile(file + ".json").finish(json);
    OutputFile(file + ".txt").finish(text(*v.artifact, {.file = stem + ".json"}));
  }
}

void print(const std::vector<Verdict>& verdicts, bool in_detail) {
  const bool colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  fmt::print("{}", table(verdicts, colour));
  if (in_detail) {
    for (const Verdict& verdict : verdicts) fmt::print("{}", details(verdict));
  }
  const std::string wrong = complaints(verdicts);
  fmt::print("\n{}{}{}", wrong, wrong.empty() ? "" : "\n", summary(verdicts));
}

}  // namespace

int check(const CheckOptions& options) {
  const std::vector<Question> questions = questions_of(options);
  if (questions.empty()) throw BadInput("nothing of what was named can be asked so");
  if (!options.counterexamples.empty()) make_directory(options.counterexamples);
  std::unique_ptr<OutputFile> json;
  if (!options.json.empty()) json = std::make_unique<OutputFile>(options.json);

  std::vector<Verdict> verdicts = answers_to(questions, options.jobs);
  if (verdicts.size() < questions.size()) {
    fmt::print("{}", table(verdicts, false));
    fmt::print(stderr, "turnstile: interrupted; {} of {} verdicts were finished\n", verdicts.size(), questions.size());
    return exit_interrupted;
  }
  if (!options.counterexamples.empty()) write_counterexamples(options.counterexamples, verdicts);
  print(verdicts, !options.names.empty());
  if (json) json->finish(verdicts_json(verdicts));
  const bool right = std::ranges::all_of(verdicts, [](const Verdict& v) { return v.as_contracted; });
  return right ? exit_as_contracted : exit_not_as_contracted;
}

}  // namespace turnstile::command
