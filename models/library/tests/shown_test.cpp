// What counterexamples of clients show: values in words, what is used after its end, leaks, and the size.
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "turnstile/atomic.hpp"
#include "turnstile/check.hpp"

namespace turnstile {
namespace {

bool contains(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }
#define EXPECT_IN(text, what) EXPECT_TRUE(contains(text, what)) << (text)

// The counterexample with all space made one.
std::string shown(const std::function<void()>& client, Kind kind) {
  const CheckResult result = check(client);
  EXPECT_EQ(result.kind, kind) << result;
  std::string text;
  for (const char c : result.counterexample) {
    const bool is_space = c == ' ' || c == '\n';
    if (!is_space || (!text.empty() && text.back() != ' ')) text += is_space ? ' ' : c;
  }
  return text;
}
std::string failing(const std::function<void()>& does) {
  return shown([&] { does(), require(false); }, Kind::assertion);
}
std::string line(int number) { return "(line " + std::to_string(number) + ")"; }

// --- values --------------------------------------------------------------------------------------------------------------

struct Age {
  std::uint32_t tag, top;
};
struct Packed {
  bool open;
  std::int8_t level;
  std::uint16_t count;
  enum class Colour : std::int32_t { red = -1 } colour;
};
class Private {
 public:
  explicit Private(int a = 1) : a_(a), b_(a) {}

