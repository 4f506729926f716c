// The simulated processor: one processor, tasks of fixed priorities, preemption. A scheduler (algorithms/scheduler.hpp).
//
// Time passes in ticks. In each tick the ready task of highest effective priority runs. Among equals, a task whose own
// priority is higher goes before one that has inherited it (an owner does not keep the processor from a task that has
// just given up waiting for it); then the one that runs goes on; then comes the one that has been ready for longest. At
// the beginning of a tick tasks arrive and waits run out, before any task runs. What a task does between its ticks
// takes no time.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "algorithms/scheduler.hpp"
#include "models/engines/fiber/fiber.hpp"
#include "models/engines/uniprocessor/platform.hpp"
#include "models/engines/uniprocessor/scenario.hpp"

namespace turnstile::uniprocessor {

// How an execution ended.
enum class End : std::uint8_t {
  finished,
  deadlock,  // every unfinished task waits, for ever
  livelock,  // the running task spins for ever, and others that could go on do not get the processor
  stopped,   // by the watcher
  too_long   // more ticks than any scenario here needs
};

// Is told what happens, step by step.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // The protocol has done its work for the moment: what is written in the scheduler's books counts.
  virtual void settled() = 0;
  // The next tick is spent: by this task, or by none.
  virtual void tick(int runs) = 0;
};

class Processor {
 public:
  static constexpr Ticks most_ticks = 2000;

  enum class State : std::uint8_t { pending, ready, asleep, finished };

  explicit Processor(Watcher& watcher) : watcher_(watcher) {}
  ~Processor();
  Processor(const Processor&) = delete;
  Processor& operator=(const Processor&) = delete;

  // Forgets all that was, and makes the tasks of this scenario pending. Its locks are made after that.
  void prepare(const Scenario& scenario);
  // Each task executes body(task) from its arrival on.
  End run(const std::function<void(int)>& body);

  // --- for the tasks, and for watchers -------------------------------------------------------------------------------
  // The running task computes for a tick.
  void compute(int self) { spend(self); }
  // Ends the execution. Called by a task, it does not return.
  void stop(End end = End::stopped);
  [[nodiscard]] State state(int task) const { return of(task).state; }
  [[nodiscard]] int running() const { return running_; }

  // --- the scheduler -------------------------------------------------------------------------------------------------
  [[nodiscard]] int tasks() const { return tasks_; }
  [[nodiscard]] int base(int task) const { return of(task).base; }
  [[nodiscard]] int effective(int task) const { return of(task).effective; }
  void set_effective(int task, int priority) { of(task).effective = priority; }
  [[nodiscard]] const Resource<Platform>* waits_for(int task) const { return of(task).waits_for; }
  void set_waits_for(int task, const Resource<Platform>* resource);
  [[nodiscard]] int waits_since(int task) const { return of(task).waits_since; }
  void add(const Resource<Platform>& resource) { resources_.push_back(&resource); }
  void remove(const Resource<Platform>& resource) { std::erase(resources_, &resource); }
  [[nodiscard]] int resources() const { return static_cast<int>(resources_.size()); }
  [[nodiscard]] const Resource<Platform>* resource(int number) const {
    return resources_[static_cast<std::size_t>(number)];
  }
  void enter(int self);
  void leave(int self);
  void sleep(int self);
  bool sleep_until(int self, Ticks deadline);
  void wake(int task);
  [[nodiscard]] Ticks now() const { return now_; }

  // --- for the platform (machine::) ----------------------------------------------------------------------------------
  static inline Processor* current = nullptr;
  void operation();
  void changed() { ++changes_; }
  void block(const void* variable);
  void notify(const void* variable, bool all);
  [[nodiscard]] machine::Look round_begins() const { return {.changes = changes_, .now = now_}; }
  void round_succeeded() { of(running_).spins = false; }
  void round_failed(const machine::Look& began);

 private:
  static constexpr Ticks never = std::numeric_limits<Ticks>::max();

  struct TaskState {
    State state = State::pending;
    int base = 0;
    int effective = 0;
    Ticks arrival = 0;
    std::uint64_t ready_since = 0;  // of two, the one with the smaller number became ready first
    const Resource<Platform>* waits_for = nullptr;
    int waits_since = 0;
    Ticks deadline = never;          // of a sleep
    bool woken = false;              // since it fell asleep
    const void* variable = nullptr;  // that it has to be notified of
    bool spins = false;
    std::uint64_t spins_since = 0;  // the memory on which its last round failed
  };

  TaskState& of(int task) { return states_[static_cast<std::size_t>(task)]; }
  [[nodiscard]] const TaskState& of(int task) const { return states_[static_cast<std::size_t>(task)]; }
  Fiber& fiber(int task) { return fibers_[static_cast<std::size_t>(task)]; }

  [[nodiscard]] int choose() const;
  [[nodiscard]] bool goes_first(int a, int b) const;
  [[nodiscard]] bool all_finished() const;
  // Whether time alone will make a task ready.
  [[nodiscard]] bool something_pending() const;
  [[nodiscard]] bool somebody_else_could_go_on() const;
  void make_ready(int task);
  void pass_time(int runs);
  void admit();
  void spend(int self);
  void fall_asleep(int self, Ticks deadline);
  void give_way(int self);
  void leave_fiber(int self);

  Watcher& watcher_;
  std::array<Fiber, most_tasks> fibers_;
  std::array<TaskState, most_tasks> states_{};
  std::vector<const Resource<Platform>*> resources_;
  int tasks_ = 0;
  int running_ = nobody;
  int guard_ = nobody;  // the task inside the guard
  bool over_ = false;
  End end_ = End::finished;
  Ticks now_ = 0;
  int waits_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t changes_ = 0;  // of shared memory
};

static_assert(scheduler_on<Processor, Platform>);

}  // namespace turnstile::uniprocessor
