// Runs a program that has not been read by anybody, in a process of its own that can reach nothing.
//
// Strong: bubblewrap, where it is installed and works (some containers forbid it): namespaces of its own for users,
// processes, files, network and the rest. Weak: limits and a process group, and Landlock's rules for files where the
// kernel has them. In all, where Turnstile was built with libseccomp, a filter of system calls, which for a submission
// lets hardly anything through: neither another process nor a file nor a socket can be opened, and nobody be killed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "coursework/grading/descriptor.hpp"
#include "coursework/grading/profile.hpp"

namespace turnstile::coursework {

struct Limits {
  std::chrono::seconds cpu{10};  // of each process; a second later it is killed
  std::uint64_t address_space = std::uint64_t{1} << 29U;
  std::uint64_t file_size = std::uint64_t{1} << 20U;
  std::uint64_t open_files = 32;
  std::size_t output = 65'536;  // standard output and error together; the rest is dropped
};

struct SandboxOptions {
  Profile profile = Profile::run;
  std::filesystem::path scratch{};                // the one place to write, and the working directory; empty: none
  std::vector<std::filesystem::path> readable{};  // besides the system's (compile) or the program itself (run)
  Limits limits{};
};

// "namespaces, seccomp, limits"; "landlock, ..." where there are no namespaces but rules for files; or without those of the
// first two that are not to be had here. TURNSTILE_ISOLATION in the environment forbids the better ones: landlock, limits.
std::string isolation();

struct Ended {
  bool by_signal = false;
  int status = 0;  // exit status, or number of the signal
};
// "exit status 1", "signal 11 (Segmentation fault)"
std::string describe(Ended ended);

class Sandboxed {
 public:
  // Starts the program argv[0], a path, with nothing open but /dev/null, its output, and `extra`, if there is one, as
  // descriptor 3. It dies with the thread that started it. Throws std::system_error when it cannot be started.
  Sandboxed(const std::vector<std::string>& argv, const SandboxOptions& options, int extra = -1);
  // `namespaces`: whether in the strong form; otherwise in the strongest there is.
  Sandboxed(const std::vector<std::string>& argv, const SandboxOptions& options, int extra, bool namespaces);
  Sandboxed(const Sandboxed&) = delete;
  Sandboxed& operator=(const Sandboxed&) = delete;
  ~Sandboxed();  // kills it

  [[nodiscard]] pid_t pid() const { return pid_; }
  // How it has ended; nothing: it still runs after that time.
  std::optional<Ended> wait(std::chrono::milliseconds limit);
  // Kills it, with all that it has started. The result is how it had ended, if it had.
  Ended kill();
  // What it has written so far to standard output and error.
  [[nodiscard]] std::string output() const;

 private:
  bool reap(int options);

  Descriptor output_;
  std::size_t output_limit_;
  bool namespaces_;
  pid_t pid_ = -1;
  std::optional<Ended> ended_{};
};

}  // namespace turnstile::coursework
