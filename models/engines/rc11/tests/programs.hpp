// Programs whose number of executions is known: those that the GenMC project publishes for programs of these shapes. Counted
// by the tests, timed by the benchmarks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "algorithms/tsl/tsl.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "models/engines/rc11/tests/locks.hpp"
#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

struct Counted {
  std::string name;
  std::uint64_t executions;
  std::function<void()> program;
};

// --- classic shapes --------------------------------------------------------------------------------------------------

inline void store_buffering() {
  Int x{0};
  Int y{0};
  together([&] { x.store(1, relaxed), y.load(relaxed); }, [&] { y.store(1, relaxed), x.load(relaxed); });
}

inline void store_buffering_fenced() {
  Int x{0};
  Int y{0};
  together([&] { x.store(1, relaxed), Platform::fence(seq_cst), y.load(relaxed); },
           [&] { y.store(1, relaxed), Platform::fence(seq_cst), x.load(relaxed); });
}

inline void message_passing() {
  Int x{0};
  Int y{0};
  together([&] { x.store(1, relaxed), y.store(1, release); }, [&] { y.load(acquire), x.load(relaxed); });
}

inline void load_buffering() {
  Int x{0};
  Int y{0};
  together([&] { x.load(relaxed), y.store(1, relaxed); }, [&] { y.load(relaxed), x.store(1, relaxed); });
}

inline void two_plus_two_writes(std::memory_order order) {
  Int x{0};
  Int y{0};
  together([&] { x.store(1, order), y.store(2, order); }, [&] { y.store(1, order), x.store(2, order); });
}

// --- read-modify-writes ----------------------------------------------------------------------------------------------

inline void ainc(int n) {
  Int x{0};
  n_times(n, [&](int) { x.fetch_add(1, relaxed); });
}

inline void binc(int n) {
  Int x{0};
  Int y{0};
  n_times(n, [&](int) { x.fetch_add(1, relaxed), y.fetch_add(1, relaxed); });
}

inline void cinc(int n) {
  Int x{0};
  Int y{0};
  Int z{0};
  n_times(n, [&](int) { x.fetch_add(1, relaxed), y.fetch_add(1, relaxed), z.fetch_add(1, relaxed); });
}

inline void inc(int n) {
  Int x{0};
  n_times(n, [&](int i) { x.store(x.load(relaxed) + (1 << i), release); });
}

inline void casw(int n) {
  Int x{0};
  n_times(n, [&](int i) {
    int expected = 0;
    x.compare_exchange_strong(expected, 1, relaxed, relaxed);
    x.store(i + 3, release);
  });
}

inline void casrot(int n) {
  Int x{0};
  n_times(n, [&](int i) {
    int expected = i;
    x.compare_exchange_strong(expected, i + 1, relaxed, relaxed);
  });
}

// --- larger ones -----------------------------------------------------------------------------------------------------

inline void readers(int n) {
  Int x{0};
  n_times(n + 1, [&](int i) {
    if (i == 0) {
      x.store(1, release);
    } else {
      x.load(acquire);
    }
  });
}

inline void lastzero(int n) {
  Int a[16];
  n_times(n + 1, [&](int j) {
    if (j > 0) {
      a[j].store(a[j - 1].load(acquire) + 1, release);
      return;
    }
    int i = n;
    while (a[i].load(acquire) != 0) --i;
  });
}

template <int Steps>
void fibonacci() {
  Int x{1};
  Int y{1};
  together(
      [&] {
        for (int i = 0; i < Steps; ++i) {
          const int sum = x.load(acquire) + y.load(acquire);
          x.store(sum, release);
        }
      },
      [&] {
        for (int i = 0; i < Steps; ++i) {
          const int sum = x.load(acquire) + y.load(acquire);
          y.store(sum, release);
        }
      },
      [&] {
        if (x.load(acquire) <= 144) y.load(acquire);
      });
}

inline void fib_bench() { fibonacci<5>(); }

