// The command line of the stress client.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sanitizers/race_report.hpp"
#include "sanitizers/stress.hpp"
#include "sanitizers/trial.hpp"
#include "sanitizers/workers.hpp"

namespace {

using namespace turnstile::stress;

// Nothing was seen, and it need not be the form's fault: the workers met too seldom. A worker without another, though,
// is the fault of the stem that says so.
bool excused(const Form& form, const Plan& plan, const Outcome& outcome) {
  return none(outcome.mistakes) && form.workers > 1 && !fair_chance(plan, outcome);
}

std::string_view why_not(const Form& form, const Plan& plan, const Outcome& outcome) {
  if (excused(form, plan, outcome)) return ", skipped: on this machine, as busy as it is, the workers hardly ever met";
  if (plan.expect == Expect::race) return ", and no report of ThreadSanitizer";
  if (plan.expect == Expect::nothing && none(outcome.mistakes)) {
    return ", and no worker ever waited for another: nothing was tested";
  }
  return "";
}

int report(const Form& form, const Plan& plan, const Outcome& outcome) {
  const std::string what = describe(form, plan, outcome);
  if (as_expected(plan, outcome)) {
    fmt::print("{}\n", what);
    return exit_as_expected;
  }
  fmt::print(stderr, "{}{}\n", what, why_not(form, plan, outcome));
  return excused(form, plan, outcome) ? exit_skipped : exit_otherwise;
}

int run(const Form& form, const Plan& plan) {
  const Outcome outcome = stress(form, plan);
  const int status = report(form, plan, outcome);
  if (outcome.ended != Ended::well) {
    std::fflush(stdout);
    std::_Exit(status);
  }
  return status;
}

void print_list() {
  for (const Form& form : catalogue()) {
    fmt::print("{}{}{}{}{}\n", form.name, form.right ? " right" : "", form.symptoms.race ? " race" : "",
               form.symptoms.mistake ? " mistake" : "", form.reach == Reach::processes ? " processes" : "");
  }
}

const Form& find(const std::string& name) {
  const auto& all = catalogue();
  const auto found = std::ranges::find(all, name, &Form::name);
  if (found == all.end()) throw std::invalid_argument("no form is called '" + name + "'; 'list' names them all");
  return *found;
}

void check(const Form& form, const Plan& plan) {
  if (plan.processes && form.reach != Reach::processes) {
    throw std::invalid_argument("'" + form.name + "' wakes nobody in another process");
  }
  if (plan.expect != Expect::race) return;
  if (!form.symptoms.race) throw std::invalid_argument("'" + form.name + "' is not known to race");
  if (!thread_sanitizer()) throw std::invalid_argument("only a build with ThreadSanitizer can report a race");
  if (plan.processes) throw std::invalid_argument("ThreadSanitizer does not see what other processes do");
}

// Does what CLI::Range does, but refuses "nan", too.
std::string seconds(const std::string& text) {
  constexpr double shortest = 0.01;
  constexpr double longest = 86'400;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error == std::errc() && end == text.data() + text.size();
  if (number && value >= shortest && value <= longest) return "";
  return fmt::format("'{}' is not a number of seconds from {} to {}", text, shortest, longest);
}

void add_options(CLI::App& app, Plan& plan) {
  constexpr std::int64_t most_rounds = 1'000'000'000'000;
  app.add_option("--rounds", plan.rounds, "Rounds of each worker (without --seconds: 100000)")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, most_rounds));
  app.add_option(
         "--seconds", plan.seconds,
         "End soon after this time, whatever rounds are left; up to three times as late while the workers hardly meet")
      ->type_name("S")
      ->check(seconds);
  app.add_flag("--processes", plan.processes, "Workers are processes that share the lock's memory, not threads");
  app.add_option(
         "--expect", plan.expect,
         "nothing (default); mistake: an overlap, a lost update or the like; race: ThreadSanitizer's first report is a "
         "data race on the variable in question")
      ->type_name("WHAT")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Expect>{
          {"nothing", Expect::nothing}, {"mistake", Expect::mistake}, {"race", Expect::race}}));
  app.add_option("--patience", plan.patience, "Seconds without any entry, after which the workers are stuck (20)")
      ->type_name("S")
      ->check(seconds);
  app.footer("Exit status: 0 as expected, 1 not as expected, or stuck, 2 bad usage, 77 the workers hardly ever met.");
}

int run(int argc, char** argv) {
  constexpr std::int64_t default_rounds = 100'000;
  CLI::App app("Stresses a lock with real threads or processes", "turnstile_stress");
  std::string name;
  Plan plan;
  app.add_option("name", name, "A form, as in 'peterson/correct'; or 'list' for all names")->required();
  add_options(app, plan);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return exit_as_expected;
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(std::string(error.what()) + "; see 'turnstile_stress --help'");
  }
  if (name == "list") {
    print_list();
    return exit_as_expected;
  }
  if (app.count("--rounds") + app.count("--seconds") == 0) plan.rounds = default_rounds;
  const Form& form = find(name);
  check(form, plan);
  return run(form, plan);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "turnstile_stress: {}\n", error.what());
    return exit_bad_input;
  } catch (const std::exception& error) {
    fmt::print(stderr, "turnstile_stress: {}\n", error.what());
    return exit_otherwise;
  }
}
