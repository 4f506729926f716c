#include "models/command/orders.hpp"

#include <algorithm>
#include <atomic>
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

bool explored(const Variant& variant) {
  return std::ranges::any_of(
      names_of<Property>, [&](const char* property) { return variant.asks(Engine::rc11, *named<Property>(property)); });
}

// A stem stands for its right forms; a broken one has to be named.
bool is_meant(const std::string& name, const Variant& variant) {
  return explored(variant) && (!variant.broken() || name.find('/') != std::string::npos);
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
      throw BadInput(fmt::format("{}: there is no form that the exhaustive engine explores", name));
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
  Weakener(const OrdersOptions& options, std::vector<WeakenedForm>& forms) : options_(options), forms_(forms) {}

  // Whether it came to its end: what was interrupted has fewer attempts.
  bool run() { return survey() && attempt(); }

 private:
  struct Task {
    WeakenedForm* form;
    Weakening weakening;
  };

  [[nodiscard]] Necessity necessity_of(const WeakenedForm& form) const {
    return {*form.stem, *form.variant, options_.limits, options_.budget_seconds,
            [](const rc11::Job& job) { return explore_in_child(job); }};
  }

  bool survey() {
    ProgressLine progress(forms_.size());
    std::atomic<std::size_t> done = 0;
    work_off(options_.jobs, forms_.size(), [&](std::size_t i) {
      forms_[i].survey = necessity_of(forms_[i]).survey();
      progress.finished(forms_[i].name());
      ++done;
    });
    return done == forms_.size();
  }

  bool attempt() {
    std::vector<Task> tasks;
    for (WeakenedForm& form : forms_) {
      for (const Weakening& weakening : form.survey.weakenings()) tasks.push_back({&form, weakening});
    }
    std::vector<std::optional<Attempt>> attempts(tasks.size());
    ProgressLine progress(tasks.size());
    work_off(options_.jobs, tasks.size(), [&](std::size_t i) {
      const auto& [form, weakening] = tasks[i];
      attempts[i] = necessity_of(*form).attempt(weakening, form->survey);
      progress.finished(fmt::format("{} {}", form->name(), rc11::place(weakening.written)));
    });
    std::size_t done = 0;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (auto& attempt = attempts[i]) {
        tasks[i].form->attempts.push_back(*std::move(attempt));
        ++done;
      }
    }
    return done == tasks.size();
  }

  const OrdersOptions& options_;
  std::vector<WeakenedForm>& forms_;
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

// Tables, what is wrong, scores. Whether nothing is wrong.
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
  if (forms.empty()) throw BadInput("there is no form that the exhaustive engine explores");
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
