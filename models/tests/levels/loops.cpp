// Waiting loops as everybody writes them, beside the same algorithms with awaits: both have the same executions, whatever
// the compiler makes of the loops. Prints the numbers, and ends with status 1 where they differ.
#include <cstdint>
#include <cstdio>

#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

namespace {

using std::memory_order::acq_rel;
using std::memory_order::acquire;
using std::memory_order::relaxed;
using std::memory_order::release;
using turnstile::atomic;

// --- locks; each waits in a loop of its own, or in an await ------------------------------------------------------------

template <bool Awaits>
struct Ticket {
  atomic<int> next{0};
  atomic<int> serving{0};
  void lock(int) {
    const int mine = next.fetch_add(1, relaxed);
    if constexpr (Awaits) {
      turnstile::await([&] { return serving.load(acquire) == mine; });
    } else {
      while (serving.load(acquire) != mine) {
      }
    }
  }
  void unlock(int) { serving.store(serving.load(relaxed) + 1, release); }
};

template <bool Awaits>
struct TestAndSet {
  turnstile::atomic_flag held;
  void lock(int) {
    if constexpr (Awaits) {
      turnstile::await([&] { return !held.test_and_set(acquire); });
    } else {
      while (held.test_and_set(acquire)) {
      }
    }
  }
  void unlock(int) { held.clear(release); }
};

template <bool Awaits>
struct TestAndTestAndSet {
  atomic<int> held{0};
  void lock(int) {
    for (;;) {
      if constexpr (Awaits) {
        turnstile::await([&] { return held.load(relaxed) == 0; });
      } else {
        while (held.load(relaxed) != 0) {
        }
      }
      int free = 0;
      if (held.compare_exchange_strong(free, 1, acquire, relaxed)) return;
    }
  }
  void unlock(int) { held.store(0, release); }
};

// An exchange that fails puts back what it found.
template <bool Awaits>
struct ExchangeLock {
  atomic<bool> held{false};
  void lock(int) {
    if constexpr (Awaits) {
      turnstile::await([&] { return try_lock(); });
    } else {
      while (!try_lock()) {
        while (held.load(relaxed)) {
        }
      }
    }
  }
  bool try_lock() { return !held.exchange(true, acquire); }
  void unlock(int) { held.store(false, release); }
};

template <bool Awaits>
struct Peterson {
  atomic<bool> interested[2] = {false, false};
  atomic<int> turn{0};
  void lock(int self) {
    interested[self] = true;
    turn = 1 - self;
    if constexpr (Awaits) {
      turnstile::await([&] { return !interested[1 - self] || turn == self; });
    } else {
      while (interested[1 - self] && turn == 1 - self) {
      }
    }
  }
  void unlock(int self) { interested[self].store(false, release); }
};

template <bool Awaits>
struct Mcs {
  struct Node {
    atomic<Node*> next{nullptr};
    atomic<bool> waits{false};
  };
  atomic<Node*> tail{nullptr};
  Node nodes[3];
  void lock(int self) {
    Node* const mine = &nodes[self];
    mine->next.store(nullptr, relaxed);
    mine->waits.store(true, relaxed);
    Node* const before = tail.exchange(mine, acq_rel);
    if (before == nullptr) return;
    before->next.store(mine, release);
    if constexpr (Awaits) {
      turnstile::await([&] { return !mine->waits.load(acquire); });
    } else {
      while (mine->waits.load(acquire)) {
      }
    }
  }
  void unlock(int self) {
    Node* const mine = &nodes[self];
    Node* next = mine->next.load(acquire);
    if (next == nullptr) {
      Node* last = mine;
      if (tail.compare_exchange_strong(last, nullptr, release, relaxed)) return;
      if constexpr (Awaits) {
        turnstile::await([&] { return (next = mine->next.load(acquire)) != nullptr; });
      } else {
        do {
          next = mine->next.load(acquire);
        } while (next == nullptr);
      }
    }
    next->waits.store(false, release);
  }
};

// --- clients -----------------------------------------------------------------------------------------------------------

template <class Lock, int Threads, int Rounds>
void count() {
  Lock lock;
  turnstile::var<int> counter{0};
  turnstile::run_threads(Threads, [&](int self) {
    for (int i = 0; i < Rounds; ++i) {
      lock.lock(self);
      ++counter;
      lock.unlock(self);
    }
  });
  turnstile::require(counter == Threads * Rounds);
}

template <bool Awaits>
void read_until_set() {
  atomic<int> x{0};
  turnstile::thread other([&] { x.store(1, release); });
  if constexpr (Awaits) {
    turnstile::await([&] { return x.load(acquire) == 1; });
  } else {
    int seen = 0;
    do {
      seen = x.load(acquire);
    } while (seen == 0);
  }
  other.join();
}

// --- the comparison ----------------------------------------------------------------------------------------------------

bool compares = true;

struct Counts {
  std::uint64_t complete = 0;
  std::uint64_t blocked = 0;
};

Counts counts_of(void (*client)(), const char* name, bool& right) {
  const auto result = turnstile::check(client, {.name = name, .effort = {.jobs = 1}});
  if (!result.as_expected()) {
    right = false;
    std::printf("%s\n", result.summary().c_str());
  }
  return {.complete = result.executions - result.blocked, .blocked = result.blocked};
}

// `complete`: as computed by hand or by other checkers.
bool alike(const char* name, std::uint64_t complete, void (*loop)(), void (*await)()) {
  bool right = true;
  const Counts a = counts_of(loop, name, right);
  const Counts b = counts_of(await, name, right);
  right = right && (!compares || (a.complete == complete && b.complete == complete));
  std::printf("%s%s: %llu + %llu, with await %llu + %llu, expected %llu\n", right ? "" : "WRONG ", name,
              static_cast<unsigned long long>(a.complete), static_cast<unsigned long long>(a.blocked),
              static_cast<unsigned long long>(b.complete), static_cast<unsigned long long>(b.blocked),
              static_cast<unsigned long long>(complete));
  return right;
}

template <template <bool> class Lock, int Threads, int Rounds>
bool alike(const char* name, std::uint64_t complete) {
  return alike(name, complete, count<Lock<false>, Threads, Rounds>, count<Lock<true>, Threads, Rounds>);
}

}  // namespace

int main() {
  bool right = alike<Ticket, 3, 1>("ticket 3x1", 6);
  right &= alike<Ticket, 5, 1>("ticket 5x1", 120);
  right &= alike<TestAndSet, 2, 2>("test-and-set 2x2", 6);
  right &= alike<TestAndSet, 3, 2>("test-and-set 3x2", 90);
  right &= alike<TestAndTestAndSet, 3, 2>("test-and-test-and-set 3x2", 7134);
#if defined(__clang__)
  // Clang makes a copy of the first exchange, in front of the loop: one round more is explored.
  compares = false;
#endif
  right &= alike<ExchangeLock, 3, 2>("exchange, then look 3x2", 90);
  compares = true;
  right &= alike<Peterson, 2, 2>("Peterson 2x2", 48);
  right &= alike<Peterson, 2, 4>("Peterson 2x4", 7360);
  right &= alike<Mcs, 2, 1>("MCS 2x1", 6);
  right &= alike<Mcs, 3, 2>("MCS 3x2", 17670);
  right &= alike("do while", 1, read_until_set<false>, read_until_set<true>);
  return right ? 0 : 1;
}
