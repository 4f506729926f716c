#include "sanitizers/workers.hpp"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace turnstile::stress {

namespace {

using Clock = std::chrono::steady_clock;

// No destructors run: the threads that are stuck still use what those would destroy.
[[noreturn]] void give_up(const Crew& crew, const std::string& why) {
  fmt::print(stderr, "{}: {}\n", crew.name, why);
  std::_Exit(exit_otherwise);
}

std::string stuck(const Crew& crew) { return fmt::format("stuck: no worker has entered for {}", crew.patience); }

// Tells slow workers from stuck ones: on a busy machine they may take any time.
class Patience {
 public:
  explicit Patience(const Crew& crew) : crew_(crew) {}

  bool over() {
    const auto now = Clock::now();
    if (const std::int64_t seen = crew_.progress(); seen != std::exchange(seen_, seen)) since_ = now;
    return now - since_ > crew_.patience;
  }

 private:
  const Crew& crew_;
  std::int64_t seen_ = 0;
  Clock::time_point since_ = Clock::now();
};

class FinishLine {
 public:
  void cross() {
    const std::scoped_lock guard(mutex_);
    ++crossed_;
    changed_.notify_one();
  }
  bool crossed_by_all(int workers, Clock::duration limit) {
    std::unique_lock guard(mutex_);
    return changed_.wait_for(guard, limit, [&] { return crossed_ == workers; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int crossed_ = 0;
};

class Children {
 public:
  Children() = default;
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  ~Children() { kill_all(); }

  // Returns 0, or the error number of fork.
  int start(const std::function<void()>& work) {
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) return errno;
    if (pid > 0) {
      running_.push_back(pid);
      return 0;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(exit_otherwise);  // it had ended before the line above
    work();
    ::_exit(exit_as_expected);
  }

  // Forgets those that have ended. Returns how the first that did not end well has ended, or 0.
  int reap() {
    int failure = 0;
    std::erase_if(running_, [&](pid_t pid) {
      int status = 0;
      const bool ended = ::waitpid(pid, &status, WNOHANG) == pid;
      if (ended && failure == 0) failure = status;
      return ended;
    });
    return failure;
  }

  [[nodiscard]] bool running() const { return !running_.empty(); }

  void kill_all() {
    for (const pid_t pid : running_) ::kill(pid, SIGKILL);
    for (const pid_t pid : running_) ::waitpid(pid, nullptr, 0);
    running_.clear();
  }

 private:
  std::vector<pid_t> running_;
};

std::string describe(int wait_status) {
  return WIFSIGNALED(wait_status) ? fmt::format("a worker was killed by signal {}", WTERMSIG(wait_status))
                                  : fmt::format("a worker ended with status {}", WEXITSTATUS(wait_status));
}

void start_all(Children& children, const Crew& crew) {
  for (int self = 0; self < crew.workers; ++self) {
    const int error = children.start([&] { crew.work(self); });
    if (error == 0) continue;
    children.kill_all();
    give_up(crew, "cannot fork: " + std::generic_category().message(error));
  }
}

std::vector<std::thread> start_all(const std::shared_ptr<FinishLine>& finish, const Crew& crew) {
  std::vector<std::thread> threads;
  try {
    for (int self = 0; self < crew.workers; ++self) {
      threads.emplace_back([work = crew.work, finish, self] {
        work(self);
        finish->cross();
      });
    }
  } catch (const std::system_error& error) {
    give_up(crew, "cannot start a thread: " + error.code().message());
  }
  return threads;
}

// While they are at work: `well` if they may go on.
Ended end_of(const Crew& crew, Patience& patience) {
  if (crew.enough()) return Ended::enough;
  return patience.over() ? Ended::stuck : Ended::well;
}

}  // namespace

Ended run_threads(const Crew& crew) {
  constexpr auto glance = std::chrono::milliseconds(20);
  const auto finish = std::make_shared<FinishLine>();  // shared with threads that outlive this call
  std::vector<std::thread> threads = start_all(finish, crew);
  Patience patience(crew);
  while (!finish->crossed_by_all(crew.workers, glance)) {
    const Ended ended = end_of(crew, patience);
    if (ended == Ended::well) continue;
    if (ended == Ended::stuck && !crew.may_stick) give_up(crew, stuck(crew));
    for (std::thread& thread : threads) thread.detach();
    return ended;
  }
  for (std::thread& thread : threads) thread.join();
  return Ended::well;
}

Ended run_processes(const Crew& crew) {
  constexpr auto glance = std::chrono::microseconds(200);
  Children children;  // killed when this returns
  start_all(children, crew);
  Patience patience(crew);
  for (;;) {
    const int failure = children.reap();
    if (failure == 0 && !children.running()) return Ended::well;
    if (failure != 0) {
      children.kill_all();
      give_up(crew, describe(failure));
    }
    if (const Ended ended = end_of(crew, patience); ended != Ended::well) {
      children.kill_all();
      if (ended == Ended::stuck && !crew.may_stick) give_up(crew, stuck(crew));
      return ended;
    }
    std::this_thread::sleep_for(glance);
  }
}

}  // namespace turnstile::stress
