// The scheduler of Linux: threads under SCHED_FIFO, whose priorities a protocol raises and lowers.
//
//   guard:          a PTHREAD_PRIO_PROTECT mutex: whoever is inside runs at the highest priority, and is not preempted by
//                   any other task of these on its processor
//   set_effective:  pthread_setschedprio
//   sleep:          a condition variable for each task
//
// Setting priorities takes a right (CAP_SYS_NICE, or RLIMIT_RTPRIO). Without it the guard is an ordinary mutex and donation
// is bookkeeping only: exclusion is as good, inversion is as bad as with any mutex. obeys_priorities() tells which it is.
// Priorities are those of SCHED_FIFO, 1 to 99; a tick is a nanosecond.
// Each task is one thread, which calls begin_thread before it uses a mutex of this scheduler, and end_thread after.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include "algorithms/scheduler.hpp"
#include "algorithms/std_platform.hpp"

namespace turnstile {

class PosixScheduler {
 public:
  // A base priority for each task.
  explicit PosixScheduler(std::span<const int> base) : permitted_(may_set_priorities()) {
    for (const int priority : base) tasks_.push_back(std::make_unique<Task>(priority));
    pthread_mutexattr_t attributes;
    require(pthread_mutexattr_init(&attributes));
    if (permitted_) {
      require(pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_PROTECT));
      require(pthread_mutexattr_setprioceiling(&attributes, sched_get_priority_max(SCHED_FIFO)));
    }
    require(pthread_mutex_init(&guard_, &attributes));
    pthread_mutexattr_destroy(&attributes);
  }
  ~PosixScheduler() { pthread_mutex_destroy(&guard_); }
  PosixScheduler(const PosixScheduler&) = delete;
  PosixScheduler& operator=(const PosixScheduler&) = delete;

  // Whether effective priorities decide which task runs; else they are bookkeeping only.
  bool obeys_priorities() const { return permitted_; }

  // The calling thread is that task from now on, and has its base priority.
  void begin_thread(int task) {
    Task& me = of(task);
    me.thread = pthread_self();
    if (permitted_) require(set_fifo(me.base));
    enter(task);
    me.running = true;
    leave(task);
  }
  // The task holds nothing any more.
  void end_thread(int task) {
    enter(task);
    of(task).running = false;
    leave(task);
  }

  // --- the books: read and written under the guard --------------------------------------------------------------------
  int tasks() const { return static_cast<int>(tasks_.size()); }
  int base(int task) const { return of(task).base; }
  int effective(int task) const { return of(task).effective; }
  void set_effective(int task, int priority) {
    of(task).effective = priority;
    if (permitted_ && of(task).running) require(pthread_setschedprio(of(task).thread, priority));
  }
  const Resource<StdPlatform>* waits_for(int task) const { return of(task).waits_for; }
  void set_waits_for(int task, const Resource<StdPlatform>* resource) {
    of(task).waits_for = resource;
    if (resource != nullptr) of(task).waits_since = waits_++;
  }
  int waits_since(int task) const { return of(task).waits_since; }

  // Resources come and go while no task uses any, so not under the guard.
  void add(const Resource<StdPlatform>& resource) { resources_.push_back(&resource); }
  void remove(const Resource<StdPlatform>& resource) { std::erase(resources_, &resource); }
  int resources() const { return static_cast<int>(resources_.size()); }
  const Resource<StdPlatform>* resource(int number) const { return resources_[static_cast<std::size_t>(number)]; }

  // --- which task runs -----------------------------------------------------------------------------------------------
  // Fails, and ends the program, in a thread that has not begun as a task.
  void enter(int) { require(pthread_mutex_lock(&guard_)); }
  void leave(int) { require(pthread_mutex_unlock(&guard_)); }

  void sleep(int self) {
    while (!of(self).woken) require(pthread_cond_wait(&of(self).condition, &guard_));
    of(self).woken = false;
  }
  bool sleep_until(int self, Ticks deadline) {
    const timespec until = {.tv_sec = static_cast<time_t>(deadline / second),
                            .tv_nsec = static_cast<long>(deadline % second)};
    int error = 0;
    while (!of(self).woken && error != ETIMEDOUT) {
      error = pthread_cond_timedwait(&of(self).condition, &guard_, &until);
      if (error != ETIMEDOUT) require(error);
    }
    const bool woken = of(self).woken;
    of(self).woken = false;
    return woken;
  }
  void wake(int task) {
    of(task).woken = true;
    require(pthread_cond_signal(&of(task).condition));
  }
  Ticks now() const {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return Ticks{time.tv_sec} * second + time.tv_nsec;
  }

 private:
  static constexpr Ticks second = 1'000'000'000;

  struct Task {
    explicit Task(int priority) : base(priority), effective(priority) {
      pthread_condattr_t attributes;
      require(pthread_condattr_init(&attributes));
      require(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
      require(pthread_cond_init(&condition, &attributes));
      pthread_condattr_destroy(&attributes);
    }
    ~Task() { pthread_cond_destroy(&condition); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    int base;
    int effective;
    pthread_t thread{};
    bool running = false;  // `thread` is valid
    const Resource<StdPlatform>* waits_for = nullptr;
    int waits_since = 0;
    bool woken = false;
    pthread_cond_t condition{};
  };

  static void require(int error) {
    if (error == 0) return;
    std::fprintf(stderr, "turnstile: PosixScheduler: error %d of a call that must not fail\n", error);
    std::abort();
  }

  static int set_fifo(int priority) {
    const sched_param parameters = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
  }

  // Tried in a thread that does nothing else.
  static bool may_set_priorities() {
    bool may = false;
    std::thread([&] { may = set_fifo(sched_get_priority_max(SCHED_FIFO)) == 0; }).join();
    return may;
  }

  Task& of(int task) { return *tasks_[static_cast<std::size_t>(task)]; }
  const Task& of(int task) const { return *tasks_[static_cast<std::size_t>(task)]; }

  bool permitted_;
  pthread_mutex_t guard_{};
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<const Resource<StdPlatform>*> resources_;
  int waits_ = 0;
};

static_assert(scheduler_on<PosixScheduler, StdPlatform>);

}  // namespace turnstile
