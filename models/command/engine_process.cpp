#include "models/command/engine_process.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "models/command/find.hpp"
#include "models/counterexample/json.hpp"
#include "models/engines/interleaving/replay.hpp"
#include "models/engines/rc11/client.hpp"
#include "models/engines/rc11/replay.hpp"
#include "models/engines/rc11/shrink.hpp"
#include "models/engines/relacy/counterexample.hpp"
#include "models/engines/relacy/wire.hpp"

namespace turnstile::command {

namespace {

// A simulation ends its search by itself when its budget is gone. One that has not ended this much later hangs.
constexpr double grace_seconds = 5;

constexpr const char* simulate_command = "simulate";
constexpr const char* shrink_command = "shrink";
constexpr const char* explore_command = "explore";
constexpr const char* exhaust_command = "exhaust";
constexpr const char* replay_command = "replay_file";

constexpr double seconds_to_replay = 60;

// Takes the place of a question that is longer than an argument may be.
constexpr const char* on_standard_input = "-";

// What the child answered, or why it did not.
struct Answer {
  std::string text;
  std::string failure;
};

std::string last_line(std::string log) {
  while (!log.empty() && log.back() == '\n') log.pop_back();
  return log.substr(log.rfind('\n') + 1);
}

std::string with_log(const std::string& what, const std::string& log) {
  return log.empty() ? what : what + ": " + last_line(log);
}

Answer ask_child(const char* command, const std::string& question, double budget_seconds,
                 const std::function<void(std::string&)>& overhear = {}, std::string_view input = "") {
  const auto limit = std::chrono::duration<double>(budget_seconds + grace_seconds);
  Ended ended = run_child({command, std::to_string(::getpid()), question},
                          std::chrono::duration_cast<std::chrono::milliseconds>(limit), overhear, input);
  const auto failed = [&](const std::string& how) { return Answer{.text = "", .failure = with_log(how, ended.log)}; };
  switch (ended.how) {
    case Ended::How::interrupted:
      throw Interrupted{};
    case Ended::How::timed_out:
      return failed(fmt::format("the simulation did not end within {:.0f} s", limit.count()));
    case Ended::How::killed_by_signal:
      return failed(fmt::format("the simulation crashed ({})", ::strsignal(ended.status)));
    case Ended::How::exited:
      break;
  }
  if (ended.status != 0) return failed(fmt::format("the simulation ended with status {}", ended.status));
  return {.text = std::move(ended.answer), .failure = ""};
}

template <class Result>
Result unknown_result(std::string reason) {
  Result result;
  result.end = Result::End::unknown;
  result.reason = std::move(reason);
  return result;
}

Exploration unknown_exploration(std::string reason) {
  Exploration exploration;
  exploration.outcome = Outcome::unknown;
  exploration.reason = std::move(reason);
  return exploration;
}

std::string simulate(const std::string& text) {
  const relacy::Simulation simulation = relacy::simulation_from_json(text, find_client);
  const Selected selected = find_variant(simulation.algorithm, simulation.variant);
  const MakeProgram make = selected.variant->programs.of(*simulation.client);
  if (make == nullptr) throw std::runtime_error("this form has no such client");
  return relacy::to_json(relacy::simulate(make, simulation.mix, simulation.search, simulation.settings));
}

std::string shrink(const std::string& text) {
  const counterexample::Artifact recorded = relacy::recording_from_json(text, find_client);
  const Variant& variant = *find_variant(recorded.algorithm, recorded.variant).variant;
  const MakeProgram make = recorded.client ? variant.interleavings.of(*recorded.client) : nullptr;
  if (make == nullptr) throw std::runtime_error("this form has no such client");
  return relacy::recording_to_json(relacy::smallest(recorded, make));
}

std::string explore(const std::string& text) {
  const uniprocessor::Job job = uniprocessor::job_from_json(text);
  const Selected selected = find_variant(job.algorithm, job.variant);
  if (!selected.variant->asks(Engine::uniprocessor, job.property))
    throw std::runtime_error("this form is not explored");
  return uniprocessor::to_json(
      selected.variant->on_uniprocessor.explore(job.property, job.budget_seconds, job.thorough));
}

// Writes a line "% share executions blocked seconds" before the answer.
void report(const rc11::Progress& p) {
  answer(fmt::format("% {} {} {} {}\n", p.share, p.executions, p.blocked, p.seconds));
}

// Takes such lines out of the answer, and tells them.
void take_reports(std::string& answer, const std::function<void(const rc11::Progress&)>& on_progress) {
  for (auto end = answer.find('\n'); answer.starts_with("% ") && end != std::string::npos; end = answer.find('\n')) {
    std::istringstream line(answer.substr(2, end));
    rc11::Progress p;
    if (on_progress && line >> p.share >> p.executions >> p.blocked >> p.seconds) on_progress(p);
    answer.erase(0, end + 1);
  }
}

std::string exhaust(const std::string& text) {
  const rc11::Job job = rc11::job_from_json(text, find_client);
  const MakeProgram make = find_variant(job.algorithm, job.variant).variant->rc11.of(*job.client);
  if (make == nullptr) throw std::runtime_error("this form has no such client");
  rc11::Options options = rc11::options_of(job);
  options.on_progress = report;
  OrderRecorder recorder;
  if (job.record_orders) options.order_taken = std::ref(recorder);
  rc11::Result result = rc11::explore(make, job.mix, options);
  rc11::shrink(result, make, job.mix, options);
  result.orders = recorder.recorded();
  return rc11::to_json(result);
}

// Runs the execution again, on the platform of some engine: what Relacy found is an interleaving, and the writes that
// were read.
counterexample::Replayed replayed(const counterexample::Artifact& artifact) {
  const Variant& variant = *find_variant(artifact.algorithm, artifact.variant).variant;
  const auto program_of = [&](const Programs& programs) {
    const MakeProgram make = artifact.client != nullptr ? programs.of(*artifact.client) : nullptr;
    if (make == nullptr) throw std::runtime_error("this form has no such client");
    return make;
  };
  switch (artifact.engine) {
    case Engine::rc11:
      return rc11::replay(artifact, program_of(variant.rc11));
    case Engine::relacy:
    case Engine::interleavings:
      return interleaving::replay(artifact, program_of(variant.interleavings));
    case Engine::uniprocessor:
      if (variant.on_uniprocessor.replay == nullptr) throw std::runtime_error("this form is not explored");
      return variant.on_uniprocessor.replay(artifact);
    case Engine::tsan:
      break;
  }
  throw std::runtime_error("real threads cannot be made to run so again");
}

std::string replay_file(const std::string& file) {
  const counterexample::Replayed result = replayed(counterexample::read(file, find_client));
  return nlohmann::json{{"end", name(result.end)}, {"step", result.step}, {"reason", result.reason}}.dump();
}

counterexample::Replayed replayed_from_json(const std::string& text) {
  try {
    const nlohmann::json j = nlohmann::json::parse(text);
    const auto end = named<counterexample::Replayed::End>(j.at("end").get<std::string>());
    if (!end) throw std::runtime_error("not a replay: it does not say how it ended");
    return {.end = *end, .step = j.at("step").get<int>(), .reason = j.at("reason").get<std::string>()};
  } catch (const nlohmann::json::exception& e) {
    throw std::runtime_error(std::string("not a replay: ") + e.what());
  }
}

counterexample::Replayed not_replayed(std::string reason) {
  return {.end = counterexample::Replayed::End::does_not_fit, .reason = std::move(reason)};
}

struct EngineCommand {
  const char* name;
  std::string (*answer)(const std::string& text);
};
constexpr std::array engine_commands = {EngineCommand{simulate_command, simulate},
                                        EngineCommand{shrink_command, shrink}, EngineCommand{explore_command, explore},
                                        EngineCommand{exhaust_command, exhaust},
                                        EngineCommand{replay_command, replay_file}};

const EngineCommand* find_engine_command(std::string_view command) {
  const auto* const found = std::ranges::find(engine_commands, command, &EngineCommand::name);
  return found == engine_commands.end() ? nullptr : found;
}

// The child's answer, as `from_json` reads it; or what `failed` makes of the reason why there is none.
auto result_of(const Answer& answer, auto from_json, auto failed) {
  if (!answer.failure.empty()) return failed(answer.failure);
  try {
    return from_json(answer.text);
  } catch (const std::runtime_error& e) {
    return failed(e.what());
  }
}

}  // namespace

relacy::Result simulate_in_child(const relacy::Simulation& simulation) {
  return result_of(ask_child(simulate_command, relacy::to_json(simulation), simulation.search.budget_seconds),
                   relacy::result_from_json, unknown_result<relacy::Result>);
}

counterexample::Artifact shrink_in_child(const counterexample::Artifact& recorded, double budget_seconds) {
  const std::string question = relacy::recording_to_json(recorded);
  const auto as_it_was = [&](const std::string& why) {
    counterexample::Artifact same = recorded;
    same.model += "; it was not made smaller: " + why;
    return same;
  };
  return result_of(
      ask_child(shrink_command, on_standard_input, budget_seconds, {}, question),
      [](const std::string& text) { return relacy::recording_from_json(text, find_client); }, as_it_was);
}

Exploration explore_in_child(const uniprocessor::Job& job) {
  return result_of(ask_child(explore_command, uniprocessor::to_json(job), job.budget_seconds),
                   uniprocessor::exploration_from_json, unknown_exploration);
}

rc11::Result explore_in_child(const rc11::Job& job, const std::function<void(const rc11::Progress&)>& on_progress) {
  const auto overhear = [&](std::string& answer) { take_reports(answer, on_progress); };
  return result_of(ask_child(exhaust_command, rc11::to_json(job), job.budget_seconds, overhear), rc11::result_from_json,
                   unknown_result<rc11::Result>);
}

counterexample::Replayed replay_in_child(const std::string& file) {
  return result_of(ask_child(replay_command, file, seconds_to_replay), replayed_from_json, not_replayed);
}

bool is_engine_command(std::string_view command) { return find_engine_command(command) != nullptr; }

int run_engine(std::string_view command, int parent, const std::string& text) {
  die_with_parent(parent);
  const std::string question = text == on_standard_input ? standard_input() : text;
  return command::answer(find_engine_command(command)->answer(question)) ? 0 : 1;
}

}  // namespace turnstile::command
