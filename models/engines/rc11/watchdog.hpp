// Keeps the process alive when the program under exploration crashes, or goes on for ever without calling the engine: a
// signal ends the execution, as if the program had asked the engine to.
//
// Nothing of the program is unwound. The handler changes where the interrupted thread goes on, to a function on a stack
// of its own that ends the execution; the fiber that was interrupted is not resumed, like those of all executions that
// end early. This is done on x86-64 and AArch64; elsewhere a crash ends the process.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <sys/types.h>
#include <time.h>

namespace turnstile::rc11 {

// While there is one, the handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT and SIGURG are ours. What does not come
// from a program under exploration goes to the handlers that were there before.
class Handlers {
 public:
  Handlers();
  ~Handlers();
  Handlers(const Handlers&) = delete;
  Handlers& operator=(const Handlers&) = delete;
};

// Watches the executions of this thread of the process while it lives. A second one in the same thread does nothing.
class Watchdog {
 public:
  // An execution is ended after so many seconds without an operation, and also if it still goes on so long after the
  // search should have ended. 0: there is no such limit.
  Watchdog(double stuck_seconds, double search_seconds);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Whether a second or so has passed in this thread since this was last asked.
  static bool takes_tick();

  // These two are for the signal handlers.
  static Watchdog* current();
  void tick(void* context);

 private:
  void start_timer(double seconds);
  [[nodiscard]] bool is_late() const;

  double stuck_seconds_;
  double interval_;
  double deadline_ = 0;
  timer_t timer_{};
  bool has_timer_ = false;
  volatile std::sig_atomic_t ticked_ = 0;
  std::uint64_t seen_ = 0;
  int idle_ = 0;
  std::unique_ptr<std::byte[]> signal_stack_;  // where we have given the thread one
};

}  // namespace turnstile::rc11
