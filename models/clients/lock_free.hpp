// Clients of data structures without locks: what their calls return is recorded, and judged at the end.
//
// Under sequential consistency a history must be linearizable. Under weak memory there is no time that all threads agree
// on, and a call need not see what another thread's call did before it in the execution, unless something has told it
// so: there the history must be sequentially consistent, that is, only the order of each thread's own calls counts.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "algorithms/platform.hpp"
#include "models/clients/client.hpp"
#include "models/history/history.hpp"
#include "models/history/linearizability.hpp"
#include "models/history/specifications.hpp"

namespace turnstile {

template <class Counter>
concept counter = requires(Counter c, int self) {
  { c.increment(self) } -> std::same_as<int>;
  { c.value() } -> std::same_as<int>;
};

template <class Stack>
concept node_stack = requires(Stack s, int self, int node) {
  s.push(self, node);
  { s.pop(self) } -> std::same_as<int>;
  { Stack::none } -> std::convertible_to<int>;
};

template <class Platform>
inline constexpr Precedence precedence_on =
    Platform::sequentially_consistent ? Precedence::real_time : Precedence::program_order;

// Each thread performs its rounds; a client says what a round does. An operation is the entry section of old: while a
// thread is in `waiting` its operation is not done, and `critical` says that it is.
template <class Derived, class Object, checking_platform Platform>
class DataStructureClient : public Program {
 public:
  explicit DataStructureClient(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self]; ++round) another_round(self);
  }
  void another_round(int self) override { static_cast<Derived*>(this)->one_round(self); }
  void describe(Names& names) const override { object_.describe(names); }

 protected:
  [[nodiscard]] const Mix& mix() const { return mix_; }
  Object& object() { return object_; }

  // Performs one operation.
  static auto perform(auto operation) {
    Platform::enter(Section::waiting);
    const auto result = operation();
    Platform::enter(Section::critical);
    Platform::enter(Section::remainder);
    return result;
  }

 private:
  Object object_;
  Mix mix_;
};

// --- a counter ---------------------------------------------------------------------------------------------------------

// Each round is one increment.
template <counter Counter, class Platform>
class CounterHistory : public DataStructureClient<CounterHistory<Counter, Platform>, Counter, Platform> {
 public:
  using DataStructureClient<CounterHistory, Counter, Platform>::DataStructureClient;

  void one_round(int self) {
    const std::size_t call = history_.begin(self, Increment{});
    Platform::mark({.call = "increment"});
    const int before = this->perform([&] { return this->object().increment(self); });
    Platform::mark({.call = "increment", .returned = true, .value = before});
    history_.end(call, before);
  }
  void after() override {
    if (Platform::abandoned()) return;
    if (this->object().value() != static_cast<int>(history_.size())) Platform::violated(Kind::lost_update);
    if (!linearizable(history_, SequentialCounter(), precedence_on<Platform>)) {
      Platform::violated(Kind::not_linearizable);
    }
  }

 private:
  History<CounterCall, 32> history_;
};

// Asks whether every execution ends, and nobody waits: the same increments, without a judgement on their results.
template <counter Counter, class Platform>
class CounterLockFreedom final : public CounterHistory<Counter, Platform> {
 public:
  using CounterHistory<Counter, Platform>::CounterHistory;
  void after() override {}
};

// --- a stack -----------------------------------------------------------------------------------------------------------

// In the beginning all nodes are on the stack, 0 on top. Each round pops two nodes, and pushes the first again: the shape
// that shows the ABA problem to a pop of another thread.
template <class Derived, node_stack Stack, class Platform>
class StackClient : public DataStructureClient<Derived, Stack, Platform> {
 public:
  using DataStructureClient<Derived, Stack, Platform>::DataStructureClient;
  static constexpr int nodes = Stack::none;

  void before() override {
    for (int node = nodes - 1; node >= 0; --node) this->object().push(0, node);
  }
  void one_round(int self) {
    auto& derived = static_cast<Derived&>(*this);
    const int first = derived.take(self);
    derived.take(self);
    if (first != Stack::none) derived.give(self, first);
  }
  int take(int self) {
    Platform::mark({.call = "pop"});
    const int node = this->perform([&] { return this->object().pop(self); });
    Platform::mark({.call = "pop", .returned = true, .value = node == Stack::none ? no_node : node});
    return node;
  }
  void give(int self, int node) {
    Platform::mark({.call = "push", .value = node});
    this->perform([&] {
      this->object().push(self, node);
      return 0;
    });
    Platform::mark({.call = "push", .returned = true});
  }
};

// Whether what the calls returned, and what is left on the stack, could have come from one call after the other.
template <node_stack Stack, class Platform>
class StackHistory : public StackClient<StackHistory<Stack, Platform>, Stack, Platform> {
  using Base = StackClient<StackHistory, Stack, Platform>;

 public:
  using Base::Base;

  int take(int self) {
    const std::size_t call = history_.begin(self, pop);
    const int node = Base::take(self);
    history_.end(call, node == Stack::none ? no_node : node);
    return node;
  }
  void give(int self, int node) {
    const std::size_t call = history_.begin(self, push(node));
    Base::give(self, node);
    history_.end(call, no_node);
  }
  void after() override {
    if (Platform::abandoned()) return;
    Full initial;
    initial.left = rest();
    for (int node = Base::nodes - 1; node >= 0; --node) initial.stack.apply({.operation = push(node)});
    if (!linearizable(history_, initial, precedence_on<Platform>)) Platform::violated(Kind::not_linearizable);
  }

 private:
  using Sequential = SequentialStack<static_cast<std::size_t>(Base::nodes) + 1>;

  // A stack that has to hold certain nodes in the end.
  struct Full {
    Sequential stack;
    Sequential left;
    bool apply(const StackCall& call) { return stack.apply(call); }
    [[nodiscard]] bool may_end() const { return stack == left; }
  };

  // Pops what is on the stack. A stack of more nodes than there are has a node twice, and equals no other.
  Sequential rest() {
    std::array<int, static_cast<std::size_t>(Base::nodes) + 1> popped{};
    std::size_t size = 0;
    for (int node = this->object().pop(0); node != Stack::none && size < popped.size(); node = this->object().pop(0)) {
      popped[size++] = node;
    }
    Sequential stack;
    while (size > 0) stack.apply({.operation = push(popped[--size])});
    return stack;
  }

  History<StackCall, 96> history_;
};

// Asks whether every execution ends, and nobody waits.
template <node_stack Stack, class Platform>
class StackLockFreedom final : public StackHistory<Stack, Platform> {
 public:
  using StackHistory<Stack, Platform>::StackHistory;
  void after() override {}
};

// A node belongs to the thread that has popped it, which changes the node's plain data. Two owners at once race, and so
// do an owner and the next one if the stack does not order them.
template <node_stack Stack, class Platform>
class StackOwnership final : public StackClient<StackOwnership<Stack, Platform>, Stack, Platform> {
  using Base = StackClient<StackOwnership, Stack, Platform>;

 public:
  using Base::Base;

  int take(int self) {
    const int node = Base::take(self);
    if (node != Stack::none) data_[node].write(data_[node].read() + 1);
    return node;
  }
  void describe(Names& names) const override {
    Base::describe(names);
    names("data", data_);
  }

 private:
  typename Platform::template var<int> data_[static_cast<std::size_t>(Base::nodes)]{};
};

}  // namespace turnstile
