// A schedule says which thread runs, and for how long. It says when a thread is interrupted, and nothing about threads
// that wait or finish by themselves, so that a short schedule is an execution with few context switches.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace turnstile::interleaving {

// After `after` operations since the last context switch the running thread is interrupted, and the `to`-th of the
// others that are ready goes on, counted from the one that was interrupted, round in a circle. Where no other thread is
// ready it goes on itself.
struct Preemption {
  int after = 0;
  int to = 0;
  bool operator==(const Preemption&) const = default;
};

// Preemptions come after fewer operations than this: a round of any lock here is shorter.
inline constexpr int longest_stretch = 16;
// More operations than any thread of the programs here performs before it waits or finishes.
inline constexpr int longest_quantum = 64;

struct Schedule {
  std::vector<Preemption> preemptions;
  // When these are used up the threads take turns of so many operations, for ever: every schedule is fair in the end,
  // and an execution that runs for ever is the fault of its threads.
  int quantum = longest_quantum;

  // Gives the list, and after it the turns.
  [[nodiscard]] Preemption preemption(std::size_t i) const;
  [[nodiscard]] std::string text() const;  // "preempt after 2 to the 1st other, after 3 to the 1st other; turns of 64"
  bool operator==(const Schedule&) const = default;
};

// What makes a schedule hard to read, compared from the left: how many preemptions; how much shorter than the longest the
// turns are; the sum of `after`; the sum of `to`.
std::array<int, 4> complexity(const Schedule& schedule);

// Calls `visit` with every schedule of exactly so many preemptions, each after less than `stretch` operations.
void for_each_schedule(int threads, int preemptions, int stretch, int quantum,
                       const std::function<void(const Schedule&)>& visit);

// The same, without schedules that differ only in preemptions for which an execution was over too soon: `visit` says
// how many came to pass. Of schedules under which the same happens it sees the least complex one.
void for_each_different_schedule(int threads, int preemptions, int stretch, int quantum,
                                 const std::function<std::size_t(const Schedule&)>& visit);

}  // namespace turnstile::interleaving
