// What Relacy's memory model shows and what it does not, shape by shape, beside what RC11 allows. Each is pinned by a
// test: a new release of Relacy that behaves differently shows itself. The table in docs/limits.md is printed by this.
//
//   turnstile_relacy_litmus NAME      exit 0 if Relacy behaves as the table says
//   turnstile_relacy_litmus --list    names
//   turnstile_relacy_litmus --table   the table for docs/limits.md
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

#include "models/engines/relacy/platform.hpp"
#include "models/engines/relacy/simulate.hpp"

namespace turnstile::relacy {
namespace {

struct Memory {
  Platform::atomic<int> x{0};
  Platform::atomic<int> y{0};
  Platform::atomic<int> z{0};
  int r[4][2] = {};  // what thread i read, first and second
};

struct Shape {
  std::string_view name;
  std::string_view what;
  int threads;
  void (*thread)(Memory&, int self);
  bool (*outcome)(const Memory&, int x, int y);  // and the last values of x and y
  bool rc11_allows;
  bool relacy_shows;
  Scheduler scheduler = Scheduler::full;
};

// --- the shapes; names as in the literature (herd, RC11) -----------------------------------------------------------------

template <std::memory_order Store, std::memory_order Load>
void store_buffering(Memory& m, int self) {
  auto& mine = self == 0 ? m.x : m.y;
  auto& other = self == 0 ? m.y : m.x;
  mine.store(1, Store);
  m.r[self][0] = other.load(Load);
}
bool both_read_0(const Memory& m, int, int) { return m.r[0][0] == 0 && m.r[1][0] == 0; }

// One side with seq_cst accesses, the other with a seq_cst fence between relaxed ones.
void store_buffering_access_and_fence(Memory& m, int self) {
  if (self == 0) {
    store_buffering<seq_cst, seq_cst>(m, self);
  } else {
    m.y.store(1, relaxed);
    Platform::fence(seq_cst);
    m.r[1][0] = m.x.load(relaxed);
  }
}

template <std::memory_order Store, std::memory_order Load>
void message_passing(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
    m.y.store(1, Store);
  } else {
    m.r[1][0] = m.y.load(Load);
    m.r[1][1] = m.x.load(relaxed);
  }
}
bool flag_without_message(const Memory& m, int, int) { return m.r[1][0] == 1 && m.r[1][1] == 0; }

void load_buffering(Memory& m, int self) {
  auto& mine = self == 0 ? m.x : m.y;
  auto& other = self == 0 ? m.y : m.x;
  m.r[self][0] = mine.load(relaxed);
  other.store(1, relaxed);
}
bool both_read_1(const Memory& m, int, int) { return m.r[0][0] == 1 && m.r[1][0] == 1; }

void write_to_read_causality(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
  } else if (self == 1) {
    m.r[1][0] = m.x.load(relaxed);
    m.y.store(1, release);
  } else {
    m.r[2][0] = m.y.load(acquire);
    m.r[2][1] = m.x.load(relaxed);
  }
}
bool causality_broken(const Memory& m, int, int) { return m.r[1][0] == 1 && m.r[2][0] == 1 && m.r[2][1] == 0; }

void isa2(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
    m.y.store(1, release);
  } else if (self == 1) {
    m.r[1][0] = m.y.load(acquire);
    m.z.store(1, release);
  } else {
    m.r[2][0] = m.z.load(acquire);
    m.r[2][1] = m.x.load(relaxed);
  }
}

template <std::memory_order Store, std::memory_order First, std::memory_order Second>
void independent_reads_of_independent_writes(Memory& m, int self) {
  if (self < 2) {
    (self == 0 ? m.x : m.y).store(1, Store);
  } else {
    m.r[self][0] = (self == 2 ? m.x : m.y).load(First);
    m.r[self][1] = (self == 2 ? m.y : m.x).load(Second);
  }
}
bool readers_disagree(const Memory& m, int, int) {
  return m.r[2][0] == 1 && m.r[2][1] == 0 && m.r[3][0] == 1 && m.r[3][1] == 0;
}

template <std::memory_order Store, std::memory_order First>
void read_to_write_causality(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, Store);
  } else if (self == 1) {
    m.r[1][0] = m.x.load(First);
    m.r[1][1] = m.y.load(seq_cst);
  } else {
    m.y.store(1, seq_cst);
    m.r[2][0] = m.x.load(seq_cst);
  }
}
bool reads_miss_both(const Memory& m, int, int) { return m.r[1][0] == 1 && m.r[1][1] == 0 && m.r[2][0] == 0; }

template <std::memory_order Order>
void shape_r(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, Order);
    m.y.store(1, Order);
  } else {
    m.y.store(2, Order);
    m.r[1][0] = m.x.load(Order == release ? acquire : Order);
  }
}
bool last_store_reads_0(const Memory& m, int, int y) { return y == 2 && m.r[1][0] == 0; }

