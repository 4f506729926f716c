#include "sanitizers/trial.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sanitizers/race_report.hpp"
#include "sanitizers/workers.hpp"

namespace turnstile::stress {

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

// The workers agree on the number of rounds beforehand, batch by batch, and the clock is looked at in between: if each
// of them stopped by itself, strict alternation would leave its partner waiting for ever.
//
// Batches of four kinds take turns. Where workers linger they meet even with one processor, and one that is let in by
// mistake finds another inside; where they do not, they come closest to each other between two given instructions.
class Batches {
 public:
  [[nodiscard]] std::int64_t count() const { return count_; }

  [[nodiscard]] Batch next(std::int64_t most_rounds) const {
    const Kind& kind = kinds_[current()];
    return {.rounds = std::min(kind.rounds, most_rounds), .linger = kind.linger, .period = kind.period};
  }

  // Long enough for the start not to matter; not so long that a busy machine, where each handover may take
  // milliseconds, overlooks the time limit.
  void learn(Seconds took) {
    constexpr auto short_time = Seconds(0.02);
    constexpr auto long_time = Seconds(0.1);
    std::int64_t& rounds = kinds_[current()].rounds;
    if (took < short_time) rounds = std::min(2 * rounds, Batch::most_rounds);
    if (took > long_time) rounds = std::max(rounds / 2, fewest_rounds);
    ++count_;
  }

  // Lingers seldom, but long: on a busy machine it takes others longer than a yield to get a processor.
  void linger_longer() {
    constexpr auto shortest = std::chrono::microseconds(50);
    constexpr auto longest = std::chrono::microseconds(5'000);
    kinds_[seldom].linger = std::clamp(2 * kinds_[seldom].linger.value_or(yield), shortest, longest);
  }

 private:
  static constexpr std::int64_t fewest_rounds = 100;
  static constexpr auto yield = std::chrono::microseconds(0);
  static constexpr std::size_t seldom = 1;

  struct Kind {
    Linger linger;
    int period = 1;
    std::int64_t rounds = fewest_rounds;
  };

  [[nodiscard]] std::size_t current() const { return static_cast<std::size_t>(count_) % kinds_.size(); }

  std::array<Kind, 4> kinds_{Kind{.linger = yield}, Kind{.linger = yield, .period = 64},
                             Kind{.linger = yield, .period = 8}, Kind{.linger = std::nullopt}};
  std::int64_t count_ = 0;  // that are over
};

bool mistaken(const Plan& plan, const Client& client) {
  return plan.expect != Expect::race && !none(client.mistakes());
}

Ended perform(const Batch& batch, const Form& form, const Plan& plan, Client* client) {
  // A form that is expected to get stuck is given seconds; where a race is expected, soon another lock is tried.
  const double impatience = plan.expect == Expect::race ? 0.5 : 2;
  const bool may_stick = plan.expect != Expect::nothing && form.symptoms.stuck;
  client->prepare(batch);
  // The batch is captured by value: threads may outlive this call, if it is cut short.
  const Crew crew = {.name = form.name,
                     .workers = form.workers,
                     .work = [client, batch](int self) { client->work(self, batch); },
                     .progress = [client] { return client->entries(); },
                     .enough = [client, plan] { return mistaken(plan, *client); },
                     .patience = Seconds(may_stick ? std::min(plan.patience, impatience) : plan.patience),
                     .may_stick = may_stick};
  return plan.processes ? run_processes(crew) : run_threads(crew);
}

// A single worker never meets anybody, however long one waits.
bool may_go_on(const Form& form, const Plan& plan, const Outcome& outcome) {
  constexpr double longest = 3;  // times the seconds of the plan
  return form.workers > 1 && std::isfinite(plan.seconds) && outcome.time.count() < longest * plan.seconds;
}

bool over(const Form& form, const Plan& plan, const Outcome& outcome) {
  if (outcome.ended != Ended::well || (plan.expect != Expect::race && !none(outcome.mistakes))) return true;
  if (outcome.rounds < plan.rounds && outcome.time.count() < plan.seconds) return false;
  return fair_chance(plan, outcome) || !may_go_on(form, plan, outcome);
}

void watch_for_reports(const Form& form, const Client& client, Expect expect) {
  end_with_first_report({.name = form.name,
                         .ranges = client.ranges(),
                         .expected_race = expect == Expect::race ? form.symptoms.race : std::nullopt});
}

void take_down(Outcome& outcome, const Batch& batch, Client& client) {
  outcome.rounds += batch.rounds;
  if (outcome.ended == Ended::well) {  // otherwise the data is still in use
    client.finish(batch);
    outcome.handovers = client.handovers();
  }
  outcome.mistakes = client.mistakes();
}

Outcome try_once(const Form& form, const Plan& plan) {
  ClientPointer client = form.make(form.workers, plan.processes ? Memory::shared : Memory::own);
  watch_for_reports(form, *client, plan.expect);
  Outcome outcome;
  Batches batches;
  for (const auto start = Clock::now(); !over(form, plan, outcome);) {
    // Rounds beyond those of the plan are performed only to give the form its chance.
    const std::int64_t left = plan.rounds - outcome.rounds;
    const Batch batch = batches.next(left > 0 ? left : Batch::most_rounds);
    outcome.ended = perform(batch, form, plan, client.get());
    take_down(outcome, batch, *client);
    const Seconds before = std::exchange(outcome.time, Clock::now() - start);
    batches.learn(outcome.time - before);
    outcome.contended = outcome.handovers > batches.count() * form.workers;
    if (plan.expect != Expect::nothing || !outcome.contended) batches.linger_longer();
  }
  if (outcome.ended == Ended::well || plan.processes) return outcome;
  [[maybe_unused]] const Client* in_use = client.release();  // by threads, for ever
  return outcome;
}

}  // namespace

// A form that got stuck before ThreadSanitizer saw its race gets another lock, and other threads.
Outcome stress(const Form& form, Plan plan) {
  for (;;) {
    const Outcome outcome = try_once(form, plan);
    plan.seconds -= outcome.time.count();
    if (plan.expect != Expect::race || outcome.ended != Ended::stuck || plan.seconds <= 0) return outcome;
  }
}

// Broken forms that show themselves at all were seen to do so within 20,000 handovers, most of them within a thousand.
// 10,000 for each second of the plan are few on a machine that is idle.
bool fair_chance(const Plan& plan, const Outcome& outcome) {
  constexpr double handovers_per_second = 10'000;
  if (plan.expect == Expect::nothing || !std::isfinite(plan.seconds)) return outcome.contended;
  return outcome.contended && static_cast<double>(outcome.handovers) >= handovers_per_second * plan.seconds;
}

bool as_expected(const Plan& plan, const Outcome& outcome) {
  switch (plan.expect) {
    case Expect::nothing:
      return none(outcome.mistakes) && outcome.contended;
    case Expect::mistake:
      return !none(outcome.mistakes) || outcome.ended == Ended::stuck;
    case Expect::race:
      return false;  // the end has been reached without a report
  }
  return false;
}

std::string describe(const Form& form, const Plan& plan, const Outcome& outcome) {
  std::string text = form.name + ": ";
  for (const Mistake& mistake : outcome.mistakes) text += fmt::format("{} {}, ", mistake.times, mistake.what);
  return text + fmt::format("{}{} handovers in {} rounds of each of {} {}, {:.2f} s",
                            outcome.ended == Ended::stuck ? "stuck, " : "", outcome.handovers, outcome.rounds,
                            form.workers, plan.processes ? "processes" : "threads", outcome.time.count());
}

}  // namespace turnstile::stress
