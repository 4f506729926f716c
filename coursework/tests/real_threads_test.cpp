// Submissions as ordinary programs: with real threads, where turnstile::atomic is std::atomic.
//
// Each stands in a namespace of its own here, since all of them are called Lock. What they include stands before them.
#include <algorithm>
#include <atomic>
#include <concepts>
#include <fstream>
#include <iterator>
#include <latch>
#include <mutex>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <type_traits>

#include <gtest/gtest.h>
#include <turnstile/atomic.hpp>
#include <turnstile/scheduler.hpp>

namespace cas_owner {
#include "coursework/samples/cas_owner.hpp"
}
namespace cas_strong {
#include "coursework/samples/cas_strong.hpp"
}
namespace cas_weak {
#include "coursework/samples/cas_weak.hpp"
}
namespace lock_anderson_array {
#include "coursework/samples/lock_anderson_array.hpp"
}
namespace lock_bakery {
#include "coursework/samples/lock_bakery.hpp"
}
namespace lock_burns_lamport {
#include "coursework/samples/lock_burns_lamport.hpp"
}
namespace lock_clh {
#include "coursework/samples/lock_clh.hpp"
}
namespace lock_dijkstra_1965 {
#include "coursework/samples/lock_dijkstra_1965.hpp"
}
namespace lock_eisenberg_mcguire {
#include "coursework/samples/lock_eisenberg_mcguire.hpp"
}
namespace lock_filter {
#include "coursework/samples/lock_filter.hpp"
}
namespace lock_graunke_thakkar {
#include "coursework/samples/lock_graunke_thakkar.hpp"
}
namespace lock_knuth_1966 {
#include "coursework/samples/lock_knuth_1966.hpp"
}
namespace lock_lamport_fast {
#include "coursework/samples/lock_lamport_fast.hpp"
}
namespace lock_mcs {
#include "coursework/samples/lock_mcs.hpp"
}
namespace lock_peterson_tournament {
#include "coursework/samples/lock_peterson_tournament.hpp"
}
namespace lock_szymanski {
#include "coursework/samples/lock_szymanski.hpp"
}
namespace lock_ticket {
#include "coursework/samples/lock_ticket.hpp"
}
namespace peterson_dekker {
#include "coursework/samples/peterson_dekker.hpp"
}
namespace peterson_kessels {
#include "coursework/samples/peterson_kessels.hpp"
}
namespace peterson_peterson {
#include "coursework/samples/peterson_peterson.hpp"
}
namespace peterson_peterson_fences {
#include "coursework/samples/peterson_peterson_fences.hpp"
}
namespace peterson_peterson_in_one_function {
#include "coursework/samples/peterson_peterson_in_one_function.hpp"
}
namespace peterson_peterson_weakest_orders {
#include "coursework/samples/peterson_peterson_weakest_orders.hpp"
}
namespace priority_inheritance_no_inheritance {
#include "coursework/samples/priority_inheritance_no_inheritance.hpp"
}
namespace priority_inheritance_owner_inherits {
#include "coursework/samples/priority_inheritance_owner_inherits.hpp"
}
namespace priority_inheritance_wakes_the_first {
#include "coursework/samples/priority_inheritance_wakes_the_first.hpp"
}
namespace rwlock_readers_first {
#include "coursework/samples/rwlock_readers_first.hpp"
}
namespace rwlock_readers_first_one_word {
#include "coursework/samples/rwlock_readers_first_one_word.hpp"
}
namespace rwlock_ticket_fair {
#include "coursework/samples/rwlock_ticket_fair.hpp"
}
namespace rwlock_writers_first {
#include "coursework/samples/rwlock_writers_first.hpp"
}
namespace tsl_atomic_flag {
#include "coursework/samples/tsl_atomic_flag.hpp"
}
namespace tsl_exchange {
#include "coursework/samples/tsl_exchange.hpp"
}
namespace tsl_std_atomic {
#include "coursework/samples/tsl_std_atomic.hpp"
}
namespace tsl_std_mutex {
#include "coursework/samples/tsl_std_mutex.hpp"
}
namespace tsl_struct {
#include "coursework/samples/tsl_struct.hpp"
}
namespace tsl_test_and_test_and_set {
#include "coursework/samples/tsl_test_and_test_and_set.hpp"
}
namespace tsl_wait_notify {
#include "coursework/samples/tsl_wait_notify.hpp"
}
namespace tsl_yield {
#include "coursework/samples/tsl_yield.hpp"
}
namespace turn_strict_alternation {
#include "coursework/samples/turn_strict_alternation.hpp"
}
namespace templates {
namespace turn {
#include "coursework/templates/turn.hpp"
}
namespace peterson {
#include "coursework/templates/peterson.hpp"
}
namespace tsl {
#include "coursework/templates/tsl.hpp"
}
namespace cas {
#include "coursework/templates/cas.hpp"
}
namespace priority_inheritance {
#include "coursework/templates/priority_inheritance.hpp"
}
namespace rwlock {
#include "coursework/templates/rwlock.hpp"
}
namespace lock {
#include "coursework/templates/lock.hpp"
}
}  // namespace templates