void coherence_of_two_reads(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
  } else {
    m.r[1][0] = m.x.load(relaxed);
    m.r[1][1] = m.x.load(relaxed);
  }
}
bool goes_back(const Memory& m, int, int) { return m.r[1][0] == 1 && m.r[1][1] == 0; }

template <std::memory_order Store>
void two_plus_two_writes(Memory& m, int self) {
  auto& first = self == 0 ? m.x : m.y;
  auto& second = self == 0 ? m.y : m.x;
  first.store(2, Store);
  second.store(1, Store);
}
bool first_stores_are_last(const Memory&, int x, int y) { return x == 2 && y == 2; }

void shape_s(Memory& m, int self) {
  if (self == 0) {
    m.x.store(2, relaxed);
    m.y.store(1, relaxed);
  } else {
    m.r[1][0] = m.y.load(relaxed);
    m.x.store(1, relaxed);
  }
}
bool read_1_and_x_is_2(const Memory& m, int x, int) { return m.r[1][0] == 1 && x == 2; }

// Lahav et al., PLDI 2017: seq_cst accesses mixed with an exchange that is only acquiring.
void z6_u(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, seq_cst);
    m.y.store(1, release);
  } else if (self == 1) {
    m.r[1][0] = m.y.fetch_add(1, seq_cst);
    m.r[1][1] = m.y.load(relaxed);
  } else {
    m.y.store(3, seq_cst);
    m.r[2][0] = m.x.load(seq_cst);
  }
}
bool z6_u_outcome(const Memory& m, int, int) { return m.r[1][0] == 1 && m.r[1][1] == 3 && m.r[2][0] == 0; }

// How many stores back can a read reach?
void four_stores(Memory& m, int self) {
  if (self == 0) {
    for (int i = 1; i <= 4; ++i) m.x.store(i, relaxed);
    m.y.store(1, relaxed);
  } else {
    m.r[1][0] = m.y.load(relaxed);
    m.r[1][1] = m.x.load(relaxed);
  }
}
template <int Back>
bool reads_back(const Memory& m, int, int) {
  return m.r[1][0] == 1 && m.r[1][1] == 4 - Back;
}

void failed_exchange(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
    m.y.store(1, relaxed);
  } else {
    m.r[1][0] = m.y.load(relaxed);
    int expected = 7;
    static_cast<void>(m.x.compare_exchange_strong(expected, 8, relaxed, relaxed));
    m.r[1][1] = expected;
  }
}

// The head of the release sequence is overwritten by a relaxed store of the same thread: since C++20 that ends it.
void overwritten_release(Memory& m, int self) {
  if (self == 0) {
    m.x.store(1, relaxed);
    m.y.store(1, release);
    m.y.store(2, relaxed);
  } else {
    m.r[1][0] = m.y.load(acquire);
    m.r[1][1] = m.x.load(relaxed);
  }
}
bool later_flag_without_message(const Memory& m, int, int) { return m.r[1][0] == 2 && m.r[1][1] == 0; }

