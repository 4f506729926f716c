// Programs for stacks of nodes that RapidCheck draws: what each thread pushes and pops. What the calls return is recorded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <latch>
#include <thread>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include "models/clients/lock_free.hpp"
#include "models/engines/interleaving/platform.hpp"
#include "models/history/history.hpp"
#include "models/history/specifications.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

// To take is to pop, to give is to push a node that the thread owns; if it owns none, nothing happens.
enum class Move : std::uint8_t { take, give_oldest, give_newest };

struct StackScript {
  int on_stack = 0;  // nodes from 0 on, 0 on top; the others belong to the threads in turn
  std::vector<std::vector<Move>> threads;
};

// For RapidCheck.
void showValue(Move move, std::ostream& out);
void showValue(const StackScript& script, std::ostream& out);

// Random scripts for two or three threads, with so many moves each at most.
rc::Gen<StackScript> stack_scripts(int nodes, int most_moves);

// Threads that play a script, and their nodes.
template <node_stack Stack, class Recorder>
class StackPlayers {
 public:
  StackPlayers(const StackScript& script, Recorder& recorder)
      : script_(script), recorder_(recorder), owned_(script.threads.size()) {
    for (int node = script.on_stack; node < Stack::none; ++node) {
      owned_[static_cast<std::size_t>(node) % owned_.size()].push_back(node);
    }
  }

  // One thread more makes these calls, before all threads and after them.
  void fill() {
    for (int node = script_.on_stack - 1; node >= 0; --node) push_node(outsider(), node);
  }
  // Pops at most one more than there are nodes: a stack with a node on it twice has no end.
  void drain() {
    for (int popped = 0; popped <= Stack::none; ++popped) {
      if (pop_node(outsider()) == no_node) return;
    }
  }
  void play(int self) {
    for (const Move move : script_.threads[static_cast<std::size_t>(self)]) play(self, move);
  }
  void describe(auto&& names) const { stack_.describe(names); }

 private:
  [[nodiscard]] int outsider() const { return static_cast<int>(script_.threads.size()); }

  void play(int self, Move move) {
    std::vector<int>& mine = owned_[static_cast<std::size_t>(self)];
    if (move == Move::take) {
      const int node = pop_node(self);
      if (node != no_node) mine.push_back(node);
    } else if (!mine.empty()) {
      const auto which = move == Move::give_oldest ? mine.begin() : mine.end() - 1;
      const int node = *which;
      mine.erase(which);
      push_node(self, node);
    }
  }
  void push_node(int self, int node) {
    const auto call = recorder_.begin(self, push(node));
    stack_.push(self, node);
    recorder_.end(call, no_node);
  }
  int pop_node(int self) {
    const auto call = recorder_.begin(self, pop);
    const int popped = stack_.pop(self);
    const int node = popped == Stack::none ? no_node : popped;
    recorder_.end(call, node);
    return node;
  }

  const StackScript& script_;
  Recorder& recorder_;
  std::vector<std::vector<int>> owned_;
  Stack stack_;
};

// Over interleavings. The script is set before.
template <node_stack Stack>
class ScriptedStack final : public Program {
 public:
  static inline const StackScript* script = nullptr;

  explicit ScriptedStack(const Mix&) : players_(*script, history_) {}
  void before() override { players_.fill(); }
  void thread(int self) override { players_.play(self); }
  void another_round(int) override {}
  void after() override {
    players_.drain();
    constexpr auto capacity = static_cast<std::size_t>(Stack::none) + 1;
    if (!linearizable(history_, SequentialStack<capacity>(), Precedence::real_time)) {
      interleaving::Platform::violated(Kind::not_linearizable);
    }
  }
  void describe(Names& names) const override { players_.describe(names); }

 private:
  History<StackCall, 64> history_;
  StackPlayers<Stack, decltype(history_)> players_;
};

// Plays the script with real threads, and returns what they did.
template <node_stack Stack>
std::vector<StackCall> played_by_real_threads(const StackScript& script) {
  const auto count = static_cast<int>(script.threads.size());
  ConcurrentHistory<StackCall> history(count + 1, 64);
  StackPlayers<Stack, ConcurrentHistory<StackCall>> players(script, history);
  players.fill();
  std::latch start(count);
  std::vector<std::jthread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int self = 0; self < count; ++self) {
    threads.emplace_back([&, self] {
      start.arrive_and_wait();
      players.play(self);
    });
  }
  threads.clear();
  players.drain();
  return history.calls();
}

}  // namespace turnstile
