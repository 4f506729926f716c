// A catalogue of the checker's own trouble: locks that crash it, hang it, lie to it; and contracts that are wrong. The
// command-line tests run it as they run the real one.
#include <cstdlib>

#include <unistd.h>

#include "algorithms/cas/cas_counter.hpp"
#include "algorithms/rwlock/rwlock_reader_preference.hpp"
#include "algorithms/std_platform.hpp"
#include "algorithms/tsl/broken_test_then_set.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "models/clients/rows.hpp"
#include "models/stems/forms.hpp"
#include "models/tests/semaphore/stem.hpp"
#include "models/tests/transcript.hpp"

namespace turnstile {

namespace {

// A lock that does something else in seat 0's entry, and is a test-and-set lock otherwise.
template <class Platform, class Trouble>
class Troubled {
 public:
  void lock(int self) {
    if (self == 0) Trouble::template happen<Platform>();
    lock_.lock(self);
  }
  void unlock(int self) { lock_.unlock(self); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
};

struct Crash {
  template <class>
  static void happen() {
    std::abort();
  }
};
// No operation of the platform: nothing can switch away from it.
struct Hang {
  template <class>
  static void happen() {
    for (volatile bool forever = true; forever;) {
    }
  }
};
// Ends the process as if all were well.
struct Leave {
  template <class>
  static void happen() {
    ::_exit(0);
  }
};
struct ReleaseLoad {
  template <class Platform>
  static void happen() {
    typename Platform::template atomic<int> x(0);
    static_cast<void>(x.load(release));
  }
};
struct AcquireStore {
  template <class Platform>
  static void happen() {
    typename Platform::template atomic<int> x(0);
    x.store(1, acquire);
  }
};
struct ReleasingFailure {
  template <class Platform>
  static void happen() {
    typename Platform::template atomic<int> x(0);
    int expected = 1;
    static_cast<void>(x.compare_exchange_strong(expected, 2, acq_rel, release));
  }
};
// Behaves differently in every execution.
struct Nondeterminism {
  template <class Platform>
  static void happen() {
    static int executions = 0;
    typename Platform::template atomic<int> x(0);
    for (int i = ++executions % 7; i > 0; --i) x.store(i, relaxed);
  }
};
// Spins on its own, where only an await may.
struct Spin {
  template <class Platform>
  static void happen() {
    typename Platform::template atomic<int> x(0);
    while (x.load(relaxed) == 0) {
    }
  }
};

template <class Trouble>
struct With {
  template <class Platform>
  using Lock = Troubled<Platform, Trouble>;
};

// Its doorway waits: overtaking would hide in there.
template <class Platform>
class WaitingDoorway {
 public:
  void lock(int self) {
    doorway(self);
    waiting(self);
  }
  void doorway(int self) { lock_.lock(self); }
  void waiting(int) {}
  void unlock(int self) { lock_.unlock(self); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
};

// Its try_lock waits.
template <class Platform>
class WaitingTry {
 public:
  void lock(int self) { lock_.lock(self); }
  bool try_lock(int self) {
    lock_.lock(self);
    return true;
  }
  void unlock(int self) { lock_.unlock(self); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
};

// A counter with a lock inside: a thread that is held up in there holds up all others.
template <class Platform>
class LockedCounter {
 public:
  int increment(int self) {
    lock_.lock(self);
    const int before = count_.read();
    count_.write(before + 1);
    lock_.unlock(self);
    return before;
  }
  int value() const { return count_.read(); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
  typename Platform::template var<int> count_{0};
};

// Two counters, and each thread its own: no increment is lost, but they return the same numbers.
template <class Platform>
class DividedCounter {
 public:
  int increment(int self) { return (self == 0 ? mine_ : others_).fetch_add(1, relaxed); }
  int value() const { return mine_.load(relaxed) + others_.load(relaxed); }
  void describe(auto&&) const {}

