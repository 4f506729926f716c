// Stress of a stack of nodes: a worker that pops a node owns it until it pushes it again.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "sanitizers/stress.hpp"

namespace turnstile::stress {

// Each node has plain data, which its owner changes. Mistakes are two owners of one node, a node that is found no more,
// and an update of a node's data that is lost.
template <class Stack>
class StackClient final : public Client {
 public:
  explicit StackClient(int workers) : Client(workers, {.lock = range_of(stack_), .data = range_of(data_)}) {
    for (int node = 0; node < nodes; ++node) stack_.push(0, node);
  }

  void work(int self, const Batch& batch) override {
    perform(batch, [&](const Linger& linger) {
      const int node = pop(self);
      use(static_cast<std::size_t>(node), self, linger);
      stack_.push(self, node);
    });
  }
  void finish(const Batch& batch) override {
    rounds_ += batch.rounds * workers();
    lost_updates_ = rounds_;
    for (const Protected& data : data_) lost_updates_ -= data.counter;
    lost_nodes_ = nodes - take_stock();
  }
  [[nodiscard]] Mistakes mistakes() const override {
    return {{.what = "overlaps", .times = overlaps()},
            {.what = "lost updates", .times = lost_updates_},
            {.what = "lost nodes", .times = lost_nodes_}};
  }
  [[nodiscard]] std::int64_t handovers() const override {
    std::int64_t all = 0;
    for (const Protected& data : data_) all += data.handovers;
    return all;
  }

 private:
  static constexpr int nodes = Stack::none;

  struct Protected {
    std::int64_t counter = 0;  // how often the node was owned
    std::int64_t handovers = 0;
    int last = -1;  // owner
  };

  // Another worker may own the last node: then the stack is empty for a while.
  int pop(int self) {
    int node = Stack::none;
    StdPlatform::await([&] { return (node = stack_.pop(self)) != Stack::none; });
    return node;
  }

  void use(std::size_t node, int self, const Linger& linger) {
    if (owners_[node].fetch_add(1, relaxed) != 0) overlapped();
    entered();
    Protected& data = data_[node];
    const std::int64_t read = data.counter;
    give_way(linger);
    data.counter = read + 1;
    if (std::exchange(data.last, self) != self) ++data.handovers;
    owners_[node].fetch_sub(1, relaxed);
  }

  // Counts the different nodes on the stack. In a broken stack a node can come again and again.
  int take_stock() {
    std::array<bool, nodes> found{};
    std::array<int, nodes> order{};
    int count = 0;
    for (int node = stack_.pop(0); node != Stack::none && !found[static_cast<std::size_t>(node)];
         node = stack_.pop(0)) {
      found[static_cast<std::size_t>(node)] = true;
      order[static_cast<std::size_t>(count++)] = node;
    }
    for (int i = count; i-- > 0;) stack_.push(0, order[static_cast<std::size_t>(i)]);
    return count;
  }

  alignas(cache_line) Stack stack_;
  alignas(cache_line) std::array<Protected, nodes> data_{};
  alignas(cache_line) std::array<std::atomic<int>, nodes> owners_{};
  alignas(cache_line) std::int64_t rounds_ = 0;  // of all workers, in the batches that are over
  std::int64_t lost_updates_ = 0;                // of those
  std::int64_t lost_nodes_ = 0;                  // at the end of the last one
};

}  // namespace turnstile::stress
