// What the engine says about data races, memory, and single operations.
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

using End = Result::End;
using Var = Platform::var<int>;

void expect_violated(const std::function<void()>& program, Kind kind) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, kind) << result.reason;
}

void expect_fine(const std::function<void()>& program) {
  const Result result = explore_all(program);
  EXPECT_EQ(result.end, End::searched) << name(result.kind) << ' ' << result.reason;
  EXPECT_TRUE(result.complete) << result.reason;
}

// --- plain memory ------------------------------------------------------------------------------------------------------

// One thread writes, then raises a flag; the other reads if it sees the flag.
std::function<void()> publish(std::memory_order raise, std::memory_order look) {
  return [=] {
    Int flag{0};
    Var data{0};
    together({[&] { data.write(1), flag.store(1, raise); },
              [&] {
                if (flag.load(look) == 1) data.read();
              }});
  };
}

TEST(rc11_race, happens_before_is_made_by_release_and_acquire) {
  expect_fine(publish(release, acquire));
  expect_fine(publish(seq_cst, seq_cst));
  expect_violated(publish(relaxed, acquire), Kind::data_race);
  expect_violated(publish(release, relaxed), Kind::data_race);
}

TEST(rc11_race, fences_do_as_well) {
  const auto fenced = [](bool raise, bool look) {
    return [=] {
      Int flag{0};
      Var data{0};
      together({[&] {
                  data.write(1);
                  if (raise) Platform::fence(release);
                  flag.store(1, relaxed);
                },
                [&] {
                  if (flag.load(relaxed) == 0) return;
                  if (look) Platform::fence(acquire);
                  data.read();
                }});
    };
  };
  expect_fine(fenced(true, true));
  expect_violated(fenced(false, true), Kind::data_race);
  expect_violated(fenced(true, false), Kind::data_race);
}

TEST(rc11_race, a_release_sequence_is_its_head_and_updates) {
  const auto sequence = [](bool update) {
    return [=] {
      Int flag{0};
      Var data{0};
      together({[&] {
                  data.write(1);
                  flag.store(1, release);
                  if (update) {
                    flag.fetch_add(1, relaxed);
                  } else {
                    flag.store(2, relaxed);  // in C++11 this went on with the sequence
                  }
                },
                [&] {
                  if (flag.load(acquire) == 2) data.read();
                }});
    };
  };
  expect_fine(sequence(true));
  expect_violated(sequence(false), Kind::data_race);
}

TEST(rc11_race, a_failed_compare_exchange_has_its_own_order) {
  const auto failing = [](std::memory_order failure) {
    return [=] {
      Int flag{0};
      Var data{0};
      together({[&] { data.write(1), flag.store(1, release); },
                [&] {
                  int expected = 2;
                  flag.compare_exchange_strong(expected, 3, acq_rel, failure);
                  if (expected == 1) data.read();
                }});
    };
  };
  expect_fine(failing(acquire));
  expect_violated(failing(relaxed), Kind::data_race);
}

TEST(rc11_race, with_the_construction_of_an_atomic) {
  const auto shared = [](std::memory_order publication) {
    return [=] {
      Platform::atomic<Int*> pointer{nullptr};
      together({[&] { pointer.store(Platform::make<Int>(1), publication); },
                [&] {
                  if (Int* found = pointer.load(acquire)) found->load(relaxed);
                }});
      Platform::destroy(pointer.load(relaxed));
    };
  };
  expect_fine(shared(release));
  expect_violated(shared(relaxed), Kind::data_race);
}

TEST(rc11_memory, use_after_free) {
  const auto reclaim = [](bool wait) {
    return [=] {
      Int* object = Platform::make<Int>(0);
      Int done{0};
      together({[&] { object->store(1, relaxed), done.store(1, release); },
                [&] {
                  if (!wait || done.load(acquire) == 1) Platform::destroy(object);
                }});
      if (wait && done.load(relaxed) == 2) return;
    };
  };
  expect_violated(reclaim(false), Kind::use_after_free);
}

