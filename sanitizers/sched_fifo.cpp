// Priority inversion on a real processor: pthread mutexes under SCHED_FIFO, all threads pinned to one processor.
//
// L takes the mutex and works; H asks for it; M, in between, works for a long time and has nothing to do with it. With
// PTHREAD_PRIO_NONE H waits for M, with PTHREAD_PRIO_INHERIT only for L. All work is bounded, by processor time and by real
// time, and is less than what real-time throttling leaves (0.95 s of every second); an alarm ends the program whatever
// happens. Exit status: 0 inversion shown and ended, 1 not so, 77 no right to use SCHED_FIFO.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <semaphore>
#include <thread>

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

namespace {

constexpr int exit_skipped = 77;
constexpr unsigned watchdog_seconds = 20;
constexpr double low_work = 0.02;     // seconds of processor time, inside
constexpr double middle_work = 0.1;   // outside
constexpr double longest_spin = 1.0;  // seconds of real time
constexpr int low = 10;
constexpr int middle = 20;
constexpr int high = 30;

double clock_seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void work(double seconds) {
  const double start = clock_seconds(CLOCK_MONOTONIC);
  const double end = clock_seconds(CLOCK_THREAD_CPUTIME_ID) + seconds;
  while (clock_seconds(CLOCK_THREAD_CPUTIME_ID) < end && clock_seconds(CLOCK_MONOTONIC) < start + longest_spin)
    continue;
}

[[noreturn]] void skip(const char* what, int error) {
  fmt::print("skipped: {}: {}; it takes CAP_SYS_NICE, or a limit of real-time priority (ulimit -r) of {}\n", what,
             std::strerror(error), high);
  std::fflush(stdout);
  _exit(exit_skipped);
}

// Pins the calling thread to the first processor that it may use.
void pin() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) skip("sched_getaffinity", errno);
  for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0) skip("sched_setaffinity", errno);
    return;
  }
}

void become(int priority) {
  pin();
  const sched_param parameters = {.sched_priority = priority};
  if (const int error = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)) skip("SCHED_FIFO", error);
}

// How long H waits for the mutex, in seconds.
double wait_of_high(int protocol) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setprotocol(&attributes, protocol);
  pthread_mutex_t mutex;
  pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);

  std::counting_semaphore<2> ready(0);
  std::binary_semaphore low_may_begin(0);
  std::binary_semaphore middle_may_begin(0);
  std::binary_semaphore high_may_begin(0);
  double waited = 0;
  {
    const std::jthread h([&] {
      become(high);
      ready.release();
      high_may_begin.acquire();
      middle_may_begin.release();  // M is ready now; it runs when H does not
      const double start = clock_seconds(CLOCK_MONOTONIC);
      pthread_mutex_lock(&mutex);
      waited = clock_seconds(CLOCK_MONOTONIC) - start;
      pthread_mutex_unlock(&mutex);
    });
    const std::jthread m([&] {
      become(middle);
      ready.release();
      middle_may_begin.acquire();
      work(middle_work);
    });
    const std::jthread l([&] {
      become(low);
      low_may_begin.acquire();
      pthread_mutex_lock(&mutex);
      high_may_begin.release();  // H takes the processor here
      work(low_work);
      pthread_mutex_unlock(&mutex);
    });
    ready.acquire();
    ready.acquire();
    low_may_begin.release();
  }
  pthread_mutex_destroy(&mutex);
  return waited;
}

}  // namespace

int main() {
  alarm(watchdog_seconds);
  const double none = wait_of_high(PTHREAD_PRIO_NONE);
  const double inherit = wait_of_high(PTHREAD_PRIO_INHERIT);
  fmt::print("L works {:.0f} ms inside, M works {:.0f} ms outside. How long H waits for the mutex:\n", 1e3 * low_work,
             1e3 * middle_work);
  fmt::print("PTHREAD_PRIO_NONE     {:6.1f} ms\nPTHREAD_PRIO_INHERIT  {:6.1f} ms\n", 1e3 * none, 1e3 * inherit);
  const bool inverted = none >= middle_work;
  const bool ended = inherit < middle_work;
  if (!inverted) fmt::print("no inversion was seen with PTHREAD_PRIO_NONE\n");
  if (!ended) fmt::print("PTHREAD_PRIO_INHERIT did not end the inversion\n");
  return inverted && ended ? 0 : 1;
}
