// The least clients at which a checker can go wrong: where it misses something, crashes, comes to no end, or makes a
// verdict of what the compiler did. Prints a line a client, and ends with status 1 where one is not as expected.
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <new>
#include <thread>
#include <type_traits>
#include <utility>

#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

namespace {

using std::memory_order::acquire;
using std::memory_order::relaxed;
using std::memory_order::release;
using std::memory_order::seq_cst;
using turnstile::atomic;
using turnstile::CheckResult;
using turnstile::Expected;
using turnstile::Kind;
using turnstile::Outcome;
using turnstile::require;
using turnstile::run_threads;
using turnstile::thread;
using turnstile::var;

// --- an object that ends too soon --------------------------------------------------------------------------------------

struct Used {
  atomic<int> shared{0};
  var<int> plain{0};
};

// What the very next operation of a thread uses after it has let another one go on, which destroys it.
template <class Use>
void outlived() {
  auto* const used = turnstile::make<Used>();
  atomic<bool> done{false};
  thread user([&] {
    done.store(true, seq_cst);
    Use()(*used);
  });
  while (!done.load(seq_cst)) {
  }
  turnstile::destroy(used);
  user.join();
}

using Load = decltype([](Used& used) { (void)used.shared.load(seq_cst); });
using Store = decltype([](Used& used) { used.shared.store(1, seq_cst); });
using Update = decltype([](Used& used) { used.shared.fetch_add(1, seq_cst); });
using Notify = decltype([](Used& used) { used.shared.notify_one(); });
using Wait = decltype([](Used& used) { used.shared.wait(1, seq_cst); });
using TwoLoads = decltype([](Used& used) { (void)(used.shared.load(seq_cst) + used.shared.load(seq_cst)); });
using Read = decltype([](Used& used) { (void)used.plain.read(); });
using Write = decltype([](Used& used) { used.plain.write(2); });

void outlived_on_the_stack() {
  atomic<bool> done{false};
  thread user;
  {
    atomic<int> local{0};
    user = thread([&] {
      done.store(true, seq_cst);
      local.store(2, seq_cst);
    });
    while (!done.load(seq_cst)) {
    }
  }
  user.join();
}

// The thread that empties the slot and the one that fills it again agree by `Order`.
template <class Value, std::memory_order Order>
void refilled() {
  alignas(Value) std::byte slot[sizeof(Value)];
  auto* const first = new (slot) Value(1);
  atomic<bool> empty{false};
  thread consumer([&] {
    const int seen = *first;
    require(seen == 1);
    first->~Value();
    empty.store(true, Order == acquire ? release : relaxed);
  });
  if (empty.load(Order)) {
    auto* const second = new (slot) Value(2);
    consumer.join();
    second->~Value();
  } else {
    consumer.join();
  }
}

// --- objects that are made ---------------------------------------------------------------------------------------------

struct Counted {
  var<int> data{5};
  atomic<long> owners{1};
};

void made_as_declared() {
  auto* const made = turnstile::make<Counted>();
  const Counted declared;
  require(made->data == 5 && made->owners.load(relaxed) == 1);
  require(declared.data == 5 && declared.owners.load(relaxed) == 1);
  turnstile::destroy(made);
}

// Lets a count go as it ends.
class Guard {
 public:
  explicit Guard(atomic<int>& count) : count_(&count) {}
  Guard(Guard&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  Guard& operator=(Guard&&) = delete;
  ~Guard() {
    if (count_ != nullptr) count_->fetch_sub(1, seq_cst);
  }

 private:
  atomic<int>* count_;
};

// The execution ends before the thread has begun, which owns the guard.
void ends_before_the_owner_begins() {
  atomic<int> count{1};
  thread owner([guard = Guard(count)] {});
  require(count.load(seq_cst) == 2);
  owner.join();
}

void waits_for_the_owner_to_end() {
  atomic<int> count{1};
  atomic<bool> begun{false};
  thread first([&] { begun.store(true, seq_cst); });
  while (!begun.load(seq_cst)) {
  }
  thread owner([guard = Guard(count)] {});
  while (count.load(seq_cst) != 0) {
  }
  owner.join();
  first.join();
}

// --- what the engine does not see --------------------------------------------------------------------------------------

void std_mutex() {
  std::mutex mutex;
  var<int> counter{0};
  run_threads(2, [&](int) {
    const std::scoped_lock guard(mutex);
    ++counter;
  });
}

void std_mutex_around_atomics() {
  std::mutex mutex;
  atomic<int> counter{0};
  run_threads(2, [&](int) {
    const std::scoped_lock guard(mutex);
    counter.fetch_add(1, seq_cst);
    counter.fetch_add(1, seq_cst);
  });
}

void std_condition_variable() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  thread consumer([&] {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ready; });
  });
  {
    const std::scoped_lock lock(mutex);
    ready = true;
  }
  changed.notify_one();
  consumer.join();
}

