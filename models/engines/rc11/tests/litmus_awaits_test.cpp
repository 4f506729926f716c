// Litmus tests that wait, and what is said where it cannot be decided whether they do.
#include "models/engines/rc11/tests/litmus_support.hpp"

namespace turnstile::rc11::litmus {

namespace {

// P0 runs the code, and P1 sets y.
std::string with_setter(const std::string& code) {
  return "C wait\n{ x = 1; }\n\nP0 (atomic_int* x, atomic_int* y, int* z) {\n  " + code +
         "\n}\nP1 (atomic_int* y) { atomic_store(y, 1); }\nexists (y=1)";
}

TEST(litmus_awaits, a_failed_round_that_writes_is_undecided_at_its_line_in_the_test) {
  EXPECT_EQ(reason_of(with_setter("int r0;\n  while (atomic_fetch_add(x, 1) < 3) {}")),
            "a round of an await writes although it fails, and is no mere waiting: test.litmus:6");
  EXPECT_EQ(reason_of(with_setter("while (atomic_exchange(x, 2) != 0) {}")),
            "a round of an await writes although it fails, and is no mere waiting: test.litmus:5");
}

TEST(litmus_awaits, an_exchange_that_puts_back_what_it_read_waits) {
  EXPECT_EQ(csv(row_of(R"(C lock
{}
P0 (atomic_int* l, int* x) { while (atomic_exchange(l, 1)) {} *x = 1; atomic_store(l, 0); }
P1 (atomic_int* l, int* x) { while (atomic_exchange(l, 1)) {} *x = 2; atomic_store(l, 0); }
exists (x=1))")),
            "lock,2,1,0,0");
  // Nobody lets go of it.
  EXPECT_EQ(csv(row_of("C lock\n{ l = 1; }\nP0 (atomic_int* l) { while (atomic_exchange(l, 1)) {} }\nexists (l=1)")),
            "lock,0,0,1,0");
}

// A compare-exchange that fails writes what it found to the shared variable that it expects, so that the round is no
// mere waiting: it is followed as any other part of the execution.
TEST(litmus_awaits, a_compare_exchange_that_writes_what_it_expects_is_an_ordinary_loop) {
  const Row row = row_of(with_setter("while (!atomic_compare_exchange_strong(x, z, 5)) {}"));
  EXPECT_EQ(csv(row), "wait,1,1,0,0");  // the second round finds what the first one wrote
  const Row held = row_of(
      "C held\n{ l = 1; }\nP0 (atomic_int* l, int* free) { while (!atomic_compare_exchange_strong(l, free, 2)) {} }\n"
      "exists (l=2 /\\ free=1)");
  EXPECT_EQ(csv(held), "held,1,1,0,0");
  // Its writes race where another thread looks.
  const Row race = row_of(
      "C race\n{ x = 1; }\nP0 (atomic_int* x, int* z) { while (!atomic_compare_exchange_strong(x, z, 5)) {} }\n"
      "P1 (int* z) { int r0 = *z; }\nexists (x=5)");
  EXPECT_TRUE(race.race);
}

TEST(litmus_awaits, a_loop_whose_body_only_looks_waits) {
  const auto row = [](const std::string& setter, const std::string& loop) {
    return csv(row_of("C look\n{}\nP0 (atomic_int* x) {" + setter + "}\nP1 (atomic_int* x) { int r0 = 0; int r1; " +
                      loop + " }\nexists (1:r0=1)"));
  };
  const std::string sets = "atomic_store(x, 1);";
  EXPECT_EQ(row(sets, "while (r0 == 0) { r0 = atomic_load(x); }"), "look,1,1,0,0");
  EXPECT_EQ(row(sets, "while (r0 == 0) { r1 = atomic_load(x); if (r1) r0 = 1; }"), "look,1,1,0,0");
  EXPECT_EQ(row("", "while (r0 == 0) { r0 = atomic_load(x); }"), "look,0,0,1,0");
  // A thread that counts its rounds is in another state after each, and every number of stale reads is an execution.
  EXPECT_EQ(row(sets, "while (r0 < 12) { r1 = atomic_load(x); r0 = r0 + 1; }"), "look,13,0,0,0");
}

TEST(litmus_awaits, what_has_no_end_is_undecided_at_its_line_in_the_test) {
  EXPECT_EQ(reason_of(with_setter("while (atomic_compare_exchange_strong(x, z, 0)) {}\n"
                                  "  while (atomic_compare_exchange_strong(x, z, 1)) {}")),
            "a loop went on for more than 500 operations: test.litmus:6");
  EXPECT_EQ(reason_of(with_setter("int r0 = 1;\n  while (r0) { r0 = 1; }")), "a loop has no end: test.litmus:6");
  EXPECT_EQ(reason_of(with_setter("\n\n  while (1) { atomic_store(x, 2); }")),
            "a loop went on for more than 500 operations: test.litmus:7");
}

TEST(litmus_awaits, an_await_that_keeps_state_is_undecided_at_its_line_in_the_test) {
  EXPECT_EQ(reason_of("C count\n{}\nP0 (atomic_int* x) {\n  int r0 = 0;\n\n"
                      "  while (atomic_load(x) == 0) {\n    r0 = r0 + 1;\n  }\n}"),
            "a loop went on for more than 500 operations: test.litmus:6");
}

TEST(litmus_awaits, other_mistakes_name_their_line) {
  EXPECT_EQ(reason_of("C x\n{ x = 1; }\nP0 (atomic_int* x) {\n  while (atomic_load(x) != 1) {}\n  int r0 = 1 / 0;\n}"),
            "a division by zero: test.litmus:5");
  EXPECT_EQ(reason_of("C x\n{}\nP0 (int* x) {\n  int r0 = 5;\n  *r0 = 1;\n}"),
            "an access to no shared variable: test.litmus:5");
  EXPECT_EQ(reason_of("C x\n{ x = &x; }\nP0 (atomic_int* x) {\n  atomic_fetch_add(x, 1);\n}"),
            "arithmetic on an address in a variable that is too small for one: test.litmus:4");
}

}  // namespace

}  // namespace turnstile::rc11::litmus
