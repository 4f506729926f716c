// Plain new and delete, and static variables, in clients.
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace {

using turnstile::check;
using turnstile::CheckResult;
using turnstile::Kind;
using turnstile::Outcome;

constexpr auto relaxed = std::memory_order_relaxed;

CheckResult checked(const std::function<void()>& client) {
  return check(client, {.name = "client", .effort = {.seconds = 20, .jobs = 1}});
}

void expect_holds(const std::function<void()>& client) {
  const CheckResult result = checked(client);
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
}

void expect_unknown(const std::function<void()>& client, const std::string& reason) {
  const CheckResult result = checked(client);
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  EXPECT_NE(result.reason.find(reason), std::string::npos) << result;
}

TEST(library_allocation, vector_of_atomics) {
  expect_holds([] {
    std::vector<turnstile::atomic<int>> counts(3);
    turnstile::run_threads(2, [&](int i) { counts[static_cast<std::size_t>(i)].fetch_add(1); });
    turnstile::require(counts[0].load() + counts[1].load() + counts[2].load() == 2);
  });
}

TEST(library_allocation, owning_pointers) {
  expect_holds([] {
    const auto counts = std::make_unique<turnstile::atomic<int>[]>(2);
    const auto shared = std::make_shared<turnstile::atomic<int>>(0);
    turnstile::thread other([shared, &counts] {
      shared->store(1, relaxed);
      counts[0].store(1, std::memory_order_release);
    });
    if (counts[0].load(std::memory_order_acquire) == 1) turnstile::require(shared->load(relaxed) == 1);
    other.join();
  });
}

struct Node {
  int value = 0;
  Node* next = nullptr;
};

// Pointers to what plain new gave are the same in each execution.
TEST(library_allocation, stack_of_plain_nodes) {
  expect_holds([] {
    turnstile::atomic<Node*> top{nullptr};
    turnstile::run_threads(2, [&](int i) {
      auto* const mine = new Node{.value = i};
      mine->next = top.load(relaxed);
      while (!top.compare_exchange_strong(mine->next, mine)) {
      }
    });
    int nodes = 0;
    for (Node* node = top.load(); node != nullptr; ++nodes) delete std::exchange(node, node->next);
    turnstile::require(nodes == 2);
  });
}

TEST(library_allocation, memory_that_is_taken_in_each_round_of_waiting) {
  expect_holds([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1); });
    turnstile::await([&] {
      const std::function<bool(int)> is_one = [name = std::string(100, 'x'), copies = std::vector<int>(10)](int value) {
        return value == 1 && !name.empty() && !copies.empty();
      };
      return is_one(x.load());
    });
    other.join();
  });
}

// An atomic that has come to its end is found, although its memory is given back.
TEST(library_allocation, atomic_is_used_after_plain_delete) {
  const CheckResult result = checked([] {
    struct Box {
      turnstile::atomic<int> full{0};
    };
    turnstile::atomic<Box*> box{new Box};
    delete box.load();
    auto* const next = new Box;
    (void)box.load()->full.load();
    delete next;
  });
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.kind, Kind::use_after_free) << result;
}

TEST(library_allocation, too_much_memory_is_unknown) {
  expect_unknown(
      [] {
        turnstile::atomic<int> x{0};
        std::vector<std::unique_ptr<int[]>> all;
        for (;;) all.push_back(std::make_unique<int[]>(1000));
      },
      "out of memory: more than 1024 KB of a thread, after ");
}

struct alignas(256) Aligned {
  char bytes[300] = {};
};

TEST(library_allocation, all_forms_of_new) {
  expect_holds([] {
    turnstile::atomic<int> x{0};
    for (int i = 0; i < 3; ++i) {
      const auto aligned = std::make_unique<Aligned[]>(2);
      turnstile::require(reinterpret_cast<std::uintptr_t>(aligned.get()) % 256 == 0);
      auto* const bytes = new (std::nothrow) char[3];
      turnstile::require(bytes != nullptr && reinterpret_cast<std::uintptr_t>(bytes) % 16 == 0);
      delete[] bytes;
      auto* const made = turnstile::make<long double>(1.0L);
      turnstile::require(reinterpret_cast<std::uintptr_t>(made) % 16 == 0);
      turnstile::destroy(made);
    }
    x.store(1);
  });
}

// Executions that end early have no time to give back what they took; the next ones do not mind.
TEST(library_allocation, objects_of_executions_that_end_early) {
  const CheckResult result = checked([] {
    const auto owned = std::make_shared<turnstile::atomic<int>>(0);
    const std::string text(1000, 'x');
    turnstile::thread other([owned, text] { owned->store(static_cast<int>(text.size()) / 1000); });
    turnstile::await([&] { return owned->load() == 1; });
    turnstile::thread last([owned, text] { owned->store(2); });
    turnstile::require(owned->load() != 2);
    other.join();
    last.join();
  });
  EXPECT_EQ(result.verdict, Outcome::violated) << result;
  EXPECT_EQ(result.kind, Kind::assertion) << result;
}

TEST(library_allocation, outside_of_clients_nothing_changes) {
  auto kept = std::make_shared<std::vector<int>>(3, 7);
  expect_holds([kept] {
    turnstile::atomic<int> x{0};
    auto mine = kept;
    x.store((*mine)[0]);
    mine.reset();
  });
  EXPECT_EQ(kept.use_count(), 1);
  EXPECT_EQ((*kept)[2], 7);
}

// --- static variables ------------------------------------------------------------------------------------------------

TEST(library_allocation, static_atomic_is_refused) {
  for (int i = 0; i < 2; ++i) {
    expect_unknown(
        [] {
          turnstile::atomic<int> x{0};
          static turnstile::atomic<int> calls{0};
          x.store(calls.fetch_add(1));
        },
        "an atomic that is static, or stands in memory that the engine does not see: ");
  }
}

TEST(library_allocation, static_var_is_refused) {
  expect_unknown(
      [] {
        turnstile::atomic<int> x{0};
        static turnstile::var<int> calls{0};
        ++calls;
      },
      "a var that is static, or stands in memory that the engine does not see: ");
}

// A table that is made once, by whichever execution comes first.
TEST(library_allocation, static_table_is_kept) {
  expect_holds([] {
    static const std::vector<std::string> table(10, std::string(100, 'x'));
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1); });
    const std::vector<std::string> copy(20, std::string(100, 'y'));
    turnstile::require(table[static_cast<std::size_t>(x.load())] == std::string(100, 'x') && copy[0][0] == 'y');
    other.join();
  });
}

TEST(library_allocation, static_that_changes_is_named_as_a_cause) {
  static int calls = 0;
  calls = 0;
  const CheckResult result = checked([] {
    turnstile::atomic<int> x{0};
    turnstile::thread other([&] { x.store(1); });
    x.store(++calls);
    (void)x.load();
    other.join();
  });
  EXPECT_EQ(result.verdict, Outcome::unknown) << result;
  for (const char* part : {"the client is not deterministic", "allocation_test.cpp:",
                           "what an earlier execution has left in a static, global or thread_local variable"}) {
    EXPECT_NE(result.reason.find(part), std::string::npos) << result;
  }
}

}  // namespace
