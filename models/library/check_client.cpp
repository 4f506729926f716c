#include <algorithm>
#include <atomic>
#include <utility>

#include <fmt/format.h>

#include "models/counterexample/explain.hpp"
#include "models/counterexample/make.hpp"
#include "models/counterexample/relations.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/library/result.hpp"
#include "models/library/search.hpp"
#include "turnstile/detail/platform.hpp"

namespace turnstile {

namespace {

using rc11::Execution;
using End = rc11::Result::End;

// A client, as the engine runs it in each execution.
class Client {
 public:
  explicit Client(const std::function<void()>& run) : run_(run) {}

  [[nodiscard]] rc11::Body body() {
    return {.run = [this] { run(); },
            .after = [this](const Execution& execution, rc11::Ending) { look_at(execution.graph()); },
            .describe = [](const Execution& execution,
                           Names& names) { detail::describe_variables(execution.memory(), names); }};
  }
  [[nodiscard]] int threads() const { return threads_; }
  // Whether the engine saw anything of it.
  [[nodiscard]] bool seen() const { return seen_; }

 private:
  void run() const {
    detail::forget_variables();
    run_();
    Execution::current().check_leaks();
  }
  void look_at(const rc11::Graph& graph) {
    if (graph.length(0) > 0) seen_ = true;
    int most = threads_;
    while (most < graph.threads() - 1 && !threads_.compare_exchange_weak(most, graph.threads() - 1)) {
    }
  }

  const std::function<void()>& run_;
  std::atomic<int> threads_ = 0;
  std::atomic<bool> seen_ = false;
};

int threads_in(const Trace& trace) {
  int threads = 0;
  for (const Step& step : trace) threads = std::max(threads, step.thread + 1);
  return threads;
}

// A client starts threads as it goes: they have no rounds, and those that did something are the ones that are shown.
std::string shown(const rc11::Result& found) {
  counterexample::Artifact artifact;
  artifact.kind = found.kind;
  artifact.engine = Engine::rc11;
  artifact.model = rc11::model;
  artifact.events = found.trace;
  const bool too_long = artifact.events.size() > counterexample::Relations::most_events;
  if (too_long) {
    artifact.sentence = counterexample::explain(artifact).sentence;
  } else {
    artifact = counterexample::make(std::move(artifact));
  }
  return counterexample::text(artifact, {.colour = false, .details = true});
}

void conclude(CheckResult& result, const rc11::Result& found) {
  switch (found.end) {
    case End::violated:
      result.verdict = Outcome::violated;
      result.kind = found.kind;
      result.bounds.threads = std::max(result.bounds.threads, threads_in(found.trace));
      result.counterexample = shown(found);
      break;
    case End::unknown:
    case End::learnt:
      result.verdict = Outcome::unknown;
      break;
    case End::out_of_budget:
      result.verdict = Outcome::not_refuted;
      break;
    case End::searched:
      result.verdict = found.complete ? Outcome::holds : Outcome::not_refuted;
      break;
  }
}

// What an incomplete search says of itself: a user who reads that nothing was found is told where nothing was sought.
std::string told(const rc11::Result& found) {
  const bool nothing = found.executions + found.blocked == 0 && found.end != End::violated;
  if (!nothing && found.end == End::out_of_budget) {
    return fmt::format("{}, after about {:.1f} % of the search", found.reason, 100 * found.share);
  }
  if (!nothing) return found.reason;
  return "nothing was explored" + (found.reason.empty() ? "" : ": " + found.reason);
}

CheckResult checked(const std::function<void()>& function, const ClientOptions& asked) {
  const Effort& effort = asked.effort;
  Client client(function);
  detail::Spender spender(effort);
  rc11::Options options;
  options.limits.notify_after_destroy = asked.notify_after_destroy;
  options.budget_seconds = spender.seconds_left();
  const rc11::Result found = spender.spend(options, [&](const rc11::Options& with_effort) {
    return rc11::explore([&] { return client.body(); }, with_effort);
  });
  CheckResult result;
  result.bounds.threads = client.threads();
  result.reason = told(found);
  result.share = found.complete ? 1 : found.share;
  if (found.spurious_limited) result.spurious = effort.spurious;
  result.executions = found.executions + found.blocked;
  result.blocked = found.blocked;
  conclude(result, found);
  if (result.verdict == Outcome::holds && !client.seen()) {
    result.verdict = Outcome::unknown;
    result.reason =
        "the client used no atomic and started no thread that the engine sees: is its file compiled with "
        "TURNSTILE_CHECKING?";
  }
  result.complete = result.verdict == Outcome::holds;
  result.seconds = spender.seconds();
  return result;
}

}  // namespace

CheckResult check(const std::function<void()>& client, const ClientOptions& options) {
  CheckResult result;
  result.reason = client ? detail::complaint(options.effort) : "there is no client";
  if (result.reason.empty()) result.reason = detail::inside_of_a_check();
  if (result.reason.empty()) result = checked(client, options);
  result.name = options.name;
  result.model = rc11::model;
  result.expected = options.expected;
  return result;
}

}  // namespace turnstile
