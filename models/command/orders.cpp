#include "models/command/orders.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "models/command/check.hpp"
#include "models/command/engine_process.hpp"
#include "models/command/find.hpp"
#include "models/command/orders_report.hpp"
#include "models/command/output_file.hpp"
#include "models/command/workers.hpp"

namespace turnstile::command {

namespace {

using rc11::Attempt;
using rc11::Necessity;

// A stem stands for its right forms; a broken one has to be named.
bool is_meant(const std::string& name, const Variant& variant) {
  return variant.has_orders() && (!variant.broken() || name.find('/') != std::string::npos);
}

void add(std::vector<WeakenedForm>& forms, const Selected& selected) {
  const bool known = std::ranges::any_of(forms, [&](const WeakenedForm& f) { return f.variant == selected.variant; });
  if (!known) forms.push_back({.stem = selected.stem, .variant = selected.variant});
}

std::vector<WeakenedForm> forms_named(const std::vector<std::string>& names) {
  std::vector<WeakenedForm> forms;
  for (const std::string& name : names) {
    const std::vector<Selected> all = select({name});
    const auto meant = [&](const Selected& selected) { return is_meant(name, *selected.variant); };
    if (std::ranges::none_of(all, meant)) {
      throw BadInput(fmt::format("{}: there is no form whose orders the exhaustive engine can weaken", name));
    }
    for (const Selected& selected : all | std::views::filter(meant)) add(forms, selected);
  }
  if (!names.empty()) return forms;
  for (const Selected& selected : select({})) {
    if (is_meant("", *selected.variant)) add(forms, selected);
  }
  return forms;
}

// Weakens the orders of all forms.
class Weakener {
 public:
  Weakener(const OrdersOptions& options, std::vector<WeakenedForm>& forms) : options_(options), forms_(forms) {
    for (const WeakenedForm& form : forms_) {
      necessities_.emplace_back(*form.stem, *form.variant, options_.limits, options_.budget_seconds,
                                [](const rc11::Job& job) { return explore_in_child(job); });
    }
  }

  // The result is whether it came to its end: after an interrupt some attempts are missing.
  bool run() {
    bool finished = survey();
    // To refute the last weakenings, larger bounds are explored, where more orders may come up.
    for (std::vector<Task> tasks = take_stock(); finished && !tasks.empty(); tasks = take_stock()) {
      finished = attempt(tasks);
    }
    return finished;
  }

 private:
  struct Task {
    std::size_t form;
    Weakening weakening;
  };

  bool survey() {
    ProgressLine progress(forms_.size());
    std::atomic<std::size_t> done = 0;
    work_off(options_.jobs, forms_.size(), [&](std::size_t i) {
      necessities_[i].survey();
      progress.finished(forms_[i].name());
      ++done;
    });
    return done == forms_.size();
  }

  // Lists the weakenings that have not been tried yet.
  std::vector<Task> take_stock() {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < forms_.size(); ++i) {
      forms_[i].survey = necessities_[i].found();
      for (const Weakening& weakening : forms_[i].survey.weakenings()) {
        const auto& attempts = forms_[i].attempts;
        const bool known = std::ranges::find(attempts, weakening, &Attempt::weakening) != attempts.end();
        if (!known) tasks.push_back({.form = i, .weakening = weakening});
      }
    }
    return tasks;
  }

  bool attempt(const std::vector<Task>& tasks) {
    std::vector<std::optional<Attempt>> attempts(tasks.size());
    ProgressLine progress(tasks.size());
    work_off(options_.jobs, tasks.size(), [&](std::size_t i) {
      const auto& [form, weakening] = tasks[i];
      attempts[i] = necessities_[form].attempt(weakening);
      progress.finished(fmt::format("{} {}", forms_[form].name(), rc11::place(weakening.written)));
    });
    std::size_t done = 0;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (auto& attempt = attempts[i]) {
        forms_[tasks[i].form].attempts.push_back(*std::move(attempt));
        ++done;
      }
    }
    for (WeakenedForm& form : forms_) std::ranges::sort(form.attempts, {}, &Attempt::weakening);
    return done == tasks.size();
  }

  const OrdersOptions& options_;
  std::vector<WeakenedForm>& forms_;
  std::deque<Necessity> necessities_;  // one for each
};

void write_counterexamples(const std::string& directory, std::vector<WeakenedForm>& forms) {
  for (WeakenedForm& form : forms) {
    for (Attempt& attempt : form.attempts) {
      if (attempt.counterexample.empty()) continue;
      const WrittenOrder& written = attempt.weakening.written;
      const auto file =
          std::filesystem::path(directory) /
          fmt::format("{}.{}.{}.{}.{}.{}.txt", form.stem->name, form.variant->name, written.line,
                      name(written.operation), ordinal(written, form.survey.orders), name(attempt.weakening.weaker));
      OutputFile(file.string()).finish(attempt.counterexample);
      attempt.counterexample_file = file.string();
    }
  }
}

// Prints the tables, what is wrong, and the scores. The result is whether nothing is wrong.
bool print(const std::vector<WeakenedForm>& forms) {
  std::string complaints;
  std::string scores;
  Score sum;
  for (const WeakenedForm& form : forms) {
    fmt::print("{}\n", orders_table(form));
    complaints += orders_complaints(form);
    scores += score_line(form.name(), score_of(form));
    sum += score_of(form);
  }
  if (forms.size() > 1) scores += score_line("all", sum);
  fmt::print("{}{}{}", complaints, complaints.empty() ? "" : "\n", scores);
  return complaints.empty();
}

}  // namespace

int orders(const OrdersOptions& options) {
  std::vector<WeakenedForm> forms = forms_named(options.names);
  if (forms.empty()) throw BadInput("there is no form whose orders the exhaustive engine can weaken");
  if (!options.counterexamples.empty()) make_directory(options.counterexamples);
  std::unique_ptr<OutputFile> json;
  if (!options.json.empty()) json = std::make_unique<OutputFile>(options.json);

  if (!Weakener(options, forms).run()) {
    for (const WeakenedForm& form : forms) fmt::print("{}\n", orders_table(form));
    fmt::print(stderr, "turnstile: interrupted; not all weakenings were tried\n");
    return exit_interrupted;
  }
  if (!options.counterexamples.empty()) write_counterexamples(options.counterexamples, forms);
  const bool right = print(forms);
  if (json) json->finish(orders_json(forms));
  return right ? exit_as_contracted : exit_not_as_contracted;
}

}  // namespace turnstile::command