TEST(rc11_memory, freed_twice) {
  expect_violated(
      [] {
        Var* object = Platform::make<Var>(0);
        Platform::destroy(object);
        Platform::destroy(object);
      },
      Kind::use_after_free);
}

TEST(rc11_memory, a_plain_variable_after_its_end) {
  expect_violated(
      [] {
        Var* object = Platform::make<Var>(0);
        together({[=] { object->read(); }, [=] { Platform::destroy(object); }});
      },
      Kind::use_after_free);
}

// A destructor does not know where it is called from.
TEST(rc11_memory, a_variable_that_ends_too_soon_is_named_by_its_construction) {
  constexpr int constructed = __LINE__ + 2;
  const Result result = explore_all([] {
    Var x{0};
    const int other = Platform::spawn([&] { x.~Var(); });
    x.read();
    Platform::join(other);
  });
  EXPECT_EQ(result.kind, Kind::use_after_free);
  EXPECT_NE(result.reason.find("memory_test.cpp:" + std::to_string(constructed)), std::string::npos) << result.reason;
}

struct LeakyLock {
  Int* node = Platform::make<Int>(0);
  void lock(int) {}
  void unlock(int) {}
  void describe(auto&&) const {}
};
template <class>
using Leaky = LeakyLock;

TEST(rc11_memory, a_leak) {
  const Result result = explore(programs<Leaky>().of(clients::progress), Mix::all(2, 1), {});
  EXPECT_EQ(result.end, End::violated);
  EXPECT_EQ(result.kind, Kind::leak);
  EXPECT_NE(result.reason.find("leak"), std::string::npos) << result.reason;
}

// --- operations --------------------------------------------------------------------------------------------------------

TEST(rc11_operations, hold_whatever_is_copied_trivially) {
  struct Half {
    explicit Half(int v) : value(v) {}
    int value;
  };
  expect_fine([] {
    Platform::atomic<Half> x{Half(1)};
    Half expected = x.load(relaxed);
    if (!x.compare_exchange_strong(expected, Half(2), relaxed, relaxed)) Platform::violated(Kind::lost_update);
    if (x.load(relaxed).value != 2) Platform::violated(Kind::lost_update);
  });
}

TEST(rc11_operations, results_have_the_width_of_the_type) {
  expect_fine([] {
    Int x{0};
    x.fetch_add(-1, relaxed);
    int expected = -1;
    if (!x.compare_exchange_strong(expected, 5, relaxed, relaxed)) Platform::violated(Kind::lost_update);
    Platform::atomic<unsigned char> byte{255};
    byte.fetch_add(1, relaxed);
    if (byte.load(relaxed) != 0) Platform::violated(Kind::lost_update);
    byte.fetch_sub(1, relaxed);
    byte.fetch_and(0xF0, relaxed), byte.fetch_xor(0xFF, relaxed), byte.fetch_or(0x80, relaxed);
    if (byte.load(relaxed) != 0x8F) Platform::violated(Kind::lost_update);
  });
}

TEST(rc11_operations, a_weak_compare_exchange_may_fail_for_no_reason) {
  const auto once = [] {
    Int x{0};
    together({[&] {
      int expected = 0;
      x.compare_exchange_weak(expected, 1, relaxed, relaxed);
    }});
  };
  Options options;
  EXPECT_EQ(explore_all(once, options).executions, 2U);
  options.limits.spurious_failures = 0;
  EXPECT_EQ(explore_all(once, options).executions, 1U);
}

TEST(rc11_operations, threads_of_threads) {
  const Result result = explore_all([] {
    Int x{0};
    together({[&] { together({[&] { x.fetch_add(1, relaxed); }, [&] { x.fetch_add(1, relaxed); }}); },
              [&] { x.fetch_add(1, relaxed); }});
    if (x.load(relaxed) != 3) Platform::violated(Kind::lost_update);
  });
  EXPECT_TRUE(result.complete) << result.reason;
  EXPECT_EQ(result.executions, 6U);
}

}  // namespace

}  // namespace turnstile::rc11