void std_thread() {
  atomic<int> x{0};
  std::thread other([&] { x.store(1, seq_cst); });
  other.join();
}

void static_atomic() {
  static atomic<int> counter{0};
  run_threads(2, [](int) { counter.fetch_add(1, seq_cst); });
}

// All threads of a check have one, which the next execution finds as this one left it.
void thread_local_counter() {
  thread_local int mine = 0;
  atomic<int> sum{0};
  run_threads(2, [&](int) { sum.fetch_add(++mine, seq_cst); });
}

// Nobody else may be inside when a thread is, and each says so to itself alone.
void thread_local_flag() {
  thread_local bool inside = false;
  atomic<int> x{0};
  run_threads(2, [&](int) {
    turnstile::require(!inside);
    inside = true;
    x.fetch_add(1, seq_cst);
    inside = false;
  });
}

// Each of the threads is the first one to itself, so that both come here; with one flag for all, one does.
void thread_local_first_time() {
  thread_local bool been_here = false;
  atomic<int> first_ones{0};
  been_here = false;
  run_threads(2, [&](int) {
    if (!been_here) {
      been_here = true;
      turnstile::require(first_ones.fetch_add(1, seq_cst) == 0);
    }
  });
  been_here = false;
}

void thread_local_constant() {
  thread_local const int unchanged = 7;
  atomic<int> x{0};
  run_threads(2, [&](int) { x.fetch_add(unchanged, seq_cst); });
  turnstile::require(x.load(seq_cst) == 14);
}

void yields() {
  atomic<int> x{0};
  thread other([&] { x.store(1, seq_cst); });
  while (x.load(seq_cst) != 1) std::this_thread::yield();
  other.join();
}

template <bool Catches>
void throws() {
  atomic<int> x{0};
  thread other([&] {
    const auto look = [&] {
      if (x.load(seq_cst) == 0) throw 1;
    };
    if constexpr (!Catches) return look();
    try {
      look();
    } catch (int) {
      x.store(7, seq_cst);
    }
  });
  x.store(1, seq_cst);
  other.join();
}

// The engine leaves a condition where it waits in the midst of it, and must not do so by an exception here.
void noexcept_condition_waits() {
  atomic<int> x{0};
  atomic<int> y{0};
  thread other([&] {
    y.store(1, seq_cst);
    x.store(1, seq_cst);
  });
  turnstile::await([&]() noexcept {
    if (x.load(relaxed) == 0) return false;
    while (y.load(relaxed) == 0) {
    }
    return true;
  });
  other.join();
}

// An exchange that fails puts back what it finds, or does not.
template <int Put>
void noexcept_condition_exchanges() {
  atomic<int> x{0};
  thread other([&] { x.store(1, seq_cst); });
  turnstile::await([&]() noexcept { return x.exchange(Put, seq_cst) == 1; });
  other.join();
}

// --- loops that change something ---------------------------------------------------------------------------------------

// Two threads race; the third, which is started as the `First`, goes round until it is stopped.
template <int First>
void endless() {
  atomic<bool> stop{false};
  atomic<int> rounds{0};
  var<int> plain{0};
  run_threads(3, [&](int self) {
    switch ((self + 3 - First) % 3) {
      case 0:
        while (!stop.load(acquire)) rounds.fetch_add(1, relaxed);
        return;
      case 1:
        plain = 1;
        return stop.store(true, seq_cst);
      default:
        plain = 2;
    }
  });
}

