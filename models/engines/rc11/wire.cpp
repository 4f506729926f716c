// Jobs and results as JSON.
#include <stdexcept>

#include "models/engines/observation/trace_json.hpp"
#include "models/engines/rc11/check.hpp"

namespace turnstile::rc11 {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MeasuredBypass, bound, exact)

using nlohmann::json;

namespace {

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

template <class T>
std::optional<T> optional_from(const json& j) {
  return j.is_null() ? std::nullopt : std::optional(j.get<T>());
}

}  // namespace

std::string to_json(const Job& job) {
  return json{{"algorithm", job.algorithm},
              {"variant", job.variant},
              {"client", job.client->name},
              {"mix", job.mix},
              {"hangs", job.hangs},
              {"measure_bypass", job.measure_bypass},
              {"claimed_bypass", or_null(job.claimed_bypass)},
              {"claimed_of", job.claimed_of},
              {"budget_seconds", job.budget_seconds},
              {"most_executions", job.most_executions},
              {"unroll", job.unroll},
              {"notify_after_destroy", job.notify_after_destroy},
              {"seq_cst", job.seq_cst},
              {"smallest_of", or_null(job.smallest_of)},
              {"record_orders", job.record_orders},
              {"weakening", or_null(job.weakening)}}
      .dump();
}

Job job_from_json(const std::string& text, FindClient find_client) {
  try {
    const json j = json::parse(text);
    Job job;
    j.at("algorithm").get_to(job.algorithm);
    j.at("variant").get_to(job.variant);
    job.client = client_in(j, find_client);
    j.at("mix").get_to(job.mix);
    j.at("hangs").get_to(job.hangs);
    j.at("measure_bypass").get_to(job.measure_bypass);
    job.claimed_bypass = optional_from<int>(j.at("claimed_bypass"));
    j.at("claimed_of").get_to(job.claimed_of);
    j.at("budget_seconds").get_to(job.budget_seconds);
    j.at("most_executions").get_to(job.most_executions);
    j.at("unroll").get_to(job.unroll);
    j.at("notify_after_destroy").get_to(job.notify_after_destroy);
    j.at("seq_cst").get_to(job.seq_cst);
    job.smallest_of = optional_from<Kind>(j.at("smallest_of"));
    j.at("record_orders").get_to(job.record_orders);
    job.weakening = optional_from<Weakening>(j.at("weakening"));
    return job;
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string("not a job: ") + e.what());
  }
}

std::string to_json(const Result& r) {
  return json{{"end", r.end},         {"kind", r.kind},     {"reason", r.reason},         {"executions", r.executions},
              {"blocked", r.blocked}, {"cut", r.cut},       {"complete", r.complete},     {"share", r.share},
              {"seconds", r.seconds}, {"bypass", r.bypass}, {"exit_waits", r.exit_waits}, {"trace", r.trace},
              {"orders", r.orders}}
      .dump();
}

Result result_from_json(const std::string& text) {
  try {
    const json j = json::parse(text);
    Result r;
    j.at("end").get_to(r.end);
    j.at("kind").get_to(r.kind);
    j.at("reason").get_to(r.reason);
    j.at("executions").get_to(r.executions);
    j.at("blocked").get_to(r.blocked);
    j.at("cut").get_to(r.cut);
    j.at("complete").get_to(r.complete);
    j.at("share").get_to(r.share);
    j.at("seconds").get_to(r.seconds);
    j.at("bypass").get_to(r.bypass);
    j.at("exit_waits").get_to(r.exit_waits);
    j.at("trace").get_to(r.trace);
    j.at("orders").get_to(r.orders);
    return r;
  } catch (const json::exception& e) {
    throw std::runtime_error(std::string("not a result: ") + e.what());
  }
}

}  // namespace turnstile::rc11
