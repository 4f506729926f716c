// How fast the locks are, beside those of the standard library and of POSIX. ci/benchmark makes a table of it.
#include <atomic>
#include <cstdlib>
#include <thread>

#include <benchmark/benchmark.h>

#include "algorithms/cas/cas.hpp"
#include "algorithms/mcs/mcs.hpp"
#include "algorithms/peterson/peterson.hpp"
#include "algorithms/peterson/peterson_rmw.hpp"
#include "algorithms/priority_inheritance/priority_inheritance.hpp"
#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "algorithms/rwlock/rwlock.hpp"
#include "algorithms/rwlock/rwlock_fair.hpp"
#include "algorithms/rwlock/rwlock_reader_preference.hpp"
#include "algorithms/rwlock/rwlock_writer_preference.hpp"
#include "algorithms/scheduled_lock.hpp"
#include "algorithms/ticket/ticket.hpp"
#include "algorithms/tsl/tsl.hpp"
#include "algorithms/tsl/tsl_blocking.hpp"
#include "algorithms/tsl/tsl_ttas.hpp"
#include "algorithms/turn/turn.hpp"
#include "benchmarks/harness.hpp"
#include "benchmarks/references.hpp"

namespace {

using namespace turnstile;
using namespace turnstile::benchmarks;

// Adds all locks. The first of each group is what the others are measured by.
void add_all() {
  add_lock<PthreadSpinLock>("pthread_spinlock_t");
  add_lock<StdMutex>("std::mutex");
  add_lock<PthreadInheritMutex>("pthread_mutex_t, PRIO_INHERIT");
  add_lock<TurnLock<>, WriteInBothSeats>("TurnLock");
  add_lock<PetersonLock<>>("PetersonLock");
  add_lock<PetersonRmwLock<>>("PetersonRmwLock");
  add_lock<TestAndSetLock<>>("TestAndSetLock");
  add_lock<TestTestAndSetLock<>>("TestTestAndSetLock");
  add_lock<BlockingTestAndSetLock<>>("BlockingTestAndSetLock");
  add_lock<CasLock<>>("CasLock");
  add_lock<TicketLock<>>("TicketLock");
  add_lock<McsLock<>>("McsLock");
  // These have the portable scheduler: priorities are bookkeeping, and its guard is a lock of its own.
  add_lock<ScheduledLock<PriorityInheritanceMutex>>("PriorityInheritanceMutex");
  add_lock<ScheduledLock<PriorityCeilingMutex>>("PriorityCeilingMutex");

  add_reader_writer_lock<StdSharedMutex>("std::shared_mutex");
  add_reader_writer_lock<PthreadRwLock>("pthread_rwlock_t");
  add_reader_writer_lock<TextbookReadersLock<>>("TextbookReadersLock");
  add_reader_writer_lock<ReaderPreferenceLock<>>("ReaderPreferenceLock");
  add_reader_writer_lock<WriterPreferenceLock<>>("WriterPreferenceLock");
  add_reader_writer_lock<FairRwLock<>>("FairRwLock");
}

// As long as a process has a single thread, glibc locks its mutexes without atomic operations. No lock is needed there,
// so that there is a second thread, which sleeps.
class SecondThread {
 public:
  SecondThread() : thread_([this] { done_.wait(false); }) {}
  SecondThread(const SecondThread&) = delete;
  SecondThread& operator=(const SecondThread&) = delete;
  ~SecondThread() {
    done_.test_and_set();
    done_.notify_one();
    thread_.join();
  }

 private:
  std::atomic_flag done_;
  std::thread thread_;
};

}  // namespace

int main(int argc, char** argv) {
  constexpr int bad_input = 2;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return bad_input;
  add_all();
  const SecondThread second;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return failed.load() ? EXIT_FAILURE : EXIT_SUCCESS;
}
