// The command line.
#include <algorithm>
#include <charconv>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "coursework/grading/command_line.hpp"
#include "coursework/grading/grade_submission.hpp"
#include "models/command/check.hpp"
#include "models/command/child.hpp"
#include "models/command/engine_process.hpp"
#include "models/command/find.hpp"
#include "models/command/orders.hpp"
#include "models/command/report.hpp"
#include "models/command/show.hpp"
#include "models/command/verdict_json.hpp"
#include "models/engines/rc11/litmus/run.hpp"

namespace {

using namespace turnstile;
using namespace turnstile::command;

constexpr int most_rounds = 8;
constexpr double shortest_budget = 0.01;
constexpr double longest_budget = 86'400;
constexpr int most_jobs = 256;
constexpr int most_unroll = 30'000;
constexpr int most_work = 1000;
constexpr std::uint64_t most_executions = 1'000'000'000'000;

// An option whose values are the names of an enum.
template <class Enum>
void add_choice(CLI::App& app, const std::string& option, std::optional<Enum>& value, const std::string& description,
                const std::vector<Enum>& choices) {
  std::vector<std::string> names;
  names.reserve(choices.size());
  for (const Enum choice : choices) names.emplace_back(name(choice));
  app.add_option_function<std::string>(
         option, [&value](const std::string& text) { value = named<Enum>(text); }, description)
      ->type_name("WORD")
      ->check(CLI::IsMember(names));
}

// A number, and not one of the words that the standard library reads as numbers.
std::string range_error(const std::string& text, double low, double high) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && value >= low && value <= high) return "";
  return fmt::format("{} is not a number from {} to {}", text, low, high);
}

void add_budget(CLI::App& app, double& seconds, const std::string& description) {
  app.add_option("--budget", seconds, description)->type_name("SECONDS")->check([](const std::string& text) {
    return range_error(text, shortest_budget, longest_budget);
  });
}

void add_seq_cst(CLI::App& app, std::optional<rc11::SeqCst>& value, const std::string& whose) {
  using rc11::SeqCst;
  add_choice(app, "--sc", value,
             whose +
                 "what the order of seq_cst operations respects (cxx20); rc11: what the paper says; letter: all that "
                 "C++20 says, more than compilers do",
             {SeqCst::cxx20, SeqCst::rc11, SeqCst::letter});
}

// Adds the options that only the exhaustive engine has.
void add_exhaustive(CLI::App& check, CheckOptions& options) {
  check
      .add_option("--executions", options.executions,
                  "Of rc11 only: executions for each verdict; out of budget is not_refuted")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, most_executions));
  check
      .add_option(
          "--unroll", options.unroll,
          "Of rc11 only: a thread performs no operation of the program more than N times; what goes on longer is "
          "not_refuted")
      ->type_name("N")
      ->check(CLI::Range(1, most_unroll));
  check
      .add_option_function<std::string>(
          "--notify-after-destroy",
          [&options](const std::string& word) { options.notify_after_destroy = word == "allowed"; },
          "Of rc11 only: to notify an atomic after its end is an error of C++ (violated), or does what kernels do, "
          "which "
          "wake by address (allowed)")
      ->type_name("WORD")
      ->default_str("violated")
      ->check(CLI::IsMember({"violated", "allowed"}));
  add_seq_cst(check, options.seq_cst, "Of rc11 only: ");
}

