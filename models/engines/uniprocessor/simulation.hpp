// Executes one scenario, and watches it after every step (docs/definitions.md, priority protocols).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "models/counterexample/schedule.hpp"
#include "models/engines/uniprocessor/processor.hpp"
#include "models/engines/uniprocessor/scenario.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::uniprocessor {

// The locks of one scenario, of whatever type.
class Locks {
 public:
  virtual ~Locks() = default;
  virtual std::errc lock(int lock, int task) = 0;
  virtual std::errc try_lock_for(int lock, int task, Ticks ticks) = 0;
  virtual std::errc unlock(int lock, int task) = 0;
};

// How many critical sections of less urgent tasks may block a task.
enum class Bound : std::uint8_t {
  none,         // nothing is promised
  inheritance,  // min(n, m), of n less urgent tasks and m locks
  ceiling       // one
};

// A form, as it is simulated.
struct Subject {
  std::function<std::unique_ptr<Locks>(Processor& processor, const Scenario& scenario)> make;
  bool keeps_books = false;  // tells the scheduler which task owns what, and which waits for what
  Bound bound = Bound::none;
};

// What is looked for. Anything else that goes wrong ends the execution, and is not reported.
struct Checks {
  bool exclusion = false;   // overlap
  bool progress = false;    // deadlock, livelock
  bool invariants = false;  // inheritance, restoration
  bool inversion = false;   // inversion: of the processor, and of the blocking bounds
};
inline constexpr Checks all_checks = {.exclusion = true, .progress = true, .invariants = true, .inversion = true};

struct Result {
  End end = End::finished;
  Kind kind = Kind::none;
  std::string reason;          // of a kind, in a sentence; or, without one, why nothing can be said
  bool undecided = false;      // nothing can be said
  int most_blocked = 0;        // by how many critical sections a task was blocked at most
  int reported_deadlocks = 0;  // EDEADLK
  int timed_out = 0;           // ETIMEDOUT
};

class Simulation final : private Watcher {
 public:
  explicit Simulation(Subject subject) : subject_(std::move(subject)), processor_(*this) {}

  Result run(const Scenario& scenario, const Checks& checks);
  // The scenario, and what happened in each tick.
  counterexample::Schedule schedule(const Scenario& scenario, const Checks& checks);
  // The same as text.
  std::string show(const Scenario& scenario, const Checks& checks);

 private:
  struct TaskState {
    int wants = nobody;                           // the lock that it has asked for, and does not have yet
    std::vector<int> held;                        // in the order it took them
    int interval = 0;                             // how often it has begun to hold locks
    int blocked_by = 0;                           // distinct critical sections of less urgent tasks
    std::array<int, most_tasks> last_interval{};  // of each task, the one that was counted last
  };

  void settled() override;
  void tick(int runs) override;

  void execute(int self);
  // Each returns how many instructions have been dealt with.
  std::size_t take(int self, std::size_t at);
  std::size_t behind_unlock(int self, std::size_t at) const;
  std::size_t give_up(int self, std::size_t at);
  void entered(int self, int lock);
  void release(int self, int lock);

  void check_invariants();
  void check_inversion(int runs);
  void count_blocking(int runs);
  void record(int runs);
  [[nodiscard]] counterexample::Tick of_running(int task) const;
  [[nodiscard]] counterexample::Tick of_other(int task) const;
  [[nodiscard]] int allowed(int task) const;
  [[nodiscard]] int due(int task) const;
  // The task that a task waits for; nobody if it does not wait.
  [[nodiscard]] int blocker(int task) const;
  // Whether the waiter waits for that task directly, or for one that waits for it.
  [[nodiscard]] bool waits_for(int waiter, int whom) const;
  [[nodiscard]] bool closes_cycle(int self, int lock) const;
  [[nodiscard]] std::string who_waits() const;
  void found(Kind kind, std::string reason);
  void undecided(std::string reason);

  TaskState& of(int task) { return states_[static_cast<std::size_t>(task)]; }
  [[nodiscard]] const TaskState& of(int task) const { return states_[static_cast<std::size_t>(task)]; }
  int& owner(int lock) { return owners_[static_cast<std::size_t>(lock)]; }
  [[nodiscard]] int owner(int lock) const { return owners_[static_cast<std::size_t>(lock)]; }
  [[nodiscard]] const std::string& name(int task) const;

  Subject subject_;
  Processor processor_;
  std::unique_ptr<Locks> locks_;
  const Scenario* scenario_ = nullptr;
  Checks checks_;
  bool bounded_ = false;  // the theorems hold for this scenario
  std::array<TaskState, most_tasks> states_{};
  std::array<int, most_locks> owners_{};  // by what the tasks themselves have seen
  Result result_;
  counterexample::Schedule* schedule_ = nullptr;
};

}  // namespace turnstile::uniprocessor
