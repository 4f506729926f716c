// Bugs that other projects reported, each written anew as a small client, beside its fix: the bug is found and the fix
// holds, whatever the compiler makes of them. Prints a line a client, and ends with status 1 where one is not as expected.
#include <array>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>

#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

namespace {

using std::memory_order::acq_rel;
using std::memory_order::acquire;
using std::memory_order::relaxed;
using std::memory_order::release;
using std::memory_order::seq_cst;
using turnstile::atomic;
using turnstile::Kind;
using turnstile::require;
using turnstile::run_threads;
using turnstile::thread;
using turnstile::var;

// --- a free list whose head comes back ---------------------------------------------------------------------------------

// A stack of the nodes 1 and 2. The tag of its head counts the changes.
template <bool Fixed>
class FreeList {
  struct Head {
    std::uint32_t node;  // 0: empty
    std::uint32_t tag;
  };

 public:
  void push(std::uint32_t node) {
    Head old = head_.load(relaxed);
    do {
      below_[node].store(old.node, relaxed);
    } while (!head_.compare_exchange_weak(old, after(old, node), release, relaxed));
  }
  // A failed attempt acquires, too: the next round reads below the node that it found.
  std::uint32_t pop() {
    Head old = head_.load(acquire);
    while (old.node != 0) {
      const std::uint32_t below = below_[old.node].load(relaxed);
      if (head_.compare_exchange_weak(old, after(old, below), acquire, acquire)) break;
    }
    return old.node;
  }

 private:
  // BUG: a head that went and came back looks like one that stayed, and what was below it counts as being there still.
  static Head after(Head old, std::uint32_t node) { return {.node = node, .tag = Fixed ? old.tag + 1 : 0}; }

  atomic<Head> head_{Head{.node = 0, .tag = 0}};
  atomic<std::uint32_t> below_[3] = {0, 0, 0};
};

template <bool Fixed>
void free_list() {
  FreeList<Fixed> list;
  atomic<int> owners[3] = {0, 0, 0};
  list.push(2);
  list.push(1);
  const auto take = [&] {
    const std::uint32_t node = list.pop();
    if (node != 0) require(owners[node].fetch_add(1, relaxed) == 0);
    return node;
  };
  thread other([&] { take(); });
  const std::uint32_t first = take();
  take();
  if (first != 0) {
    owners[first].fetch_sub(1, relaxed);
    list.push(first);
  }
  take();
  other.join();
}

// --- an event that resets itself ---------------------------------------------------------------------------------------

template <bool Fixed>
class Event {
 public:
  void wait() {
    while (set_.exchange(0, acq_rel) == 0) set_.wait(0, relaxed);
  }
  void set() {
    if constexpr (!Fixed) {
      // BUG: a look does not synchronize with the one who resets, and may be stale: this signal is lost with the last one.
      if (set_.load(relaxed) != 0) return turnstile::atomic_thread_fence(release);
    }
    if (set_.exchange(1, acq_rel) == 0) set_.notify_one();
  }

 private:
  atomic<int> set_{0};
};

template <bool Fixed>
void event() {
  Event<Fixed> fed;
  atomic<int> records{0};
  thread writer([&] {
    while (records.load(relaxed) < 2) fed.wait();
  });
  for (const int record : {1, 2}) {
    records.store(record, relaxed);
    fed.set();
  }
  writer.join();
}

// --- a group that is freed by the thread that waits for it -----------------------------------------------------------

template <bool Fixed>
struct WaitGroup {
  atomic<int> pending{2};
  atomic<bool> done{false};
  void finish() {
    const bool last = pending.fetch_sub(1, acq_rel) == 1;
    // BUG: who waits goes on at zero, and frees the group.
    if (!Fixed && last) done.store(true, release);
  }
  void wait() {
    while (pending.load(acquire) != 0) {
    }
  }
};

template <bool Fixed>
void wait_group() {
  auto* const group = turnstile::make<WaitGroup<Fixed>>();
  thread one([=] { group->finish(); });
  thread two([=] { group->finish(); });
  group->wait();
  turnstile::destroy(group);
  one.join();
  two.join();
}

// --- a sequence lock ---------------------------------------------------------------------------------------------------

template <bool Fixed>
class SequenceLock {
 public:
  void lock() {
    unsigned before = sequence_.load(relaxed);
    while (before % 2 != 0 || !sequence_.compare_exchange_weak(before, before + 1, seq_cst, relaxed)) {
      before = sequence_.load(relaxed);
    }
    // BUG: nothing orders the odd number before the data, for who reads the data first.
    if constexpr (Fixed) turnstile::atomic_thread_fence(release);
  }
  void unlock() { sequence_.store(sequence_.load(relaxed) + 1, release); }
  unsigned begin() const {
    unsigned seen = sequence_.load(acquire);
    while (seen % 2 != 0) seen = sequence_.load(acquire);
    return seen;
  }
  bool unchanged(unsigned since) const {
    // BUG: an acquiring load keeps what comes after it behind; the data were read before.
    if constexpr (Fixed) turnstile::atomic_thread_fence(acquire);
    return sequence_.load(acquire) == since;
  }

