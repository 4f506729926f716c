// The command line.
#include <algorithm>
#include <exception>
#include <map>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "models/command/check.hpp"
#include "models/command/child.hpp"
#include "models/command/find.hpp"
#include "models/command/simulate.hpp"
#include "models/command/verdict_json.hpp"

namespace {

using namespace turnstile;
using namespace turnstile::command;

template <class Enum>
std::map<std::string, Enum> choices() {
  std::map<std::string, Enum> all;
  for (std::size_t i = 0; i < names_of<Enum>.size(); ++i) all.emplace(names_of<Enum>[i], static_cast<Enum>(i));
  return all;
}

constexpr int most_rounds = 8;
constexpr double longest_budget = 86'400;
constexpr int most_jobs = 256;

void add_check(CLI::App& app, CheckOptions& options, std::string& engine) {
  CLI::App& check =
      *app.add_subcommand("check", "Check algorithms against their contracts and print the verdict table");
  check
      .add_option("name", options.names,
                  "'peterson' for all its variants, 'peterson/broken_acq_rel' for one; none: all")
      ->type_name("NAME");
  check.add_option("--engine", engine, "Who answers: relacy, or all that this build has")
      ->type_name("ENGINE")
      ->check(CLI::IsMember({"relacy", "all"}));
  check.add_option("--property", options.property, "Only this: mutual_exclusion, progress or bounded_waiting")
      ->type_name("P")
      ->transform(CLI::Transformer(choices<Property>()))
      ->check(CLI::IsMember({Property::mutual_exclusion, Property::progress, Property::bounded_waiting}));
  check.add_option("--threads", options.threads, "Other than the contract's: nothing is compared")
      ->type_name("N")
      ->check(CLI::Range(relacy::fewest_threads, relacy::most_threads));
  check.add_option("--rounds", options.rounds, "Rounds of each thread, other than the contract's: nothing is compared")
      ->type_name("R")
      ->check(CLI::Range(1, most_rounds));
  check.add_option("--scheduler", options.scheduler, "Only this search: random, bound or full; nothing is compared")
      ->type_name("S")
      ->transform(CLI::Transformer(choices<relacy::Scheduler>()));
  check.add_option("--budget", options.budget_seconds, "Seconds for each verdict; out of budget is not_refuted")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.01, longest_budget));
  check.add_option("--jobs", options.jobs, "Verdicts at the same time (all processors)")
      ->type_name("N")
      ->check(CLI::Range(1, most_jobs));
  check.add_option("--json", options.json, "Also write the verdicts to this file (schema turnstile.verdicts/1)")
      ->type_name("FILE");
  check.add_option("--counterexamples", options.counterexamples, "Also write each counterexample to a file in here")
      ->type_name("DIR");
  check.footer(
      "not_refuted  nothing found in what was explored    violated  with the kind; a known property of some right "
      "locks\n"
      "unknown      the engine could not decide           'full'    properties whose full search of these bounds "
      "ended\n"
      "Exit status: 0 every verdict is the contract's, 1 some verdict is not, 2 bad usage or bad input, 130 "
      "interrupted.");
}

void print_list(bool json) {
  if (json) {
    fmt::print("{}", list_json(catalogue()));
    return;
  }
  for (const auto& [stem, variant] : select({})) fmt::print("{}/{}\n", stem->name, variant->name);
}

std::string one_line(std::string text) {
  text = text.substr(0, text.find('\n'));
  return text;
}

int run(int argc, char** argv) {
  CLI::App app("Verifies synchronization algorithms: mutual exclusion, progress, bounded waiting", "turnstile");
  app.require_subcommand(1);
  CLI::App& list = *app.add_subcommand("list", "All algorithms and variants");
  bool list_as_json = false;
  list.add_flag("--json", list_as_json, "With the contract of each (schema turnstile.list/1)");

  CheckOptions options;
  options.jobs =
      static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, static_cast<unsigned>(most_jobs)));
  std::string engine = "all";
  add_check(app, options, engine);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& e) {
    throw BadInput(one_line(e.what()) + "; see 'turnstile --help'");
  }
  if (list.parsed()) {
    print_list(list_as_json);
    return 0;
  }
  Interrupt::install();
  return command::check(options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const bool internal = argc == 4 && std::string_view(argv[1]) == simulate_command;
    return internal ? answer_simulation(std::stoi(argv[2]), argv[3]) : run(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "turnstile: {}\n", one_line(e.what()));
    return exit_bad_input;
  }
}
