#include "coursework/grading/sandbox.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coursework/grading/landlock.hpp"
#include "coursework/grading/scratch.hpp"
#include "coursework/grading/seccomp.hpp"

namespace turnstile::coursework {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

int opened(int descriptor) {
  if (descriptor < 0) fail("cannot prepare a sandbox");
  return descriptor;
}

// Descriptors from here on are above those that a child is given, so that one can be made into another in any order.
constexpr int above = 16;
int raised(int descriptor) { return opened(::fcntl(opened(descriptor), F_DUPFD_CLOEXEC, above)); }

// Standard output goes to a file in memory, which has its limit by itself and needs nobody to read it.
int memory_file(const char* name) {
  const Descriptor file(::memfd_create(name, MFD_CLOEXEC));
  return raised(file.get());
}

int null_device() {
  const Descriptor device(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  return raised(device.get());
}

std::string found_bubblewrap() {
  for (const char* path : {"/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"})
    if (::access(path, X_OK) == 0) return path;
  return {};
}

const std::string& bubblewrap() {
  static const std::string path = found_bubblewrap();
  return path;
}

// What a compiler reads, as far as it is there: lib64 is not everywhere.
constexpr std::array system_places = {
    "/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/ld.so.cache"};

// The file system of the strong form. Everything is where it is outside, so that no message has to be translated.
std::vector<std::string> in_namespaces(const std::vector<std::string>& argv, const SandboxOptions& options,
                                       int filter) {
  std::vector<std::string> words = {bubblewrap(),    "--unshare-all", "--die-with-parent",
                                    "--new-session", "--cap-drop",    "ALL"};
  const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
  if (options.profile == Profile::compile) {
    for (const char* place : system_places) add({"--ro-bind-try", place, place});
    add({"--dev-bind", "/dev/null", "/dev/null"});
  } else {
    add({"--ro-bind", argv.front(), argv.front()});
  }
  for (const fs::path& place : options.readable) add({"--ro-bind", place, place});
  if (!options.scratch.empty()) add({"--bind", options.scratch, options.scratch, "--chdir", options.scratch});
  add({"--remount-ro", "/"});
  if (filter >= 0) add({"--seccomp", std::to_string(filter)});
  add({"--"});
  words.insert(words.end(), argv.begin(), argv.end());
  return words;
}

// The same as rules for the process, in the weak form.
Places places_of(const std::vector<std::string>& argv, const SandboxOptions& options) {
  Places places{.readable = options.readable, .writable = {}};
  places.readable.emplace_back(argv.front());
  if (options.profile == Profile::compile) {
    places.readable.insert(places.readable.end(), system_places.begin(), system_places.end());
    places.writable.emplace_back("/dev/null");  // compilers throw away there what nobody wants
  }
  if (!options.scratch.empty()) places.writable.push_back(options.scratch);
  return places;
}

int raised_rules(const Places& places) {
  const Descriptor rules(landlock_rules(places));
  return raised(rules.get());
}

std::string_view wanted_isolation() {
  const char* wanted = std::getenv("TURNSTILE_ISOLATION");
  return wanted != nullptr ? wanted : "";
}

bool use_landlock() {
  static const bool works = Descriptor(landlock_rules({})).get() >= 0;
  return works && wanted_isolation() != "limits";
}

// It has nothing of Turnstile's own environment. Messages are the same in every country, and __TIME__ at every time.
std::vector<std::string> environment(const SandboxOptions& options) {
  if (options.profile == Profile::run) return {};
  return {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "SOURCE_DATE_EPOCH=0", "TMPDIR=" + options.scratch.string()};
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  result.reserve(words.size() + 1);
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

// All that the child needs is made before the fork: in between it may call hardly anything.
class Plan {
 public:
  Plan(const std::vector<std::string>& argv, const SandboxOptions& options, bool namespaces, int output, int extra)
      : namespaces_(namespaces),
        filter_(system_call_filter(options.profile)),
        program_({.len = static_cast<unsigned short>(filter_.size()), .filter = filter_.data()}),
        null_(null_device()),
        output_(output),
        has_extra_(extra >= 0),
        extra_(raised(has_extra_ ? extra : null_.get())),
        filter_file_(memory_file("filter")),
        rules_(!namespaces && use_landlock() ? raised_rules(places_of(argv, options)) : -1),
        working_directory_(options.scratch.empty() || namespaces ? "/" : options.scratch.string()),
        words_(namespaces ? in_namespaces(argv, options, filter_.empty() ? -1 : first_free()) : argv),
        environment_words_(environment(options)),
        argv_(pointers(words_)),
        environment_(pointers(environment_words_)) {
    const auto size = static_cast<ssize_t>(filter_.size() * sizeof(sock_filter));
    if (::pwrite(filter_file_.get(), filter_.data(), filter_.size() * sizeof(sock_filter), 0) != size) fail("filter");
    set_limits(options);
  }

  // Ends only if something fails; the result is errno.
  int become(pid_t parent, int complaints) {
    ::dup3(complaints, complaints_at(), O_CLOEXEC);
    // A session of its own: the process has no terminal, and its group can be killed.
    ::setsid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) return ESRCH;  // it ended before the line above
    ::personality(ADDR_NO_RANDOMIZE);         // the same addresses in every run, where it is allowed
    reset_signals();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (rules_.get() >= 0 && !restrict_to(rules_.get())) return errno;
    if (!take_descriptors() || ::chdir(working_directory_.c_str()) != 0) return errno;
    for (const auto& [resource, limit] : limits_)
      if (::setrlimit(resource, &limit) != 0) return errno;
    if (!namespaces_ && !filter_.empty() && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program_) != 0) return errno;
    ::execve(argv_.front(), argv_.data(), environment_.data());
    return errno;
  }

  [[nodiscard]] int complaints_at() const { return first_free() + 1; }

 private:
  struct Limit {
    __rlimit_resource_t resource;
    rlimit limit;
  };

  [[nodiscard]] int first_free() const { return has_extra_ ? 4 : 3; }

  void set_limits(const SandboxOptions& options) {
    const Limits& limits = options.limits;
    const bool run = options.profile == Profile::run;
    const auto cpu = static_cast<rlim_t>(limits.cpu.count());
    limits_ = {Limit{RLIMIT_CPU, {cpu, cpu + 1}},
               {RLIMIT_AS, {limits.address_space, limits.address_space}},
               {RLIMIT_FSIZE, {limits.file_size, limits.file_size}},
               {RLIMIT_NOFILE, {limits.open_files, limits.open_files}},
               {RLIMIT_CORE, {0, 0}},
               {RLIMIT_STACK, {stack, stack}}};
    // It counts all processes of the user, and bubblewrap needs one more. Root is not bound by it; the filter is.
    if (run && !namespaces_) limits_.push_back({RLIMIT_NPROC, {0, 0}});
    // A limit that is already lower stays.
    for (auto& [resource, limit] : limits_) {
      rlimit present{};
      ::getrlimit(resource, &present);
      limit = {std::min(limit.rlim_cur, present.rlim_max), std::min(limit.rlim_max, present.rlim_max)};
    }
  }

  static void reset_signals() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (int signal = 1; signal < SIGRTMIN; ++signal) ::signal(signal, SIG_DFL);
    ::signal(SIGXFSZ, SIG_IGN);  // what is written beyond the limit is dropped
  }

