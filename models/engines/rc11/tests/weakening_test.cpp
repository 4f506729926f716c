// Weakened orders: that the right one is taken for a weaker one, and no other.
#include "models/vocabulary/weakening.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {
namespace {

// Two loads in one line, and every kind of operation. (In a macro they would have one column.)
void all_operations() {
  Int x{0};
  Int y{0};
  x.store(1, release);
  const int sum = x.load(seq_cst) + y.load(acquire);
  int expected = 0;
  x.compare_exchange_strong(expected, 2, acq_rel, acquire);
  y.fetch_add(sum, relaxed);
  Platform::fence(seq_cst);
  y.wait(0, acquire);
}

std::vector<WrittenOrder> orders_of(const std::function<void()>& program) {
  OrderRecorder recorder;
  Options options;
  options.order_taken = std::ref(recorder);
  EXPECT_EQ(explore_all(program, options).end, Result::End::searched);
  return {recorder.recorded().begin(), recorder.recorded().end()};
}

TEST(rc11_weakening, every_order_is_recorded_once_in_the_order_of_the_text) {
  const std::vector<WrittenOrder> orders = orders_of(all_operations);
  std::vector<std::pair<Operation, std::memory_order>> found;
  found.reserve(orders.size());
  for (const WrittenOrder& o : orders) found.emplace_back(o.operation, o.order);
  std::ranges::sort(found.begin() + 3, found.begin() + 5);  // on one line, and on some compilers in one column
  const std::vector<std::pair<Operation, std::memory_order>> expected = {{Operation::store, release},
                                                                         {Operation::load, seq_cst},
                                                                         {Operation::load, acquire},
                                                                         {Operation::compare_exchange, acq_rel},
                                                                         {Operation::failed_compare_exchange, acquire},
                                                                         {Operation::fetch_add, relaxed},
                                                                         {Operation::fence, seq_cst},
                                                                         {Operation::load, acquire}};
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(std::ranges::is_sorted(orders, {}, &WrittenOrder::line));
  EXPECT_TRUE(orders.front().file.ends_with("weakening_test.cpp"));
}

TEST(rc11_weakening, ordinals_count_operations_of_one_kind_on_one_line) {
  const std::vector<WrittenOrder> orders = orders_of(all_operations);
  std::vector<int> ordinals;
  ordinals.reserve(orders.size());
  for (const WrittenOrder& one : orders) ordinals.push_back(ordinal(one, orders));
  EXPECT_EQ(ordinals, (std::vector{1, 1, 2, 1, 1, 1, 1, 1}));
  EXPECT_TRUE(needs_ordinal(orders[1], orders) && needs_ordinal(orders[2], orders));
  EXPECT_FALSE(needs_ordinal(orders[0], orders) || needs_ordinal(orders[3], orders));
}

TEST(rc11_weakening, order_of_a_computed_operation_is_several_orders_in_one_place) {
  const auto orders = orders_of([] {
    Int x{0};
    for (const auto order : {release, relaxed}) x.store(1, order);
  });
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(ordinal(orders[0], orders), ordinal(orders[1], orders));
  EXPECT_FALSE(needs_ordinal(orders[0], orders));
}

// Store buffering: both loads read 0 exactly if one of the four operations is weaker than seq_cst.
void store_buffering(bool& weak) {
  Int x{0};
  Int y{0};
  int a = 0;
  int b = 0;
  together({[&] {
              x.store(1, seq_cst);
              a = y.load(seq_cst);
            },
            [&] {
              y.store(1, seq_cst);
              b = x.load(seq_cst);
            }});
  weak |= a + b == 0;
}

TEST(rc11_weakening, each_order_of_store_buffering_is_necessary) {
  bool weak = false;
  const auto program = [&] { store_buffering(weak); };
  const auto orders = orders_of(program);
  ASSERT_EQ(orders.size(), 4U);
  EXPECT_FALSE(weak);
  for (const WrittenOrder& one : orders) {
    ASSERT_EQ(weakenings_of(one).size(), 1U);
    weak = false;
    Options options;
    options.order_taken = weakened(weakenings_of(one).front());
    EXPECT_EQ(explore_all(program, options).end, Result::End::searched);
    EXPECT_TRUE(weak) << one.line;
  }
}

TEST(rc11_weakening, what_is_written_elsewhere_stays_as_it_is) {
  bool weak = false;
  const auto program = [&] { store_buffering(weak); };
  const WrittenOrder real = orders_of(program).front();
  std::vector<WrittenOrder> others(5, real);
  others[0].file += "x";
  others[1].line += 1000;
  others[2].column += 1000;
  others[3].operation = Operation::exchange;
  others[4].order = acq_rel;
  for (const WrittenOrder& other : others) {
    Options options;
    options.order_taken = weakened({.written = other, .weaker = relaxed});
    EXPECT_EQ(explore_all(program, options).end, Result::End::searched);
    EXPECT_FALSE(weak);
  }
}

// What a failed exchange of a waiting thread has acquired: the weakened order counts for it as well.
TEST(rc11_weakening, failure_order_is_only_that_of_the_failure) {
  const auto races = [](Operation of) {
    const auto program = [] {
      Int flag{0};
      Platform::var<int> data{0};
      together({[&] {
                  data.write(1);
                  flag.store(1, release);
                },
                [&] {
                  int seen = 0;
                  if (!flag.compare_exchange_strong(seen, 2, acquire, acquire)) data.read();
                }});
    };
    for (const WrittenOrder& one : orders_of(program)) {
      if (one.operation != of) continue;
      Options options;
      options.order_taken = weakened({.written = one, .weaker = relaxed});
      return explore_all(program, options).kind == Kind::data_race;
    }
    ADD_FAILURE() << "no such operation";
    return false;
  };
  EXPECT_TRUE(races(Operation::failed_compare_exchange));
  EXPECT_FALSE(races(Operation::compare_exchange));
  EXPECT_TRUE(races(Operation::store));
}

// Message passing by fences: one that is taken for relaxed is none.
TEST(rc11_weakening, fence_without_order_is_none) {
  const auto program = [] {
    Int flag{0};
    Platform::var<int> data{0};
    together({[&] {
                data.write(1);
                Platform::fence(release);
                flag.store(1, relaxed);
              },
              [&] {
                if (flag.load(relaxed) == 0) return;
                Platform::fence(acquire);
                data.read();
              }});
  };
  int fences = 0;
  for (const WrittenOrder& one : orders_of(program)) {
    for (const Weakening& weakening : weakenings_of(one)) {
      Options options;
      options.order_taken = weakened(weakening);
      EXPECT_EQ(explore_all(program, options).kind, Kind::data_race);
      ++fences;
    }
  }
  EXPECT_EQ(fences, 2);
}

}  // namespace
}  // namespace turnstile::rc11
