#include "models/command/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace turnstile::command {

namespace {

using Clock = std::chrono::steady_clock;

std::array<int, 2> interrupt_pipe = {-1, -1};

extern "C" void on_interrupt(int) {
  const int saved = errno;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(interrupt_pipe[1], &byte, 1);
  errno = saved;
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

struct Pipe {
  Pipe() : Pipe(make()) {}
  Descriptor read;
  Descriptor write;

 private:
  explicit Pipe(const std::array<int, 2>& ends) : read(ends[0]), write(ends[1]) {}
  static std::array<int, 2> make() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    return ends;
  }
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto size = ::write(descriptor, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

// Puts the text into a file for the child to read. A pipe would not hold all of it if the child takes its time.
int file_with(std::string_view text) {
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  if (file < 0 || !write_all(file, text) || ::lseek(file, 0, SEEK_SET) != 0) fail("cannot hand over a question");
  return file;
}

// The descriptors, process group and signals that the child starts with.
class SpawnPlan {
 public:
  SpawnPlan(int input, int answer, int log) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, log, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, log, STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, answer, answer_descriptor);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  pid_t start(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"turnstile"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    errno = ::posix_spawn(&pid, "/proc/self/exe", &actions_, &attributes_, argv.data(), environ);
    if (errno != 0) fail("cannot start a simulation");
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Reads what there is to read. Closes the descriptor at its end.
void drain(Descriptor& from, std::string& into, std::size_t limit) {
  std::array<char, 16384> buffer{};
  const auto size = ::read(from.get(), buffer.data(), buffer.size());
  if (size < 0 && errno == EINTR) return;
  if (size <= 0) return from.close();
  into.append(buffer.data(), std::min(static_cast<std::size_t>(size), limit - std::min(limit, into.size())));
}

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 1'000'000));
}

// Whether the child has ended; if so, how.
bool reaped(pid_t pid, Ended& ended, int options) {
  int status = 0;
  pid_t result = 0;
  do {
    result = ::waitpid(pid, &status, options);
  } while (result < 0 && errno == EINTR);
  if (result != pid) return false;
  const bool by_signal = WIFSIGNALED(status);
  ended.how = by_signal ? Ended::How::killed_by_signal : Ended::How::exited;
  ended.status = by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
  return true;
}

Ended kill_group(pid_t pid, Ended::How how, Ended ended) {
  ::kill(-pid, SIGKILL);
  reaped(pid, ended, 0);
  ended.how = how;
  return ended;
}

}  // namespace

void Interrupt::install() {
  if (::pipe2(interrupt_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) fail("pipe");
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
}

int Interrupt::descriptor() { return interrupt_pipe[0]; }

bool Interrupt::came() {
  pollfd waiting = {.fd = interrupt_pipe[0], .events = POLLIN, .revents = 0};
  return waiting.fd >= 0 && ::poll(&waiting, 1, 0) > 0;
}

namespace {

// Takes in what a child says, until its time is over.
class Conversation {
 public:
  Conversation(Clock::time_point end, std::string_view input) : input_(file_with(input)), end_(end) {}

  // Waits for something to happen, and takes it in. The result is why the child must be ended, if it must.
  std::optional<Ended::How> listen(Ended& ended) {
    std::array<pollfd, 3> waiting = {{{.fd = answer_.read.get(), .events = POLLIN, .revents = 0},
                                      {.fd = log_.read.get(), .events = POLLIN, .revents = 0},
                                      {.fd = Interrupt::descriptor(), .events = POLLIN, .revents = 0}}};
    const int left = milliseconds_until(end_);
    if (::poll(waiting.data(), waiting.size(), silent() ? std::min(left, 1) : left) < 0) return {};  // a signal came
    if (waiting[2].revents != 0) return Ended::How::interrupted;
    if (milliseconds_until(end_) == 0) return Ended::How::timed_out;
    if (waiting[0].revents != 0) drain(answer_.read, ended.answer, std::string::npos);
    if (waiting[1].revents != 0) drain(log_.read, ended.log, log_limit);
    return {};
  }

  // Both pipes are at their end. A child that closed them itself, or whose own children hold them open, is looked
  // after by the clock.
  [[nodiscard]] bool silent() const { return !answer_.read.open() && !log_.read.open(); }

  pid_t start(const std::vector<std::string>& arguments) {
    const pid_t pid = SpawnPlan(input_.get(), answer_.write.get(), log_.write.get()).start(arguments);
    answer_.write.close();
    log_.write.close();
    return pid;
  }

 private:
  Descriptor input_;
  Pipe answer_;
  Pipe log_;
  Clock::time_point end_;
};

}  // namespace

Ended run_child(const std::vector<std::string>& arguments, std::chrono::milliseconds limit,
                const std::function<void(std::string&)>& overhear, std::string_view input) {
  Conversation conversation(Clock::now() + limit, input);
  const pid_t pid = conversation.start(arguments);
  Ended ended;
  for (;;) {
    if (conversation.silent() && reaped(pid, ended, WNOHANG)) return ended;
    if (const auto why = conversation.listen(ended)) return kill_group(pid, *why, std::move(ended));
    if (overhear) overhear(ended.answer);
  }
}

bool answer(std::string_view text) { return write_all(answer_descriptor, text); }

std::string standard_input() {
  std::string text;
  Descriptor input(::dup(STDIN_FILENO));
  while (input.open()) drain(input, text, std::string::npos);
  return text;
}

void die_with_parent(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it had ended before the line above
}

}  // namespace turnstile::command
