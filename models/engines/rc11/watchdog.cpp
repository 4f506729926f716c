#include "models/engines/rc11/watchdog.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <mutex>

#include <ucontext.h>
#include <unistd.h>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

constexpr std::array crashes = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
// This signal is ignored by default, so that one that comes late does no harm.
constexpr int tick_signal = SIGURG;
constexpr std::size_t signal_stack_size = std::size_t{64} * 1024;
constexpr double longest_interval = 1;
constexpr double ticks_to_be_stuck = 10;

constinit thread_local Watchdog* watchdog_of_thread = nullptr;
constinit thread_local Interruption interruption{};

std::mutex handlers_mutex;
int handlers_in_use = 0;
std::array<struct sigaction, NSIG> handlers_before{};

double now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

extern "C" [[noreturn]] void turnstile_rc11_interrupted() { Execution::current().interrupted(interruption); }

// Makes the thread run turnstile_rc11_interrupted() once the handler has returned.
bool lead_away(void* context, const Interruption& why) {
  std::byte* const stack = Execution::current().memory().emergency_stack() + Memory::stack_size;
  auto* const registers = &static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  constexpr greg_t direction_flag = 0x400;
  registers->gregs[REG_RIP] = reinterpret_cast<greg_t>(&turnstile_rc11_interrupted);
  registers->gregs[REG_RSP] = reinterpret_cast<greg_t>(stack - 8);  // as after a call
  registers->gregs[REG_RBP] = 0;
  registers->gregs[REG_EFL] &= ~direction_flag;
#elif defined(__aarch64__)
  registers->pc = reinterpret_cast<std::uintptr_t>(&turnstile_rc11_interrupted);
  registers->sp = reinterpret_cast<std::uintptr_t>(stack);
  registers->regs[29] = registers->regs[30] = 0;
#else
  (void)stack;
  (void)registers;
  return false;
#endif
  interruption = why;
  return true;
}

bool raised_here(const siginfo_t& info) { return info.si_code > 0 || info.si_pid == getpid(); }

bool has_address(int signal, const siginfo_t& info) {
  return (signal == SIGSEGV || signal == SIGBUS) && info.si_code > 0 && info.si_code != SI_KERNEL;
}

// Whether the program under exploration has caused the signal.
bool is_of_program(int signal, const siginfo_t& info, void* context) {
  if (Watchdog::current() == nullptr || !Execution::running() || !raised_here(info)) return false;
  Memory& memory = Execution::current().memory();
  const void* const address = has_address(signal, info) ? info.si_addr : nullptr;
  const bool overflow = memory.in_guard(address);
  if (program_runs()) {
    return lead_away(context, {.type = overflow ? Interruption::Type::overflow : Interruption::Type::crash,
                               .signal = signal,
                               .address = address});
  }
  if (!overflow || memory.widened()) return false;
  memory.widen_stack(address);
  engine_overflowed = true;
  return true;
}

// Does what would have happened without our handler.
void hand_on(int signal, siginfo_t* info, void* context) {
  const struct sigaction& before = handlers_before[static_cast<std::size_t>(signal)];
  if ((before.sa_flags & SA_SIGINFO) != 0) return before.sa_sigaction(signal, info, context);
  if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) return before.sa_handler(signal);
  if (signal == tick_signal) return;
  ::signal(signal, SIG_DFL);
  if (info->si_code <= 0) (void)raise(signal);  // else the instruction is run again
}

void handle(int signal, siginfo_t* info, void* context) {
  const int error = errno;
  if (signal == tick_signal) {
    Watchdog* const watchdog = Watchdog::current();
    if (watchdog != nullptr && info->si_code == SI_TIMER) {
      watchdog->tick(context);
    } else {
      hand_on(signal, info, context);
    }
  } else if (!is_of_program(signal, *info, context)) {
    hand_on(signal, info, context);
  }
  errno = error;
}

