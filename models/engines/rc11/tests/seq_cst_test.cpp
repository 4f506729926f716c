// Which SC order: what a verdict is where the axioms differ.
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/support.hpp"

namespace turnstile::rc11 {

namespace {

Result explore_with(SeqCst seq_cst, const std::function<void()>& program) {
  Options options;
  options.limits.seq_cst = seq_cst;
  return explore_all(program, options);
}

// Store buffering, where each thread reads its own store first: one that reads that the other has not come goes in. On
// x86 a release store and a seq_cst load are plain moves, so both go in. The letter of C++20 forbids it (LWG 3941).
struct Flags {
  Int here[2];

  bool goes_in(int self) {
    here[self].store(1, release);
    return here[self].load(seq_cst) == 1 && here[1 - self].load(seq_cst) == 0;
  }
};

void both_go_in() {
  Flags flags;
  Int inside{0};
  n_times(2, [&](int self) {
    if (flags.goes_in(self) && inside.fetch_add(1, relaxed) > 0) Platform::violated(Kind::overlap);
  });
}

TEST(rc11_seq_cst, a_violation_that_only_the_letter_forbids_is_undecided) {
  const Result result = explore_with(SeqCst::cxx20, both_go_in);
  EXPECT_EQ(result.end, Result::End::unknown) << "it may be violated on x86, and is not in C++20";
  EXPECT_FALSE(result.complete);
  EXPECT_NE(result.reason.find("overlap"), std::string::npos) << result.reason;
  EXPECT_NE(result.reason.find("LWG 3941"), std::string::npos) << result.reason;
}

TEST(rc11_seq_cst, who_names_an_axiom_gets_its_verdict) {
  const Result paper = explore_with(SeqCst::rc11, both_go_in);
  EXPECT_EQ(paper.end, Result::End::violated);
  EXPECT_EQ(paper.kind, Kind::overlap);
  const Result letter = explore_with(SeqCst::letter, both_go_in);
  EXPECT_EQ(letter.end, Result::End::searched) << letter.reason;
  EXPECT_TRUE(letter.complete);
}

// Both may also go in where one of them has not read its own store.
TEST(rc11_seq_cst, a_violation_outranks_one_that_only_the_letter_forbids) {
  const Result result = explore_with(SeqCst::cxx20, [] {
    Flags flags;
    Int looks_first{0};
    Int inside{0};
    n_times(3, [&](int self) {
      if (self == 2) return looks_first.store(1, relaxed);
      flags.here[self].store(1, release);
      if (self == 1 || looks_first.load(relaxed) == 1) (void)flags.here[self].load(seq_cst);
      const bool goes_in = flags.here[1 - self].load(seq_cst) == 0;
      if (goes_in && inside.fetch_add(1, relaxed) > 0) Platform::violated(Kind::overlap);
    });
  });
  EXPECT_EQ(result.end, Result::End::violated) << result.reason;
  EXPECT_EQ(result.kind, Kind::overlap);
}

// One at least goes on, by the letter.
void both_wait() {
  Flags flags;
  Int released{0};
  n_times(2, [&](int self) {
    if (!flags.goes_in(self)) return released.store(1, release);
    Platform::await([&] { return released.load(acquire) == 1; });
  });
}

TEST(rc11_seq_cst, a_hang_that_only_the_letter_forbids_is_undecided) {
  EXPECT_EQ(explore_with(SeqCst::cxx20, both_wait).end, Result::End::unknown);
  EXPECT_EQ(explore_with(SeqCst::rc11, both_wait).kind, Kind::deadlock);
  EXPECT_TRUE(explore_with(SeqCst::letter, both_wait).complete);
}

// WWmerge1: the paper allows it, so that two stores can be merged. In C++20 the first one strongly happens before.
void merged_stores() {
  Int x{0};
  Int y{0};
  Int seen{0};
  together(
      [&] {
        if (x.load(acquire) == 2 && y.load(seq_cst) == 0) seen.fetch_add(1, relaxed);
      },
      [&] { x.store(1, seq_cst), x.store(2, seq_cst); },
      [&] {
        y.store(1, seq_cst);
        if (x.load(seq_cst) == 0) seen.fetch_add(1, relaxed);
      });
  if (seen.load(relaxed) == 2) Platform::violated(Kind::assertion);
}

TEST(rc11_seq_cst, what_strongly_happens_before_is_no_violation) {
  EXPECT_EQ(explore_with(SeqCst::rc11, merged_stores).end, Result::End::violated);
  EXPECT_TRUE(explore_with(SeqCst::cxx20, merged_stores).complete);
  EXPECT_TRUE(explore_with(SeqCst::letter, merged_stores).complete);
}

}  // namespace

}  // namespace turnstile::rc11