 private:
  atomic<unsigned> sequence_{0};
};

template <bool Fixed>
void sequence_lock() {
  SequenceLock<Fixed> lock;
  atomic<int> data[2] = {0, 0};
  thread writer([&] {
    lock.lock();
    for (auto& half : data) half.store(1, relaxed);
    lock.unlock();
  });
  int first = 0;
  int second = 0;
  unsigned since = 0;
  do {
    since = lock.begin();
    first = data[0].load(relaxed);
    second = data[1].load(relaxed);
  } while (!lock.unchanged(since));
  require(first == second);
  writer.join();
}

// --- once --------------------------------------------------------------------------------------------------------------

class SpinLock {
 public:
  void lock() {
    while (held_.test_and_set(acquire)) {
    }
  }
  void unlock() { held_.clear(release); }

 private:
  turnstile::atomic_flag held_;
};

template <bool Fixed>
class Once {
 public:
  void call(const auto& initialize) {
    // BUG: who finds it done does not see what was done.
    if (done_.load(Fixed ? acquire : relaxed)) return;
    const std::scoped_lock guard(lock_);
    if (done_.load(relaxed)) return;  // the lock orders it
    initialize();
    done_.store(true, Fixed ? release : relaxed);
  }

 private:
  SpinLock lock_;
  atomic<bool> done_{false};
};

template <bool Fixed>
void once() {
  Once<Fixed> first;
  var<int> constant{0};
  run_threads(2, [&](int) {
    first.call([&] { constant = 42; });
    require(constant == 42);
  });
}

// --- a semaphore that is destroyed by the thread that was let in -----------------------------------------------------

class LooksAfterwards {
 public:
  void post() {
    value_.fetch_add(1, seq_cst);
    // BUG: who takes the token may destroy the semaphore at once.
    if (waiters_.load(seq_cst) != 0) value_.notify_one();
  }
  void wait() {
    if (try_wait()) return;
    waiters_.fetch_add(1, seq_cst);
    while (!try_wait()) value_.wait(0, seq_cst);
    waiters_.fetch_sub(1, relaxed);
  }

 private:
  bool try_wait() {
    std::uint32_t value = value_.load(seq_cst);
    while (value != 0) {
      if (value_.compare_exchange_weak(value, value - 1, acquire, relaxed)) return true;
    }
    return false;
  }

  atomic<std::uint32_t> value_{0};
  atomic<std::uint32_t> waiters_{0};
};

// The waiters stand above the value, in one word: the post learns of them as it gives the token away. What it does
// afterwards is to wake by address.
class LooksAtOnce {
 public:
  void post() {
    if (state_.fetch_add(1, release) >= waiter) state_.notify_one();
  }
  void wait() {
    std::uint64_t mine = 0;  // what the state counts of this thread
    std::uint64_t state = state_.load(relaxed);
    for (;;) {
      if (state % waiter != 0) {
        if (state_.compare_exchange_weak(state, state - 1 - mine, acquire, relaxed)) return;
      } else if (mine == 0) {
        mine = waiter;
        state = state_.fetch_add(waiter, relaxed) + waiter;
      } else {
        state_.wait(state, relaxed);
        state = state_.load(relaxed);
      }
    }
  }