class Place {
 public:
  bool try_pop(int& value) {
    if (pushed_.load(acquire) == popped_.load(relaxed)) return false;
    value = item_;
    popped_.store(1, release);
    return true;
  }
  void push(int value) {
    item_ = value;
    pushed_.store(1, release);
  }

 private:
  atomic<int> pushed_{0};
  atomic<int> popped_{0};
  var<int> item_{0};
};

// Main polls, and does something in each round; nobody else has begun.
template <class Round, int Wanted>
void polls() {
  Place place;
  Round round;
  thread other([&] { place.push(7); });
  int value = 0;
  while (!place.try_pop(value)) round();
  require(value == Wanted);
  other.join();
}

struct Nothing {
  void operator()() {}
};
struct Tries {  // that nobody looks at: the compiler may leave them out
  int tries = 0;
  void operator()() { ++tries; }
};
struct Statistic {
  atomic<int> misses{0};
  void operator()() { misses.fetch_add(1, relaxed); }
};

// With a count that the compiler cannot do without.
void polls_and_counts() {
  Place place;
  thread other([&] { place.push(7); });
  int value = 0;
  volatile int tries = 0;
  while (!place.try_pop(value)) tries = tries + 1;
  other.join();
}

void the_other_polls() {
  Place place;
  Statistic misses;
  thread other([&] {
    int value = 0;
    while (!place.try_pop(value)) misses();
    require(value == 8);
  });
  place.push(7);
  other.join();
}

void fence_in_a_loop() {
  atomic<int> x{0};
  thread other([&] { x.store(1, seq_cst); });
  while (x.load(relaxed) == 0) turnstile::atomic_thread_fence(acquire);
  other.join();
}

// --- spin locks --------------------------------------------------------------------------------------------------------

struct WeakTestAndTestAndSet {
  atomic<int> held{0};
  void lock() {
    int free;  // at first whatever was there: no round has left it
    do {
      while (held.load(relaxed) != 0) {
      }
      free = 0;
    } while (!held.compare_exchange_weak(free, 1, acquire, relaxed));
  }
  void unlock() { held.store(0, release); }
};

struct StrongTestAndTestAndSet : WeakTestAndTestAndSet {
  void lock() {
    int free = 0;
    do {
      while (held.load(relaxed) != 0) {
      }
      free = 0;
    } while (!held.compare_exchange_strong(free, 1, acquire, relaxed));
  }
};

struct ExchangeLock {
  atomic<bool> held{false};
  void lock() {
    while (held.exchange(true, acquire)) {
    }
  }
  void unlock() { held.store(false, release); }
};

struct LooksBeforeIt : ExchangeLock {
  void lock() {
    while (held.exchange(true, acquire)) {
      while (held.load(relaxed)) {
      }
    }
  }
};

struct Awaits : ExchangeLock {
  void lock() {
    turnstile::await([&] { return !held.exchange(true, acquire); });
  }
};

// Yields for longer from round to round, up to a limit.
struct BacksOff : ExchangeLock {
  void lock() {
    for (int times = 1; held.exchange(true, acquire); times = times < 64 ? 2 * times : times) {
      for (int i = 0; i < times; ++i) std::this_thread::yield();
    }
  }
};

struct CountsDown : ExchangeLock {
  void lock() {
    bool free = false;
    for (int times = 1; !held.compare_exchange_strong(free, true, acquire, relaxed);
         times = times < 64 ? 2 * times : 64) {
      free = false;
      for (volatile int i = 0; i < times;) i = i + 1;
    }
  }
};

// Tries some times before it sleeps.
template <int Times>
struct SpinsAndSleeps {
  atomic<int> state{0};
  void lock() {
    for (int i = 0; i < Times; ++i) {
      int free = 0;
      if (state.load(relaxed) == 0 && state.compare_exchange_weak(free, 1, acquire, relaxed)) return;
    }
    while (state.exchange(2, acquire) != 0) state.wait(2, relaxed);
  }
  void unlock() {
    if (state.exchange(0, release) == 2) state.notify_one();
  }
};

