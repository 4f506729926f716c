#include "models/engines/relacy/simulate.hpp"

#include <cstddef>
#include <ostream>

#include "models/engines/observation/observed_platform.hpp"
#include "models/engines/relacy/machine.hpp"

namespace turnstile::relacy {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* out_of_budget = "out of budget";

// Relacy has no limit but the number of iterations, and only the random search keeps to that. So the first thing that
// an execution does is to ask whether it may begin. What Relacy runs once more, for its history, it has begun before: a
// violation found by the last execution that the budget allowed must not be lost.
class Budget {
 public:
  Budget(const Search& search, const Observer& observer)
      : observer_(observer),
        work_limit_(search.work_limit),
        end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(search.budget_seconds))) {}

  [[nodiscard]] bool is_spent(bool runs_once_more) {
    if (runs_once_more) return is_spent_;
    const Observer::Tally& tally = observer_.tally();
    const bool looks_at_clock = tally.executions % executions_between_looks == 0;
    is_spent_ = tally.steps > work_limit_ || tally.cut > most_cut || (looks_at_clock && Clock::now() > end_);
    return is_spent_;
  }

 private:
  // A program that can run for ever has endlessly many executions that are cut, and they show nothing new.
  static constexpr std::uint64_t most_cut = 10'000;
  static constexpr std::uint64_t executions_between_looks = 1024;

  const Observer& observer_;
  std::uint64_t work_limit_;
  Clock::time_point end_;
  bool is_spent_ = false;
};

// What the test object is to make. It stands here because Relacy makes that object itself, anew in every iteration, and
// knows only its type.
struct Current {
  MakeProgram make = nullptr;
  Mix mix;
  Observer* observer = nullptr;
  Budget* budget = nullptr;
};
Current current{};

// One instantiation of rl::simulate for each number of threads; the client is behind a virtual call.
template <rl::thread_id_t Threads>
struct Test : rl::test_suite<Test<Threads>, Threads> {
  Test() {
    if (current.budget->is_spent(rl::ctx().collecting_history())) Machine::give_up(out_of_budget);
    program = current.make(storage, current.mix);
    current.observer->execution_begins(*program, current.mix, rl::ctx().collecting_history());
  }
  ~Test() { program->~Program(); }

  void before() {
    by_main([&] { program->before(); });
  }
  void thread(unsigned index) {
    const int self = static_cast<int>(index);
    try {
      program->thread(self);
    } catch (const Abandoned&) {
      // This execution can go no further; the observer has counted it.
    }
    current.observer->thread_ends(self);
  }
  void after() {
    by_main([&] { program->after(); });
  }

  static void by_main(auto action) {
    current.observer->main_runs(true);
    action();
    current.observer->main_runs(false);
  }

  alignas(std::max_align_t) std::byte storage[program_size];
  Program* program;
};

rl::scheduler_type_e to_rl(Scheduler scheduler) {
  switch (scheduler) {
    case Scheduler::random:
      return rl::sched_random;
    case Scheduler::bound:
      return rl::sched_bound;
    case Scheduler::full:
      return rl::sched_full;
  }
  return rl::sched_random;
}

void run(int threads, rl::test_params& params) {
  switch (threads) {
    case 2:
      rl::simulate<Test<2>>(params);
      return;
    case 3:
      rl::simulate<Test<3>>(params);
      return;
    case 4:
      rl::simulate<Test<4>>(params);
      return;
    default:
      throw std::logic_error("a simulation has two to four threads");
  }
}

void judge(rl::test_result_e outcome, Result& result) {
  result.end = Result::End::violated;
  switch (outcome) {
    case rl::test_result_success:
      result.end = Result::End::searched;
      return;
    case rl::test_result_user_assert_failed:
      if (Machine::given_up == nullptr) {
        result.kind = Machine::stopped;
        return;
      }
      result.end = Machine::given_up == out_of_budget ? Result::End::out_of_budget : Result::End::unknown;
      if (result.end == Result::End::unknown) result.reason = Machine::given_up;
      return;
    case rl::test_result_data_race:
      result.kind = Kind::data_race;
      return;
    case rl::test_result_access_to_freed_memory:
    case rl::test_result_double_free:
      result.kind = Kind::use_after_free;
      return;
    case rl::test_result_livelock:
      result.end = Result::End::unknown;
      result.reason = "Relacy's depth limit was reached outside of every await";
      return;
    default:
      result.end = Result::End::unknown;
      result.reason = std::string("Relacy reports: ") + rl::test_result_str(outcome);
  }
}

}  // namespace

Result simulate(MakeProgram make, const Mix& mix, const Search& search, const Observer::Settings& settings) {
  const auto start = Clock::now();
  Observer observer(settings);
  Budget budget(search, observer);
  current = {.make = make, .mix = mix, .observer = &observer, .budget = &budget};
  Observed::observer = &observer;
  Machine::stopped = Kind::none;
  Machine::given_up = nullptr;

  rl::ostringstream output;  // allocates outside of Relacy's books; a std::ostringstream crashes on a violation
  std::ostream progress(nullptr);

  rl::test_params params;
  params.search_type = to_rl(search.scheduler);
  params.context_bound = search.context_bound;
  params.iteration_count = search.iterations;
  // The observer's own limit comes first; this one is for loops that are no awaits.
  params.execution_depth_limit = static_cast<unsigned>(4 * settings.step_limit);
  params.output_stream = &output;
  params.progress_stream = &progress;

  Result result;
  run(mix.threads, params);
  judge(params.test_result, result);
  result.tally = observer.tally();
  if (result.end == Result::End::violated) result.trace = observer.trace(result.kind);
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return result;
}

}  // namespace turnstile::relacy
