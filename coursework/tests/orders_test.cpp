// Which memory orders are said to be missing, and which to be stronger than needed, where it is made up what is right.
#include "coursework/grading/orders.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coursework/tests/scripted.hpp"

namespace turnstile::coursework {
namespace {

using std::memory_order;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A load on line 1, and a store on line 2.
struct LoadAndStore {
  LoadAndStore(memory_order load, memory_order store)
      : asked([load, store](ScriptedThread& t, wire::Call) {
          (void)t.ask(ordered(wish(wire::Ask::load, x, 0, 1), load));
          (void)t.ask(ordered(wish(wire::Ask::store, y, 1, 2), store));
        }) {
    (void)asked.after(0, {call_lock, value(0), {}});
  }
  static wire::Answer ordered(wire::Answer answer, memory_order order) {
    answer.order = static_cast<std::uint8_t>(order);
    return answer;
  }

  // Right is what is said of the orders as they are taken.
  IsRight right_if(const std::function<bool(memory_order load, memory_order store)>& right) {
    return [this, right](const OrderTaken& taken) {
      const Node* load = asked.after(0, {call_lock});
      const Node* store = asked.after(0, {call_lock, value(0)});
      return right(taken(Operation::load, Order(load->order, load->place)),
                   taken(Operation::store, Order(store->order, store->place)));
    };
  }

  Asked asked;
};

TEST(missing_orders, are_the_fewest_and_the_weakest) {
  LoadAndStore relaxed(memory_order::relaxed, memory_order::relaxed);
  const auto load_acquires = [](memory_order load, memory_order) {
    return load == memory_order::acquire || load == memory_order::seq_cst;
  };
  EXPECT_THAT(missing_orders(relaxed.asked.get(), relaxed.right_if(load_acquires)),
              ElementsAre("line 1: load needs acquire, and has relaxed"));
}

TEST(missing_orders, may_be_several) {
  LoadAndStore one(memory_order::acquire, memory_order::relaxed);
  const auto both_in_one_order = [](memory_order load, memory_order store) {
    return load == memory_order::seq_cst && store == memory_order::seq_cst;
  };
  EXPECT_THAT(
      missing_orders(one.asked.get(), one.right_if(both_in_one_order)),
      ElementsAre("line 1: load needs seq_cst, and has acquire", "line 2: store needs seq_cst, and has relaxed"));
}

TEST(missing_orders, are_none_where_no_order_helps) {
  LoadAndStore relaxed(memory_order::relaxed, memory_order::relaxed);
  EXPECT_THAT(missing_orders(relaxed.asked.get(), relaxed.right_if([](auto, auto) { return false; })), IsEmpty());
  LoadAndStore strongest(memory_order::seq_cst, memory_order::seq_cst);
  EXPECT_THAT(missing_orders(strongest.asked.get(), strongest.right_if([](auto, auto) { return true; })), IsEmpty());
}

TEST(orders_stronger_than_needed, are_those_that_do_not_matter_by_themselves) {
  LoadAndStore strongest(memory_order::seq_cst, memory_order::seq_cst);
  const auto pair = [](memory_order load, memory_order store) {
    return load != memory_order::relaxed && store == memory_order::seq_cst;
  };
  const auto remarks = orders_stronger_than_needed(strongest.asked.get(), strongest.right_if(pair));
  ASSERT_THAT(remarks, SizeIs(1));
  EXPECT_EQ(remarks[0].line, 1);
  EXPECT_EQ(remarks[0].operation, "load");
  EXPECT_EQ(remarks[0].order, "seq_cst");
  EXPECT_EQ(remarks[0].enough, "acquire");
}

TEST(orders_stronger_than_needed, are_none_where_each_is_needed) {
  LoadAndStore pair(memory_order::acquire, memory_order::release);
  const auto as_it_is = [](memory_order load, memory_order store) {
    return load == memory_order::acquire && store == memory_order::release;
  };
  EXPECT_THAT(orders_stronger_than_needed(pair.asked.get(), pair.right_if(as_it_is)), IsEmpty());
}

}  // namespace
}  // namespace turnstile::coursework
