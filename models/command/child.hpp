// Runs this program again, as a child that can crash or hang without taking anything else down.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace turnstile::command {

// Ctrl-C and its relatives, as a file descriptor that can be polled, and that stays readable once they have come.
class Interrupt {
 public:
  // Installs the handlers, for SIGINT, SIGTERM and SIGHUP. Once in a process.
  static void install();
  static int descriptor();
  static bool came();
};

// Thrown on the way out when the user wants to stop.
struct Interrupted {};

struct Ended {
  enum class How { exited, killed_by_signal, timed_out, interrupted };
  How how = How::exited;
  int status = 0;      // exit status, or number of the signal
  std::string answer;  // what the child wrote to descriptor `answer_descriptor`
  std::string log;     // what it wrote to standard output and error, at most log_limit bytes
};

inline constexpr int answer_descriptor = 3;
inline constexpr std::size_t log_limit = 65'536;

// Starts this program with `arguments`, in a process group of its own, and waits for its end, the deadline, or an
// interrupt; in the last two cases the whole group is killed. Throws std::system_error when it cannot be started.
// `overhear` is given the answer as far as it has come, and may take from it. The child finds `input` on its standard input.
Ended run_child(const std::vector<std::string>& arguments, std::chrono::milliseconds limit,
                const std::function<void(std::string& answer)>& overhear = {}, std::string_view input = "");

// For the child: writes to descriptor `answer_descriptor`. The result is whether all of it was written.
bool answer(std::string_view text);

// For the child: reads all of its standard input.
std::string standard_input();

// For the child, first of all: makes it end when its parent, of that process id, does.
void die_with_parent(int parent);

}  // namespace turnstile::command