void add_check(CLI::App& app, CheckOptions& options) {
  CLI::App& check =
      *app.add_subcommand("check", "Check algorithms against their contracts and print the verdict table");
  check
      .add_option("name", options.names,
                  "'peterson' for all its variants, 'peterson/broken_acq_rel' for one; none: all")
      ->type_name("NAME");
  check
      .add_option_function<std::string>(
          "--engine", [&options](const std::string& text) { options.engine = named<Engine>(text); },
          "Who answers: one engine, or all that this build has")
      ->type_name("WORD")
      ->check(CLI::IsMember({"relacy", "rc11", "uniprocessor", "all"}));
  add_choice(check, "--property", options.property, "Only this one",
             {Property::mutual_exclusion, Property::progress, Property::bounded_waiting, Property::linearizability});
  check.add_flag("--violated", options.only_violated, "Only what the contract says is violated");
  check.add_option("--threads", options.threads, "Other than the contract's: nothing is compared")
      ->type_name("N")
      ->check(CLI::Range(relacy::fewest_threads, relacy::most_threads));
  check.add_option("--rounds", options.rounds, "Rounds of each thread, other than the contract's: nothing is compared")
      ->type_name("R")
      ->check(CLI::Range(1, most_rounds));
  add_choice(check, "--scheduler", options.scheduler, "Relacy only, and only this search; nothing is compared",
             {relacy::Scheduler::random, relacy::Scheduler::bound, relacy::Scheduler::full});
  add_budget(check, options.budget_seconds, "Seconds for each verdict; out of budget is not_refuted");
  check.add_flag(
      "--thorough", options.thorough,
      "Let Relacy search ten times as long, the simulated processor try more arrivals, and rc11 explore two rounds "
      "where they take seconds: minutes, not one");
  check.add_option("--work", options.work, "Let each search go on for N times as many operations as usual")
      ->type_name("N")
      ->check(CLI::Range(1, most_work));
  add_exhaustive(check, options);
  check.add_option("--jobs", options.jobs, "Verdicts at the same time (all processors)")
      ->type_name("N")
      ->check(CLI::Range(1, most_jobs));
  check.add_option("--json", options.json, "Also write the verdicts to this file (schema turnstile.verdicts/1)")
      ->type_name("FILE");
  check.add_option("--counterexamples", options.counterexamples, "Also write each counterexample to a file in here")
      ->type_name("DIR");
  check.footer(
      "holds        everything inside the bounds was explored (rc11, uniprocessor)\n"
      "not_refuted  nothing found in what was explored    violated  with its kind, of right locks, too\n"
      "unknown      the engine could not decide           full      properties whose full search came to its end: of\n"
      "                                                             2 threads x 1 round, or as --scheduler full asks\n"
      "Exit status: 0 every verdict is the contract's, 1 some verdict is not, 2 bad usage or bad input, 130 "
      "interrupted.");
}

CLI::App& add_orders(CLI::App& app, OrdersOptions& options) {
  CLI::App& orders = *app.add_subcommand("orders", "Weaken every memory order: is each one necessary?");
  orders
      .add_option("name", options.names,
                  "'peterson' for all its right forms, 'peterson/correct_rmw' for one; none: all right forms")
      ->type_name("NAME");
  orders.add_option("--threads", options.limits.most_threads, "At most so many (as many as the contract has)")
      ->type_name("N")
      ->check(CLI::Range(relacy::fewest_threads, relacy::most_threads));
  orders
      .add_option("--rounds", options.limits.most_rounds,
                  "At most so many of each thread (as many as the contract has)")
      ->type_name("R")
      ->check(CLI::Range(1, most_rounds));
  add_budget(orders, options.budget_seconds, "Seconds for each weakening; out of budget is not_refuted");
  orders.add_option("--jobs", options.jobs, "Weakenings at the same time (all processors)")
      ->type_name("N")
      ->check(CLI::Range(1, most_jobs));
  orders.add_option("--json", options.json, "Also write the result to this file (schema turnstile.orders/1)")
      ->type_name("FILE");
  orders.add_option("--counterexamples", options.counterexamples, "Also write each counterexample to a file in here")
      ->type_name("DIR");
  orders.footer(
      "Each order is taken for the next weaker one, one place at a time, and the form is checked by the exhaustive\n"
      "engine with more and more threads and rounds, until something is violated that its contract promises.\n"
      "  read-modify-write, fence   seq_cst > acq_rel > acquire, release > relaxed (a fence: none)\n"
      "  load, failed compare       seq_cst > acquire > relaxed        store   seq_cst > release > relaxed\n"
      "violated     the order is necessary: killed, with what was shown, and how many threads x rounds it took\n"
      "holds        nobody needs it within the bounds          not_refuted  likewise, but not everything was explored\n"
      "Exit status: 0 every weakening of right forms is killed, or survives as declared with a proof, 1 some is not,\n"
      "2 bad usage or bad input, 130 interrupted.");
  return orders;
}

