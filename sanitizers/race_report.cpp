#include "sanitizers/race_report.hpp"

#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sanitizers/workers.hpp"

#if defined(__SANITIZE_THREAD__)
#define TURNSTILE_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TURNSTILE_THREAD_SANITIZER 1
#endif
#endif

namespace turnstile::stress {

namespace {

Watch watched;

}  // namespace

#if TURNSTILE_THREAD_SANITIZER

namespace {

std::string_view place_of(const void* address) {
  if (watched.ranges.data.contains(address)) return "the data";
  if (watched.ranges.lock.contains(address)) return "the lock";
  return "memory that is neither the data nor the lock";
}

bool expected(std::string_view kind, const void* address) {
  if (kind != "data-race" || !watched.expected_race) return false;
  return (*watched.expected_race == Variable::data ? watched.ranges.data : watched.ranges.lock).contains(address);
}

// `address`: of the access that was caught, null for reports that are not about memory.
[[noreturn]] void end_with(std::string_view kind, const void* address) {
  const bool as_expected = expected(kind, address);
  fmt::print(stderr, "{}: ThreadSanitizer reports {}{}{}\n", watched.name, kind, address ? " on " : "",
             address ? place_of(address) : "");
  std::_Exit(as_expected ? exit_as_expected : exit_otherwise);
}

}  // namespace

// The runtime's interface for debuggers, the same in GCC and Clang; no header declares it. It calls on_report after it
// has printed a report, and before it acts on it.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {

int __tsan_get_report_data(void* report, const char** description, int* count, int* stack_count, int* mop_count,
                           int* loc_count, int* mutex_count, int* thread_count, int* unique_tid_count,
                           void** sleep_trace, unsigned long trace_size);
int __tsan_get_report_mop(void* report, unsigned long index, int* tid, void** address, int* size, int* write,
                          int* atomic, void** trace, unsigned long trace_size);

void __tsan_on_report(void* report) {
  const char* kind = "";
  int accesses = 0;
  int unused = 0;
  void* trace = nullptr;
  __tsan_get_report_data(report, &kind, &unused, &unused, &accesses, &unused, &unused, &unused, &unused, &trace, 1);
  void* address = nullptr;
  if (accesses > 0) __tsan_get_report_mop(report, 0, &unused, &address, &unused, &unused, &unused, &trace, 1);
  end_with(kind, address);
}
}
// NOLINTEND(readability-identifier-naming)

bool thread_sanitizer() { return true; }

#else

bool thread_sanitizer() { return false; }

#endif

void end_with_first_report(Watch watch) { watched = std::move(watch); }

}  // namespace turnstile::stress
