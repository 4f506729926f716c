// The Linux kernel's operations in litmus tests, which stand for C11's: what each gives back, what it orders, and that
// the row says so.
#include <filesystem>
#include <fstream>

#include "models/engines/rc11/tests/litmus_support.hpp"

namespace turnstile::rc11::litmus {

namespace {

const std::string remark = "the Linux kernel's operations are taken for C11's";

// What one thread computes alone.
bool yields(const std::string& code, const std::string& condition) {
  const std::string text =
      "C one\n{ atomic_t v = ATOMIC_INIT(5); x = 5; }\nP0 (int* x, atomic_t* v, atomic64_t* w, spinlock_t* l) {" +
      code + "}\nexists (" + condition + ")";
  const Row row = row_of(text);
  EXPECT_EQ(row.executions, 1U) << code;
  EXPECT_NE(row.remark, "") << code;
  return row.exists;
}

// Message passing: whether the message can be missed.
bool is_missed(const std::string& raise, const std::string& look) {
  return row_of("C mp\n{}\nP0 (int* x, int* y, atomic_t* v) { WRITE_ONCE(*x, 1); " + raise +
                " }\nP1 (int* x, int* y, atomic_t* v) { int r0; " + look +
                " int r1 = READ_ONCE(*x); }\nexists (1:r0=1 /\\ 1:r1=0)")
      .exists;
}

// Store buffering: whether both threads can miss the other's store, with this between store and load.
bool both_miss(const std::string& between) {
  return row_of("C sb\n{}\nP0 (int* x, int* y, int* z, atomic_t* v) { WRITE_ONCE(*x, 1); " + between +
                " int r0 = READ_ONCE(*y); }\nP1 (int* x, int* y) { WRITE_ONCE(*y, 1); smp_mb(); "
                "int r0 = READ_ONCE(*x); }\nexists (0:r0=0 /\\ 1:r0=0)")
      .exists;
}

TEST(litmus_kernel, what_its_operations_give_back) {
  EXPECT_TRUE(yields("int r0 = READ_ONCE(*x); WRITE_ONCE(*x, 6);", "0:r0=5 /\\ x=6"));
  EXPECT_TRUE(yields("smp_store_release(x, 7); int r0 = smp_load_acquire(x); smp_store_mb(*x, 8);", "0:r0=7 /\\ x=8"));
  EXPECT_TRUE(yields("int r0 = xchg(x, 1); int r1 = xchg_relaxed(x, 2);", "0:r0=5 /\\ 0:r1=1 /\\ x=2"));
  EXPECT_TRUE(yields("int r0 = cmpxchg(x, 4, 1); int r1 = cmpxchg_acquire(x, 5, 2);", "0:r0=5 /\\ 0:r1=5 /\\ x=2"));
  EXPECT_TRUE(
      yields("int r0 = atomic_read(v); atomic_set(v, 6); int r1 = atomic_read_acquire(v);", "0:r0=5 /\\ 0:r1=6"));
  EXPECT_TRUE(yields("atomic_add(2, v); atomic_sub(1, v); atomic_inc(v); atomic_dec(v);", "v=6"));
  EXPECT_TRUE(yields("atomic_and(4, v); atomic_or(3, v); atomic_xor(1, v); atomic_andnot(2, v);", "v=4"));
  EXPECT_TRUE(yields("int r0 = atomic_add_return(2, v); int r1 = atomic_fetch_sub_release(3, v);",
                     "0:r0=7 /\\ 0:r1=7 /\\ v=4"));
  EXPECT_TRUE(
      yields("int r0 = atomic_fetch_add(2, v); int r1 = atomic_fetch_andnot(3, v);", "0:r0=5 /\\ 0:r1=7 /\\ v=4"));
  EXPECT_TRUE(yields("int r0 = atomic_dec_and_test(v); int r1 = atomic_sub_and_test(4, v);", "0:r0=0 /\\ 0:r1=1"));
  EXPECT_TRUE(yields("int r0 = atomic_add_negative(-6, v); int r1 = atomic_inc_return(v);", "0:r0=1 /\\ 0:r1=0"));
  EXPECT_TRUE(yields("int r0 = atomic_xchg(v, 1); int r1 = atomic_cmpxchg(v, 1, 2);", "0:r0=5 /\\ 0:r1=1 /\\ v=2"));
  EXPECT_TRUE(yields("s64 r0 = atomic64_add_return(4294967296, w);", "0:r0=4294967296 /\\ w=4294967296"));
  EXPECT_TRUE(yields("int r0 = spin_trylock(l); int r1 = spin_trylock(l); int r2 = spin_is_locked(l); spin_unlock(l);",
                     "0:r0=1 /\\ 0:r1=0 /\\ 0:r2=1 /\\ l=0"));
  EXPECT_TRUE(yields("barrier(); smp_mb__before_atomic(); atomic_inc(v); smp_mb__after_atomic();", "v=6"));
}

TEST(litmus_kernel, message_passing) {
  const std::string once = "WRITE_ONCE(*y, 1);";
  const std::string look_once = "r0 = READ_ONCE(*y);";
  EXPECT_TRUE(is_missed(once, look_once));
  EXPECT_TRUE(is_missed("smp_wmb(); " + once, look_once));
  EXPECT_TRUE(is_missed(once, look_once + " smp_rmb();"));
  EXPECT_TRUE(is_missed("barrier(); " + once, look_once + " barrier();"));
  EXPECT_FALSE(is_missed("smp_wmb(); " + once, look_once + " smp_rmb();"));
  EXPECT_FALSE(is_missed("smp_store_release(y, 1);", "r0 = smp_load_acquire(y);"));
  EXPECT_FALSE(is_missed("rcu_assign_pointer(*y, 1);", "r0 = rcu_dereference(*y);"));
  EXPECT_TRUE(is_missed("atomic_set(v, 1);", "r0 = atomic_read(v);"));
  EXPECT_FALSE(is_missed("atomic_set_release(v, 1);", "r0 = atomic_read_acquire(v);"));
  EXPECT_TRUE(is_missed("atomic_inc(v);", "r0 = atomic_read_acquire(v);"));
  EXPECT_FALSE(is_missed("atomic_inc_return_release(v);", "r0 = atomic_fetch_add_acquire(0, v);"));
  EXPECT_TRUE(is_missed("atomic_inc_return_acquire(v);", "r0 = atomic_fetch_add_acquire(0, v);"));
  EXPECT_FALSE(is_missed("xchg_release(y, 1);", "r0 = cmpxchg_acquire(y, 1, 2);"));
  EXPECT_TRUE(is_missed("xchg_release(y, 1);", "r0 = cmpxchg_acquire(y, 2, 3);"));  // fails, and orders nothing
}

TEST(litmus_kernel, fully_ordered_operations_are_full_barriers) {
  EXPECT_TRUE(both_miss(""));
  EXPECT_TRUE(both_miss("smp_wmb(); smp_rmb();"));
  EXPECT_FALSE(both_miss("smp_mb();"));
  EXPECT_FALSE(both_miss("smp_store_mb(*z, 1);"));
  for (const std::string name : {"xchg", "atomic_xchg"}) {
    const std::string variable = name == "xchg" ? "(z, 1);" : "(v, 1);";
    EXPECT_FALSE(both_miss(name + variable));
    for (const std::string weaker : {"_relaxed", "_acquire", "_release"}) {
      std::string call = name;
      EXPECT_TRUE(both_miss(call.append(weaker).append(variable)));
    }
  }
  EXPECT_FALSE(both_miss("cmpxchg(z, 0, 1);"));
  EXPECT_TRUE(both_miss("cmpxchg_relaxed(z, 0, 1);"));
  EXPECT_FALSE(both_miss("atomic_add_return(1, v);"));
  EXPECT_FALSE(both_miss("atomic_fetch_add(1, v);"));
  EXPECT_FALSE(both_miss("int r9 = atomic_dec_and_test(v);"));
  EXPECT_TRUE(both_miss("atomic_add(1, v);"));
  EXPECT_FALSE(both_miss("smp_mb__before_atomic(); atomic_add(1, v);"));
  EXPECT_FALSE(both_miss("atomic_add(1, v); smp_mb__after_atomic();"));
}

TEST(litmus_kernel, spin_locks_exclude) {
  const Row row = row_of(R"(C lock
{}
P0 (spinlock_t* l, int* x) { spin_lock(l); *x = *x + 1; spin_unlock(l); }
P1 (spinlock_t* l, int* x) { spin_lock(l); *x = *x + 1; spin_unlock(l); }
forall (x=2 /\ l=0))");
  EXPECT_EQ(csv(row), "lock,2,1,0,0");
  const Row twice = row_of("C twice\n{}\nP0 (spinlock_t* l) { spin_lock(l); spin_lock(l); }\n");
  EXPECT_EQ(csv(twice), "twice,0,1,1,0");  // waits for itself
}

TEST(litmus_kernel, locks_of_ones_own_exclude) {
  const auto row = [](const std::string& take, const std::string& release) {
    const std::string code =
        " (int* l, atomic_t* v, int* x) { while (" + take + " != 0) {} *x = *x + 1; " + release + " }";
    return row_of("C lock\n{}\nP0" + code + "\nP1" + code + "\nforall (x=2)");
  };
  for (const std::string take : {"xchg(l, 1)", "cmpxchg(l, 0, 1)", "xchg_acquire(l, 1)"}) {
    EXPECT_EQ(csv(row(take, "smp_store_release(l, 0);")), "lock,2,1,0,0") << take;
    EXPECT_TRUE(row(take, "WRITE_ONCE(*l, 0);").race) << take;
  }
  EXPECT_EQ(csv(row("atomic_fetch_or(1, v)", "atomic_set_release(v, 0);")), "lock,2,1,0,0");
  EXPECT_TRUE(row("atomic_fetch_or_relaxed(1, v)", "atomic_set_release(v, 0);").race);
}

TEST(litmus_kernel, the_row_says_that_it_is_a_mapping) {
  const std::string c11 = "C c11\n{}\nP0 (atomic_int* x) { atomic_fetch_add(x, 1); }\nexists (x=1)\n";
  EXPECT_EQ(row_of(c11).remark, "");
  EXPECT_EQ(row_of("C k\n{}\nP0 (int* x) { WRITE_ONCE(*x, 1); }\n").remark, remark);
  EXPECT_EQ(row_of("C k\n{}\nP0 (int* x) { cmpxchg(x, 0, 1); }\n").remark, remark);
  EXPECT_EQ(row_of("C k\n{}\nP0 (int* x) { cmpxchg(x, 1, 2); }\n").remark,
            remark + ", and a cmpxchg that fails orders what precedes it, as it does not in the kernel");
  const std::string file = std::filesystem::path(testing::TempDir()) / "kernel.litmus";
  std::ofstream(file) << c11 << "C kernel\n{}\nP0 (int* x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n";
  std::ostringstream rows;
  std::ostringstream beside;
  EXPECT_EQ(run_files({file}, true, {}, rows, beside), 0);
  EXPECT_EQ(rows.str(), std::string(csv_header) + "\nc11,1,1,0,0\nkernel,1,1,0,0\n");
  EXPECT_EQ(beside.str(), file + ": kernel: " + remark + "\n");
  std::ostringstream text;
  std::ostringstream nothing;
  EXPECT_EQ(run_files({file}, false, {}, text, nothing), 0);
  EXPECT_NE(text.str().find("races: no (" + remark + ")\n"), std::string::npos) << text.str();
  EXPECT_EQ(nothing.str(), "");
}

TEST(litmus_kernel, what_c11_does_not_have_is_refused) {
  const auto error = [](const std::string& code) {
    return error_of("C x\n{}\nP0 (int* x, atomic_t* v) {\n  " + code + "\n}");
  };
  EXPECT_EQ(error("rcu_read_lock();"),
            "test.litmus:4:3: expected an operation that C11 has, found \"rcu_read_lock\": it has no grace periods");
  EXPECT_EQ(error("int r0 = srcu_read_lock(x);"),
            "test.litmus:4:12: expected an operation that C11 has, found \"srcu_read_lock\": it has no grace periods");
  EXPECT_EQ(error("synchronize_rcu();"),
            "test.litmus:4:3: expected an operation that C11 has, found \"synchronize_rcu\": it has no grace periods");
  EXPECT_EQ(error("int r0 = atomic_add_unless(v, 1, 5);"),
            "test.litmus:4:12: expected an operation that C11 has, found \"atomic_add_unless\": it is a loop there");
  EXPECT_EQ(error("int r0 = atomic_fetch_add(v, 1);"),
            "test.litmus:4:12: expected the value first and then the atomic_t, as the kernel has them");
  EXPECT_EQ(error("int r0 = READ_ONCE(x);"), "test.litmus:4:22: expected something in memory, as *x or x[1]");
  EXPECT_EQ(error("read_lock(x);"), "test.litmus:4:3: expected a statement, found \"read_lock\"");
}

}  // namespace

}  // namespace turnstile::rc11::litmus
