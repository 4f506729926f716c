// A submission under all schedules with few preemptions, in a sequentially consistent memory.
#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "coursework/grading/engines.hpp"
#include "coursework/grading/submitted_lock.hpp"
#include "models/clients/rows.hpp"
#include "models/counterexample/make.hpp"
#include "models/engines/interleaving/easiest.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/inquiry/inquiry.hpp"
#include "models/inquiry/mixes.hpp"

namespace turnstile::coursework {

namespace {

using interleaving::Ending;
using interleaving::Executor;
using interleaving::Schedule;

constexpr int most_preemptions = 3;
constexpr int most_beginnings = 200;
constexpr const char* model = "sequential consistency, all schedules with at most 3 preemptions";

struct Found {
  const ClientRow* client = nullptr;
  Mix mix;
  interleaving::Failure failure;
};

// One question being answered.
class Inquiry {
 public:
  Inquiry(Automaton& automaton, const Question& question)
      : automaton_(automaton), question_(question), verdict_(verdict_on(question, Engine::interleavings, model)) {}

  Verdict answer() {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < most_beginnings; ++i) {
      automaton_.take_in();
      verdict_.executions = 0;
      verdict_.runs.clear();
      found_.reset();
      unknown_.clear();
      search();
      if (!automaton_.learned()) break;
    }
    conclude();
    verdict_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return verdict_;
  }

 private:
  void search() {
    if (question_.property == Property::progress) {
      for (const Mix& mix : mixes_of(clients::progress, question_.party, question_.rounds)) run(clients::progress, mix);
      return;
    }
    run(clients::occupancy, Mix::all(question_.party, question_.rounds));
    run(clients::visibility, Mix::all(question_.party, question_.rounds));
  }

  void run(const ClientRow& client, const Mix& mix) {
    const MakeProgram make = question_.variant->interleavings.of(client);
    if (make == nullptr || found_ || !unknown_.empty() || automaton_.learned()) return;
    Executor executor(make, mix, settings_of(client));
    const std::uint64_t before = verdict_.executions;
    for (int preemptions = 0; preemptions <= most_preemptions; ++preemptions) {
      interleaving::for_each_different_schedule(
          mix.threads, preemptions, interleaving::longest_stretch, interleaving::longest_quantum,
          [&](const Schedule& schedule) { return execute(executor, client, mix, schedule); });
    }
    verdict_.runs.push_back({.client = std::string(client.name),
                             .rounds = mix.text(),
                             .search = fmt::format("at most {} preemptions", most_preemptions),
                             .executions = verdict_.executions - before,
                             .result = found_ ? std::string(name(found_->failure.ending.kind)) : "passed"});
  }

  std::size_t execute(Executor& executor, const ClientRow& client, const Mix& mix, const Schedule& schedule) {
    if (found_ || !unknown_.empty() || automaton_.learned()) return 0;
    const Ending ending = executor.execute(schedule);
    ++verdict_.executions;
    if (ending.given_up != nullptr) {
      unknown_ = ending.given_up;
    } else if (ending.kind != Kind::none) {
      found_ = Found{&client, mix, interleaving::failure_under(executor, ending, schedule)};
    }
    return executor.came_to_pass();
  }

  void conclude() {
    if (automaton_.learned()) unknown_ = "its loops are too many";
    if (!unknown_.empty()) {
      verdict_.outcome = Outcome::unknown;
      verdict_.reason = unknown_;
    } else if (found_) {
      verdict_.outcome = Outcome::violated;
      verdict_.kind = found_->failure.ending.kind;
      show_counterexample(*found_);
    } else {
      verdict_.outcome = Outcome::not_refuted;
    }
  }

  void show_counterexample(const Found& found) {
    counterexample::Artifact artifact = artifact_of(verdict_);
    artifact.client = found.client;
    artifact.mix = found.mix;
    artifact.events = found.failure.trace;
    show(verdict_, counterexample::make(std::move(artifact)));
  }

  Automaton& automaton_;
  const Question& question_;
  Verdict verdict_;
  std::optional<Found> found_;
  std::string unknown_;
};

}  // namespace

Programs interleaving_programs(Shape shape) {
  if (shape == Shape::shared) return programs_of<SubmittedSharedLock, interleaving::Platform>();
  if (shape == Shape::scheduled) return programs_of<SubmittedPriorityLock, interleaving::Platform>();
  return programs_of<SubmittedLock, interleaving::Platform>();
}

Verdict ask_interleavings(Automaton& automaton, const Question& question) {
  const Variant form = about(automaton, *question.variant);
  Question bound = question;
  bound.variant = &form;
  return Inquiry(automaton, bound).answer();
}

}  // namespace turnstile::coursework