CLI::App& add_show(CLI::App& app, ShowOptions& options) {
  CLI::App& show = *app.add_subcommand("show", "Show a counterexample: as text, as a graph, as a page to step through");
  show.add_option("file", options.file, "Of schema turnstile.counterexample/1, as check --counterexamples writes it")
      ->type_name("FILE")
      ->required();
  show.add_option_function<std::string>(
          "--format", [&options](const std::string& text) { options.format = *named<Format>(text); },
          "text, dot (for Graphviz) or html (text)")
      ->type_name("WORD")
      ->check(CLI::IsMember({"text", "dot", "html"}));
  show.add_option("-o,--output", options.output, "Write it to this file")->type_name("FILE");
  show.add_flag("--details", options.details, "Of text: also the line and the memory order of each step");
  show.footer(
      "Steps go from top to bottom, a column a thread; a bar stands where a thread is in its critical section. A "
      "stale\n"
      "read saw a write that another one had replaced by then. Exit status: 0, 2 bad usage or no counterexample.");
  return show;
}

CLI::App& add_replay(CLI::App& app, ReplayOptions& options) {
  CLI::App& replay = *app.add_subcommand("replay", "Run a counterexample again: is it still violated?");
  replay.add_option("file", options.file, "Of schema turnstile.counterexample/1")->type_name("FILE")->required();
  replay.footer(
      "The algorithm, as it is compiled into this program, is led along the recorded execution, step by step.\n"
      "Exit status: 0 it still violates, 1 it runs so but no longer violates, 2 no counterexample, or it does not fit "
      "the\n"
      "code, with the first step that differs.");
  return replay;
}

CLI::App& add_report(CLI::App& app, ReportOptions& options) {
  CLI::App& report = *app.add_subcommand("report", "Make one page of a whole run");
  report
      .add_option("dir", options.directory,
                  "What 'turnstile check --json DIR/verdicts.json --counterexamples DIR' has written")
      ->type_name("DIR")
      ->required();
  report.add_option("-o,--output", options.output, "The page")->type_name("FILE")->required();
  report.footer("Exit status: 0, 2 bad usage or a directory that is not that.");
  return report;
}

// Relacy's programs are compiled in: it has no interpreter.
std::string litmus_engine_error(const std::string& engine) {
  if (engine == "rc11") return "";
  if (engine != "relacy") return engine + " is not an engine of litmus tests; rc11 is";
  return "relacy does not read files; its litmus tests are compiled in (ctest -R litmus.relacy), rc11 runs files";
}

struct LitmusOptions {
  std::vector<std::string> files;
  std::optional<rc11::SeqCst> seq_cst;
  bool as_csv = false;
  int jobs = 1;
};

CLI::App& add_litmus(CLI::App& app, LitmusOptions& options) {
  CLI::App& litmus = *app.add_subcommand("litmus", "Run C litmus tests, in the dialect of herd");
  litmus.add_option("file", options.files, "Files of one test or several")->type_name("FILE")->required();
  litmus.add_option("--engine", "Who answers: rc11")->type_name("WORD")->check(litmus_engine_error);
  litmus.add_flag("--csv", options.as_csv, "As comma-separated values");
  add_seq_cst(litmus, options.seq_cst, "");
  litmus.add_option("--jobs", options.jobs, "Tests at the same time (all processors)")
      ->type_name("N")
      ->check(CLI::Range(1, most_jobs));
  litmus.footer(
      "executions          in which all threads came to their end\n"
      "exists              some execution meets the condition; of forall: all do; without a condition: 1\n"
      "liveness_violation  some await can wait for ever\n"
      "race                two accesses, one of them plain, that happens-before does not order\n"
      "The Linux kernel's operations (READ_ONCE, smp_mb, cmpxchg, ...) are taken for C11's. The row says so, with "
      "--csv\n"
      "a line on standard error. docs/rc11.md, Litmus tests, has what is read.\n"
      "Exit status: 0 all were decided, 2 bad usage, a bad file, or a test that was not decided.");
  return litmus;
}

