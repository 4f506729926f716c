// The dialect of litmus tests: what is read, and what is said about what cannot be.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/litmus_support.hpp"

namespace turnstile::rc11::litmus {

namespace {

// A test of one thread that computes r0.
bool yields(const std::string& code, int value) {
  const std::string text =
      "C one\n{ x = 5; }\nP0 (atomic_int* x) {" + code + "}\nexists (0:r0=" + std::to_string(value) + ")";
  return row_of(text).exists;
}

TEST(litmus_dialect, initial_states) {
  const Row row = row_of(R"(C all
"a comment" (* and another *)
{ [x] = 1; int y = 2; atomic_int z = 3; u; 0:r9=7;
  atomic_int a[2] = {4, 5}; }  // and a third
P0 (atomic_int* x, volatile int* y, int* z, atomic_int* u, atomic_int* a, atomic_int* new) {
  int r0 = atomic_load(x);
  int r1 = *y;
  int r2 = *z;
  int r3 = atomic_load(u);
  int r4 = a[1];
  int r5 = atomic_load_explicit(a + r0, memory_order_relaxed);
}
exists (0:r0=1 /\ 0:r1=2 /\ 0:r2=3 /\ 0:r3=0 /\ 0:r4=5 /\ 0:r5=5 /\ 0:r9=7 /\ [x]=1 /\ a[0]=4 /\ new=0))");
  EXPECT_TRUE(row.exists);
  EXPECT_EQ(row.executions, 1U);
}

TEST(litmus_dialect, an_empty_initial_state) {
  const Row row = row_of(
      "C sb\n{}\nP0 (atomic_int* x, atomic_int* y) { atomic_store(x, 1); int r0 = atomic_load(y); }\n"
      "P1 (atomic_int* x, atomic_int* y) { atomic_store(y, 1); int r0 = atomic_load(x); }\n"
      "exists (0:r0=0 /\\ 1:r0=0)\n");
  EXPECT_EQ(row.executions, 3U);  // seq_cst where no order is written
  EXPECT_FALSE(row.exists);
}

TEST(litmus_dialect, expressions) {
  EXPECT_TRUE(yields("int r0 = 1 + 2 * 3;", 7));
  EXPECT_TRUE(yields("int r0 = (1 + 2) * 3 - 10 % 4;", 7));
  EXPECT_TRUE(yields("int r0 = 7 / 2 + -1;", 2));
  EXPECT_TRUE(yields("int r0 = 1 < 2 && 2 <= 2 && 3 != 4 || 0;", 1));
  EXPECT_TRUE(yields("int r0 = !(1 == 1) | (6 & 3) ^ 1;", 3));
  EXPECT_TRUE(yields("int r0 = (*x) + 1;", 6));
  EXPECT_TRUE(yields("int r1 = 3; int r0 = r1 ^ r1;", 0));
  EXPECT_TRUE(yields("int r0 = (int) atomic_load(x);", 5));
  EXPECT_TRUE(yields("int r0 = 0x10;", 16));
  EXPECT_TRUE(yields("int r0 = 2147483647; r0 = r0 + 1;", -2147483647 - 1));
}

TEST(litmus_dialect, statements) {
  EXPECT_TRUE(yields("int r0; if (*x == 5) { if (*x == 4) r0 = 1; else r0 = 2; } else { r0 = 3; }", 2));
  EXPECT_TRUE(yields("int r0 = 0; while (r0 < 3) { r0 = r0 + 1; }", 3));
  EXPECT_TRUE(yields("int r0; *x = 8; r0 = *x; ;", 8));
  EXPECT_TRUE(yields("atomic_fetch_add(x, 2); int r0 = atomic_fetch_sub_explicit(x, 1, memory_order_relaxed);", 7));
  EXPECT_TRUE(yields("int e = 5; int r0 = atomic_compare_exchange_strong(x, &e, 6);", 1));
  EXPECT_TRUE(yields("int r0 = 4; atomic_compare_exchange_weak(x, &r0, 6);", 5));
  EXPECT_TRUE(yields("atomic_exchange(x, 1); atomic_thread_fence(memory_order_seq_cst); int r0 = atomic_load(x);", 1));
}

TEST(litmus_dialect, a_compare_exchange_with_a_shared_expectation) {
  const Row row = row_of(R"(C cas
{ [x] = 1; [one] = 1; [two] = 2; }
P0 (atomic_int* x, int* one, int* two) {
  int r0 = atomic_compare_exchange_strong_explicit(x, one, 2, memory_order_relaxed, memory_order_relaxed);
  int r1 = atomic_compare_exchange_strong_explicit(x, one, 3, memory_order_relaxed, memory_order_relaxed);
}
exists (0:r0=1 /\ 0:r1=0 /\ x=2 /\ one=2))");
  EXPECT_TRUE(row.exists);
}

TEST(litmus_dialect, addresses_are_values) {
  const Row row = row_of(R"(C address
{ p = x; x = 3; }
P0 (atomic_int* p, atomic_int* x) {
  int* r1 = atomic_load(p);
  int r0 = atomic_load(r1);
}
exists (0:r0=3 /\ 0:r1=x))");
  EXPECT_TRUE(row.exists);
}

TEST(litmus_dialect, quantifiers) {
  const std::string mp =
      "C mp\n{}\nP0 (atomic_int* x) { atomic_store(x, 1); }\nP1 (atomic_int* x) { int r0 = atomic_load(x); }\n";
  EXPECT_TRUE(row_of(mp + "exists (1:r0=0)").exists);
  EXPECT_TRUE(row_of(mp + "~exists (1:r0=0)").exists);  // whether it can be met
  EXPECT_FALSE(row_of(mp + "forall (1:r0=0)").exists);
  EXPECT_TRUE(row_of(mp + "forall (1:r0=0 \\/ not (x=0) /\\ 1:r0=1)").exists);
  EXPECT_TRUE(row_of(mp + "locations [x; 1:r0;] exists (true)").exists);
}

TEST(litmus_dialect, races_of_plain_accesses) {
  const auto mp = [](const std::string& raise) {
    return row_of(
        "C mp\n{}\nP0 (int* x, atomic_int* y) { *x = 1; atomic_store_explicit(y, 1, memory_order_" + raise +
        "); }\nP1 (int* x, atomic_int* y) { if (atomic_load_explicit(y, memory_order_acquire)) { int r0 = *x; "
        "} }\nexists (x=1)");
  };
  EXPECT_FALSE(mp("release").race);
  EXPECT_TRUE(mp("relaxed").race);
  EXPECT_EQ(csv(mp("release")), "mp,2,1,0,0");
}

TEST(litmus_errors, say_where_and_what_was_expected) {
  EXPECT_EQ(error_of(""), "test.litmus:1:1: expected \"C\" and the name of a test, found the end");
  EXPECT_EQ(error_of("C x\n{ [x] 0; }"), "test.litmus:2:7: expected \";\", found \"0\"");
  EXPECT_EQ(error_of("C x\n{}\nexists (true)"), "test.litmus:3:1: expected the first thread, \"P0\", found \"exists\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 () { y; }\nexists (true)"), "test.litmus:3:9: expected a statement, found \"y\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 (atomic_int* x) { atomic_load_explicit(x, memory_order_release); }\nexists (true)"),
            "test.litmus:3:46: expected an order that is allowed here, found \"memory_order_release\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 (atomic_int* x) { }\nexists (0:r1=0)"),
            "test.litmus:4:11: expected a local variable of P0, found \"r1\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 (atomic_int* x) { }\nexists (z=0)"),
            "test.litmus:4:9: expected a shared variable, found \"z\"");
  EXPECT_EQ(error_of("C x\n{} (* no end"), "test.litmus:2:4: expected \"*)\" after this");
  EXPECT_EQ(error_of("C x\n{}\nP0 (atomic_int* x) { atomic_stare(x, 1); }\nexists (true)"),
            "test.litmus:3:22: expected an operation on atomics that is known, found \"atomic_stare\"");
}

