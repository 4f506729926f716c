#include "models/engines/rc11/litmus/run.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <thread>

#include "models/engines/rc11/hang.hpp"
#include "models/engines/rc11/litmus/interpreter.hpp"

namespace turnstile::rc11::litmus {

namespace {

// Whether these are two accesses to one location by different threads, one of them a write, one of them not atomic,
// that happens-before does not order.
bool races(const Graph& graph, Ref a, Ref b) {
  const Event& x = graph[a];
  const Event& y = graph[b];
  if (!y.is_access_to(x.location) || (!x.plain && !y.plain)) return false;
  if (x.type == rc11::Type::read && y.type == rc11::Type::read) return false;
  return !x.hb.contains(b) && !y.hb.contains(a);
}

bool has_race(const Graph& graph) {
  std::vector<Ref> accesses;  // of the test's own threads: what main does comes before all of them
  bool some_plain = false;
  for (int t = 1; t < graph.threads(); ++t) {
    for (int i = 0; i < graph.length(t); ++i) {
      const Event& e = graph[Ref::of(t, i)];
      if (e.is_access()) accesses.push_back(Ref::of(t, i));
      some_plain |= e.is_access() && e.plain;
    }
  }
  const auto races_with_some = [&](Ref a) {
    return std::ranges::any_of(accesses, [&](Ref b) { return a.thread != b.thread && races(graph, a, b); });
  };
  return some_plain && std::ranges::any_of(accesses, races_with_some);
}

void report(const Row& row, bool as_csv, std::ostream& out) {
  if (as_csv) {
    out << csv(row) << '\n';
    return;
  }
  const auto yes = [](bool b) { return b ? "yes" : "no"; };
  out << std::left << std::setw(24) << row.name << " " << row.executions << " executions";
  if (row.disputed > 0) out << " (" << row.disputed << " forbidden by the letter of C++20)";
  out << ", condition: " << (row.has_condition ? yes(row.exists) : "none") << ", hangs: " << yes(row.liveness_violation)
      << ", races: " << yes(row.race);
  if (!row.remark.empty()) out << " (" << row.remark << ")";
  out << '\n';
}

std::string remark_on(const Test& test, const Interpreter& interpreter) {
  if (!test.is_mapped()) return "";
  std::string remark = "the Linux kernel's operations are taken for C11's";
  if (interpreter.some_kernel_compare_failed()) {
    remark += ", and a cmpxchg that fails orders what precedes it, as it does not in the kernel";
  }
  return remark;
}

// Makes the rows of the tests, some at the same time: each search has one worker.
std::vector<Row> rows_of(const std::vector<Test>& tests, const Options& options) {
  std::vector<Row> rows(tests.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < tests.size(); i = next++) rows[i] = run(tests[i], options);
  };
  std::vector<std::jthread> helpers;
  for (int i = 1; i < options.jobs; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();  // joins
  return rows;
}

bool run_text(const std::string& text, const std::string& file, bool as_csv, const Options& options, std::ostream& out,
              std::ostream& errors) {
  bool decided = true;
  for (const Row& row : rows_of(parse(text, file), options)) {
    if (row.end == Result::End::searched) {
      report(row, as_csv, out);
      // The columns are the same for everybody. A user who reads them by a program sees the remark beside them.
      if (as_csv && !row.remark.empty()) errors << file << ": " << row.name << ": " << row.remark << '\n';
    } else {
      errors << file << ": " << row.name << ": " << row.reason << '\n';
      decided = false;
    }
  }
  return decided;
}

bool run_file(const std::string& file, bool as_csv, const Options& options, std::ostream& out, std::ostream& errors) {
  std::ifstream in(file);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    errors << file << ": cannot be read\n";
    return false;
  }
  try {
    return run_text(text.str(), file, as_csv, options, out, errors);
  } catch (const SyntaxError& e) {
    errors << e.what() << '\n';
    return false;
  }
}

}  // namespace

Row run(const Test& test, const Options& given) {
  Row row{.name = test.name, .has_condition = test.quantifier != Quantifier::none};
  bool some = false;
  bool all = true;
  Options options = given;
  options.jobs = 1;  // what is seen is gathered here
  options.hangs = Hangs::blocked;
  options.limits.rounds_of_await = options.limits.events_of_thread;  // a loop that counts what it sees may be long
  Interpreter interpreter(test);
  const auto after = [&](Execution& execution, Ending ending) {
    row.race |= has_race(execution.graph());
    if (ending == Ending::blocked) {
      row.liveness_violation |= hang_of(execution) == Hang::yes;
      return;
    }
    row.disputed += execution.disputed() ? 1 : 0;
    if (!interpreter.counts(execution)) return;
    const bool satisfied = interpreter.satisfied(execution);
    some |= satisfied;
    all &= satisfied;
  };
  const Result result = explore([&]() -> Body { return {.run = [&] { interpreter.run(); }, .after = after}; }, options);
  row.executions = result.executions;
  row.exists = !row.has_condition || (test.quantifier == Quantifier::forall ? all : some);
  row.remark = remark_on(test, interpreter);
  row.end = result.end;
  row.reason = result.reason;
  row.seconds = result.seconds;
  if (result.end == Result::End::searched && !result.complete) row.end = Result::End::out_of_budget;
  return row;
}

std::string csv(const Row& row) {
  std::ostringstream line;
  line << row.name << ',' << row.executions << ',' << row.exists << ',' << row.liveness_violation << ',' << row.race;
  return line.str();
}

int run_files(const std::vector<std::string>& files, bool as_csv, const Options& options, std::ostream& out,
              std::ostream& errors) {
  if (as_csv) out << csv_header << '\n';
  bool all_well = true;
  for (const std::string& file : files) all_well &= run_file(file, as_csv, options, out, errors);
  return all_well ? 0 : 2;
}

}  // namespace turnstile::rc11::litmus