const std::vector<Shape> shapes = {
    {"sb_relaxed", "SB, relaxed", 2, store_buffering<relaxed, relaxed>, both_read_0, true, true},
    {"sb_release_acquire", "SB, release and acquire", 2, store_buffering<release, acquire>, both_read_0, true, true},
    {"sb_seq_cst", "SB, seq_cst", 2, store_buffering<seq_cst, seq_cst>, both_read_0, false, false},
    {"mp_relaxed", "MP, relaxed", 2, message_passing<relaxed, relaxed>, flag_without_message, true, true},
    {"mp_release_acquire", "MP, release and acquire", 2, message_passing<release, acquire>, flag_without_message, false,
     false},
    {"lb_relaxed", "LB, relaxed (C++20 allows it)", 2, load_buffering, both_read_1, false, false},
    {"wrc_release_acquire", "WRC, release and acquire", 3, write_to_read_causality, causality_broken, false, false},
    {"isa2_release_acquire", "ISA2, release and acquire", 3, isa2, causality_broken, false, false},
    {"iriw_relaxed", "IRIW, relaxed", 4, independent_reads_of_independent_writes<relaxed, relaxed, relaxed>,
     readers_disagree, true, true},
    {"iriw_release_acquire", "IRIW, release and acquire", 4,
     independent_reads_of_independent_writes<release, acquire, acquire>, readers_disagree, true, true},
    {"iriw_seq_cst", "IRIW, seq_cst", 4, independent_reads_of_independent_writes<seq_cst, seq_cst, seq_cst>,
     readers_disagree, false, false},
    {"r_relaxed", "R, relaxed", 2, shape_r<relaxed>, last_store_reads_0, true, true},
    {"r_release_acquire", "R, release and acquire", 2, shape_r<release>, last_store_reads_0, true, true},
    {"r_seq_cst", "R, seq_cst", 2, shape_r<seq_cst>, last_store_reads_0, false, false},
    {"corr_relaxed", "CoRR, relaxed", 2, coherence_of_two_reads, goes_back, false, false},
    {"sb_access_and_fence", "SB, one side seq_cst accesses, the other a seq_cst fence", 2,
     store_buffering_access_and_fence, both_read_0, false, true},
    {"2_2w_relaxed", "2+2W, relaxed", 2, two_plus_two_writes<relaxed>, first_stores_are_last, true, false},
    {"2_2w_release", "2+2W, release", 2, two_plus_two_writes<release>, first_stores_are_last, true, false},
    {"2_2w_seq_cst", "2+2W, seq_cst", 2, two_plus_two_writes<seq_cst>, first_stores_are_last, false, false},
    {"s_relaxed", "S, relaxed", 2, shape_s, read_1_and_x_is_2, true, false},
    {"z6_u", "Z6.U, of Lahav et al. 2017", 3, z6_u, z6_u_outcome, true, false},
    {"rwc_weak_first_read", "RWC, seq_cst but for an acquiring first read", 3,
     read_to_write_causality<seq_cst, acquire>, reads_miss_both, true, false},
    {"rwc_seq_cst", "RWC, seq_cst", 3, read_to_write_causality<seq_cst, seq_cst>, reads_miss_both, false, false},
    {"iriw_weak_first_reads", "IRIW, seq_cst but for acquiring first reads", 4,
     independent_reads_of_independent_writes<seq_cst, acquire, seq_cst>, readers_disagree, true, false},
    {"one_store_back", "a read one store back, full search", 2, four_stores, reads_back<1>, true, true},
    {"two_stores_back", "a read two stores back, full search", 2, four_stores, reads_back<2>, true, false},
    {"two_stores_back_random", "a read two stores back, random search", 2, four_stores, reads_back<2>, true, true,
     Scheduler::random},
    {"three_stores_back_random", "a read three stores back, random search", 2, four_stores, reads_back<3>, true, false,
     Scheduler::random},
    {"failed_exchange_is_stale", "a failed compare-exchange reads an old value", 2, failed_exchange,
     flag_without_message, true, false},
    {"overwritten_release", "a release store overwritten by a relaxed one still synchronizes (no longer since C++20)",
     2, overwritten_release, later_flag_without_message, true, false},
};

// --- running one -----------------------------------------------------------------------------------------------------

const Shape* shape = nullptr;
bool shown = false;  // by some execution; does not change what any execution does

class Litmus final : public Program {
 public:
  void thread(int self) override { shape->thread(memory_, self); }
  void another_round(int) override {}
  void after() override { shown |= shape->outcome(memory_, memory_.x.load(relaxed), memory_.y.load(relaxed)); }
  void describe(Names& names) const override {
    names("x", memory_.x);
    names("y", memory_.y);
    names("z", memory_.z);
  }

 private:
  Memory memory_;
};

Program* make_litmus(void* storage, const Mix&, const Context&) { return ::new (storage) Litmus; }

int run(const Shape& chosen) {
  shape = &chosen;
  const Result result = simulate(&make_litmus, Mix::all(chosen.threads, 1), {.scheduler = chosen.scheduler}, {});
  const bool whole = result.end == Result::End::searched;
  std::printf("%.*s: RC11 %s it; Relacy %s it, in %llu executions%s\n", static_cast<int>(chosen.name.size()),
              chosen.name.data(), chosen.rc11_allows ? "allows" : "forbids", shown ? "shows" : "does not show",
              static_cast<unsigned long long>(result.tally.executions), whole ? "" : ", not all of them");
  return whole && shown == chosen.relacy_shows ? 0 : 1;
}

void print_table() {
  for (const Shape& s : shapes) {
    const char* mistake = s.relacy_shows ? "**false alarm**" : "**missed**";
    const char* verdict = s.rc11_allows == s.relacy_shows ? "" : mistake;
    std::printf("| %.*s | %s | %s | %s |\n", static_cast<int>(s.what.size()), s.what.data(),
                s.rc11_allows ? "allowed" : "forbidden", s.relacy_shows ? "shown" : "not shown", verdict);
  }
}

}  // namespace
}  // namespace turnstile::relacy

int main(int argc, char** argv) {
  using namespace turnstile::relacy;
  if (argc != 2) return 2;
  if (std::strcmp(argv[1], "--table") == 0) return print_table(), 0;
  for (const Shape& s : shapes) {
    if (std::strcmp(argv[1], "--list") == 0) std::printf("%.*s\n", static_cast<int>(s.name.size()), s.name.data());
    if (s.name == argv[1]) return run(s);
  }
  return std::strcmp(argv[1], "--list") == 0 ? 0 : 2;
}
