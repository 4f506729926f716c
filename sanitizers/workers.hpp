// Workers that run at the same time, as threads or as processes, and never for ever.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace turnstile::stress {

// The program's exit status is its verdict.
inline constexpr int exit_as_expected = 0;
inline constexpr int exit_otherwise = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_skipped = 77;

struct Crew {
  std::string name;  // for messages
  int workers = 2;
  std::function<void(int)> work;             // of worker 0, 1, ... workers - 1
  std::function<std::int64_t()> progress;    // changes as long as some worker gets ahead
  std::function<bool()> enough;              // asked now and then: what the workers still do does not matter
  std::chrono::duration<double> patience{};  // without progress for so long they are stuck
  bool may_stick = false;                    // and it is not this program's end
};

enum class Ended {
  well,    // all workers have
  enough,  // it was enough before
  stuck,   // as they may
};

// Both let all work at the same time, until they have ended in one of these ways. Where that cannot be, because they are
// stuck and must not, or one has crashed, they say so in one line and end the program with exit_otherwise.
//
// Threads that have not ended well go on, perhaps for ever, since a thread cannot be stopped: what they use must stay,
// and the program end without destructors.
[[nodiscard]] Ended run_threads(const Crew& crew);
// Leaves no process behind, however it ends. To be called by a process that has no other thread.
[[nodiscard]] Ended run_processes(const Crew& crew);

}  // namespace turnstile::stress
