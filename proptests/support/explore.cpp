#include "proptests/support/explore.hpp"

#include <tuple>

#include <fmt/format.h>
#include <rapidcheck.h>

#include "models/engines/interleaving/easiest.hpp"
#include "models/engines/interleaving/tests/schedules.hpp"
#include "proptests/support/quiet_check.hpp"

namespace turnstile::interleaving {

namespace {

// Many turns of each thread, even of the longest ones, so that an execution of this length was a fair one.
constexpr std::uint64_t steps_per_thread = 1000;
// A list of preemptions is at most this long; longer ones show little more.
constexpr int longest_list = 12;

rc::detail::TestParams parameters(int schedules, std::uint64_t seed) {
  rc::detail::TestParams parameters;
  parameters.seed = seed;
  parameters.maxSuccess = schedules;
  parameters.maxSize = longest_list;
  return parameters;
}

// Whether `a` is reported rather than `b`: a violation comes before one whose kind stands later in enum Kind, any
// violation before what could not be decided, and that before nothing.
bool outranks(const Ending& a, const Ending& b) {
  const auto rank = [](const Ending& e) { return std::tuple(e.kind == Kind::none, e.kind, e.given_up == nullptr); };
  return rank(a) < rank(b);
}

// The simplest schedule that RapidCheck finds whose ending outranks what is known, if it finds any.
std::optional<Failure> search(Executor& executor, const rc::detail::TestParams& parameters, const Ending& known) {
  std::optional<std::pair<Ending, Schedule>> found;
  const rc::Gen<Schedule> any_schedule = schedules(executor.mix().threads);
  const auto property = [&] {
    const Schedule schedule = *any_schedule;
    const Ending ending = executor.execute(schedule);
    if (!outranks(ending, known)) return;
    // Shrinking goes on from each simpler schedule that still fails: the last that does is the simplest.
    found = {ending, schedule};
    RC_FAIL("see what was found");
  };
  holds_quietly(property, parameters);
  if (!found) return std::nullopt;
  return failure_under(executor, found->first, found->second);
}

}  // namespace

Executor executor_of(const Question& question) {
  const std::uint64_t step_limit = steps_per_thread * static_cast<std::uint64_t>(question.mix.threads);
  return {question.program,
          question.mix,
          {.at_hang = question.at_hang,
           .step_limit = step_limit,
           .claimed_bypass = question.claimed_bypass,
           .claimed_of = question.claimed_of,
           .hang_means = question.hang_means,
           .waiting_is_wrong = question.waiting_is_wrong}};
}

Report explore(const Question& question) { return explore(question, schedules_to_pass, configured().seed); }

Report explore(const Question& question, int schedules, std::uint64_t seed) {
  Executor executor = executor_of(question);
  Report report;
  report.seed = seed;
  const auto known = [&] { return report.failure ? report.failure->ending : Ending{}; };
  while (auto worse = search(executor, parameters(schedules, seed), known())) report.failure = std::move(worse);
  if (report.failure) report.failure = easiest(executor, *report.failure);
  report.tally = executor.tally();
  return report;
}

std::string text(const Report& report, const Mix& mix) {
  if (!report.failure) return fmt::format("Rounds {}: passed {} executions\n", mix.text(), report.tally.executions);
  return fmt::format("Rounds {}: {}", mix.text(), interleaving::text(*report.failure, mix.threads));
}

std::string how_to_repeat(const Report& report) {
  return fmt::format("To repeat this: RC_PARAMS=\"seed={}\"\n", report.seed);
}

}  // namespace turnstile::interleaving
