// Treiber's stack: a lock-free stack by compare-and-swap, over a fixed pool of nodes.
//
//   push(node):  repeat  seen := head;  next[node] := seen.node
//                until compare_exchange(head, seen -> (node, seen.tag + 1))
//   pop:         repeat  seen := head;  if seen.node is none: return none;  next := next[seen.node]
//                until compare_exchange(head, seen -> (next, seen.tag + 1));  return seen.node
//
// The head is a node's number and a tag in one word. Without the tag, pop has the ABA problem: it reads A and its
// successor B, is held up while others pop A and B and push A again, finds A at the head as before, and makes B the
// head, which belongs to somebody else. The tag counts all changes, so that A with an older tag is not taken for A.
// It wraps around after 2^TagBits changes; a thread that is held up for exactly so many is deceived again. 24 bits make
// that unlikely, and nothing makes it impossible but a wider word.
//
// For any number of threads; the seat is ignored. The stack holds numbers of nodes from 0 to Nodes - 1; what a node is
// the matter of the user that owns it from pop to push. To push a node that is on the stack already is an error.
// Guarantees:  linearizable: an operation takes effect at its successful exchange; lock-free: a round fails only because
//              another thread's operation has succeeded in between, or by mistake. Who pops a node sees what was done to
//              it before its push.
// Does not:    wait-free. Under C++'s memory model pop may find the stack empty although a push has returned in another
//              thread, if nothing has told it so: real time is no part of that model.
// Source: R. K. Treiber, Systems Programming: Coping with Parallelism, IBM Research Report RJ 5118, 1986; tag: IBM
// System/370 Extended Architecture, Principles of Operation, 1983, appendix A.
#pragma once

#include <cstdint>

#include "algorithms/std_platform.hpp"

namespace turnstile {

template <platform Platform = StdPlatform, int Nodes = 4, int TagBits = 24>
class TreiberStack {
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
    return (((head >> 8) + 1) & tag_mask) << 8 | static_cast<std::uint32_t>(node);
  }

  atomic<std::uint32_t> head_{none};
  atomic<int> next_[Nodes]{};
};

}  // namespace turnstile
