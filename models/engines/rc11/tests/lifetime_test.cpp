// How long objects live: one is used after its end, or made on storage that another thread may still use.
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

using End = Result::End;

void expect_violated(const Result& result, Kind kind) {
  EXPECT_EQ(result.end, End::violated) << result.reason;
  EXPECT_EQ(result.kind, kind) << result.reason;
  EXPECT_NE(result.reason.find("lifetime_test.cpp"), std::string::npos) << result.reason;
}

void expect_holds(const Result& result) {
  EXPECT_EQ(result.end, End::searched) << result.reason;
  EXPECT_TRUE(result.complete) << result.reason;
}

// --- the very next operation after another thread was let go -----------------------------------------------------------

struct Shared {
  Int word{0};
  Platform::var<int> data{0};
};

// Main frees the object when it has seen `done`; the other thread uses it right after it has said so, or right before.
template <class Use>
Result freed_when_done(const Use& use, bool too_late, const Options& options = {}) {
  return explore_all(
      [&] {
        auto* shared = Platform::make<Shared>();
        Int done{0};
        const int other = Platform::spawn([&] {
          if (!too_late) use(*shared);
          done.store(1, release);
          if (too_late) use(*shared);
        });
        Platform::await([&] { return done.load(acquire) == 1; });
        Platform::destroy(shared);
        Platform::join(other);
      },
      options);
}

template <class Use>
void is_found_too_late(const Use& use) {
  expect_violated(freed_when_done(use, true), Kind::use_after_free);
  expect_holds(freed_when_done(use, false));
}

TEST(rc11_lifetime, a_load_after_the_end) {
  is_found_too_late([](Shared& s) { (void)s.word.load(relaxed); });
}
TEST(rc11_lifetime, a_store_after_the_end) {
  is_found_too_late([](Shared& s) { s.word.store(1, relaxed); });
}
TEST(rc11_lifetime, an_update_after_the_end) {
  is_found_too_late([](Shared& s) { s.word.fetch_add(1, relaxed); });
}
TEST(rc11_lifetime, a_compare_exchange_after_the_end) {
  is_found_too_late([](Shared& s) {
    int expected = 5;
    s.word.compare_exchange_strong(expected, 1, relaxed, relaxed);
  });
}
TEST(rc11_lifetime, a_wait_after_the_end) {
  is_found_too_late([](Shared& s) { s.word.wait(1, relaxed); });
}
TEST(rc11_lifetime, a_plain_read_after_the_end) {
  is_found_too_late([](Shared& s) { (void)s.data.read(); });
}
TEST(rc11_lifetime, a_plain_write_after_the_end) {
  is_found_too_late([](Shared& s) { s.data.write(1); });
}

TEST(rc11_lifetime, an_object_on_the_stack_ends_too) {
  expect_violated(explore_all([] {
                    Int done{0};
                    int other = 0;
                    {
                      Int word{0};
                      other = Platform::spawn([&] {
                        done.store(1, release);
                        word.store(2, relaxed);
                      });
                      Platform::await([&] { return done.load(acquire) == 1; });
                    }
                    Platform::join(other);
                  }),
                  Kind::use_after_free);
}

// --- notify ------------------------------------------------------------------------------------------------------------

void notify(Shared& shared) { shared.word.notify_one(); }

TEST(rc11_lifetime, a_notify_after_the_end_is_a_use) { is_found_too_late(notify); }

TEST(rc11_lifetime, a_notify_after_the_end_is_allowed_where_that_is_asked) {
  Options options;
  options.limits.notify_after_destroy = true;
  expect_holds(freed_when_done(notify, true, options));
  // Only that.
  const auto store = [](Shared& s) { s.word.store(1, relaxed); };
  expect_violated(freed_when_done(store, true, options), Kind::use_after_free);
}

// --- storage that is used again ----------------------------------------------------------------------------------------

int value_of(Int& x) { return x.load(relaxed); }
int value_of(Platform::var<int>& x) { return x.read(); }

// One thread empties a slot, another fills it anew when it knows.
template <class Value>
Result refilled(std::memory_order emptied, std::memory_order seen) {
  return explore_all([=] {
    alignas(Value) std::byte slot[sizeof(Value)];
    auto* first = new (slot) Value(1);
    Int empty{0};
    const int consumer = Platform::spawn([&] {
      if (value_of(*first) != 1) Platform::violated(Kind::assertion);
      first->~Value();
      empty.store(1, emptied);
    });
    const bool is_empty = empty.load(seen) == 1;
    if (is_empty) (new (slot) Value(2))->~Value();
    Platform::join(consumer);
  });
}

template <class Value>
void must_be_ordered() {
  expect_holds(refilled<Value>(release, acquire));
  expect_violated(refilled<Value>(relaxed, acquire), Kind::data_race);
  expect_violated(refilled<Value>(release, relaxed), Kind::data_race);
}

TEST(rc11_storage, a_variable_is_built_after_the_last_use_of_the_one_before) { must_be_ordered<Platform::var<int>>(); }
TEST(rc11_storage, so_is_an_atomic) { must_be_ordered<Int>(); }

// Storage may be used again without the end of what lived there, where that end does nothing.
TEST(rc11_storage, what_is_built_over_something_ends_it) {
  const auto client = [](bool joined) {
    return [=] {
      alignas(Int) std::byte slot[sizeof(Int)];
      auto* first = new (slot) Int(1);
      const int other = Platform::spawn([=] { (void)first->load(relaxed); });
      if (joined) Platform::join(other);
      (new (slot) Int(2))->~Int();
      if (!joined) Platform::join(other);
    };
  };
  expect_holds(explore_all(client(true)));
  EXPECT_EQ(explore_all(client(false)).end, End::violated);
}

// A variable of another size, at another place in the same storage.
TEST(rc11_storage, parts_of_it_count) {
  const auto client = [](std::memory_order order) {
    return [=] {
      struct Pair {
        Int a{0};
        Int b{0};
      };
      alignas(Platform::var<long>) std::byte slot[sizeof(Platform::var<long>)];
      static_assert(sizeof(Pair) <= sizeof(slot));
      auto* pair = new (slot) Pair;
      Int done{0};
      const int other = Platform::spawn([&, order] {
        pair->b.store(1, relaxed);
        pair->~Pair();
        done.store(1, order);
      });
      if (done.load(acquire) == 1) {
        using Long = Platform::var<long>;
        (new (slot) Long(1))->~Long();
      }
      Platform::join(other);
    };
  };
  expect_holds(explore_all(client(release)));
  expect_violated(explore_all(client(relaxed)), Kind::data_race);
}

// An atomic takes less of the program's memory than its value has bytes.
TEST(rc11_storage, neighbours_are_apart) {
  expect_holds(explore_all([] {
    Platform::atomic<std::uint64_t> words[3] = {1, 2, 3};
    for (auto& word : words) word.store(4, relaxed);
  }));
}

}  // namespace

}  // namespace turnstile::rc11
