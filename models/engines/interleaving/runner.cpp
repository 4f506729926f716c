#include "models/engines/interleaving/runner.hpp"

#include <cstdlib>

namespace turnstile::interleaving {

Runner::Runner(MakeProgram make, const Mix& mix, const Observer::Settings& settings)
    : make_(make), mix_(mix), observer_(settings), fibers_(static_cast<std::size_t>(mix.threads)) {}

// --- outside of the fibers -------------------------------------------------------------------------------------------

Program& Runner::begin(bool record) {
  running = this;
  Observed::observer = &observer_;
  told_ = nullptr;
  ending_ = {};
  Program& program = place_.make(make_, mix_);
  observer_.execution_begins(program, mix_, record);
  return program;
}

void Runner::start_threads(Program& program) {
  for (int i = 0; i < mix_.threads; ++i) {
    if (mix_[i] == 0) {
      fiber(i).cancel();
    } else {
      fiber(i).start([this, &program, i] { run_thread(program, i); });
    }
  }
  thread_ = 0;
}

void Runner::run_thread(Program& program, int thread) {
  try {
    program.thread(thread);
  } catch (const Abandoned&) {
    // This execution can go no further; the observer has counted it.
  }
  observer_.thread_ends(thread);
}

void Runner::start_alone(const std::function<void()>& body) {
  for (int i = 0; i < mix_.threads; ++i) fiber(i).cancel();
  thread_ = 0;
  alone_ = true;
  observer_.main_runs(true);
  fiber(thread_).start(body);
}

void Runner::end_alone() {
  alone_ = false;
  observer_.main_runs(false);
}

void Runner::run_alone(const std::function<void()>& body) {
  start_alone(body);
  resume();
  end_alone();
}

// --- on the fiber that runs ------------------------------------------------------------------------------------------

void Runner::stop(const Ending& ending) {
  ending_ = ending;
  leave_for_good();
}

void Runner::leave_for_good() {
  leave();
  std::abort();  // an execution that is over is not resumed
}

void Runner::switch_to(int thread) {
  Fiber& mine = fiber(thread_);
  thread_ = thread;
  mine.leave();
}

}  // namespace turnstile::interleaving