struct Ticket {
  atomic<int> next{0};
  atomic<int> serving{0};
  void lock() {
    const int mine = next.fetch_add(1, relaxed);
    while (serving.load(acquire) != mine) {
    }
  }
  void unlock() { serving.store(serving.load(relaxed) + 1, release); }
};

template <class Lock>
void locks_alone() {
  Lock lock;
  lock.lock();
  lock.unlock();
}

template <class Lock>
void excludes() {
  Lock lock;
  var<int> counter{0};
  run_threads(2, [&](int) {
    lock.lock();
    ++counter;
    lock.unlock();
  });
  require(counter == 2);
}

// A lock that is no template, as the suite asks for it.
template <class>
class Seated {
 public:
  void lock(int) { lock_.lock(); }
  void unlock(int) { lock_.unlock(); }

 private:
  SpinsAndSleeps<1> lock_;
};

// --- weak compare-exchanges, which can fail for ever -------------------------------------------------------------------

struct Shared {
  atomic<int> x{0};
  atomic<int> y{0};
};

using TestsAndSets = decltype([](Shared& shared) {
  int free = 0;
  while (!shared.x.compare_exchange_weak(free, 1, acquire, relaxed)) free = 0;
});
using LoadsOnce = decltype([](Shared& shared) {
  int seen = shared.x.load(relaxed);
  while (!shared.x.compare_exchange_weak(seen, seen + 1, acquire, relaxed)) {
  }
});
using LoadsAgain = decltype([](Shared& shared) {
  for (;;) {
    int seen = shared.x.load(relaxed);
    if (shared.x.compare_exchange_weak(seen, seen + 1, acquire, relaxed)) break;
  }
});
using LoadsAnother = decltype([](Shared& shared) {
  for (;;) {
    (void)shared.y.load(relaxed);
    int free = 0;
    if (shared.x.compare_exchange_weak(free, 1, acquire, relaxed)) break;
  }
});
template <class Update, int Threads>
void updates() {
  Shared shared;
  run_threads(Threads, [&](int) { Update()(shared); });
}

// --- all of them -------------------------------------------------------------------------------------------------------

struct Probe {
  const char* name = nullptr;
  void (*client)() = nullptr;
  Expected expected{};
  int events = 500;         // of a thread: few, where a loop goes round until it is cut off
  bool or_bounded = false;  // the compiler may leave something to the loop that makes it go on
};

constexpr Expected holds{};
constexpr Expected bounded{.verdict = Outcome::not_refuted};
constexpr Expected refused{.verdict = Outcome::unknown};
constexpr Expected violated(Kind kind) { return {.verdict = Outcome::violated, .kind = kind}; }

