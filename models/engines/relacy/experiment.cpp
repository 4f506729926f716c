#include "models/engines/relacy/experiment.hpp"

#include "models/vocabulary/row.hpp"

namespace turnstile::relacy {

// The random scheduler is not fair: it needs room before a long wait means anything.
std::uint64_t step_limit(const Mix& mix, Scheduler scheduler) {
  std::uint64_t rounds = 0;
  for (int i = 0; i < mix.threads; ++i) rounds += static_cast<std::uint64_t>(mix[i]);
  const std::uint64_t fair = 100 + 50 * rounds;
  return scheduler == Scheduler::random ? 10 * fair : fair;
}

namespace {

// A quick search of a broken form comes to all that the form has to show: the violation that takes longest, that of
// cas/broken_short_tag, is found within 36,000 executions. Where the contract expects none, it is a look.
std::uint64_t quick_limit(const Search& search, const Question& question) {
  if (question.variant->broken()) {
    const bool has_bug = question.expectation().from(Engine::relacy).first == Outcome::violated;
    return has_bug ? 1'600'000 : 100'000;
  }
  return search.scheduler == Scheduler::full ? 3'000'000 : 300'000;
}

}  // namespace

// Where threads seldom wait there are very many executions that differ little.
// And a broken form is there for its bug, which comes up early. That its full search finds nothing is a claim only
// where the user asks for that search.
std::uint64_t work_limit(const Experiment& experiment, const Search& search, const Question& question) {
  if (!question.thorough && !question.scheduler) return quick_limit(search, question);
  constexpr std::uint64_t less = 3'000'000;
  const Variant& variant = *question.variant;
  if (variant.broken() && !question.scheduler) return less;
  if (!experiment.client->has_sections) return less;
  const bool bounded = search.scheduler == Scheduler::bound;
  // With one round of each thread the bounded search of a lock comes to its end.
  const bool short_one = bounded && experiment.mix.most() == 1;
  const bool long_one = experiment.mix.readers > 0 || variant.has_priorities || (bounded && variant.is_queue);
  return long_one && !short_one ? less : Search().work_limit;
}

Experiment experiment_of(const ClientRow& client, const Mix& mix) {
  return {.client = &client, .mix = mix, .settings = settings_of(client)};
}

Simulation simulation_of(const Question& question, const Experiment& experiment, const Search& search) {
  Simulation simulation = {.algorithm = question.stem->name,
                           .variant = question.variant->name,
                           .client = experiment.client,
                           .mix = experiment.mix,
                           .search = search,
                           .settings = experiment.settings};
  simulation.settings.step_limit = step_limit(experiment.mix, search.scheduler);
  return simulation;
}

}  // namespace turnstile::relacy