 private:
  typename Platform::template atomic<int> mine_{0};
  typename Platform::template atomic<int> others_{0};
};

// A mutex that calls itself a reader-writer lock.
template <class Platform>
class MutexForReaders {
 public:
  void lock(int self) { lock_.lock(self); }
  void unlock(int self) { lock_.unlock(self); }
  void lock_shared(int self) { lock_.lock(self); }
  void unlock_shared(int self) { lock_.unlock(self); }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
};

// A program instead of a client: thread 0 compares the platform with std::atomic.
template <class Platform>
class Comparison final : public Program {
 public:
  explicit Comparison(const Mix&) {}
  void thread(int self) override {
    if (self != 0) return;
    if (tests::transcript<Platform>() != tests::transcript<StdPlatform>()) Platform::violated(Kind::lost_update);
  }
  void another_round(int) override {}
  void describe(Names&) const override {}
};

// Adds where it should subtract: the comparison must see it.
template <class Platform>
struct Miscounting : Platform {
  template <class T>
  class atomic : public Platform::template atomic<T> {
   public:
    using Platform::template atomic<T>::atomic;
    T fetch_sub(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return this->fetch_add(value, order);
    }
  };
};
static_assert(platform<Miscounting<relacy::Platform>> && platform<Miscounting<rc11::Platform>>);

// Clients that are wrong themselves.
template <class Platform>
class Stranger final : public Program {
 public:
  explicit Stranger(const Mix&) {}
  void thread(int self) override {
    if (self == 0) lock_.lock(self);
    if (self == 1) lock_.unlock(self);
  }
  void another_round(int) override {}
  void describe(Names& names) const override { lock_.describe(names); }

 private:
  Held<TestAndSetLock<Platform>, Platform> lock_;
};

template <class Platform>
class Relocker final : public Program {
 public:
  explicit Relocker(const Mix&) {}
  void thread(int self) override {
    if (self != 0) return;
    lock_.lock(self);
    lock_.lock(self);
  }
  void another_round(int) override {}
  void describe(Names& names) const override { lock_.describe(names); }

 private:
  Held<TestAndSetLock<Platform>, Platform> lock_;
};

// Locks with an order that is stronger than need be: a critical section is handed over by release and acquire alone.
template <class Platform>
class TooStrong {
 public:
  static constexpr unsigned line_of_exchange = __LINE__ + 3;
  static constexpr unsigned line_of_store = __LINE__ + 4;
  void lock(int) {
    Platform::await([&] { return !taken_.exchange(true, seq_cst); });
  }
  void unlock(int) { taken_.store(false, release); }
  void describe(auto&& name) const { name("taken", taken_); }

 private:
  typename Platform::template atomic<bool> taken_{false};
};

// Ends the process where the message has come without what it is about, as it may once an order is weakened.
template <class Platform>
class Fragile {
 public:
  void lock(int self) {
    if (ready_.load(acquire) && data_.load(relaxed) == 0) std::abort();
    lock_.lock(self);
  }
  void unlock(int self) {
    data_.store(1, relaxed);
    ready_.store(true, release);
    lock_.unlock(self);
  }
  void describe(auto&& name) const { lock_.describe(name); }