TEST(litmus_errors, text_that_is_nested_too_deeply_is_refused) {
  const std::string deep(100'000, '(');
  EXPECT_NE(error_of("C x\n{}\nP0 () { int r0 = " + deep).find("nested"), std::string::npos);
  EXPECT_NE(error_of("C x\n{}\nP0 () { }\nexists " + deep).find("nested"), std::string::npos);
  EXPECT_NE(error_of("C x\n{}\nP0 () { int r0 = " + std::string(100'000, '!')).find("nested"), std::string::npos);
  std::string sum = "C x\n{}\nP0 () { int r0 = 1";
  for (int i = 0; i < 1000; ++i) sum += " + 1";
  EXPECT_NE(error_of(sum).find("nested"), std::string::npos);
}

TEST(litmus_files, the_others_run_if_one_is_bad) {
  const auto directory = std::filesystem::path(testing::TempDir());
  const std::string good = directory / "good.litmus";
  const std::string bad = directory / "bad.litmus";
  std::ofstream(good) << "C good\n{}\nP0 (atomic_int* x) { atomic_store(x, 1); }\nexists (x=1)\n";
  std::ofstream(bad) << "C bad\n{}\nP0 (atomic_int* x) { atomic_store(x); }\nexists (x=1)\n";
  std::ostringstream out;
  std::ostringstream errors;
  EXPECT_EQ(run_files({bad, good, "/nowhere"}, true, {}, out, errors), 2);
  EXPECT_EQ(out.str(), "name,executions,exists,liveness_violation,race\ngood,1,1,0,0\n");
  EXPECT_EQ(errors.str(), bad + ":3:36: expected \",\", found \")\"\n/nowhere: cannot be read\n");
  EXPECT_EQ(run_files({good}, false, {}, out, errors), 0);
}

}  // namespace

}  // namespace turnstile::rc11::litmus