 private:
  static constexpr std::uint64_t waiter = std::uint64_t{1} << 32;
  atomic<std::uint64_t> state_{0};
};

template <bool Fixed>
void semaphore_post() {
  auto* const semaphore = turnstile::make<std::conditional_t<Fixed, LooksAtOnce, LooksAfterwards>>();
  thread poster([=] { semaphore->post(); });
  semaphore->wait();
  turnstile::destroy(semaphore);
  poster.join();
}

// --- a turnstile that is signalled too often ---------------------------------------------------------------------------

class Semaphore {
 public:
  explicit Semaphore(int value) : value_(value) {}
  void wait() {
    int value = value_.load(relaxed);
    while (value == 0 || !value_.compare_exchange_weak(value, value - 1, acquire, relaxed)) {
      value_.wait(0, relaxed);
      value = value_.load(relaxed);
    }
  }
  void post() {
    value_.fetch_add(1, release);
    value_.notify_one();
  }

 private:
  atomic<int> value_;
};

class OneTurnstile {
 public:
  void wait() {
    add(1);
    // BUG: both may find everybody there, and let somebody through the next phase.
    if (count_.load(seq_cst) == 2) pass_.post();
    pass_.wait();
    pass_.post();
    add(-1);
    if (count_.load(seq_cst) == 0) pass_.wait();
  }

 private:
  void add(int n) {
    mutex_.wait();
    count_.fetch_add(n, seq_cst);
    mutex_.post();
  }

  Semaphore mutex_{1};
  Semaphore pass_{0};
  atomic<int> count_{0};
};

void turnstile_barrier() {
  OneTurnstile barrier;
  atomic<int> phase[2] = {0, 0};
  run_threads(2, [&](int self) {
    for (const int round : {1, 2}) {
      phase[self].store(round, relaxed);
      barrier.wait();
      require(phase[1 - self].load(relaxed) >= round);
    }
  });
}

// --- a lock that sleeps ------------------------------------------------------------------------------------------------

template <bool Fixed>
class FileLock {
 public:
  void lock(int self) {
    const int mine = self + 1;
    int owner = 0;
    if (lock_.compare_exchange_strong(owner, mine, seq_cst, seq_cst)) return;
    bool marked = false;
    for (;;) {
      owner = 0;
      if (lock_.compare_exchange_strong(owner, Fixed ? mine | waited_for : mine, seq_cst, seq_cst)) return;
      // BUG: who has marked it once sleeps, though the owner may be another one, of a lock that was free in between.
      if (Fixed || !marked) {
        if (!mark(owner)) continue;
        marked = true;
      }
      lock_.wait(owner, seq_cst);
    }
  }
  void unlock() {
    if ((lock_.exchange(0, seq_cst) & waited_for) != 0) lock_.notify_one();
  }

 private:
  static constexpr int waited_for = 0x4000'0000;

  bool mark(int& owner) {
    const int with = owner | waited_for;
    if (with != owner && !lock_.compare_exchange_strong(owner, with, seq_cst, seq_cst)) return false;
    owner = with;
    return true;
  }

  atomic<int> lock_{0};
};

template <bool Fixed>
void file_lock() {
  FileLock<Fixed> lock;
  var<int> written{0};
  run_threads(3, [&](int self) {
    lock.lock(self);
    ++written;
    lock.unlock();
  });
  require(written == 3);
}

// --- a deque of jobs that are stolen -----------------------------------------------------------------------------------

template <bool Fixed>
class Deque {
  struct Age {
    std::uint32_t tag;
    std::uint32_t top;
  };

