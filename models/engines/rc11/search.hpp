// The whole search: workers that each explore graphs of their own, and hand over graphs to those that have none.
//
// What grows from a graph depends on nothing but that graph (TruSt is stateless), so that the numbers at the end are the
// same for any number of workers.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "models/engines/rc11/bypass.hpp"
#include "models/engines/rc11/options.hpp"
#include "models/engines/rc11/result.hpp"

namespace turnstile::rc11 {

class Search {
 public:
  Search(const std::function<Body()>& make_body, const Options& options);
  Result run();

 private:
  using SteadyClock = std::chrono::steady_clock;

  // What one worker has, and has seen.
  struct Worker {
    Worker(Body b, const Options& options)
        : body(std::move(b)), execution(body.run, options.limits, options.order_taken) {}
    Body body;
    Execution execution;
    BypassCount bypass;
    Result tally;
    // What was not yet told to the other workers.
    unsigned since_told = 0;
    std::uint64_t told_executions = 0;
    std::uint64_t told_blocked = 0;
  };

  void work(Worker& worker);
  // Goes on to the worker's next graph. False: the search is over.
  bool next(Worker& worker);
  std::optional<Task> wait_for_task();
  void hand_over(Worker& worker);
  void explore(Worker& worker);
  void judge(Worker& worker, Ending ending);
  void judge_hang(Worker& worker);
  void begin_anew(const Lessons& lessons);
  void measure_bypass(Worker& worker);
  void note_waiting_exits(Worker& worker) const;
  // A violation in a disputed execution does not count, but the program no longer counts as right either.
  bool leave_undecided(Worker& worker, Kind kind);
  // The first to end the search is heard; the others stop.
  void finish(Worker& worker, Result::End end, Kind kind, const std::string& reason, bool with_trace);
  // Keeps the violation if it is smaller than the one that is kept.
  void compare(Worker& worker, const Shrinking& shrinking, Kind kind, const std::string& reason);
  Trace trace_of(Worker& worker);
  void tell(Worker& worker);
  [[nodiscard]] bool over_budget() const;
  void merge(const Result& tally);
  void conclude();
  [[nodiscard]] double seconds() const;

  const std::function<Body()>& make_body_;
  const Options& options_;
  SteadyClock::time_point start_ = SteadyClock::now();

  std::mutex mutex_;  // of all that follows and is not atomic
  std::condition_variable changed_;
  std::deque<Task> shared_;
  int idle_ = 0;
  std::atomic<int> hungry_ = 0;  // workers that wait for a task
  std::atomic<bool> stop_ = false;
  bool ended_ = false;
  bool learnt_ = false;
  Result result_;

  // Switches and events of the violation that is kept, and what came since the first one.
  std::optional<std::pair<int, int>> size_;
  std::uint64_t executions_since_ = 0;
  std::uint64_t violations_ = 0;

  std::uint64_t executions_ = 0;  // as told
  std::uint64_t blocked_ = 0;
  double share_ = 0;
  double last_progress_ = 0;
};

}  // namespace turnstile::rc11
