// What counterexamples call variables that nobody has named: as the source does, whatever way they are constructed.
#include "models/library/tests/names.hpp"

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace turnstile {

namespace named_in_tests {

Semaphore::Semaphore(int permits) : permits_(permits) {}

}  // namespace named_in_tests

namespace {

using named_in_tests::Semaphore;

bool contains(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }
#define EXPECT_IN(text, what) EXPECT_TRUE(contains(text, what)) << (text)
#define EXPECT_NOT_IN(text, what) EXPECT_FALSE(contains(text, what)) << (text)

// The counterexample of a client that fails when it has done this.
std::string shown(const std::function<void()>& does) {
  const CheckResult result = check([&] {
    does();
    require(false);
  });
  EXPECT_EQ(result.kind, Kind::assertion) << result;
  return result.counterexample;
}
// Tells apart what several variables of one value would show.
template <class... Variables>
void number(Variables&... variables) {
  int n = 100;
  (variables.store(++n), ...);
}

struct Ticket {
  atomic<int> next{0}, serving{0};
};

TEST(names, members_as_they_are_declared) {
  const std::string text = shown([] {
    Ticket ticket;
    number(ticket.next, ticket.serving);
  });
  EXPECT_IN(text, " next := 101");
  EXPECT_IN(text, " serving := 102");
}

TEST(names, several_objects_of_a_class_are_numbered) {
  const std::string text = shown([] {
    Ticket ticket;
    Ticket another;
    number(ticket.next, another.next, ticket.serving, another.serving);
  });
  EXPECT_IN(text, " next := 101");
  EXPECT_IN(text, " next#2 := 102");
  EXPECT_IN(text, " serving := 103");
  EXPECT_IN(text, " serving#2 := 104");
}

constexpr int slots = 2;

// NOLINTBEGIN(readability-identifier-naming): named as private members are, which the test must reach
class Ring {
 public:
  explicit Ring(int first) : tail_{first} {}

  struct Cell {
    atomic<int> turn{0};
    atomic<int> value{0};
  };
  alignas(8) atomic<int> head_ = 0;
  atomic<int> tail_;
  const int unwatched = 3;
  Cell cells_[slots];
  atomic<int>* elsewhere = nullptr;  // a comment with { and "
  [[nodiscard]] atomic<int>& job(int i) { return jobs_[i]; }
  atomic<int> jobs_[2 * slots] = {0, 0, 0, 0};
  atomic<int> last_{0};
};
// NOLINTEND(readability-identifier-naming)

TEST(names, arrays_and_lists_of_initializers) {
  const std::string text = shown([] {
    Ring ring(1);
    number(ring.head_, ring.tail_, ring.cells_[1].value, ring.job(0), ring.job(3), ring.last_);
  });
  EXPECT_IN(text, " head_ := 101");
  EXPECT_IN(text, " tail_ := 102");
  EXPECT_IN(text, " value#2 := 103");
  EXPECT_IN(text, " jobs_[0] := 104");
  EXPECT_IN(text, " jobs_[3] := 105");
  EXPECT_IN(text, " last_ := 106");
}

template <class T, int N>
struct Queue {
  atomic<T> first{0};
  atomic<T> slots[N] = {1, 2, 3};
  atomic<T> end{0};
};

TEST(names, the_arguments_of_a_template_are_known) {
  const std::string text = shown([] {
    Queue<int, 3> queue;
    number(queue.first, queue.slots[2], queue.end);
  });
  EXPECT_IN(text, " first := 101");
  EXPECT_IN(text, " slots[2] := 102");
  EXPECT_IN(text, " end := 103");
}

TEST(names, a_constructor_in_another_file_than_the_class) {
  const std::string text = shown([] {
    Semaphore semaphore(1);
    number(semaphore.permits_, semaphore.waiters_);
  });
  EXPECT_IN(text, " permits_ := 101");
  EXPECT_IN(text, " waiters_ := 102");
}

struct Base {
  atomic<int> of_base{0};
};
struct Derived : Base {
  atomic<int> of_derived{0};
};

TEST(names, base_classes) {
  const std::string text = shown([] {
    Derived derived;
    number(derived.of_base, derived.of_derived);
  });
  EXPECT_IN(text, " of_base := 101");
  EXPECT_IN(text, " of_derived := 102");
}

TEST(names, an_aggregate_that_is_initialized_where_it_is_declared) {
  const std::string text = shown([] {
    Ticket ticket{1, 2};
    number(ticket.next, ticket.serving);
  });
  EXPECT_IN(text, " ticket.next := 101");
  EXPECT_IN(text, " ticket.serving := 102");
}

TEST(names, locals) {
  const std::string text = shown([] {
    atomic<int> a{0}, b(0), c;  // NOLINT(readability-isolate-declaration): it is what is tested
    atomic<int> both[2] = {1, 2};
    var<int> plain = {3};
    number(a, b, c, both[1]);
    plain.write(105);
  });
  EXPECT_IN(text, " a := 101");
  EXPECT_IN(text, " b := 102");
  EXPECT_IN(text, " c := 103");
  EXPECT_IN(text, " both[1] := 104");
  EXPECT_IN(text, " plain := 105");
}

TEST(names, what_is_made) {
  const std::string text = shown([] {
    auto* one = make<atomic<int>>(1);
    atomic<int>* other = nullptr;
    other = make<atomic<int>>(1);
    auto* semaphore = make<Semaphore>(1);
    number(*one, *other, semaphore->waiters_);
  });
  EXPECT_IN(text, " *one := 101");
  EXPECT_IN(text, " *other := 102");
  EXPECT_IN(text, " waiters_ := 103");
}

using Counter = turnstile::atomic<int>;
struct Counts {
  Counter up{0};
  atomic_flag flag;
  Counter down{0};
};

TEST(names, aliases) {
  const std::string text = shown([] {
    Counts counts;
    number(counts.up, counts.down);
    counts.flag.clear();
  });
  EXPECT_IN(text, " up := 101");
  EXPECT_IN(text, " down := 102");
  EXPECT_IN(text, " flag := false");
}

#if !defined(__clang__)  // which refuses elements that have a place as their default argument
struct Arrays {
  std::array<atomic<int>, 2> first;
  std::array<atomic<int>, 2> second{};
  atomic<int> third[2][2];
};

TEST(names, arrays_that_nobody_initializes) {
  const std::string text = shown([] {
    Arrays arrays;
    number(arrays.first[1], arrays.second[0], arrays.third[1][0]);
  });
  EXPECT_IN(text, " first[1] := 101");
  EXPECT_IN(text, " second[0] := 102");
  EXPECT_IN(text, " third[1][0] := 103");
}
#endif

TEST(names, labels_win) {
  const std::string text = shown([] {
    Ticket ticket;
    label(ticket.serving, "at the desk");
    number(ticket.next, ticket.serving);
  });
  EXPECT_IN(text, " next := 101");
  EXPECT_IN(text, " at the desk := 102");
}

// No name is better than a wrong one.
#define A_MEMBER(name) atomic<int> name{0}
struct Macro {
  A_MEMBER(hidden);
  atomic<int> known{0};
};

TEST(names, where_the_class_is_not_understood_the_line_is_told) {
  const std::string text = shown([] {
    Macro macro;
    number(macro.hidden, macro.known);
  });
  EXPECT_IN(text, " atomic@names_test.cpp:");
  EXPECT_NOT_IN(text, "known := ");
}

#line 1000 "no_such_file.cpp"
struct Unreadable {
  atomic<int> x{0}, y{0};
};

TEST(names, where_no_source_can_be_read_the_line_is_told) {
  const std::string text = shown([] {
    Unreadable unreadable;
    number(unreadable.x, unreadable.y);
  });
  EXPECT_IN(text, " atomic@no_such_file.cpp:1000 := 101");
  EXPECT_IN(text, " atomic@no_such_file.cpp:1000#2 := 102");
}

}  // namespace
}  // namespace turnstile
