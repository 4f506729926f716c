// Forms that do each of the wrong things that the stress client must notice (harness_test).
#include <cstdlib>
#include <mutex>

#include "algorithms/tsl/broken_relaxed_release.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "algorithms/turn/broken_plain_turn.hpp"
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

const Stem alone("alone", 1, {right_form<TestAndSetLock<>>("right")});

}  // namespace

}  // namespace turnstile::stress