namespace turnstile::coursework {
namespace {

constexpr int threads = 2;
constexpr int rounds = 25;

template <class Lock>
Lock made() {
  if constexpr (std::constructible_from<Lock, int> && !std::is_aggregate_v<Lock>) {
    return Lock(threads);
  } else {
    return Lock();
  }
}

template <class Lock>
class RightSample : public testing::Test {};

// Each is named here, once.
using RightSamples = testing::Types<
    ::cas_owner::Lock, ::cas_strong::Lock, ::cas_weak::Lock, ::lock_anderson_array::Lock, ::lock_bakery::Lock,
    ::lock_burns_lamport::Lock, ::lock_clh::Lock, ::lock_dijkstra_1965::Lock, ::lock_eisenberg_mcguire::Lock,
    ::lock_filter::Lock, ::lock_graunke_thakkar::Lock, ::lock_knuth_1966::Lock, ::lock_lamport_fast::Lock,
    ::lock_mcs::Lock, ::lock_peterson_tournament::Lock, ::lock_szymanski::Lock, ::lock_ticket::Lock,
    ::peterson_dekker::Lock, ::peterson_kessels::Lock, ::peterson_peterson::Lock, ::peterson_peterson_fences::Lock,
    ::peterson_peterson_in_one_function::Lock, ::peterson_peterson_weakest_orders::Lock, ::rwlock_readers_first::Lock,
    ::rwlock_readers_first_one_word::Lock, ::rwlock_ticket_fair::Lock, ::rwlock_writers_first::Lock,
    ::tsl_atomic_flag::Lock, ::tsl_exchange::Lock, ::tsl_std_atomic::Lock, ::tsl_std_mutex::Lock, ::tsl_struct::Lock,
    ::priority_inheritance_no_inheritance::Lock, ::priority_inheritance_owner_inherits::Lock,
    ::priority_inheritance_wakes_the_first::Lock, ::tsl_test_and_test_and_set::Lock, ::tsl_wait_notify::Lock,
    ::tsl_yield::Lock, ::turn_strict_alternation::Lock>;

constexpr const char* names[] = {"cas_owner",
                                 "cas_strong",
                                 "cas_weak",
                                 "lock_anderson_array",
                                 "lock_bakery",
                                 "lock_burns_lamport",
                                 "lock_clh",
                                 "lock_dijkstra_1965",
                                 "lock_eisenberg_mcguire",
                                 "lock_filter",
                                 "lock_graunke_thakkar",
                                 "lock_knuth_1966",
                                 "lock_lamport_fast",
                                 "lock_mcs",
                                 "lock_peterson_tournament",
                                 "lock_szymanski",
                                 "lock_ticket",
                                 "peterson_dekker",
                                 "peterson_kessels",
                                 "peterson_peterson",
                                 "peterson_peterson_fences",
                                 "peterson_peterson_in_one_function",
                                 "peterson_peterson_weakest_orders",
                                 "rwlock_readers_first",
                                 "rwlock_readers_first_one_word",
                                 "rwlock_ticket_fair",
                                 "rwlock_writers_first",
                                 "tsl_atomic_flag",
                                 "tsl_exchange",
                                 "tsl_std_atomic",
                                 "tsl_std_mutex",
                                 "tsl_struct",
                                 "priority_inheritance_no_inheritance",
                                 "priority_inheritance_owner_inherits",
                                 "priority_inheritance_wakes_the_first",
                                 "tsl_test_and_test_and_set",
                                 "tsl_wait_notify",
                                 "tsl_yield",
                                 "turn_strict_alternation"};

struct NameOfSample {
  template <class>
  static std::string GetName(int i) {  // NOLINT(readability-identifier-naming): GoogleTest calls it so
    return names[i];
  }
};
TYPED_TEST_SUITE(RightSample, RightSamples, NameOfSample);

// With a lock that excludes no increment of plain data is lost.
TYPED_TEST(RightSample, counts_in_real_threads) {
  auto lock = made<TypeParam>();
  int counter = 0;
  std::latch start(threads);
  run_threads(threads, [&](int self) {
    start.arrive_and_wait();
    for (int i = 0; i < rounds; ++i) {
      lock.lock(self);
      const int before = counter;
      if (i % 4 == 0) std::this_thread::yield();  // let the others meet me here
      counter = before + 1;
      lock.unlock(self);
    }
  });
  EXPECT_EQ(counter, threads * rounds);
}

// As it is handed out, it is a lock that does nothing.
template <class Lock>
void call_all() {
  auto lock = made<Lock>();
  lock.lock(0);
  lock.unlock(0);
  if constexpr (requires { lock.lock_shared(1); }) {
    lock.lock_shared(1);
    lock.unlock_shared(1);
  }
}

TEST(templates, compile_as_they_are) {
  call_all<templates::turn::Lock>();
  call_all<templates::peterson::Lock>();
  call_all<templates::tsl::Lock>();
  call_all<templates::cas::Lock>();
  call_all<templates::priority_inheritance::Lock>();
  call_all<templates::rwlock::Lock>();
  call_all<templates::lock::Lock>();
}

TEST(right_samples, all_of_them_are_here) {
  std::set<std::string> right{"turn_strict_alternation"};  // the one that rightly has no progress
  std::ifstream expected(ROOT "/coursework/samples/expected.csv");
  const std::regex excludes_and_makes_progress(R"((\w+)\.hpp,\w+,holds,holds,.*)");
  std::smatch name;
  for (std::string line; std::getline(expected, line);) {
    if (std::regex_match(line, name, excludes_and_makes_progress)) right.insert(name[1]);
  }
  EXPECT_EQ(std::set<std::string>(std::begin(names), std::end(names)), right);
}

}  // namespace
}  // namespace turnstile::coursework
