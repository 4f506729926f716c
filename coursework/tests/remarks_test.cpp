// What strikes a reader, and what does not.
#include "coursework/grading/remarks.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace turnstile::coursework {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(remarks, none_on_an_ordinary_lock) {
  EXPECT_THAT(remarks(R"(#ifndef TURNSTILE_LOCK_HPP
#define TURNSTILE_LOCK_HPP
#include <turnstile/atomic.hpp>
// No std::mutex, no volatile, no goto; std::atomic would do too.
class Lock {
  turnstile::atomic<int> mutex{0};
  using turnstile::atomic_flag;
  atomic_flag barrier;
  const char* text = "std::mutex";
  int thread = 0, future = 1;
 public:
  void lock(int self) { while (mutex.exchange(self)) {} }
};
#endif
)"),
              IsEmpty());
}

TEST(remarks, on_each_kind) {
  const std::vector<std::pair<const char*, const char*>> kinds = {
      {"std::mutex m;", "line 1: std::mutex blocks"},
      {"std::lock_guard<std::mutex> g(m);", "line 1: std::lock_guard blocks"},
      {"using namespace std; mutex m;", "line 1: std::mutex blocks"},
      {"::std::condition_variable c;", "line 1: std::condition_variable blocks"},
      {"pthread_mutex_t m;", "line 1: pthread_mutex_t blocks"},
      {"std::jthread t;", "line 1: std::jthread starts threads"},
      {"std::atomic<int> a;", "line 1: std::atomic is graded, but"},
      {"std::atomic_flag a;", "line 1: std::atomic_flag is graded, but"},
      {"std::atomic_uint32_t a;", "line 1: std::atomic_uint32_t is graded, but"},
      {"__atomic_store_n(&x, 1, 5);", "line 1: __atomic_store_n is graded, but"},
      {"__sync_synchronize();", "line 1: __sync_synchronize is graded, but"},
      {"std::atomic_thread_fence(o);", "line 1: atomic_thread_fence stands beside"},
      {"turnstile::atomic_thread_fence(o);", "line 1: atomic_thread_fence stands beside"},
      {"volatile int x;", "line 1: volatile orders nothing"},
      {"std::this_thread::sleep_for(1s);", "line 1: sleep_for does nothing"},
      {"std::this_thread::yield();", "line 1: yield does nothing"},
      {"thread_local int x;", "line 1: thread_local is one variable"},
      {"asm(\"pause\");", "line 1: asm is not seen"},
      {"__asm__(\"pause\");", "line 1: __asm__ is not seen"},
      {"goto again;", "line 1: goto is hard to follow"},
      {"std::chrono::steady_clock::now();", "line 1: steady_clock differs"},
      {"__attribute__((no_sanitize(\"thread\")))", "line 1: no_sanitize hides"},
      {"__attribute__((no_sanitize_thread))", "line 1: no_sanitize_thread hides"},
      {"turnstile::coursework::ask();", "line 1: coursework is the grader's own"},
      {"#ifdef __SANITIZE_THREAD__", "line 1: __SANITIZE_THREAD__ is asked for"},
      {"#if 1 && defined(TURNSTILE_CHECKING)", "line 1: TURNSTILE_CHECKING is asked for"},
      {"#if __has_include(\"serve.hpp\")", "line 1: __has_include is asked for"},
      {"#ifndef TURNSTILE_X\n#define TURNSTILE_Y", "line 1: TURNSTILE_X is asked for"},
  };
  for (const auto& [source, remark] : kinds)
    EXPECT_THAT(remarks(source), testing::Contains(StartsWith(remark))) << source;
}

TEST(remarks, are_ordered_and_said_once) {
  EXPECT_THAT(remarks("goto a; goto b;\n\nvolatile int x;\ngoto c;"),
              ElementsAre(StartsWith("line 1: goto"), StartsWith("line 3: volatile"), StartsWith("line 4: goto")));
}

TEST(remarks, where_blocking_is_the_task_it_is_none) {
  EXPECT_THAT(remarks("std::mutex m; pthread_mutex_t n;", true), IsEmpty());
  EXPECT_THAT(remarks("std::mutex m; volatile int x;", true), ElementsAre(HasSubstr("volatile")));
}

TEST(remarks, on_any_bytes) {
  EXPECT_THAT(remarks("#"), IsEmpty());
  EXPECT_THAT(remarks("#if"), IsEmpty());
  EXPECT_THAT(remarks("mutex"), IsEmpty());
  EXPECT_THAT(remarks("::mutex"), IsEmpty());
}

}  // namespace
}  // namespace turnstile::coursework