 public:
  void push(int job) {
    const std::uint32_t bottom = bottom_.load(relaxed);
    jobs_[bottom].store(job, relaxed);
    bottom_.store(bottom + 1, seq_cst);
  }
  int steal() {
    // BUG: the bottom may be one from before the owner took the job.
    Age age = age_.load(Fixed ? acquire : relaxed);
    if constexpr (Fixed) turnstile::atomic_thread_fence(seq_cst);
    if (bottom_.load(Fixed ? acquire : relaxed) <= age.top) return 0;
    const int job = jobs_[age.top].load(relaxed);
    const Age next{.tag = age.tag, .top = age.top + 1};
    return age_.compare_exchange_strong(age, next, seq_cst, seq_cst) ? job : 0;
  }
  int pop() {
    std::uint32_t bottom = bottom_.load(relaxed);
    if (bottom == 0) return 0;
    bottom_.store(--bottom, relaxed);
    turnstile::atomic_thread_fence(seq_cst);
    const int job = jobs_[bottom].load(relaxed);
    Age age = age_.load(relaxed);
    return bottom > age.top || take_last(bottom, age) ? job : 0;
  }

 private:
  // The owner takes the last job, against a thief; the deque is empty afterwards.
  bool take_last(std::uint32_t bottom, Age age) {
    bottom_.store(0, relaxed);
    const Age next{.tag = age.tag + 1, .top = 0};
    if (bottom == age.top && age_.compare_exchange_strong(age, next, seq_cst, seq_cst)) return true;
    age_.store(next, seq_cst);
    return false;
  }

  atomic<std::uint32_t> bottom_{0};
  atomic<Age> age_{Age{.tag = 0, .top = 0}};
  std::array<atomic<int>, 2> jobs_{};
};

template <bool Fixed>
void stealing() {
  Deque<Fixed> deque;
  atomic<int> done[3] = {0, 0, 0};
  const auto perform = [&](int job) {
    if (job != 0) require(done[job].fetch_add(1, relaxed) == 0);
  };
  thread thief([&] {
    perform(deque.steal());
    perform(deque.steal());
  });
  deque.push(1);
  deque.push(2);
  perform(deque.pop());
  perform(deque.pop());
  thief.join();
}

// --- a reference that finds itself alone -------------------------------------------------------------------------------

template <bool Fixed>
class Reference {
  struct Counted {
    atomic<long> owners{1};
    var<int> data{0};
  };

 public:
  Reference() : counted_(turnstile::make<Counted>()) {}
  Reference(const Reference& other) : counted_(other.counted_) { counted_->owners.fetch_add(1, relaxed); }
  Reference(Reference&& other) noexcept : counted_(std::exchange(other.counted_, nullptr)) {}
  Reference& operator=(const Reference&) = delete;
  Reference& operator=(Reference&&) = delete;
  ~Reference() {
    if (counted_ == nullptr || counted_->owners.fetch_sub(1, release) != 1) return;
    turnstile::atomic_thread_fence(acquire);
    turnstile::destroy(counted_);
  }
  // BUG: that the others have gone does not say that what they did is seen.
  [[nodiscard]] bool is_alone() const { return counted_->owners.load(Fixed ? acquire : relaxed) == 1; }
  var<int>& data() { return counted_->data; }

 private:
  Counted* counted_;
};

// What the other thread calls owns a reference, and lets it go as it ends.
template <bool Fixed>
void unique_reference() {
  Reference<Fixed> mine;
  thread other([theirs = mine]() mutable { ++theirs.data(); });
  while (!mine.is_alone()) {
  }
  ++mine.data();
  require(mine.data() == 2);
  other.join();
}

// --- a barrier that is used again --------------------------------------------------------------------------------------

class Mutex {
 public:
  void lock() {
    int free = 0;
    if (state_.compare_exchange_strong(free, 1, acquire, relaxed)) return;
    while (state_.exchange(2, acquire) != 0) state_.wait(2, relaxed);
  }
  void unlock() {
    if (state_.exchange(0, release) == 2) state_.notify_one();
  }

 private:
  atomic<int> state_{0};  // 0: free; 1: held; 2: held, and somebody may sleep
};

class Condition {
 public:
  void wait(Mutex& mutex) {
    const unsigned seen = signals_.load(relaxed);
    mutex.unlock();
    signals_.wait(seen, relaxed);
    mutex.lock();
  }
  void signal(bool all) {
    signals_.fetch_add(1, relaxed);
    all ? signals_.notify_all() : signals_.notify_one();
  }