int run_litmus(const LitmusOptions& options) {
  const rc11::Limits limits{.spurious_failures = 0, .seq_cst = options.seq_cst.value_or(rc11::SeqCst::cxx20)};
  return rc11::litmus::run_files(options.files, options.as_csv, {.jobs = options.jobs, .limits = limits}, std::cout,
                                 std::cerr);
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

const coursework::Judge& judge() {
  static const coursework::Judge only{.assignments = &coursework::assignments(),
                                      .grade = &coursework::grade_submission,
                                      .version = &coursework::version_of_grading};
  return only;
}

// The result is false if the user only asked for help. Throws BadInput.
bool parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}\n", app.help());
    return false;
  } catch (const CLI::RequiredError& e) {
    const auto named_so = [&](const CLI::App* command) { return argc > 1 && command->get_name() == argv[1]; };
    const bool of_a_command = !app.get_subcommands(named_so).empty();
    if (argc < 2 || argv[1][0] == '-' || of_a_command) throw BadInput(one_line(e.what()) + "; see 'turnstile --help'");
    throw BadInput(fmt::format("unknown command '{}'; see 'turnstile --help'", argv[1]));
  } catch (const CLI::ParseError& e) {
    throw BadInput(one_line(e.what()) + "; see 'turnstile --help'");
  }
  return true;
}

int run(int argc, char** argv) {
  CLI::App app("Verifies synchronization algorithms: mutual exclusion, progress, bounded waiting", "turnstile");
  app.require_subcommand(1);
  CLI::App& list = *app.add_subcommand("list", "All algorithms and variants");
  bool list_as_json = false;
  list.add_flag("--json", list_as_json, "With the contract of each (schema turnstile.list/1)");

  const auto processors =
      static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, static_cast<unsigned>(most_jobs)));
  CheckOptions options;
  options.jobs = processors;
  add_check(app, options);
  OrdersOptions orders_options;
  orders_options.jobs = processors;
  const CLI::App& orders = add_orders(app, orders_options);
  LitmusOptions litmus_options;
  litmus_options.jobs = processors;
  const CLI::App& litmus = add_litmus(app, litmus_options);
  ShowOptions show_options;
  const CLI::App& show = add_show(app, show_options);
  ReplayOptions replay_options;
  const CLI::App& replay = add_replay(app, replay_options);
  ReportOptions report_options;
  const CLI::App& report = add_report(app, report_options);
  coursework::GradeOptions grade_options;
  grade_options.jobs = processors;
  const CLI::App& grade = coursework::add_grade(app, grade_options, coursework::assignments());

  if (!parse(app, argc, argv)) return 0;
  if (list.parsed()) {
    print_list(list_as_json);
    return 0;
  }
  if (litmus.parsed()) return run_litmus(litmus_options);
  if (show.parsed()) return command::show(show_options);
  if (report.parsed()) return command::report(report_options);
  Interrupt::install();
  if (replay.parsed()) return command::replay(replay_options);
  if (grade.parsed()) return coursework::grade(grade_options, judge());
  return orders.parsed() ? command::orders(orders_options) : command::check(options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc == 4 && coursework::is_grading_command(argv[1])) {
      return coursework::run_grading(std::stoi(argv[2]), argv[3], judge());
    }
    const bool internal = argc == 4 && is_engine_command(argv[1]);
    return internal ? run_engine(argv[1], std::stoi(argv[2]), argv[3]) : run(argc, argv);
  } catch (const std::exception& e) {
    fmt::print(stderr, "turnstile: {}\n", one_line(e.what()));
    return exit_bad_input;
  }
}
