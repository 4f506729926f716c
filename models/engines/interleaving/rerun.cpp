#include "models/engines/interleaving/rerun.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/vocabulary/answers.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;

constexpr int main_thread = -1;
// A waiting round has fewer operations than this.
constexpr int longest_look = 64;
// Two rounds that are alike show that a thread waits; the first look may still finish what the script has begun.
constexpr int looks = 3;

bool is_operation(const Step& step) { return step.operation != Operation::mark; }

Observer::Settings settings_of(const Artifact& artifact) {
  Observer::Settings settings;
  if (artifact.client != nullptr) settings = turnstile::settings_of(*artifact.client);
  settings.step_limit = 2000 + 4 * artifact.events.size();
  if (artifact.claim) {
    settings.claimed_bypass = artifact.claim->at_most;
    settings.claimed_of = artifact.claim->of_class == "reader" ? Role::reader : Role::writer;
  }
  return settings;
}

}  // namespace

std::vector<int> operations_of(const Trace& events) {
  std::vector<int> operations;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_operation(events[i])) operations.push_back(static_cast<int>(i));
  }
  return operations;
}

std::string name_of(int thread) { return thread == main_thread ? "main" : fmt::format("thread {}", thread); }

Rerun::Rerun(const Artifact& artifact, MakeProgram make)
    : Runner(make, artifact.mix, settings_of(artifact)),
      artifact_(artifact),
      operations_(operations_of(artifact.events)),
      started_(static_cast<std::size_t>(artifact.mix.threads)) {}

// --- outside of the fibers -------------------------------------------------------------------------------------------

void Rerun::run() {
  Program& program = begin(true);
  run_alone([&program] { program.before(); });
  if (over()) return;
  start_threads(program);
  run_script();
  if (over() || !obstacle_.empty()) return;
  if (artifact_.cycle) {
    go_round();
  } else if (all_finished()) {
    run_alone([&program] { program.after(); });
  } else if (is_hang(artifact_.kind)) {
    look_again();
  }
}

const Step* Rerun::next() const {
  if (performed_ < size()) return &event(performed_);
  if (!cycle_) return nullptr;
  return &event(*cycle_ + (performed_ - *cycle_) % (size() - *cycle_));
}

void Rerun::run_script() {
  while (!over()) {
    start_those_marked();
    const Step* step = next();
    if (over() || step == nullptr || (step->thread == main_thread && all_finished())) return;
    if (!take_step(step->thread)) return;
  }
}

// A thread that enters its waiting section may be overtaken before its first operation.
void Rerun::start_those_marked() {
  const int from = performed_ == 0 ? 0 : operations_[std::min(performed_, size()) - 1];
  for (auto i = static_cast<std::size_t>(from); i < artifact_.events.size(); ++i) {
    const int thread = artifact_.events[i].thread;
    if (performed_ < size() && static_cast<int>(i) == operations_[performed_]) return;
    if (thread == main_thread || started_[static_cast<std::size_t>(thread)] || finished(thread)) continue;
    started_[static_cast<std::size_t>(thread)] = true;
    set_thread(thread);
    resume();
    if (over()) return;
  }
}

bool Rerun::take_step(int thread) {
  const std::size_t before = performed_;
  if (thread == main_thread) {
    obstacle_ = "main goes on only when all threads have finished";
  } else if (finished(thread)) {
    obstacle_ = fmt::format("{} has finished", name_of(thread));
  } else {
    started_[static_cast<std::size_t>(thread)] = true;
    set_thread(thread);
    may_go_ = true;
    resume();
    if (performed_ == before && !over()) obstacle_ = fmt::format("{} takes no step more", name_of(thread));
  }
  return obstacle_.empty();
}

// Runs the script's cycle again and again, until the observer has seen enough.
void Rerun::go_round() {
  const auto first = std::ranges::lower_bound(operations_, artifact_.cycle.value_or(0));
  const auto index = static_cast<std::size_t>(first - operations_.begin());
  if (index == size() || !all_take_part(index)) {
    way_out_ = "not every thread that is left takes part in the cycle";
    return;
  }
  cycle_ = index;
  run_script();
}

// A thread that takes no part could go on, and might end the cycle: it is a livelock only under a fair schedule.
bool Rerun::all_take_part(std::size_t first) const {
  for (int thread = 0; thread < mix().threads; ++thread) {
    bool takes_part = finished(thread);
    for (std::size_t i = first; i < size(); ++i) takes_part |= event(i).thread == thread;
    if (!takes_part) return false;
  }
  return true;
}

// All threads that are left look again at what they wait for, until the observer has seen that none can go on.
void Rerun::look_again() {
  const std::uint64_t changes = observer().changes();
  looking_ = true;
  for (int look = 0; look < looks; ++look) {
    for (int thread = 0; thread < mix().threads; ++thread) {
      if (finished(thread)) continue;
      look_again(thread);
      if (over()) return;
      if (finished(thread) || looked_ > longest_look || observer().changes() != changes) {
        way_out_ = fmt::format("{} can go on", name_of(thread));
        return;
      }
    }
  }
  way_out_ = "somebody can go on";
}

void Rerun::look_again(int thread) {
  looked_ = 0;
  set_thread(thread);
  may_go_ = true;
  resume();
}

bool Rerun::all_finished() const {
  for (int thread = 0; thread < mix().threads; ++thread) {
    if (!finished(thread)) return false;
  }
  return true;
}

// --- on the fiber that runs ------------------------------------------------------------------------------------------

void Rerun::before_operation() {
  if (observer().abandoned()) leave_for_good();
  while (!alone() && !looking_ && !may_go_) leave();
  if (looking_) {
    // No waiting round has so many operations.
    if (++looked_ > longest_look) leave();
    return tell(nullptr);
  }
  may_go_ = false;
  const Step* step = next();
  const bool sees_what_it_is_told =
      step != nullptr && (step->operation == Operation::load || step->operation == Operation::failed_compare_exchange);
  tell(sees_what_it_is_told ? step : nullptr);
  ++performed_;
}

void Rerun::pass() { leave(); }

}  // namespace turnstile::interleaving