  // Standard ones, the extra one, the filter for bubblewrap, and `complaints_at`, which is there already.
  bool take_descriptors() {
    if (::dup2(null_.get(), STDIN_FILENO) < 0 || ::dup2(output_, STDOUT_FILENO) < 0) return false;
    if (::dup2(output_, STDERR_FILENO) < 0) return false;
    if (has_extra_ && ::dup2(extra_.get(), 3) < 0) return false;
    if (::lseek(filter_file_.get(), 0, SEEK_SET) < 0 || ::dup2(filter_file_.get(), first_free()) < 0) return false;
    if (!namespaces_ || filter_.empty()) ::fcntl(first_free(), F_SETFD, FD_CLOEXEC);
    ::closefrom(complaints_at() + 1);
    return true;
  }

  static constexpr rlim_t stack = rlim_t{8} << 20U;

  bool namespaces_;
  std::vector<sock_filter> filter_;
  sock_fprog program_;
  Descriptor null_;
  int output_;
  bool has_extra_;
  Descriptor extra_;
  Descriptor filter_file_;
  Descriptor rules_;
  std::string working_directory_;
  std::vector<std::string> words_;
  std::vector<std::string> environment_words_;
  std::vector<char*> argv_;
  std::vector<char*> environment_;
  std::vector<Limit> limits_{};
};