 private:
  TestAndSetLock<Platform> lock_;
  typename Platform::template atomic<int> data_{0};
  typename Platform::template atomic<bool> ready_{false};
};

const Contract undecided = {.mutual_exclusion = {.outcome = Outcome::unknown},
                            .progress = not_applicable(),
                            .bounded_waiting = not_applicable()};
const Contract undecided_waiting = {
    .mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = {.outcome = Outcome::unknown}};
const Contract right = {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = violated(Kind::bypass)};

template <class Trouble>
Variant trouble(const std::string& name) {
  return broken_form<With<Trouble>::template Lock>(name, "correct", undecided);
}

// A program of its own in the place of the clients for mutual exclusion.
template <class Client>
Variant program(const std::string& name, const std::string& sibling, const Expectation& expectation) {
  return {.name = name,
          .sibling = sibling,
          .contract = Contract{.mutual_exclusion = expectation},
          .programs = {{&clients::occupancy, &place<Client>}, {&clients::visibility, &place<Client>}}};
}

Stem troubles() {
  return {.name = "trouble",
          .most_threads = max_threads,
          .variants = {
              right_form<TestAndSetLock>("correct", right),
              trouble<Crash>("broken_crash"),
              trouble<Hang>("broken_hang"),
              trouble<Leave>("broken_leave"),
              trouble<ReleaseLoad>("broken_release_load"),
              trouble<AcquireStore>("broken_acquire_store"),
              trouble<ReleasingFailure>("broken_releasing_failure"),
              trouble<Nondeterminism>("broken_nondeterminism"),
              trouble<Spin>("broken_spin"),
              program<Stranger<relacy::Platform>>("broken_stranger", "correct", {.outcome = Outcome::unknown}),
              program<Relocker<relacy::Platform>>("broken_relocker", "correct", {.outcome = Outcome::unknown}),
              broken_form<WaitingDoorway>("broken_waiting_doorway", "correct", undecided_waiting),
              broken_form<WaitingTry>("broken_waiting_try", "correct", undecided),
          }};
}

// Relacy finds what is wrong. When that is run again, to make it small, the form is another one.
template <class Trouble>
Variant trouble_when_run_again(const std::string& name) {
  const Contract overlaps = {.mutual_exclusion = violated(Kind::overlap), .progress = {}, .bounded_waiting = {}};
  Variant variant = broken_form<broken::TslTestThenSet>(name, "correct", overlaps);
  variant.interleavings = interleaving::programs<With<Trouble>::template Lock>();
  return variant;
}

Stem run_again() {
  return {.name = "run_again",
          .variants = {
              right_form<TestAndSetLock>("correct", right),
              trouble_when_run_again<Crash>("broken_crash"),
              trouble_when_run_again<Hang>("broken_hang"),
              trouble_when_run_again<Leave>("broken_leave"),
          }};
}

// What is no lock.
Stem data_structures() {
  const Contract right_one = {.progress = holds(), .linearizability = holds()};
  return {.name = "data_structure",
          .most_threads = max_threads,
          .variants = {
              right_form<CasCounter>("correct", right_one),
              broken_form<LockedCounter>("broken_locked_counter", "correct",
                                         {.progress = violated(Kind::deadlock), .linearizability = holds()}),
              broken_form<DividedCounter>("broken_divided_counter", "correct",
                                          {.progress = holds(), .linearizability = violated(Kind::not_linearizable)}),
          }};
}

// Two of each class, so that a party of its own is asked.
Stem readers_and_writers() {
  const Contract excludes_readers = {.mutual_exclusion = violated(Kind::readers_excluded)};
  return {.name = "readers",
          .most_threads = max_threads,
          .parties = {{.threads = 2, .readers = 1}},
          .variants = {
              right_form<ReaderPreferenceLock>(
                  "correct", {.mutual_exclusion = holds(), .bounded_waiting = bypass_by_class(std::nullopt, 1)}),
              right_form<ReaderPreferenceLock>("correct_said_to_be_fair", {.bounded_waiting = bypass_by_class(1, 1)}),
              right_form<ReaderPreferenceLock>("correct_said_to_overtake_readers",
                                               {.bounded_waiting = bypass_by_class(std::nullopt, 0)}),
              broken_form<MutexForReaders>("broken_mutex", "correct", excludes_readers),
          }};
}

// What the simulated processor may come to.
Exploration crashes(Property, double, bool) { std::abort(); }
Exploration finds_nothing(Property, double, bool) {
  return {.outcome = Outcome::holds, .executions = 7, .complete = true};
}

Variant explored(const std::string& name, const std::string& sibling, Exploration (*explore)(Property, double, bool),
                 const Expectation& expectation) {
  return {.name = name,
          .sibling = sibling,
          .contract = Contract{.progress = expectation},
          .on_uniprocessor = {.explore = explore}};
}

Stem explorations() {
  return {.name = "exploration",
          .variants = {
              explored("correct", "", finds_nothing, holds()),
              explored("broken_crash", "correct", crashes, {.outcome = Outcome::unknown}),
              explored("broken_not_seen", "correct", finds_nothing, violated(Kind::livelock, {Engine::uniprocessor})),
          }};
}

// Right locks with wrong contracts, and the other way round: `check` must notice.
Stem contracts() {
  const Contract excludes = {.mutual_exclusion = holds(), .progress = {}, .bounded_waiting = {}};
  const Contract overlaps = {.mutual_exclusion = violated(Kind::overlap), .progress = {}, .bounded_waiting = {}};
  const Contract races = {.mutual_exclusion = violated(Kind::data_race), .progress = {}, .bounded_waiting = {}};
  const Contract bounded = {.mutual_exclusion = {}, .progress = {}, .bounded_waiting = bypass_at_most(1)};
  return {.name = "contract",
          .variants = {
              right_form<TestAndSetLock>("correct", excludes),
              right_form<TestAndSetLock>("correct_said_to_overlap", overlaps),
              right_form<TestAndSetLock>("correct_said_to_be_bounded", bounded),
              broken_form<broken::TslTestThenSet>("broken_said_to_exclude", "correct", excludes),
              broken_form<broken::TslTestThenSet>("broken_said_to_race", "correct", races),
          }};
}

// The exhaustive engine alone.
Variant exhausted(Variant variant) {
  variant.programs = {};
  return variant;
}

Stem exhaustive() {
  return {.name = "exhaustive",
          .most_threads = max_threads,
          .variants = {
              exhausted(right_form<TestAndSetLock>("correct", right)),
              exhausted(trouble<Crash>("broken_crash")),
              exhausted(trouble<ReleaseLoad>("broken_release_load")),
              exhausted(broken_form<WaitingTry>("broken_waiting_try", "correct", undecided)),
          }};
}

// Memory orders that are necessary, and such as are not.
Stem orders() {
  return {.name = "orders",
          .order_exceptions = {{.header = "orders_no_such.hpp",
                                .line = 1,
                                .operation = Operation::exchange,
                                .weaker = relaxed,
                                .proof = "nowhere"}},
          .variants = {
              exhausted(right_form<TestAndSetLock>("correct", right)),
              exhausted(right_form<TooStrong>("correct_too_strong", right)),
              exhausted(right_form<Fragile>("correct_fragile", right)),
              exhausted(right_form<With<Crash>::Lock>("correct_crash", right)),
              exhausted(right_form<With<Hang>::Lock>("correct_hang", right)),
              exhausted(right_form<TestAndSetLock>("correct_no_such", right)),
              exhausted(right_form<broken::TslTestThenSet>("correct_not_at_all", right)),
              exhausted(broken_form<TooStrong>("broken_too_strong", "correct", right)),
          }};
}

Stem too_strong(const std::string& name, const std::vector<OrderException>& exceptions) {
  return {
      .name = name, .order_exceptions = exceptions, .variants = {exhausted(right_form<TooStrong>("correct", right))}};
}

const OrderException declared = {.header = "selftest.cpp",
                                 .line = TooStrong<rc11::Platform>::line_of_exchange,
                                 .operation = Operation::exchange,
                                 .weaker = acq_rel,
                                 .proof = "docs/nowhere.md#why"};
const OrderException refuted = {.header = "selftest.cpp",
                                .line = TooStrong<rc11::Platform>::line_of_store,
                                .operation = Operation::store,
                                .weaker = relaxed,
                                .proof = "docs/nowhere.md#why"};

// Without the exhaustive engine, which is not what these are about.
Stem sampled(Stem stem) {
  for (Variant& variant : stem.variants) variant.rc11 = {};
  return stem;
}

template <template <class> class Compared, class Platform>
using ComparisonOf = Comparison<Compared<Platform>>;
template <class Platform>
using Itself = Platform;

// The same for each engine that has a platform.
template <template <class> class Compared>
Variant comparison(const std::string& name, const std::string& sibling, const Expectation& expectation) {
  Variant variant = program<ComparisonOf<Compared, relacy::Platform>>(name, sibling, expectation);
  constexpr MakeProgram compared = &place<ComparisonOf<Compared, rc11::Platform>>;
  variant.rc11 = {{&clients::occupancy, compared}, {&clients::visibility, compared}};
  return variant;
}

Stem comparisons() {
  return {.name = "platform",
          .variants = {
              comparison<Itself>("correct", "", holds()),
              comparison<Miscounting>("broken_miscounting", "correct", violated(Kind::lost_update)),
          }};
}

}  // namespace

const std::vector<Stem>& catalogue() {
  static const std::vector<Stem> all = {sampled(troubles()),
                                        sampled(run_again()),
                                        sampled(contracts()),
                                        comparisons(),
                                        data_structures(),
                                        readers_and_writers(),
                                        explorations(),
                                        exhaustive(),
                                        orders(),
                                        semaphore(),
                                        too_strong("excepted", {declared}),
                                        too_strong("excepted_in_vain", {declared, refuted})};
  return all;
}

}  // namespace turnstile
