// Litmus tests: headers, types, and what a test may ask.
#include "models/engines/rc11/tests/litmus_support.hpp"

namespace turnstile::rc11::litmus {

namespace {

// A test of one thread with these parameters.
bool yields(const std::string& parameters, const std::string& code, const std::string& condition) {
  return row_of("C one\n{}\nP0 (" + parameters + ") {" + code + "}\nexists (" + condition + ")").exists;
}

TEST(litmus_headers, of_herd_and_diy_are_passed_over) {
  const std::string before = "Generator=by hand\n\"a text\"\nCycle=Rfe PodRW 1x {\n";
  const std::string after =
      "\"Rfe PodRW\"\n(* what it is {\n about *)\nOrig=Rfe, PodRW\nPrefetch=0:x=F,1:x=T 12ab\nCom=Rf Fr\n"
      "Variant=self\n\nSafe=Rfe\nRelax=\nwords that mean something to somebody\n";
  const Row row = row_of(before + "C two+words here\n" + after + "{ x = 1; }\nP0 (int* x) {}\nexists (x=1)");
  EXPECT_EQ(csv(row), "two+words here,1,1,0,0");
}

TEST(litmus_headers, a_test_without_an_initial_state_is_no_header) {
  EXPECT_EQ(error_of("C a\nP0 (int* x) {}\nexists (x=0)\nC b\n{}\nP0 (int* x) {}\nexists (x=1)"),
            "test.litmus:2:1: expected \"{\" and the initial state");
  EXPECT_EQ(error_of("C a\nCycle=Rfe\nC b\n{}\nP0 () {}"), "test.litmus:3:1: expected \"{\" and the initial state");
  EXPECT_EQ(error_of("Generator=x\nCycle Rfe"),
            "test.litmus:2:1: expected \"C\" and the name of a test, found \"Cycle\"");
}

TEST(litmus_types, variables_hold_what_they_can) {
  EXPECT_TRUE(yields("uint8_t* x", "*x = 257;", "x=1"));
  EXPECT_TRUE(yields("int8_t* x", "*x = 128;", "x=-128"));
  EXPECT_TRUE(yields("unsigned short* x", "*x = -1;", "x=65535"));
  EXPECT_TRUE(yields("bool* x", "*x = 256;", "x=1"));
  EXPECT_TRUE(yields("int* x", "*x = 4294967297;", "x=1"));
  EXPECT_TRUE(yields("int64_t* x", "*x = 4294967297;", "x=4294967297"));
  EXPECT_TRUE(yields("atomic_ulong* x", "atomic_store(x, 0 - 1L);", "x=-1"));
  EXPECT_TRUE(yields("long* x", "int r0; r0 = 5; size_t r1 = 3, r2; *x = r0 * r1;", "x=15"));
  EXPECT_TRUE(yields("int* x", "uint64_t r0 = 0xFFFFFFFFFFFFFFFF; *x = r0 > 0;", "0:r0=-1 /\\ x=1"));
}

TEST(litmus_types, expressions_convert_as_in_c) {
  EXPECT_TRUE(yields("int* x", "unsigned r0 = 0; *x = r0 - 1 > 0;", "x=1"));
  EXPECT_TRUE(yields("int* x", "int r0 = 0; *x = r0 - 1 > 0;", "x=0"));
  EXPECT_TRUE(yields("int* x", "uint8_t r0 = 0; *x = r0 - 1 > 0;", "x=0"));  // promoted to int
  EXPECT_TRUE(yields("int* x", "*x = -1 < 1u;", "x=0"));
  EXPECT_TRUE(yields("int* x", "*x = -1 < 1l;", "x=1"));
  EXPECT_TRUE(yields("int* x", "*x = (uint8_t) 511 + (int8_t) 255;", "x=254"));
  EXPECT_TRUE(yields("long* x", "*x = 2147483647 + 1;", "x=-2147483648"));  // wraps around in int
  EXPECT_TRUE(yields("long* x", "*x = 2147483647 + 1L;", "x=2147483648"));
  EXPECT_TRUE(yields("int* x", "*x = ~0u / 2u == 2147483647;", "x=1"));
}

TEST(litmus_types, read_modify_writes_wrap_around_in_the_variable) {
  EXPECT_TRUE(yields("_Atomic uint8_t* x", "*x = 255; int r0 = atomic_fetch_add(x, 2);", "x=1 /\\ 0:r0=255"));
  EXPECT_TRUE(yields("atomic_int* x",
                     "*x = 2147483647; atomic_fetch_add(x, 1); int e = -2147483647 - 1;"
                     "int r0 = atomic_compare_exchange_strong(x, &e, 7);",
                     "0:r0=1 /\\ x=7"));
}

TEST(litmus_types, of_initial_states) {
  const Row row = row_of(R"(C all
{ int a[2] = {1, 2}; int x = 3; atomic_int y = 300; uint8_t z = 257; int* p = &x; *q = a[1]; [u] = 5; atomic_t k = ATOMIC_INIT(2);
  int 0:r1 = 7; uint8_t P0:r2 = 258; 0:r3 = &x; }
P0 (int* x, atomic_int* y, int** p, int** q) {
  int r4 = **p;
  int r5 = (**q) + 1;
  int* r6 = *p;
}
exists (x=3 /\ y=300 /\ z=1 /\ p=x /\ p=&x /\ [u]=5 /\ k=2 /\ 0:r1=7 /\ P0:r2=2 /\ 0:r3=x /\ 0:r4=3 /\ 0:r5=3 /\
  0:r6=x /\ *x=3 /\ [a[1]]=2 /\ q=&a[1]))");
  EXPECT_TRUE(row.exists);
}

TEST(litmus_types, pointers_to_atomics_and_to_plain_variables) {
  const auto race = [](const std::string& type) {
    return row_of("C r\n{}\nP0 (" + type + " x) { *x = 1; }\nP1 (" + type + " x) { int r0 = *x; }\nexists (x=1)").race;
  };
  EXPECT_TRUE(race("int*"));
  EXPECT_TRUE(race("volatile long*"));
  EXPECT_FALSE(race("atomic_long*"));
  EXPECT_FALSE(race("_Atomic unsigned long*"));
  EXPECT_FALSE(race("const atomic_size_t*"));
}

TEST(litmus_types, what_is_refused) {
  EXPECT_EQ(error_of("C x\n{ __int128 x; }\nP0 () {}"),
            "test.litmus:2:3: expected a type of no more than 64 bits, found \"__int128\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 (struct s* x) {}"),
            "test.litmus:3:5: expected an integer or a pointer to one, found \"struct\"");
  EXPECT_EQ(error_of("C x\n{}\nP0 (float* x) {}"), "test.litmus:3:5: expected a type, found \"float\"");
  EXPECT_EQ(error_of("C x\n{ float x; }\nP0 () {}"), "test.litmus:2:3: expected a type, found \"float\"");
  EXPECT_EQ(error_of("C x\n{ int x; }\nP0 (long* x) {}"),
            "test.litmus:3:11: expected a type of 32 bits, as elsewhere in the test");
  EXPECT_EQ(error_of("C x\n{ p = x; int x[2]; }\nP0 () {}"), "test.litmus:2:14: expected an array before it is used");
}

TEST(litmus_conditions, without_one) {
  const std::string text = "C a\n{}\nP0 (atomic_int* x) { atomic_store(x, 1); }\n";
  EXPECT_EQ(csv(row_of(text)), "a,1,1,0,0");
  EXPECT_FALSE(row_of(text).has_condition);
  const std::vector<litmus::Test> tests = parse(text + "C b\n{}\nP0 (int* x) {}\nexists (x=1)", "test.litmus");
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(csv(run(tests[1])), "b,1,0,0,0");
  EXPECT_TRUE(run(tests[1]).has_condition);
}

TEST(litmus_conditions, operators) {
  const auto holds = [](const std::string& condition) {
    return row_of("C a\n{ x = 1; }\nP0 (int* x) { int r0 = 2; }\nexists " + condition).exists;
  };
  EXPECT_TRUE(holds("x != 0"));
  EXPECT_FALSE(holds("(x != 1)"));
  EXPECT_TRUE(holds("not (x=1 /\\ 0:r0=1)"));
  EXPECT_TRUE(holds("~x=2 /\\ P0:r0 == 2"));
  EXPECT_TRUE(holds("(x=2 => false) && (x=1 => 0:r0=2)"));
  EXPECT_FALSE(holds("(x=1 => x=2)"));
  EXPECT_TRUE(holds("(x=2 \\/ (x=1 /\\ !(0:r0=3)))"));
  EXPECT_FALSE(holds("false"));
}

TEST(litmus_conditions, a_filter_takes_executions_out_of_the_question) {
  const std::string mp =
      "C mp\n{}\nP0 (atomic_int* x) { atomic_store(x, 1); }\nP1 (atomic_int* x) { int r0 = atomic_load(x); }\n";
  EXPECT_EQ(csv(row_of(mp + "filter (1:r0=1) exists (1:r0=0)")), "mp,2,0,0,0");
  EXPECT_EQ(csv(row_of(mp + "filter (1:r0=1) forall (1:r0=1)")), "mp,2,1,0,0");
  EXPECT_EQ(csv(row_of(mp + "forall (1:r0=1)")), "mp,2,0,0,0");
  EXPECT_EQ(csv(row_of(mp + "locations [[x]; 1:r0; x int*;]\nfilter x=1\n~exists 1:r0=0")), "mp,2,1,0,0");
}

TEST(litmus_conditions, what_is_refused) {
  const auto error = [](const std::string& condition) {
    return error_of("C x\n{}\nP0 (int* x) { int r0; }\n" + condition);
  };
  EXPECT_EQ(error("exists (x=y)"), "test.litmus:4:11: expected a shared variable, found \"y\"");
  EXPECT_EQ(error("exists (P1:r0=1)"), "test.litmus:4:9: expected the number of a thread");
  EXPECT_EQ(error("exists (x<1)"), "test.litmus:4:10: expected \"=\", found \"<\"");
  EXPECT_EQ(error("filter (x=1)"),
            "no error");  // a filter of no condition, which is met
  EXPECT_EQ(error("observed (x=1)"),
            "test.litmus:4:1: expected \"exists\", \"~exists\", \"forall\", another thread or another test, found "
            "\"observed\"");
}

}  // namespace

}  // namespace turnstile::rc11::litmus
