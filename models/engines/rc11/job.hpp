// What a process is told to explore.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "models/clients/rows.hpp"
#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/result.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::rc11 {

// Everything a process needs to know to explore one program.
struct Job {
  std::string algorithm;
  std::string variant;
  const ClientRow* client = nullptr;
  Mix mix;
  Hangs hangs = Hangs::blocked;
  bool measure_bypass = false;
  std::optional<int> claimed_bypass{};
  std::string claimed_of{};
  double budget_seconds = 0;
  std::uint64_t most_executions = 0;  // 0: no limit
  int unroll = 0;                     // likewise, of how often a thread performs one operation
  bool notify_after_destroy = false;
  SeqCst seq_cst = SeqCst::cxx20;
  std::optional<Kind> smallest_of{};     // go on to look for the smallest violation of that kind
  bool record_orders = false;            // answer with those that the program names
  std::optional<Weakening> weakening{};  // of one of them
};

std::string to_json(const Job& job);
std::string to_json(const Result& result);
// Both throw std::runtime_error if the text is no such JSON.
Job job_from_json(const std::string& text, FindClient find_client = client_named);
Result result_from_json(const std::string& text);

// How to explore it, with one worker.
Options options_of(const Job& job);
// "thread"; where there are readers "reader" or "writer".
std::string class_of(const Mix& mix, int thread);

// Explores, in a process of its own: what is explored may crash.
using Explorer = std::function<Result(const Job&)>;

}  // namespace turnstile::rc11
