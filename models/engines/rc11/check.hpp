// From a question about a variant to the verdict of the exhaustive engine: which programs to explore, and what the
// results mean together.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "models/clients/rows.hpp"
#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/result.hpp"
#include "models/questions/question.hpp"

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
// Throw std::runtime_error if the text is none.
Job job_from_json(const std::string& text, FindClient find_client = client_named);
Result result_from_json(const std::string& text);

// How to explore it, with one worker.
Options options_of(const Job& job);
// "thread"; where there are readers "reader" or "writer".
std::string class_of(const Mix& mix, int thread);

// Explores, in a process of its own: what is explored may crash.
using Explorer = std::function<Result(const Job&)>;

// `holds` exactly if every execution of every program that the property asks for was explored, and none violates it.
Verdict check(const Question& question, const Explorer& explore);

// Whether a thread of that class is overtaken more often than so: violated, with an execution that shows it.
Verdict refute_bypass(const Question& question, const std::string& of_class, int bound, const Explorer& explore);

}  // namespace turnstile::rc11
