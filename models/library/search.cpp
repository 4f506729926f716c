#include "models/library/search.hpp"

#include <algorithm>
#include <thread>

#include "models/library/foreign.hpp"

namespace turnstile::detail {

namespace {

constexpr double no_limit = 1e9;
constexpr int most_events = 30'000;
// One worker explores so many before all of them do: what is found soon is then the same in every run.
constexpr std::uint64_t executions_alone = 10'000;

rc11::Result out_of_budget() {
  rc11::Result result;
  result.end = rc11::Result::End::out_of_budget;
  result.reason = "the budget was used up";
  return result;
}

}  // namespace

std::string complaint(const Effort& effort) {
  if (effort.seconds < 0) return "a search cannot take less than no time";
  if (effort.events < 1 || effort.events > most_events) return "a thread can have 1 to 30000 events";
  if (effort.unroll < 0) return "a loop cannot go round less than not at all";
  if (effort.spurious < 0) return "there are no fewer failures than none";
  if (effort.stuck_seconds < 0) return "an execution cannot be given up after less than no time";
  if (effort.jobs < 0) return "a search needs a thread";
  return "";
}

Spender::Spender(const Effort& effort) : effort_(effort) {
  watch_foreign_calls();
  if (effort_.jobs == 0) effort_.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

double Spender::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double Spender::seconds_left() const { return effort_.seconds > 0 ? effort_.seconds - seconds() : no_limit; }

rc11::Result Spender::spend(rc11::Options options, const std::function<rc11::Result(const rc11::Options&)>& search) {
  if (effort_.executions > 0 && executions_ >= effort_.executions) return out_of_budget();
  if (options.budget_seconds <= 0) return out_of_budget();
  options.limits.events_of_thread = effort_.events;
  options.limits.unroll = effort_.unroll;
  options.limits.spurious_failures = std::min(options.limits.spurious_failures, effort_.spurious);
  options.watched = true;
  options.stuck_seconds = effort_.stuck_seconds;
  options.limits.spurious_wakeups = 1;
  if (effort_.executions > 0) options.most_executions = effort_.executions - executions_;
  rc11::Result result = search_alone_first(options, search);
  executions_ += result.executions + result.blocked;
  return result;
}

rc11::Result Spender::search_alone_first(rc11::Options options,
                                         const std::function<rc11::Result(const rc11::Options&)>& search) const {
  const std::uint64_t wanted = options.most_executions;
  const double wanted_seconds = options.budget_seconds;
  const double before = seconds();
  const bool is_enough = effort_.jobs == 1 || (wanted > 0 && wanted <= executions_alone);
  if (!is_enough) options.most_executions = executions_alone;
  rc11::Result result = search(options);
  if (is_enough || result.end != rc11::Result::End::out_of_budget) return result;
  options.most_executions = wanted;
  options.jobs = effort_.jobs;
  options.budget_seconds = wanted_seconds - (seconds() - before);
  return options.budget_seconds > 0 ? search(options) : result;
}

}  // namespace turnstile::detail
