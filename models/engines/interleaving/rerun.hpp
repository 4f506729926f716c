// Leads a program along a recorded execution.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "models/counterexample/artifact.hpp"
#include "models/engines/interleaving/runner.hpp"

namespace turnstile::interleaving {

// Where the operations of a trace stand among its marks.
std::vector<int> operations_of(const Trace& events);

// "main", "thread 0"
std::string name_of(int thread);

// Runs the recorded execution, step by step.
class Rerun final : public Runner {
 public:
  Rerun(const counterexample::Artifact& artifact, MakeProgram make);

  void run();

  // The operations that were performed, with marks in between, up to the end of the script.
  [[nodiscard]] Trace events() const { return observer().trace(ending().kind); }
  [[nodiscard]] Kind violation() const { return ending().kind; }
  // How many operations were performed as the script has them; those of further turns of a cycle count, too.
  [[nodiscard]] std::size_t performed() const { return performed_; }
  // Why the script could not go on.
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }
  // How many operations of a thread are the round that it repeats for ever; 0: it does not wait.
  [[nodiscard]] std::size_t blocked(int thread) const {
    return !finished(thread) && observer().waits(thread) ? observer().size_of_round(thread) : 0;
  }
  [[nodiscard]] const char* given_up() const { return ending().given_up; }
  // Why the script's end is no hang.
  [[nodiscard]] const std::string& way_out() const { return way_out_; }

  void before_operation() override;
  void pass() override;

 private:
  [[nodiscard]] std::size_t size() const { return operations_.size(); }
  [[nodiscard]] const Step& event(std::size_t operation) const {
    return artifact_.events[static_cast<std::size_t>(operations_[operation])];
  }
  // The next step of the script; nothing: it has ended.
  [[nodiscard]] const Step* next() const;
  void run_script();
  bool take_step(int thread);
  void start_those_marked();
  void go_round();
  [[nodiscard]] bool all_take_part(std::size_t first) const;
  void look_again();
  void look_again(int thread);
  [[nodiscard]] bool all_finished() const;

  const counterexample::Artifact& artifact_;
  std::vector<int> operations_;
  std::optional<std::size_t> cycle_;  // the operation from which it goes round
  std::size_t performed_ = 0;
  std::vector<bool> started_;
  bool may_go_ = false;   // the thread that was resumed, by one operation
  bool looking_ = false;  // beyond the script
  int looked_ = 0;
  std::string obstacle_;
  std::string way_out_;
};

}  // namespace turnstile::interleaving
