// Forms that do each of the wrong things that the stress client must notice (harness_test).
#include <atomic>
#include <cstdlib>
#include <mutex>

#include "algorithms/cas/cas.hpp"
#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "algorithms/turn/broken_plain_turn.hpp"
#include "sanitizers/counter_client.hpp"
#include "sanitizers/reader_writer_client.hpp"
#include "sanitizers/stack_client.hpp"
#include "sanitizers/stress.hpp"

namespace turnstile::stress {

namespace {

struct Stuck {
  void lock(int) {
    StdPlatform::await([] { return false; });
  }
  void unlock(int) {}
};

// Worker 1 crashes, while the other waits.
struct Crash : Stuck {
  void lock(int self) {
    if (self == 1) std::abort();
    Stuck::lock(self);
  }
};

// Excludes, and races all the same, on something that is not the client's.
struct RaceElsewhere : TestAndSetLock<> {
  void lock(int self) {
    static volatile int not_ours = 0;  // volatile: or it would not be there at all
    not_ours = not_ours + 1;
    TestAndSetLock<>::lock(self);
  }
};

// Excludes, and breaks another rule that ThreadSanitizer looks after.
struct BadUnlock : TestAndSetLock<> {
  void lock(int self) {
    std::mutex not_locked;
    not_locked.unlock();
    TestAndSetLock<>::lock(self);
  }
};

// Gives every second number again.
struct GivesTwice {
  int increment(int) { return count.fetch_add(1, relaxed) / 2; }
  [[nodiscard]] int value() const { return count.load(relaxed); }
  std::atomic<int> count{0};
};

struct Forgetful : GivesTwice {
  [[nodiscard]] int value() const { return 0; }
};

struct Exaggerates : GivesTwice {
  int increment(int) { return count.fetch_add(1, relaxed) + 1'000'000'000; }
};

// Two workers can own a node.
struct Shares {
  static constexpr int none = 2;
  void push(int, int) {}
  int pop(int) { return 0; }
};

// One of its nodes disappears for ever, when the client has pushed all of them.
struct Loses : CasLock<> {
  static constexpr int none = 2;
  void push(int self, int node) {
    lock(self);
    if (node == 0) ++here;
    unlock(self);
  }
  int pop(int self) {
    lock(self);
    const bool taken = here > 0;
    if (taken) --here;
    unlock(self);
    return taken ? 0 : none;
  }
  int here = 0;
};

const Stem harness("harness", 2,
                   {
                       right_form<TestAndSetLock<>>("right"),
                       right_form<Stuck>("stuck"),
                       right_form<Crash>("crash"),
                       broken_form<NoLock>("without_lock", {.race = Variable::data, .mistake = true}),
                       // Not known to race, as the client is told here; or known to race on something else.
                       broken_form<TestAndSetLock<>>("silent", {.race = Variable::data}),
                       broken_form<RaceElsewhere>("race_elsewhere", {.race = Variable::data}),
                       broken_form<BadUnlock>("bad_unlock", {.race = Variable::data}),
                       broken_form<broken::TslRelaxedRelease<>>("race_on_data", {.race = Variable::lock}),
                       broken_form<broken::TurnPlainTurn<>>("race_on_lock", {.race = Variable::data}),
                   });

const Stem clients("clients", 3,
                   {
                       broken_form<NoLock, ReaderWriterClient>("without_lock",
                                                               {.race = Variable::data, .mistake = true}),
                       broken_form<GivesTwice, CounterClient>("gives_twice", {.mistake = true}),
                       broken_form<Forgetful, CounterClient>("forgetful", {.mistake = true}),
                       broken_form<Exaggerates, CounterClient>("exaggerates", {.mistake = true}),
                       broken_form<Shares, StackClient>("shares", {.race = Variable::data, .mistake = true}),
                       broken_form<Loses, StackClient>("loses", {.mistake = true}),
                       // Stuck instead of a mistake: one that may, and one that may not.
                       broken_form<Stuck>("stuck", {.mistake = true, .stuck = true}),
                       broken_form<Stuck>("stuck_by_surprise", {.mistake = true}),
                   });

const Stem alone("alone", 1, {right_form<TestAndSetLock<>>("right")});

}  // namespace

}  // namespace turnstile::stress
