#include "sanitizers/trial.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "sanitizers/race_report.hpp"
#include "sanitizers/workers.hpp"

namespace turnstile::stress {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// The workers agree on the number of rounds beforehand, batch by batch, and the clock is looked at in between: if each
// of them stopped by itself, strict alternation would leave its partner waiting for ever.
struct Batch {
  std::int64_t rounds = 0;  // of each worker
  bool linger = false;
};

constexpr std::int64_t shortest_batch = 100;
constexpr std::int64_t longest_batch = 1'000'000;

// Long enough for the start not to matter; not so long that a busy machine, where each handover may take milliseconds,
// overlooks the time limit. Workers linger in every other one: with one processor a yield lets the others in, but also
// keeps the kernel from interrupting a worker just where it hurts.
Batch next(const Batch& last, Seconds took) {
  constexpr auto short_time = Seconds(0.02);
  constexpr auto long_time = Seconds(0.2);
  Batch batch = {.rounds = last.rounds, .linger = !last.linger};
  if (took < short_time) batch.rounds = std::min(2 * last.rounds, longest_batch);
  if (took > long_time) batch.rounds = std::max(last.rounds / 2, shortest_batch);
  return batch;
}

void perform(const Batch& batch, const Form& form, const Plan& plan, Client& client) {
  client.clear_start_line();
  const Crew crew = {.name = form.name,
                     .workers = form.workers,
                     .work = [&](int self) { client.work(self, static_cast<int>(batch.rounds), batch.linger); },
                     .progress = [&] { return client.entries(); },
                     .patience = Seconds(plan.patience)};
  plan.processes ? run_processes(crew) : run_threads(crew);
}

bool over(const Plan& plan, const Outcome& outcome) {
  const bool seen = plan.expect != Expect::race && !outcome.mistakes.none();
  return seen || outcome.rounds >= plan.rounds || outcome.time.count() >= plan.seconds;
}

void watch_for_reports(const Form& form, const Client& client, Expect expect) {
  end_with_first_report({.name = form.name,
                         .data = client.data_range(),
                         .lock = client.lock_range(),
                         .expected_race = expect == Expect::race ? form.symptoms.race : std::nullopt});
}

}  // namespace

Outcome stress(const Form& form, const Plan& plan) {
  const ClientPointer client = form.make(form.workers, plan.processes ? Memory::shared : Memory::own);
  watch_for_reports(form, *client, plan.expect);
  Outcome outcome;
  std::int64_t batches = 0;
  Batch batch = {.rounds = shortest_batch, .linger = true};
  for (const auto start = Clock::now(); !over(plan, outcome); ++batches) {
    batch.rounds = std::min(batch.rounds, plan.rounds - outcome.rounds);
    perform(batch, form, plan, *client);
    outcome.rounds += batch.rounds;
    outcome.mistakes = client->mistakes(outcome.rounds * form.workers);
    outcome.handovers = client->handovers();
    const Seconds before = std::exchange(outcome.time, Clock::now() - start);
    batch = next(batch, outcome.time - before);
  }
  outcome.contended = outcome.handovers > batches * form.workers;
  return outcome;
}

bool as_expected(const Plan& plan, const Outcome& outcome) {
  switch (plan.expect) {
    case Expect::nothing:
      return outcome.mistakes.none() && outcome.contended;
    case Expect::mistake:
      return !outcome.mistakes.none();
    case Expect::race:
      return false;  // the end has been reached without a report
  }
  return false;
}

std::string describe(const Form& form, const Plan& plan, const Outcome& outcome) {
  return fmt::format("{}: {} overlaps, {} lost updates, {} handovers in {} rounds of each of {} {}, {:.2f} s",
                     form.name, outcome.mistakes.overlaps, outcome.mistakes.lost_updates, outcome.handovers,
                     outcome.rounds, form.workers, plan.processes ? "processes" : "threads", outcome.time.count());
}

}  // namespace turnstile::stress
