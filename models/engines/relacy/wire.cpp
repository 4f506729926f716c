#include "models/engines/relacy/wire.hpp"

#include <optional>
#include <stdexcept>

#include "models/engines/observation/trace_json.hpp"

namespace turnstile::relacy {

using nlohmann::json;

std::string to_json(const Simulation& s) {
  return json{{"algorithm", s.algorithm},
              {"variant", s.variant},
              {"client", s.client->name},
              {"mix", s.mix},
              {"scheduler", s.search.scheduler},
              {"context_bound", s.search.context_bound},
              {"iterations", s.search.iterations},
              {"work_limit", s.search.work_limit},
              {"budget_seconds", s.search.budget_seconds},
              {"at_hang", s.settings.at_hang},
              {"step_limit", s.settings.step_limit},
              {"claimed_bypass", s.settings.claimed_bypass},
              {"claimed_of", s.settings.claimed_of},
              {"hang_means", s.settings.hang_means},
              {"waiting_is_wrong", s.settings.waiting_is_wrong}}
      .dump();
}

Simulation simulation_from_json(const std::string& text, FindClient find_client) {
  try {
    const json j = json::parse(text);
    Simulation s;
    j.at("algorithm").get_to(s.algorithm);
    j.at("variant").get_to(s.variant);
    s.client = client_in(j, find_client);
    j.at("mix").get_to(s.mix);
    j.at("scheduler").get_to(s.search.scheduler);
    j.at("context_bound").get_to(s.search.context_bound);
    j.at("iterations").get_to(s.search.iterations);
    j.at("work_limit").get_to(s.search.work_limit);
    j.at("budget_seconds").get_to(s.search.budget_seconds);
    j.at("at_hang").get_to(s.settings.at_hang);
    j.at("step_limit").get_to(s.settings.step_limit);
    j.at("claimed_bypass").get_to(s.settings.claimed_bypass);
    j.at("claimed_of").get_to(s.settings.claimed_of);
    j.at("hang_means").get_to(s.settings.hang_means);
    j.at("waiting_is_wrong").get_to(s.settings.waiting_is_wrong);
    return s;
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string("not a simulation: ") + e.what());
  }
}

std::string to_json(const Result& r) {
  return json{{"end", r.end},
              {"kind", r.kind},
              {"reason", r.reason},
              {"executions", r.tally.executions},
              {"blocked", r.tally.blocked},
              {"cut", r.tally.cut},
              {"overtaken", r.tally.overtaken},
              {"readers_overtaken", r.tally.readers_overtaken},
              {"exit_waits", r.tally.exit_waits},
              {"seconds", r.seconds},
              {"trace", r.trace}}
      .dump();
}

Result result_from_json(const std::string& text) {
  try {
    const json j = json::parse(text);
    Result r;
    j.at("end").get_to(r.end);
    j.at("kind").get_to(r.kind);
    j.at("reason").get_to(r.reason);
    j.at("executions").get_to(r.tally.executions);
    j.at("blocked").get_to(r.tally.blocked);
    j.at("cut").get_to(r.tally.cut);
    j.at("overtaken").get_to(r.tally.overtaken);
    j.at("readers_overtaken").get_to(r.tally.readers_overtaken);
    j.at("exit_waits").get_to(r.tally.exit_waits);
    j.at("seconds").get_to(r.seconds);
    j.at("trace").get_to(r.trace);
    return r;
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string("not a result: ") + e.what());
  }
}

namespace {

json claim_json(const std::optional<counterexample::BypassClaim>& claim) {
  if (!claim) return nullptr;
  return {{"at_most", claim->at_most}, {"of_class", claim->of_class}};
}

std::optional<counterexample::BypassClaim> claim_from(const json& j) {
  if (j.is_null()) return std::nullopt;
  return counterexample::BypassClaim{.at_most = j.at("at_most"), .of_class = j.at("of_class")};
}

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

template <class T>
std::optional<T> optional_from(const json& j) {
  return j.is_null() ? std::nullopt : std::optional<T>(j.get<T>());
}

}  // namespace

std::string recording_to_json(const counterexample::Artifact& recorded) {
  return json{{"algorithm", recorded.algorithm},
              {"variant", recorded.variant},
              {"property", recorded.property},
              {"kind", recorded.kind},
              {"engine", recorded.engine},
              {"model", recorded.model},
              {"client", recorded.client->name},
              {"mix", recorded.mix},
              {"claim", claim_json(recorded.claim)},
              {"cycle", or_null(recorded.cycle)},
              {"events", recorded.events}}
      .dump();
}

counterexample::Artifact recording_from_json(const std::string& text, FindClient find_client) {
  try {
    const json j = json::parse(text);
    counterexample::Artifact a;
    j.at("algorithm").get_to(a.algorithm);
    j.at("variant").get_to(a.variant);
    j.at("property").get_to(a.property);
    j.at("kind").get_to(a.kind);
    j.at("engine").get_to(a.engine);
    j.at("model").get_to(a.model);
    a.client = client_in(j, find_client);
    j.at("mix").get_to(a.mix);
    a.claim = claim_from(j.at("claim"));
    a.cycle = optional_from<int>(j.at("cycle"));
    j.at("events").get_to(a.events);
    return a;
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string("not a recorded violation: ") + e.what());
  }
}

}  // namespace turnstile::relacy
