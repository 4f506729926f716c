// From a question to a verdict, for every engine: which clients are asked, with how many rounds, which violation counts,
// how overtaking is counted, and what all runs mean together.
//
// An engine that is asked about clients derives from Inquiry. It supplies how it runs one client with one mix, and how
// it shows a violation; and it notes in the books what a run has shown.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "models/counterexample/artifact.hpp"
#include "models/questions/question.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile {

// One client with so many rounds of each thread; perhaps with a claim, which an execution may refute.
struct Trial {
  const ClientRow* client = nullptr;
  Mix mix{};
  std::optional<counterexample::BypassClaim> claim{};
};

struct Violation {
  Trial trial{};
  Kind kind{};
  Trace trace{};
};

// How often a waiting thread was overtaken.
struct Overtaken {
  int most = 0;
  bool exact = false;  // false: another execution may show more, or this one has shown too many
};

// What one search of an engine has shown.
struct Shown {
  enum class End : std::uint8_t { searched, violated, unknown, out_of_budget };
  End end = End::unknown;
  Kind kind = Kind::none;
  std::string reason{};          // of unknown
  std::string detail{};          // follows "passed" or "out of budget"
  bool complete = false;         // the search came to its end, and left nothing out
  std::uint64_t executions = 0;  // all, those that were blocked among them
  std::uint64_t blocked = 0;
  double seconds = 0;
  bool exit_waits = false;
  std::map<std::string, Overtaken> overtaken{};  // by class of threads
  Trace trace{};                                 // of the violation
};

// The time and the executions that a search may take.
struct Budget {
  double seconds = 0;
  std::uint64_t executions = 0;  // 0: no limit
};

// A verdict that says what was asked of which engine, and nothing else yet.
Verdict verdict_on(const Question& question, Engine engine, const std::string& model);
// Adds the counterexample of a violation.
void show(Verdict& verdict, counterexample::Artifact artifact);
// An artifact that says what the verdict is about, and has no events yet.
counterexample::Artifact artifact_of(const Verdict& verdict);

class Inquiry {
 public:
  virtual ~Inquiry() = default;
  Inquiry(const Inquiry&) = delete;
  Inquiry& operator=(const Inquiry&) = delete;

  Verdict answer();

 protected:
  // Whether an engine explores every execution, or only some of them.
  enum class Extent : std::uint8_t { everything, samples };

  Inquiry(const Question& question, const Programs& programs, Engine engine, Extent extent, const std::string& model);

  // --- what an engine supplies ---------------------------------------------------------------------------------------

  // Runs that client with that mix, and notes each search that it takes.
  virtual void run(const Trial& trial) = 0;
  // Is called after all mixes of that client.
  virtual void ran_all_mixes_of(const ClientRow& /*client*/) {}
  // Is called where overtaking grows with the rounds. The claim is one less than was seen: the execution that refutes
  // it is the counterexample.
  virtual void refute(const Trial& trial) = 0;
  // Whether everything inside the bounds was searched.
  [[nodiscard]] virtual bool is_complete() const = 0;
  virtual counterexample::Artifact counterexample_of(const Violation& violation) = 0;

  // --- the books -----------------------------------------------------------------------------------------------------

  void note(const Trial& trial, const std::string& search, const Shown& shown);
  void note_violation(const Trial& trial, Kind kind, const Trace& trace);
  // For an engine that finds the counterexample of a claim later. If there are several classes, the last one counts.
  void note_refuted(const Trial& trial) { violation_ = {.trial = trial, .kind = Kind::bypass, .trace = {}}; }
  void be_unknown(const std::string& reason);

  // The budget that is left for the next search; nothing: it was used up.
  [[nodiscard]] std::optional<Budget> budget() const;
  [[nodiscard]] const Question& question() const { return question_; }
  [[nodiscard]] const Verdict& verdict() const { return verdict_; }
  // The clients of the question, in the order in which they are asked.
  [[nodiscard]] const std::vector<const ClientRow*>& clients() const { return clients_; }
  [[nodiscard]] Trial claim_of_less(const ClientRow& client, const std::string& of_class, int overtaken) const;
  // The verdict, after the last run.
  Verdict conclude();

 private:
  [[nodiscard]] bool explores_everything() const { return extent_ == Extent::everything; }
  [[nodiscard]] bool is_outranked(const ClientRow& client) const;
  [[nodiscard]] bool is_covered(const ClientRow& client) const;
  [[nodiscard]] std::vector<Mix> mixes_to_run(const ClientRow& client) const;
  void ask(const ClientRow& client);

  void count_overtaking(const ClientRow& client);
  void keep_count(int rounds);
  void conclude_bypass(const ClientRow& client, const std::string& of_class, Bypass& measured);
  [[nodiscard]] bool grows(const std::map<int, int>& by_rounds) const;

  void conclude_not_violated();
  [[nodiscard]] std::string remark() const;
  [[nodiscard]] double seconds() const;

  const Question& question_;
  Extent extent_;
  std::chrono::steady_clock::time_point start_;
  Verdict verdict_;
  std::vector<const ClientRow*> clients_;
  std::optional<Violation> violation_;
  std::string unknown_;                         // why, if something was not decided
  std::string incomplete_;                      // why, if something was left out
  std::map<std::string, Overtaken> overtaken_;  // since counting began for this number of rounds
  std::set<std::string> inexact_;               // classes whose numbers are not exact
  bool exit_waits_ = false;
};

}  // namespace turnstile
