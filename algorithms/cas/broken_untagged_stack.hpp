// Broken stack: the head has no tag, and pop the ABA problem.
//
// Differs from cas_stack.hpp in changed(): the tag stays 0. A pop that was held up while others popped its node and
// the next one, and pushed its node again, does not notice: it makes a node the head that somebody else owns, and that
// node is popped twice.
// Breaks:   linearizability, kind not_linearizable. It takes one pop against pop, pop, push(first); one push and one
//           pop each do not show it.
// Seen by:  Relacy, RC11, interleavings.
#pragma once

#include <cstdint>

#include "algorithms/std_platform.hpp"

namespace turnstile::broken {

template <platform Platform = StdPlatform, int Nodes = 4, int TagBits = 24>
class CasUntaggedStack {
  template <class T>
  using atomic = Platform::template atomic<T>;
  static_assert(0 < Nodes && Nodes < 128 && 0 <= TagBits && TagBits <= 24);

 public:
  static constexpr int none = Nodes;

  // Puts `node`, which the caller owns, on top.
  void push(int, int node) {
    // relaxed: nothing behind the head is read here, and (1) publishes only what is mine.
    std::uint32_t seen = head_.load(relaxed);
    do {
      // relaxed: published by (1). Others may read it meanwhile, through a head of long ago; their exchange fails.
      next_[node].store(node_of(seen), relaxed);
      // (1) release: who reads this head in (2) or (3) sees the node's successor and what its owner did to it. relaxed
      // on failure: as the load above.
    } while (!head_.compare_exchange_weak(seen, changed(seen, node), release, relaxed));
  }

  // Takes the node on top, which is now the caller's; `none` if there is none.
  int pop(int) {
    // (2) acquire: synchronizes with (1), the push of the node that is on top, also through heads that were written
    // since: each continues the release sequence of the one before. So the successor is that push's or a later one.
    std::uint32_t seen = head_.load(acquire);
    while (node_of(seen) != none) {
      // relaxed: see (2). If the node was popped and pushed meanwhile this may be another successor, but then the tag
      // has changed, and the exchange fails.
      const int next = next_[node_of(seen)].load(relaxed);
      // (3) acquire on failure: loads another head, as (2). On success relaxed would do, since what is taken was acquired
      // when `seen` was read; but GCC 12 takes an order on failure that is the stronger one for a mistake.
      if (head_.compare_exchange_weak(seen, changed(seen, next), acquire, acquire)) return node_of(seen);
    }
    return none;
  }

  void describe(auto&& name) const {
    name("head", head_);
    name("next", next_);
  }

 private:
  // The low byte of the word is the node, the rest the tag.
  static constexpr std::uint32_t tag_mask = (std::uint32_t{1} << TagBits) - 1;
  static int node_of(std::uint32_t head) { return static_cast<int>(head & 0xFF); }
  // Every change of the head counts the tag up.
  static std::uint32_t changed(std::uint32_t head, int node) {
    return (head & (tag_mask << 8)) | static_cast<std::uint32_t>(node);  // BUG: the tag does not count
  }

  atomic<std::uint32_t> head_{none};
  atomic<int> next_[Nodes]{};
};

}  // namespace turnstile::broken
