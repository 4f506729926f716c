#include "models/engines/interleaving/failure.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "models/counterexample/columns.hpp"
#include "models/counterexample/sentences.hpp"

namespace turnstile::interleaving {

namespace {

// How many steps at the end of the trace are like those `length` before them.
std::size_t steps_in_cycle(const Trace& trace, std::size_t length) {
  const auto alike = [](const Step& a, const Step& b) {
    Step same = a;
    // The last round may have been cut short; and each turn has writes of its own.
    same.waits = b.waits;
    same.repeated = b.repeated;
    same.reads_from = b.reads_from;
    same.position = b.position;
    return same == b;
  };
  std::size_t i = trace.size();
  while (i > length && alike(trace[i - 1], trace[i - 1 - length])) --i;
  return trace.size() - i;
}

bool is_mark(const Step& step) { return step.operation == Operation::mark; }
bool counts(const Step& step) { return !step.repeated && !is_mark(step); }

std::string headline(const Ending& ending) {
  if (ending.given_up != nullptr) return fmt::format("unknown: {}", ending.given_up);
  return fmt::format("{}: {}", name(ending.kind), counterexample::general_sentence(ending.kind));
}

// Keeps the steps before the cycle and its first turn, and shows them all.
void cut_after_first_turn(Trace& trace, const Cycle& cycle) {
  const std::size_t end = place_of(trace, cycle.first + cycle.length);
  trace.resize(end);
  for (Step& step : trace) step.repeated = false;
}

}  // namespace

std::optional<Cycle> find_cycle(const Trace& with_marks) {
  Trace trace = with_marks;
  std::erase_if(trace, is_mark);
  for (std::size_t length = 1; length <= trace.size() / 4; ++length) {
    const std::size_t steps = steps_in_cycle(trace, length);
    if (steps >= trace.size() / 2) return Cycle{.first = trace.size() - steps - length, .length = length};
  }
  return std::nullopt;
}

std::size_t place_of(const Trace& trace, std::size_t operation) {
  std::size_t place = 0;
  for (; place < trace.size(); ++place) {
    if (!is_mark(trace[place]) && operation-- == 0) break;
  }
  return place;
}

int shown_switches(const Trace& trace) {
  int switches = 0;
  const Step* before = nullptr;
  for (const Step& step : trace) {
    if (!counts(step) || step.thread < 0) continue;
    if (before != nullptr && before->thread != step.thread) ++switches;
    before = &step;
  }
  return switches;
}

Failure failure_under(Executor& executor, const Ending& ending, const Schedule& schedule) {
  Failure failure{.ending = ending, .schedule = schedule, .trace = executor.trace(schedule), .cycle = std::nullopt};
  if (ending.kind == Kind::livelock) failure.cycle = find_cycle(failure.trace);
  if (failure.cycle) cut_after_first_turn(failure.trace, *failure.cycle);
  return failure;
}

bool easier(const Failure& a, const Failure& b) {
  const auto effort = [](const Failure& f) {
    const auto steps = std::count_if(f.trace.begin(), f.trace.end(), counts);
    return std::tuple(f.switches(), steps, complexity(f.schedule));
  };
  return effort(a) < effort(b);
}

std::string text(const Failure& failure, int threads) {
  counterexample::Artifact artifact;
  artifact.kind = failure.ending.kind;
  artifact.mix.threads = threads;
  artifact.events = failure.trace;
  if (failure.cycle) artifact.cycle = static_cast<int>(place_of(failure.trace, failure.cycle->first));
  const counterexample::Facts facts(artifact);
  const counterexample::Wording words(artifact);
  return fmt::format("{}\nSchedule: {}. Context switches: {}.\n\n{}", headline(failure.ending), failure.schedule.text(),
                     failure.switches(), counterexample::columns(facts, words, {.details = true}));
}

}  // namespace turnstile::interleaving