// The result is the child's id. A pipe, which the start closes, tells whatever keeps the program from being started.
pid_t started(Plan& plan) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot prepare a sandbox");
  const Descriptor from(ends[0]);
  std::optional<Descriptor> to(std::in_place, ends[1]);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) fail("cannot start a process");
  if (pid == 0) {
    const int error = plan.become(parent, to->get());
    [[maybe_unused]] const auto written = ::write(plan.complaints_at(), &error, sizeof error);
    ::_exit(127);
  }
  to.reset();
  int error = 0;
  ssize_t size = 0;
  do {
    size = ::read(from.get(), &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof error) return pid;
  ::waitpid(pid, nullptr, 0);
  fail("cannot start a process in its sandbox", error);
}

// bubblewrap says what has become of its child as a shell does.
Ended ended(const siginfo_t& what, bool namespaces) {
  if (what.si_code != CLD_EXITED) return {.by_signal = true, .status = what.si_status};
  if (namespaces && what.si_status > 128) return {.by_signal = true, .status = what.si_status - 128};
  return {.by_signal = false, .status = what.si_status};
}

// Whether namespaces can be had: a compiler's sandbox is set up once, for a program that does nothing.
bool namespaces_work() {
  if (bubblewrap().empty()) return false;
  const std::string nothing = ::access("/usr/bin/true", X_OK) == 0 ? "/usr/bin/true" : "/bin/true";
  try {
    const Scratch scratch;
    Sandboxed probe({nothing}, {.profile = Profile::compile, .scratch = scratch.path()}, -1, true);
    const auto end = probe.wait(std::chrono::seconds(10));
    return end && !end->by_signal && end->status == 0;
  } catch (const std::system_error&) {
    return false;
  }
}

bool use_namespaces() {
  if (wanted_isolation() == "limits" || wanted_isolation() == "landlock") return false;
  static const bool work = namespaces_work();
  return work;
}

}  // namespace

std::string isolation() {
  const bool filtered = !system_call_filter(Profile::run).empty();
  const std::string otherwise = use_landlock() ? "landlock, " : "";
  return (use_namespaces() ? "namespaces, " : otherwise) + (filtered ? "seccomp, " : "") + "limits";
}

std::string describe(Ended ended) {
  if (!ended.by_signal) return "exit status " + std::to_string(ended.status);
  const char* name = ::sigdescr_np(ended.status);
  return "signal " + std::to_string(ended.status) + " (" + (name == nullptr ? "unknown" : name) + ")";
}

Sandboxed::Sandboxed(const std::vector<std::string>& argv, const SandboxOptions& options, int extra)
    : Sandboxed(argv, options, extra, use_namespaces()) {}

Sandboxed::Sandboxed(const std::vector<std::string>& argv, const SandboxOptions& options, int extra, bool namespaces)
    : output_(memory_file("output")), output_limit_(options.limits.output), namespaces_(namespaces) {
  Plan plan(argv, options, namespaces, output_.get(), extra);
  pid_ = started(plan);
}

Sandboxed::~Sandboxed() { kill(); }

// Leaves the process to be waited for until its whole group has been killed: until then nobody else has its number.
bool Sandboxed::reap(int options) {
  siginfo_t what{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &what, WEXITED | WNOWAIT | options) != 0)
    if (errno != EINTR) fail("cannot wait for a process");
  if (what.si_pid != pid_) return false;
  ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  ended_ = ended(what, namespaces_);
  return true;
}

std::optional<Ended> Sandboxed::wait(std::chrono::milliseconds limit) {
  const Clock::time_point end = Clock::now() + limit;
  while (!ended_ && !reap(WNOHANG) && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return ended_;
}

Ended Sandboxed::kill() {
  if (!ended_) {
    ::kill(-pid_, SIGKILL);
    reap(0);
  }
  return ended_.value_or(Ended{});
}

std::string Sandboxed::output() const {
  std::string text(output_limit_, '\0');
  const ssize_t size = ::pread(output_.get(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

}  // namespace turnstile::coursework