void install(int signal) {
  struct sigaction ours{};
  ours.sa_sigaction = &handle;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&ours.sa_mask);
  sigaddset(&ours.sa_mask, tick_signal);
  (void)sigaction(signal, &ours, &handlers_before[static_cast<std::size_t>(signal)]);
}

// Puts back the handler from before, unless other code has installed its own in the meantime.
void restore(int signal) {
  struct sigaction current{};
  (void)sigaction(signal, nullptr, &current);
  const bool ours = (current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == &handle;
  if (ours) (void)sigaction(signal, &handlers_before[static_cast<std::size_t>(signal)], nullptr);
}

}  // namespace

Handlers::Handlers() {
  const std::lock_guard lock(handlers_mutex);
  if (handlers_in_use++ > 0) return;
  for (const int signal : crashes) install(signal);
  install(tick_signal);
}

Handlers::~Handlers() {
  const std::lock_guard lock(handlers_mutex);
  if (--handlers_in_use > 0) return;
  for (const int signal : crashes) restore(signal);
  restore(tick_signal);
}

Watchdog* Watchdog::current() { return watchdog_of_thread; }

Watchdog::Watchdog(double stuck_seconds, double search_seconds)
    : stuck_seconds_(stuck_seconds),
      interval_(stuck_seconds > 0 ? std::min(stuck_seconds / ticks_to_be_stuck, longest_interval) : longest_interval) {
  if (watchdog_of_thread != nullptr) return;
  if (search_seconds > 0) deadline_ = now() + search_seconds + stuck_seconds;
  stack_t before{};
  if (sigaltstack(nullptr, &before) == 0 && (before.ss_flags & SS_DISABLE) != 0) {
    signal_stack_ = std::make_unique_for_overwrite<std::byte[]>(signal_stack_size);
    const stack_t stack{.ss_sp = signal_stack_.get(), .ss_flags = 0, .ss_size = signal_stack_size};
    (void)sigaltstack(&stack, nullptr);
  }
  watchdog_of_thread = this;
  start_timer(interval_);
}

Watchdog::~Watchdog() {
  if (watchdog_of_thread != this) return;
  if (has_timer_) timer_delete(timer_);
  watchdog_of_thread = nullptr;
  if (!signal_stack_) return;
  const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
  (void)sigaltstack(&none, nullptr);
}

// The timer's signals come to this thread, so that a thread that does not get the processor is not taken for stuck.
void Watchdog::start_timer(double seconds) {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = tick_signal;
  event._sigev_un._tid = gettid();
  has_timer_ = timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0;
  if (!has_timer_) return;
  const auto whole = static_cast<time_t>(seconds);
  const timespec interval{.tv_sec = whole,
                          .tv_nsec = std::max(1L, static_cast<long>((seconds - static_cast<double>(whole)) * 1e9))};
  const itimerspec times{.it_interval = interval, .it_value = interval};
  (void)timer_settime(timer_, 0, &times, nullptr);
}

bool Watchdog::takes_tick() {
  if (watchdog_of_thread == nullptr || watchdog_of_thread->ticked_ == 0) return false;
  watchdog_of_thread->ticked_ = 0;
  return true;
}

bool Watchdog::is_late() const { return deadline_ > 0 && now() > deadline_; }

void Watchdog::tick(void* context) {
  ticked_ = 1;
  const std::uint64_t taken = turns_taken();
  idle_ = taken == seen_ ? idle_ + 1 : 0;
  seen_ = taken;
  if (!program_runs() || !Execution::running()) return;
  if (is_late()) {
    (void)lead_away(context, {.type = Interruption::Type::late});
  } else if (stuck_seconds_ > 0 && idle_ * interval_ >= stuck_seconds_) {
    idle_ = 0;
    (void)lead_away(context, {.type = Interruption::Type::stuck, .seconds = stuck_seconds_});
  }
}

}  // namespace turnstile::rc11
