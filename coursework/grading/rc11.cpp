// A submission under the exhaustive engine.
#include "coursework/grading/engines.hpp"
#include "coursework/grading/submitted_lock.hpp"
#include "models/engines/rc11/check.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/platform.hpp"
#include "models/engines/rc11/shrink.hpp"

namespace turnstile::coursework {

namespace {

// The limit of one exploration. Locks of two threads have some thousands.
constexpr std::uint64_t most_executions = 600'000;
constexpr int most_beginnings = 200;
// Where loops that wait are not known for what they are, most executions are of threads that go round and round.
constexpr std::uint64_t most_executions_of_endless = 1'000;
constexpr int longest_thread = 300;
constexpr int longest_thread_of_endless = 24;

rc11::Result explore(Automaton& automaton, const Question& question, const rc11::Job& job, const OrderTaken& taken) {
  rc11::Options options = rc11::options_of(job);
  options.budget_seconds = 0;  // work is counted
  options.most_executions = most_executions;
  options.order_taken = taken;
  rc11::Result result;
  for (int i = 0; i < most_beginnings; ++i) {
    automaton.take_in();
    if (automaton.endless()) options.most_executions = most_executions_of_endless;
    options.limits.events_of_thread = automaton.endless() ? longest_thread_of_endless : longest_thread;
    const MakeProgram make = question.variant->rc11.of(*job.client);
    result = rc11::explore(make, job.mix, options);
    rc11::shrink(result, make, job.mix, options);
    if (!automaton.learned()) return result;
  }
  result.end = rc11::Result::End::unknown;
  result.reason = "its loops are too many";
  return result;
}

}  // namespace

Variant about(Automaton& automaton, const Variant& form) {
  Variant bound = form;
  for (Programs* programs : {&bound.programs, &bound.rc11, &bound.interleavings})
    *programs = programs->about(&automaton);
  return bound;
}

Programs rc11_programs(Shape shape) {
  if (shape == Shape::shared) return programs_of<SubmittedSharedLock, rc11::Platform>();
  if (shape == Shape::scheduled) return programs_of<SubmittedPriorityLock, rc11::Platform>();
  return programs_of<SubmittedLock, rc11::Platform>();
}

Verdict ask_rc11(Automaton& automaton, const Question& question, const OrderTaken& taken) {
  const Variant form = about(automaton, *question.variant);
  Question limited = question;
  limited.variant = &form;
  limited.budget_seconds = 1e9;
  return rc11::check(limited, [&](const rc11::Job& job) { return explore(automaton, limited, job, taken); });
}

}  // namespace turnstile::coursework