constexpr Probe probes[] = {
    {"outlived: load", outlived<Load>, violated(Kind::use_after_free)},
    {"outlived: store", outlived<Store>, violated(Kind::use_after_free)},
    {"outlived: update", outlived<Update>, violated(Kind::use_after_free)},
    {"outlived: notify", outlived<Notify>, violated(Kind::use_after_free)},
    {"outlived: wait", outlived<Wait>, violated(Kind::use_after_free)},
    {"outlived: two loads", outlived<TwoLoads>, violated(Kind::use_after_free)},
    {"outlived: plain read", outlived<Read>, violated(Kind::use_after_free)},
    {"outlived: plain write", outlived<Write>, violated(Kind::use_after_free)},
    {"outlived on the stack", outlived_on_the_stack, violated(Kind::use_after_free)},
    {"slot of plain data", refilled<var<int>, relaxed>, violated(Kind::data_race)},
    {"slot of plain data, in order", refilled<var<int>, acquire>, holds},
    {"slot of an atomic", refilled<atomic<int>, relaxed>, violated(Kind::data_race)},
    {"slot of an atomic, in order", refilled<atomic<int>, acquire>, holds},
    {"make of an aggregate", made_as_declared, holds},
    {"ends before the owner begins", ends_before_the_owner_begins, violated(Kind::assertion)},
    {"waits for the owner to end", waits_for_the_owner_to_end, holds},
    {"std::mutex", std_mutex, refused},
    {"std::mutex around atomics", std_mutex_around_atomics, refused},
    {"std::condition_variable", std_condition_variable, refused},
    {"std::thread", std_thread, refused},
    {"static atomic", static_atomic, refused},
    {"thread_local counter", thread_local_counter, refused},
    {"thread_local flag", thread_local_flag, refused},
    {"thread_local first time", thread_local_first_time, refused},
    {"thread_local constant", thread_local_constant, holds},
    {"yields", yields, holds},
    {"throws", throws<false>, refused},
    {"throws and catches", throws<true>, holds},
    {"noexcept condition waits", noexcept_condition_waits, holds},
    {"noexcept condition exchanges", noexcept_condition_exchanges<0>, holds},
    {"noexcept condition writes", noexcept_condition_exchanges<2>, refused},
    {"endless loop first", endless<0>, violated(Kind::data_race)},
    {"endless loop second", endless<1>, violated(Kind::data_race)},
    {"endless loop last", endless<2>, violated(Kind::data_race)},
    {"polls", polls<Nothing, 7>, holds},
    {"polls, counting in vain", polls<Tries, 7>, holds, 40, true},
    {"polls, counting for itself", polls_and_counts, bounded, 40},
    {"polls, counting for others", polls<Statistic, 7>, bounded, 40},
    {"polls, counting for others; wrong", polls<Statistic, 8>, violated(Kind::assertion)},
    {"the other polls; wrong", the_other_polls, violated(Kind::assertion)},
    {"fence in a loop", fence_in_a_loop, holds},
    {"lock: test-and-test-and-set", excludes<StrongTestAndTestAndSet>, holds},
    {"lock: weak test-and-test-and-set", excludes<WeakTestAndTestAndSet>, holds},
    {"lock: the same, 30 events", excludes<WeakTestAndTestAndSet>, holds, 30},
    {"lock: the same, 12 events", excludes<WeakTestAndTestAndSet>, holds, 12},
    {"lock: the same, alone", locks_alone<WeakTestAndTestAndSet>, holds},
    {"lock: exchange", excludes<ExchangeLock>, holds},
    {"lock: exchange, then look", excludes<LooksBeforeIt>, holds},
    {"lock: exchange in an await", excludes<Awaits>, holds},
    {"lock: backs off", excludes<BacksOff>, holds},
    {"lock: counts down", excludes<CountsDown>, holds},
    {"lock: spins 3 times, then sleeps", excludes<SpinsAndSleeps<3>>, holds},
    {"lock: spins 100 times, then sleeps", excludes<SpinsAndSleeps<100>>, holds},
    {"lock: ticket", excludes<Ticket>, holds},
    {"weak: tests and sets", updates<TestsAndSets, 1>, holds},
    {"weak: loads once", updates<LoadsOnce, 1>, holds},
    {"weak: loads again", updates<LoadsAgain, 1>, holds},
    {"weak: loads another", updates<LoadsAnother, 1>, holds},
    {"weak: two load once", updates<LoadsOnce, 2>, holds},
    {"weak: two load again", updates<LoadsAgain, 2>, holds},
};

// A check says nothing if it has explored nothing, or if it refuses without a reason.
bool says_something(const CheckResult& result) {
  if (result.verdict == Outcome::unknown) return !result.reason.empty();
  return result.verdict == Outcome::violated || result.executions > 0;
}

bool says_so(const CheckResult& result) {
  const bool right = result.as_expected() && says_something(result);
  std::printf("%s%s; %llu executions, %.2f s\n", right ? "" : "WRONG ", result.summary().c_str(),
              static_cast<unsigned long long>(result.executions), result.seconds);
  if (!right) std::printf("%s\n", result.counterexample.c_str());
  return right;
}

bool is_as_expected(const Probe& probe) {
  auto result = turnstile::check(
      probe.client,
      {.name = probe.name, .effort = {.seconds = 20, .events = probe.events, .jobs = 1}, .expected = probe.expected});
  if (probe.or_bounded && result.verdict == Outcome::not_refuted) result.expected = bounded;
  return says_so(result);
}

}  // namespace

int main() {
  bool right =
      says_so(turnstile::check_lock<Seated>({.threads = 2, .rounds = 2, .effort = {.seconds = 20, .jobs = 1}}));
  for (const Probe& probe : probes) right &= is_as_expected(probe);
  return right ? 0 : 1;
}
