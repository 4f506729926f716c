// <turnstile/atomic.hpp>, compiled twice into one program: as std::atomic, and as the engine's. What one thread sees of
// both is the same; and neither is taken for the other by the linker.
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"

#if defined(TURNSTILE_CHECKING)
#include "turnstile/check.hpp"
#define FORM checked_atomic
#else
#define FORM ordinary_atomic
#endif

namespace turnstile::tests {

// Has external linkage, and the same text in both forms: a name that differs keeps them apart.
template <class T>
T incremented(atomic<T>& x) {
  x.fetch_add(1);
  return x.load();
}

namespace {

enum class Color : std::uint8_t { red, green };
struct Pair {
  std::int32_t first = 0;
  std::int32_t second = 0;
};

struct Sum {
  template <class... Numbers>
  explicit Sum(Numbers... numbers) : value((0 + ... + numbers)), count(sizeof...(numbers)) {}
  int value;
  std::size_t count;
};

// As a client, where it can run only so. Its expectations are recorded in either form.
void run(const std::function<void()>& body) {
#if defined(TURNSTILE_CHECKING)
  const CheckResult result = check(body, {.name = "interface", .effort = {.jobs = 1}});
  EXPECT_EQ(result.verdict, Outcome::holds) << result;
#else
  body();
#endif
}

static_assert(std::default_initializable<atomic<int>> && std::constructible_from<atomic<int>, int>);
static_assert(std::convertible_to<int, atomic<int>> && std::convertible_to<atomic<int>, int>);
static_assert(!std::copy_constructible<atomic<int>> && !std::assignable_from<atomic<int>&, const atomic<int>&>);
static_assert(std::same_as<atomic<int>::value_type, int>);
static_assert(std::same_as<atomic<int*>::difference_type, std::ptrdiff_t>);
static_assert(atomic<int>::is_always_lock_free);

template <class A>
concept counts = requires(A a) {
  a.fetch_or(1);
  a++;
};
static_assert(counts<atomic<unsigned>> && !counts<atomic<bool>> && !counts<atomic<Color>> && !counts<atomic<double>>);
template <class A>
concept adds = requires(A a) { a.fetch_add(1); };
static_assert(adds<atomic<int>> && adds<atomic<int*>> && adds<atomic<double>> && !adds<atomic<bool>>);
template <class A>
concept increments = requires(A a) {
  ++a;
  a--;
};
static_assert(increments<atomic<int>> && increments<atomic<int*>> && !increments<atomic<double>>);

TEST(FORM, has_the_operations_with_and_without_orders) {
  run([] {
    atomic<int> x(5);
    EXPECT_TRUE(x.is_lock_free());
    EXPECT_EQ(x.load(), 5);
    x.store(6);
    x.store(7, std::memory_order_release);
    EXPECT_EQ(x.load(std::memory_order_acquire), 7);
    EXPECT_EQ(x.exchange(8), 7);
    EXPECT_EQ(x.exchange(9, std::memory_order_acq_rel), 8);
    EXPECT_EQ(x.fetch_add(3), 9);
    EXPECT_EQ(x.fetch_sub(2, std::memory_order_relaxed), 12);
    EXPECT_EQ(x.fetch_and(6), 10);
    EXPECT_EQ(x.fetch_or(5), 2);
    EXPECT_EQ(x.fetch_xor(1), 7);
    EXPECT_EQ(x.load(), 6);
  });
}

TEST(FORM, compares_and_exchanges) {
  run([] {
    atomic<int> x(1);
    int expected = 2;
    EXPECT_FALSE(x.compare_exchange_strong(expected, 3));
    EXPECT_EQ(expected, 1);
    EXPECT_TRUE(x.compare_exchange_strong(expected, 3));
    expected = 0;
    EXPECT_FALSE(x.compare_exchange_strong(expected, 4, std::memory_order_acq_rel));
    EXPECT_FALSE(x.compare_exchange_weak(expected = 0, 4, std::memory_order_release));
    EXPECT_FALSE(x.compare_exchange_weak(expected = 0, 4, std::memory_order_seq_cst, std::memory_order_acquire));
    EXPECT_EQ(expected, 3);
    EXPECT_TRUE(x.compare_exchange_strong(expected, 5, std::memory_order_release, std::memory_order_relaxed));
    EXPECT_EQ(x.load(), 5);
    while (!x.compare_exchange_weak(expected = 5, 6)) {
    }
    EXPECT_EQ(x.load(), 6);
  });
}

TEST(FORM, has_the_operators) {
  run([] {
    atomic<int> x = 1;
    const int read = x;
    EXPECT_EQ(read, 1);
    EXPECT_EQ(x = 5, 5);
    EXPECT_EQ(x = 'a', 'a');
    EXPECT_EQ(x = 5, 5);
    EXPECT_EQ(x++, 5);
    EXPECT_EQ(++x, 7);
    EXPECT_EQ(x--, 7);
    EXPECT_EQ(--x, 5);
    EXPECT_EQ(x += 3, 8);
    EXPECT_EQ(x -= 2, 6);
    EXPECT_EQ(x &= 3, 2);
    EXPECT_EQ(x |= 5, 7);
    EXPECT_EQ(x ^= 1, 6);
    EXPECT_TRUE(x == 6 && x != 7 && x < 7 && x + 1 == 7);
    atomic<long> y{0};
    y = x;
    EXPECT_EQ(y.load(), 6);
    atomic<bool> flag = true;
    if (!flag) ADD_FAILURE();
    flag = false;
    EXPECT_FALSE(flag.load());
  });
}

TEST(FORM, wraps_around_where_it_is_narrow) {
  run([] {
    atomic<unsigned char> x(255);
    EXPECT_EQ(x++, 255);
    EXPECT_EQ(x.fetch_sub(1), 0);
    EXPECT_EQ(x += 2, 1);
    atomic<signed char> y(127);
    EXPECT_EQ(++y, -128);
    atomic<std::int64_t> z(-1);
    EXPECT_EQ(z.fetch_add(1), -1);
    EXPECT_EQ(z.load(), 0);
  });
}

TEST(FORM, holds_pointers) {
  run([] {
    int values[4] = {1, 2, 3, 4};
    atomic<int*> p(values);
    EXPECT_EQ(*p.load(), 1);
    EXPECT_EQ(*++p, 2);
    EXPECT_EQ(*p++, 2);
    EXPECT_EQ(p.fetch_add(1), values + 2);
    EXPECT_EQ(p -= 2, values + 1);
    EXPECT_EQ(*p.fetch_sub(1), 2);
    p = nullptr;
    EXPECT_EQ(p.load(), nullptr);
    int* expected = nullptr;
    EXPECT_TRUE(p.compare_exchange_strong(expected, values + 3));
    EXPECT_EQ(*p.load(), 4);
  });
}

TEST(FORM, holds_other_types) {
  run([] {
    atomic<double> d(0.5);
    EXPECT_EQ(d.fetch_add(1.5), 0.5);
    EXPECT_EQ(d -= 1.0, 1.0);
    atomic<Color> c{Color::red};
    c = Color::green;
    EXPECT_EQ(c.load(), Color::green);
    atomic<Pair> pair(Pair{.first = 1, .second = 2});
    Pair expected{.first = 1, .second = 2};
    EXPECT_TRUE(pair.compare_exchange_strong(expected, Pair{.first = 3, .second = 4}));
    EXPECT_EQ(pair.load().second, 4);
    EXPECT_EQ(atomic<int>().load(), 0);
  });
}

TEST(FORM, has_a_flag_and_a_fence) {
  run([] {
    atomic_flag flag;
    EXPECT_FALSE(flag.test());
    EXPECT_FALSE(flag.test_and_set());
    EXPECT_TRUE(flag.test_and_set(std::memory_order_acquire));
    flag.wait(false);
    flag.clear(std::memory_order_release);
    flag.notify_one();
    flag.notify_all();
    EXPECT_FALSE(flag.test(std::memory_order_relaxed));
    turnstile::atomic_thread_fence(std::memory_order_seq_cst);
  });
}

TEST(FORM, waits) {
  run([] {
    atomic<int> x(0);
    turnstile::atomic_thread_fence(std::memory_order_acquire);
    thread other([&] {
      x.store(1);
      x.notify_all();
    });
    x.wait(0);
    x.wait(0, std::memory_order_acquire);
    await([&] { return x.load() == 1; });
    other.join();
    EXPECT_EQ(x.load(), 1);
  });
}

TEST(FORM, has_plain_data_that_reads_as_itself) {
  run([] {
    var<int> x(1);
    EXPECT_EQ(x.read(), 1);
    x.write(2);
    EXPECT_EQ(x, 2);
    EXPECT_EQ(x = 3, 3);
    EXPECT_EQ(x += 2, 5);
    EXPECT_EQ(x -= 1, 4);
    EXPECT_EQ(x++, 4);
    EXPECT_EQ(++x, 6);
    EXPECT_EQ(x--, 6);
    EXPECT_EQ(--x, 4);
    x = x + 1;
    EXPECT_EQ(x.read(), 5);
    EXPECT_EQ(var<double>().read(), 0);
    thread([] {}).join();
  });
}

TEST(FORM, starts_threads_as_std_thread_does) {
  run([] {
    atomic<int> sum{0};
    thread none;
    EXPECT_FALSE(none.joinable());
    thread first([&](int a, int b) { sum += a + b; }, 1, 2);
    auto owned = std::make_unique<int>(4);
    thread second([&sum, owned = std::move(owned)] { sum += *owned; });
    EXPECT_TRUE(first.joinable());
    none = std::move(first);
    EXPECT_FALSE(first.joinable());  // NOLINT(bugprone-use-after-move): the standard says so
    thread third(std::move(second));
    none.join();
    third.join();
    EXPECT_EQ(sum.load(), 7);
    run_threads(3, [&](int self) { sum += self; });
    EXPECT_EQ(sum.load(), 10);
  });
}

TEST(FORM, makes_and_destroys) {
  run([] {
    struct Node {
      Node(int v, Node* n) : value(v), next(n) {}
      atomic<int> value;
      Node* next;
    };
    auto* last = make<Node>(2, nullptr);
    auto* first = make<Node>(1, last);
    auto* number = make<int>();
    EXPECT_EQ(first->next->value.load(), 2);
    EXPECT_EQ(*number, 0);
    label(first->value, "first");
    require(first->value == 1);
    destroy(number);
    destroy(first);
    destroy(last);
    destroy(static_cast<Node*>(nullptr));
  });
}

// Members with initializers of their own keep them: nothing of ours is an argument of theirs.
TEST(FORM, makes_aggregates_as_they_are) {
  struct Counter {
    atomic<long> strong{1};
  };
  struct Both {
    var<int> value{5};
    atomic<long> strong{1};
    Counter* next = nullptr;
  };
  run([] {
    auto* counter = make<Counter>();
    auto* both = make<Both>();
    auto* pair = make<Pair>(3, 4);
    EXPECT_EQ(counter->strong.load(), 1);
    EXPECT_EQ(both->value.read(), 5);
    EXPECT_EQ(both->strong.load(), 1);
    EXPECT_EQ(pair->second, 4);
    destroy(pair);
    destroy(both);
    destroy(counter);
  });
}

TEST(FORM, makes_of_any_number_of_arguments) {
  struct Owner {
    Owner(std::unique_ptr<int> o, int& r) : owned(std::move(o)), referred(r) {}
    std::unique_ptr<int> owned;
    int& referred;
  };
  run([] {
    atomic<int> used{0};
    auto* none = make<Sum>();
    auto* five = make<Sum>(1, 2, 3, 4, 5);
    auto* ten = make<Sum>(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    EXPECT_EQ(none->count, 0U);
    EXPECT_EQ(five->value, 15);
    EXPECT_EQ(ten->value, 55);
    int number = 1;
    auto* owner = make<Owner>(std::make_unique<int>(7), number);
    ++owner->referred;
    EXPECT_EQ(number, 2);
    EXPECT_EQ(*owner->owned, 7);
    destroy(owner);
    destroy(ten);
    destroy(five);
    destroy(none);
    used.store(1);
  });
}

TEST(FORM, makes_and_destroys_arrays) {
  struct Element {
    Element() = default;
    ~Element() { ++*destroyed; }
    int* destroyed = nullptr;
    atomic<int> value{3};
  };
  run([] {
    int destroyed = 0;
    auto* elements = make<Element[]>(3);
    for (int i = 0; i < 3; ++i) elements[i].destroyed = &destroyed;
    EXPECT_EQ(elements[2].value.load(), 3);
    destroy<Element[]>(elements);
    EXPECT_EQ(destroyed, 3);
    auto* two = make<Element[2]>();
    for (Element& element : *two) element.destroyed = &destroyed;
    (*two)[1].value = 4;
    destroy(two);
    EXPECT_EQ(destroyed, 5);
    auto* atomics = make<atomic<int>[]>(2);
    EXPECT_EQ(atomics[1].load(), 0);
    destroy<atomic<int>[]>(atomics);
    destroy<int[]>(make<int[]>(0));
    destroy<int[]>(nullptr);
  });
}

// As std::thread: the copy is the thread's own, and ends with it.
TEST(FORM, destroys_what_a_thread_calls_where_the_thread_ends) {
  struct Guard {
    explicit Guard(atomic<int>& c) : count(&c) {}
    Guard(Guard&& other) noexcept : count(std::exchange(other.count, nullptr)) {}
    ~Guard() {
      if (count != nullptr) count->fetch_sub(1);
    }
    atomic<int>* count;
  };
  run([] {
    atomic<int> count{1};
    thread owner([theirs = Guard(count)] {});
    owner.join();
    EXPECT_EQ(count.load(), 0);
  });
}

TEST(FORM, is_another_type_than_the_other_form) {
  run([] {
    atomic<int> x{1};
    EXPECT_EQ(incremented(x), 2);
    atomic<std::uint16_t> y{1};
    EXPECT_EQ(incremented(y), 2);
  });
}

}  // namespace
}  // namespace turnstile::tests