 private:
  [[maybe_unused]] std::int32_t a_;
  [[maybe_unused]] std::int32_t b_;
};

TEST(shown_values, structs_by_their_members) {
  const std::string text = failing([] {
    atomic<Age> age{Age{0, 1}};
    Age expected{0, 1};
    age.compare_exchange_strong(expected, {7, 0});
    atomic<Packed> packed{Packed{}};
    packed.store({true, -3, 65535, Packed::Colour::red});
    var<Age> plain{Age{1, 2}};
    plain.write({3, 4});
  });
  EXPECT_IN(text, "age is {0, 1}, := {7, 0}");
  EXPECT_IN(text, "packed := {true, -3, 65535, -1}");
  EXPECT_IN(text, "plain := {3, 4}");
}

TEST(shown_values, what_cannot_be_taken_apart_in_hexadecimal) {
  const std::string text = failing([] {
    atomic<Private> x;
    x.store(Private(2));
  });
  EXPECT_IN(text, "x := 0x0000000200000002");
}

TEST(shown_values, numbers) {
  const std::string text = failing([] {
    atomic<std::uint64_t> large{0};
    large.store(std::numeric_limits<std::uint64_t>::max());
    atomic<std::int64_t> small{0};
    small.store(-5);
    atomic<char> letter{'a'};
    letter.store('b');
    atomic<double> half{0};
    half.store(0.5);
    atomic<Packed::Colour> colour{};
    colour.store(Packed::Colour::red);
  });
  EXPECT_IN(text, "large := 18446744073709551615");
  EXPECT_IN(text, "small := -5");
  EXPECT_IN(text, "letter := 98");
  EXPECT_IN(text, "half := 0.5");
  EXPECT_IN(text, "colour := -1");
}

struct Link {
  atomic<int> value{0};
  atomic<Link*> next{nullptr};
};

TEST(shown_values, pointers_by_what_they_point_at) {
  const std::string text = failing([] {
    atomic<int> all[2] = {0, 0};
    atomic<atomic<int>*> chosen{nullptr};
    chosen.store(&all[1]);
    chosen.store(nullptr);
    Link first;
    Link second;
    first.next.store(&second);
    int* number = make<int>(1);
    atomic<int*> counted{nullptr};
    counted.store(number);
    label(second.value, "sum");
    second.next.store(&first);
  });
  EXPECT_IN(text, "chosen := &all[1]");
  EXPECT_IN(text, "chosen := nullptr");
  EXPECT_IN(text, "next := &Link(sum)");
  EXPECT_IN(text, "next#2 := &Link");
  EXPECT_IN(text, "counted := number");
}

TEST(shown_values, a_stale_one_too) {
  const std::string text = shown(
      [] {
        atomic<Age> age{Age{0, 1}};
        atomic<int> seen{0};
        thread writer([&] {
          age.store({2, 3}, std::memory_order_relaxed);
          seen.store(1, std::memory_order_relaxed);
        });
        if (seen.load(std::memory_order_relaxed) == 1) require(age.load(std::memory_order_relaxed).tag == 2);
        writer.join();
      },
      Kind::assertion);
  EXPECT_IN(text, "age is {0, 1}");
  EXPECT_IN(text, "{2, 3} since step");
}

// --- how long objects live -----------------------------------------------------------------------------------------------

struct Node {
  explicit Node(int v) : value(v) {}
  atomic<int> value;
  var<int> plain{0};
};

TEST(shown_lives, both_places_of_a_use_after_free) {
  const int used = __LINE__ + 7;
  const int destroyed = __LINE__ + 8;
  const std::string text = shown(
      [] {
        Node* node = make<Node>(1);
        atomic<bool> gone{false};
        thread user([&] {
          if (gone.load()) node->value.store(2);
        });
        destroy(node);
        gone = true;
        user.join();
      },
      Kind::use_after_free);
  EXPECT_IN(text, "Thread 0 writes value " + line(used) + " after main had destroyed it " + line(destroyed) + ".");
  EXPECT_IN(text, " destroys value ");
  EXPECT_IN(text, " writes value after its end");
  EXPECT_IN(text, "shown_test.cpp:" + std::to_string(destroyed) + ": destroy(node);");
}

TEST(shown_lives, of_plain_data) {
  const int used = __LINE__ + 7;
  const int destroyed = __LINE__ + 8;
  const std::string text = shown(
      [] {
        Node* node = make<Node>(1);
        atomic<bool> gone{false};
        thread user([&] {
          if (gone.load()) node->plain.read();
        });
        destroy(node);
        gone = true;
        user.join();
      },
      Kind::use_after_free);
  EXPECT_IN(text, "Thread 0 reads plain " + line(used) + " after main had destroyed it " + line(destroyed) + ".");
}

TEST(shown_lives, what_is_not_from_make_ends_without_a_line) {
  const int used = __LINE__ + 6;
  const std::string text = shown(
      [] {
        std::optional<atomic<int>> mine(0);
        atomic<atomic<int>*> shared{&*mine};
        mine.reset();
        thread([&] { shared.load()->store(1); }).join();
      },
      Kind::use_after_free);
  EXPECT_IN(text, "Thread 0 writes ");
  EXPECT_IN(text, line(used) + " after main had destroyed it.");
  EXPECT_IN(text, " destroys ");
}

TEST(shown_lives, double_free) {
  const int first = __LINE__ + 5;
  const std::string text = shown(
      [] {
        Node* node = make<Node>(1);
        node->value.store(2);
        destroy(node);
        destroy(node);
      },
      Kind::use_after_free);
  EXPECT_IN(text,
            "Main destroys *node " + line(first + 1) + " after the same thread had destroyed it " + line(first) + ".");
  EXPECT_IN(text, " destroys *node after its end");
}

TEST(shown_lives, a_leak_is_of_a_kind_of_its_own) {
  const int made = __LINE__ + 5;
  const CheckResult result = check([] {
    Node* kept = make<Node>(1);
    atomic<int> x{0};
    thread([&x] {
      const Node* node = make<Node>(2);
      x.store(node->value.load());
    }).join();
    destroy(kept);
  });
  EXPECT_EQ(result.kind, Kind::leak) << result;
  EXPECT_IN(result.counterexample,
            "*node was made at shown_test.cpp:" + std::to_string(made) + " and never destroyed.");
  EXPECT_IN(result.counterexample, "▶   1  ");
  EXPECT_IN(result.counterexample, " makes *node");
}

// --- the size ------------------------------------------------------------------------------------------------------------

TEST(shown_size, main_counts_as_a_thread) {
  const std::string text = shown(
      [] {
        atomic<int> x{0};
        x.store(1);
        thread adds([&] { x.fetch_add(1); });
        adds.join();
        require(x.load() != 2);
      },
      Kind::assertion);
  EXPECT_IN(text, "1 thread, 3 events, 2 context switches; RC11");
}

TEST(shown_size, main_alone) {
  const std::string text = failing([] {
    atomic<int> x{0};
    x.store(1);
  });
  EXPECT_IN(text, "main alone, 1 event; RC11");
}

}  // namespace
}  // namespace turnstile