 private:
  atomic<unsigned> signals_{0};
};

template <bool Fixed, bool WakesAll>
class Barrier {
 public:
  explicit Barrier(int threads) : threads_(threads) {}
  void wait() {
    const std::scoped_lock guard(mutex_);
    const int cycle = cycle_;
    if (++count_; count_ == threads_) {
      count_ = 0;
      ++cycle_;
      if (Fixed) changed_.signal(true);
    } else {
      // BUG: the next cycle may have begun when a sleeper looks; then it waits for the end of that one.
      while (Fixed ? cycle_ == cycle : count_ != 0) changed_.wait(mutex_);
    }
    if (!Fixed) changed_.signal(WakesAll);
  }

 private:
  const int threads_;
  var<int> count_{0};
  var<int> cycle_{0};
  Mutex mutex_;
  Condition changed_;
};

template <bool Fixed, bool WakesAll, int Threads = 2, int Cycles = 2>
void barrier() {
  Barrier<Fixed, WakesAll> all(Threads);
  run_threads(Threads, [&](int) {
    for (int i = 0; i < Cycles; ++i) all.wait();
  });
}

// --- all of them -------------------------------------------------------------------------------------------------------

struct Case {
  const char* name = nullptr;
  const char* report = nullptr;
  void (*buggy)() = nullptr;
  Kind kind = Kind::none;     // in which it is violated
  void (*fixed)() = nullptr;  // nothing: is not decided in time
  bool notify_after_destroy = false;
};

constexpr Case cases[] = {
    {"free list", "pmodels/argobots #178", free_list<false>, Kind::assertion, free_list<true>},
    {"event", "boostorg/log #255", event<false>, Kind::deadlock, event<true>},
    {"wait group", "oven-sh/bun #38330", wait_group<false>, Kind::use_after_free, wait_group<true>},
    {"sequence lock", "python/cpython #121388", sequence_lock<false>, Kind::assertion, sequence_lock<true>},
    {"once", "crystal-lang/crystal #17191", once<false>, Kind::data_race, once<true>},
    {"semaphore", "glibc 12674", semaphore_post<false>, Kind::use_after_free, semaphore_post<true>, true},
    // By the letter of C++ waking by address is a use, and the fix is none.
    {"semaphore, by the letter", "glibc 12674", semaphore_post<true>, Kind::use_after_free, nullptr},
    {"barrier of a turnstile", "AllenDowney/LittleBookOfSemaphores #9", turnstile_barrier, Kind::assertion, nullptr},
    {"file lock", "musl 0db393d3", file_lock<false>, Kind::deadlock, file_lock<true>},
    {"deque", "cmuparlay/parlaylib #54", stealing<false>, Kind::assertion, stealing<true>},
    {"reference", "rust-lang/rust #51780", unique_reference<false>, Kind::data_race, unique_reference<true>},
    {"barrier", "zephyrproject-rtos/zephyr #117756", barrier<false, false>, Kind::deadlock, barrier<true, false>},
    // Three threads, of which two may sleep at once; two cycles of them are more than a minute's work.
    {"barrier, wakes all", "zephyrproject-rtos/zephyr #117756", barrier<false, true>, Kind::deadlock,
     barrier<true, true, 3, 1>},
};

bool is(const turnstile::Expected& expected, void (*client)(), const Case& one) {
  const std::string name = std::string(one.name) + " (" + one.report + ")";
  const auto result = turnstile::check(
      client,
      {.name = name, .effort = {.jobs = 1}, .notify_after_destroy = one.notify_after_destroy, .expected = expected});
  const bool right = result.as_expected();
  std::printf("%s%s; %llu executions, %.2f s\n", right ? "" : "WRONG ", result.summary().c_str(),
              static_cast<unsigned long long>(result.executions), result.seconds);
  if (!right) std::printf("%s\n", result.counterexample.c_str());
  return right;
}

}  // namespace

int main() {
  bool right = true;
  for (const Case& one : cases) {
    right &= is({.verdict = turnstile::Outcome::violated, .kind = one.kind}, one.buggy, one);
    if (one.fixed != nullptr) right &= is({.verdict = turnstile::Outcome::holds}, one.fixed, one);
  }
  return right ? 0 : 1;
}
