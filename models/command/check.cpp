#include "models/command/check.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "models/command/child.hpp"
#include "models/command/find.hpp"
#include "models/command/output_file.hpp"
#include "models/command/simulate.hpp"
#include "models/command/table.hpp"
#include "models/command/verdict_json.hpp"
#include "models/relacy/check.hpp"

namespace turnstile::command {

namespace {

constexpr std::array all_properties = {Property::mutual_exclusion, Property::progress, Property::bounded_waiting};

bool fits(const Stem& stem, int threads) {
  return stem.fewest_threads <= threads && threads <= std::min(stem.most_threads, relacy::most_threads);
}

int contracted_rounds(Property property) {
  return property == Property::bounded_waiting ? contract_bypass_rounds : contract_rounds;
}

std::string threads_text(const Stem& stem) {
  const int most = std::min(stem.most_threads, relacy::most_threads);
  return most == stem.fewest_threads ? std::to_string(most) : fmt::format("{} to {}", stem.fewest_threads, most);
}

void ask_about(const Selected& selected, int threads, const CheckOptions& options,
               std::vector<relacy::Question>& questions) {
  for (const Property property : all_properties) {
    if (options.property && options.property != property) continue;
    questions.push_back({.stem = selected.stem,
                         .variant = selected.variant,
                         .property = property,
                         .threads = threads,
                         .rounds = options.rounds.value_or(contracted_rounds(property)),
                         .scheduler = options.scheduler,
                         .budget_seconds = options.budget_seconds});
  }
}

// What to ask. A number of threads that a named algorithm is not for is an error; without names it is left out.
std::vector<relacy::Question> questions_of(const CheckOptions& options) {
  std::vector<relacy::Question> questions;
  for (const Selected& selected : select(options.names)) {
    const Stem& stem = *selected.stem;
    const int threads = options.threads.value_or(stem.threads);
    if (fits(stem, threads)) {
      ask_about(selected, threads, options, questions);
    } else if (!options.names.empty()) {
      throw BadInput(fmt::format("--threads {}: {} is for {} threads", threads, stem.name, threads_text(stem)));
    }
  }
  return questions;
}

bool contract_bounds(const relacy::Question& question) {
  return question.threads == question.stem->threads && question.rounds == contracted_rounds(question.property) &&
         !question.scheduler;
}

void compare(Verdict& verdict, const relacy::Question& question) {
  if (!contract_bounds(question)) {
    verdict.as_contracted = verdict.outcome != Outcome::unknown;
    return;
  }
  const Expectation& expectation = question.variant->contract.of(question.property);
  verdict.expected = expectation.from(verdict.engine);
  verdict.as_contracted = *verdict.expected == std::pair(verdict.outcome, verdict.kind);
  if (!verdict.as_contracted || !expectation.bypass_bound) return;
  const auto measured = verdict.bypass.at("thread").bound;
  if (measured == expectation.bypass_bound) return;
  verdict.as_contracted = false;
  verdict.reason = fmt::format("the contract's bypass bound is {}", *expectation.bypass_bound);
}

// "[12/69] peterson/correct progress", on a terminal only, always on the same line.
class Progress {
 public:
  explicit Progress(std::size_t total) : total_(total), visible_(::isatty(STDERR_FILENO) == 1) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  void finished(const Verdict& verdict) {
    const std::scoped_lock guard(mutex_);
    ++done_;
    if (!visible_) return;
    clear();
    fmt::print(stderr, "[{}/{}] {}/{} {}", done_, total_, verdict.algorithm, verdict.variant, name(verdict.property));
    std::fflush(stderr);
  }

 private:
  void clear() const {
    if (visible_) fmt::print(stderr, "\r\033[K");
  }

  std::size_t total_;
  bool visible_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

// Answers the questions on some threads. Each waits for its children most of the time.
class Answers {
 public:
  explicit Answers(const std::vector<relacy::Question>& questions)
      : questions_(questions), answers_(questions.size()), progress_(questions.size()) {}

  void work(int jobs) {
    {
      std::vector<std::jthread> workers;
      workers.reserve(static_cast<std::size_t>(jobs));
      for (int i = 0; i < jobs; ++i) workers.emplace_back([this] { worker(); });
    }
    if (failure_) std::rethrow_exception(failure_);
  }

  // Those that were finished, in the order of the questions.
  [[nodiscard]] std::vector<Verdict> finished() const {
    std::vector<Verdict> verdicts;
    for (const auto& answer : answers_) {
      if (answer) verdicts.push_back(*answer);
    }
    return verdicts;
  }

 private:
  void worker() {
    try {
      for (std::size_t i = next_++; i < questions_.size() && !Interrupt::came(); i = next_++) {
        Verdict verdict = relacy::check(questions_[i], simulate_in_child);
        compare(verdict, questions_[i]);
        progress_.finished(verdict);
        answers_[i] = std::move(verdict);
      }
    } catch (const Interrupted&) {  // the question that was being answered stays without an answer
    } catch (...) {
      const std::scoped_lock guard(failure_mutex_);
      failure_ = std::current_exception();
    }
  }

  const std::vector<relacy::Question>& questions_;
  std::vector<std::optional<Verdict>> answers_;
  Progress progress_;
  std::atomic<std::size_t> next_{0};
  std::exception_ptr failure_;
  std::mutex failure_mutex_;
};

void write_counterexamples(const std::string& directory, std::vector<Verdict>& verdicts) {
  for (Verdict& v : verdicts) {
    if (v.counterexample.empty()) continue;
    const auto file = std::filesystem::path(directory) /
                      fmt::format("{}.{}.{}.{}.txt", v.algorithm, v.variant, name(v.property), name(v.engine));
    OutputFile(file.string()).finish(v.counterexample);
    v.counterexample_file = file.string();
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
  const std::vector<relacy::Question> questions = questions_of(options);
  if (questions.empty()) throw BadInput("no algorithm is for that many threads");
  if (!options.counterexamples.empty()) make_directory(options.counterexamples);
  std::unique_ptr<OutputFile> json;
  if (!options.json.empty()) json = std::make_unique<OutputFile>(options.json);

  Answers answers(questions);
  answers.work(options.jobs);
  std::vector<Verdict> verdicts = answers.finished();
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
