#include "models/engines/rc11/job.hpp"

#include "models/vocabulary/row.hpp"

namespace turnstile::rc11 {

std::string class_of(const Mix& mix, int thread) {
  if (mix.readers == 0) return "thread";
  return mix.role(thread) == Role::reader ? "reader" : "writer";
}

Options options_of(const Job& job) {
  Options options;
  options.budget_seconds = job.budget_seconds;
  options.most_executions = job.most_executions;
  options.hangs = job.hangs;
  options.measure_bypass = job.measure_bypass;
  options.claimed_bypass = job.claimed_bypass;
  options.claimed_of = job.claimed_of;
  options.limits.unroll = job.unroll;
  options.limits.notify_after_destroy = job.notify_after_destroy;
  options.limits.seq_cst = job.seq_cst;
  if (job.client != nullptr) options.limits.waiting_is_wrong = job.client->waiting_is_wrong;
  if (job.client != nullptr && !job.client->has_sections) options.limits.spurious_failures = 0;
  for (int i = 0; i < job.mix.threads; ++i) options.classes[static_cast<std::size_t>(i)] = class_of(job.mix, i);
  // Readers do not overtake readers: they have nothing to wait for from each other.
  options.conflicts = [mix = job.mix](int a, int b) {
    return mix.role(a) == Role::writer || mix.role(b) == Role::writer;
  };
  if (job.smallest_of) options.shrinking = Shrinking{.kind = job.smallest_of};
  if (job.weakening) options.order_taken = weakened(*job.weakening);
  return options;
}

}  // namespace turnstile::rc11
