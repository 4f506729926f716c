// A scenario: some tasks, when they arrive, how urgent they are, and what they do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnstile::uniprocessor {

inline constexpr int most_tasks = 8;
inline constexpr int most_locks = 4;

struct Instruction {
  enum class Do : std::uint8_t {
    run,           // for so many ticks
    lock,          // wait without limit
    try_lock_for,  // wait at most so many ticks; without the lock, go on behind its unlock
    unlock
  };
  Do what{};
  int lock = 0;
  int ticks = 0;
  bool operator==(const Instruction&) const = default;
};

Instruction run(int ticks);
Instruction lock(int lock);
Instruction try_lock_for(int lock, int ticks);
Instruction unlock(int lock);

using Script = std::vector<Instruction>;

struct Task {
  std::string name;
  int priority = 0;  // the larger is the more urgent
  int arrival = 0;   // in ticks; from then on it is ready
  Script script;
};

struct Scenario {
  std::vector<Task> tasks;
  int locks = 0;
};

// "a" for lock 0.
std::string lock_name(int lock);
// "lock a, run 2, unlock a".
std::string text(const Script& script);
// The script of that text, for so many locks; nothing: the text is no script, or one that is too long to be run.
std::optional<Script> script_from(std::string_view text, int locks);
// A line for each task.
std::string text(const Scenario& scenario);

// The tasks that ask for a lock.
std::vector<int> users(const Scenario& scenario, int lock);

// What the theorems about blocking presuppose.
bool distinct_priorities(const Scenario& scenario);
bool properly_nested(const Scenario& scenario);  // every lock is released before those taken earlier
bool without_timeouts(const Scenario& scenario);
bool acyclic(const Scenario& scenario);  // there is an order of all locks in which every task takes its own

}  // namespace turnstile::uniprocessor
