// Mutexes under fixed priorities: what is known of them, and of their broken siblings (docs/priority_inheritance.md).
#include "algorithms/priority_inheritance/priority_inheritance.hpp"

#include "algorithms/priority_inheritance/broken_ceiling_not_strict.hpp"
#include "algorithms/priority_inheritance/broken_fifo_handoff.hpp"
#include "algorithms/priority_inheritance/broken_first_waiter_only.hpp"
#include "algorithms/priority_inheritance/broken_low_ceiling.hpp"
#include "algorithms/priority_inheritance/broken_no_ceiling_check.hpp"
#include "algorithms/priority_inheritance/broken_no_chain.hpp"
#include "algorithms/priority_inheritance/broken_no_inheritance.hpp"
#include "algorithms/priority_inheritance/broken_no_restore.hpp"
#include "algorithms/priority_inheritance/broken_spin_inside.hpp"
#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "models/clients/priority.hpp"
#include "models/engines/uniprocessor/explore.hpp"
#include "models/stems/forms.hpp"
#include "models/stems/stems.hpp"

namespace turnstile {

namespace {

template <template <class, class> class Mutex, class Platform>
Programs programs() {
  using priority::PriorityInversion;
  using priority::Scene;
  Programs programs = lock_programs<ScheduledLock<Mutex, Platform>, Platform>();
  // The most urgent task comes first, and may come first again: what is bounded is inversion.
  programs.remove(clients::bypass);
  programs.add({&clients::bystander, &place<PriorityInversion<Mutex, Platform, Scene::bystander>>});
  programs.add({&clients::crowd, &place<PriorityInversion<Mutex, Platform, Scene::crowd>>});
  programs.add({&clients::priorities, &place<priority::PriorityInvariants<Mutex, Platform>>});
  programs.add({&clients::chain, &place<PriorityInversion<Mutex, Platform, Scene::chain>>});
  programs.add({&clients::opposite_orders, &place<PriorityInversion<Mutex, Platform, Scene::opposite>>});
  return programs;
}

// On an execution graph all tasks run at the same time, so that which task runs means nothing there. The clients check
// the scheduler's books instead.
template <template <class, class> class Mutex>
Programs rc11_programs() {
  using rc11::Platform;
  Programs programs = lock_programs<ScheduledLock<Mutex, Platform>, Platform>();
  programs.remove(clients::bypass);
  programs.add({&clients::priorities, &place<priority::PriorityInvariants<Mutex, Platform>>});
  programs.add({&clients::opposite_orders, &place<priority::OppositeOrders<Mutex, Platform>>});
  return programs;
}

// For the exhaustive engine. Every broken form shows what is wrong with it within these bounds.
constexpr Reach one_round_of_exclusion = {.mutual_exclusion = {.of_three = 1}, .progress = {.of_three = 1}};

constexpr Reach quick = {.mutual_exclusion = {.of_three = 2, .of_three_quickly = 1},
                         .progress = {.of_three = 2, .of_three_quickly = 1}};

template <template <class, class> class Mutex>
Variant form(const std::string& name, const std::string& sibling, const Contract& contract) {
  return {.name = name,
          .sibling = sibling,
          .contract = contract,
          .programs = programs<Mutex, relacy::Platform>(),
          .rc11 = rc11_programs<Mutex>(),
          .interleavings = programs<Mutex, interleaving::Platform>(),
          .reach = sibling.empty() ? quick : one_round_of_exclusion,
          .on_uniprocessor = uniprocessor::of_protocol<Mutex>(),
          .has_priorities = true};
}

const Contract right = {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = holds()};

// The engines that can see scheduling. The exhaustive engine cannot: it has no scheduler.
constexpr Engines scheduling = {Engine::relacy, Engine::interleavings, Engine::uniprocessor};
constexpr Engines everybody = {Engine::relacy, Engine::rc11, Engine::interleavings, Engine::uniprocessor};
Contract unfair(Kind kind, Engines seen_by) {
  return {.mutual_exclusion = holds(), .progress = holds(), .bounded_waiting = violated(kind, seen_by)};
}

// The exhaustive engine cannot say that a task runs too long; it can say that the owner's priority is not raised.
Contract does_not_inherit() {
  Contract contract = unfair(Kind::inversion, scheduling);
  contract.bounded_waiting = seen_as(Kind::inheritance, Engine::rc11, contract.bounded_waiting);
  return contract;
}

// A task that enters where the ceiling should have stopped it can deadlock with one it overtook, and be blocked twice.
const Contract no_ceiling = {.mutual_exclusion = holds(),
                             .progress = violated(Kind::deadlock, everybody),
                             .bounded_waiting = violated(Kind::inversion, scheduling)};

}  // namespace

Stem priority_inheritance() {
  return {.name = "priority_inheritance",
          .fewest_threads = priority::tasks,
          .most_threads = priority::tasks,
          .parties = {{.threads = priority::tasks}},
          .order_exceptions = {{.header = "thread_scheduler.hpp",
                                .line = 88,
                                .operation = Operation::load,
                                .weaker = relaxed,
                                .proof = "docs/priority_inheritance.md#woken"},
                               {.header = "thread_scheduler.hpp",
                                .line = 102,
                                .operation = Operation::store,
                                .weaker = relaxed,
                                .proof = "docs/priority_inheritance.md#woken"}},
          .variants = {
              form<PriorityInheritanceMutex>("correct", "", right),
              form<PriorityCeilingMutex>("correct_ceiling", "", right),
              form<broken::MutexNoInheritance>("broken_no_inheritance", "correct", does_not_inherit()),
              form<broken::MutexNoRestore>("broken_no_restore", "correct", unfair(Kind::restoration, everybody)),
              form<broken::MutexNoChain>("broken_no_chain", "correct", unfair(Kind::inheritance, everybody)),
              form<broken::MutexFirstWaiterOnly>("broken_first_waiter_only", "correct",
                                                 unfair(Kind::inheritance, everybody)),
              form<broken::MutexFifoHandoff>("broken_fifo_handoff", "correct", unfair(Kind::inversion, everybody)),
              form<broken::MutexSpinInside>("broken_spin_inside", "correct",
                                            {.mutual_exclusion = violated(Kind::overlap, everybody),
                                             .progress = violated(Kind::deadlock, everybody),
                                             .bounded_waiting = not_applicable()}),
              form<broken::MutexNoCeilingCheck>("broken_no_ceiling_check", "correct_ceiling", no_ceiling),
              form<broken::MutexCeilingNotStrict>("broken_ceiling_not_strict", "correct_ceiling", no_ceiling),
              form<broken::MutexLowCeiling>("broken_low_ceiling", "correct_ceiling", no_ceiling),
          }};
}

}  // namespace turnstile