inline void big1() {
  Int x{0};
  Int y{0};
  Int z{0};
  Int w{0};
  const auto look = [&] { x.load(acquire), y.load(acquire), z.load(acquire), w.load(acquire); };
  const auto write = [](Int& a, Int& b) {
    for (int i = 1; i <= 3; ++i) a.store(i, release), b.store(i, release);
  };
  together([&] { look(), look(); }, [&] { look(), x.load(acquire), y.load(acquire); }, [&] { write(x, y); },
           [&] { write(z, w); });
}

// One round each; a thread that sees the other interested and has the turn against it gives up, and the execution, too.
inline void peterson_once() {
  Int interested[2];
  Int turn{0};
  Int inside{0};
  n_times(2, [&](int self) {
    interested[self].store(1, release);
    turn.store(1 - self, release);
    const bool must_wait = interested[1 - self].load(acquire) == 1 && turn.load(acquire) == 1 - self;
    Platform::await([&] { return !must_wait; });
    inside.store(self, release);
    inside.load(acquire);
    interested[self].store(0, release);
  });
}

template <template <class> class Lock>
std::function<void()> lock_client(int n, int rounds) {
  return [=] { count_inside<Lock<Platform>>(n, rounds); };
}

inline std::vector<Counted> rows_for(const std::string& name, void (*program)(int), int first,
                                     const std::vector<std::uint64_t>& executions) {
  std::vector<Counted> rows;
  for (std::size_t i = 0; i < executions.size(); ++i) {
    const int n = first + static_cast<int>(i);
    rows.push_back({name + "_" + std::to_string(n), executions[i], [=] { program(n); }});
  }
  return rows;
}

inline std::vector<Counted> shapes() {
  std::vector<Counted> rows = {
      {"SB", 4, store_buffering},
      {"SB_fenced", 3, store_buffering_fenced},
      {"MP", 3, message_passing},
      {"LB", 3, load_buffering},
      {"2_2W", 4, [] { two_plus_two_writes(relaxed); }},
      {"2_2W_seq_cst", 3, [] { two_plus_two_writes(seq_cst); }},
      {"readers_2", 4, [] { readers(2); }},
      {"readers_8", 256, [] { readers(8); }},
      {"readers_13", 8192, [] { readers(13); }},
      {"lastzero_5", 64, [] { lastzero(5); }},
      {"lastzero_10", 3328, [] { lastzero(10); }},
      {"fib_bench", 525630, fib_bench},
      {"peterson_once", 22, peterson_once},
  };
  for (const auto& more :
       {rows_for("ainc", ainc, 2, {2, 6, 24, 120, 720, 5040}), rows_for("binc", binc, 2, {4, 36, 576}),
        rows_for("cinc", cinc, 2, {8, 216, 13824}), rows_for("inc", inc, 2, {4, 36, 576}),
        rows_for("casw", casw, 2, {6, 66, 1200, 32880}), rows_for("casrot", casrot, 2, {2, 5, 14, 43, 144, 523})}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

inline std::vector<Counted> locks() {
  return {
      {"tas_2x2", 6, lock_client<TestAndSetLock>(2, 2)},
      {"tas_3x2", 90, lock_client<TestAndSetLock>(3, 2)},
      {"ttas_3x2", 7134, lock_client<TestTestAndSetLock>(3, 2)},
      {"ticket_2x2", 6, lock_client<Ticket>(2, 2)},
      {"ticket_3x1", 6, lock_client<Ticket>(3, 1)},
      {"ticket_5x1", 120, lock_client<Ticket>(5, 1)},
      {"peterson_2x1", 4, lock_client<PetersonSeqCst>(2, 1)},
      {"peterson_2x2", 48, lock_client<PetersonSeqCst>(2, 2)},
      {"peterson_2x3", 588, lock_client<PetersonSeqCst>(2, 3)},
      {"mcs_2x1", 6, lock_client<Mcs>(2, 1)},
      {"mcs_3x2", 17670, lock_client<Mcs>(3, 2)},
      {"mcs_4x1", 1080, lock_client<Mcs>(4, 1)},
  };
}

inline Counted large() { return {"big1", 2950753, big1}; }

inline std::vector<Counted> all_counted() {
  std::vector<Counted> all = shapes();
  for (const Counted& lock : locks()) all.push_back(lock);
  all.push_back(large());
  return all;
}

}  // namespace turnstile::rc11
