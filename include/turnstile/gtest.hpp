// GoogleTest matchers for the results of turnstile::check() and turnstile::check_lock(). A test that fails shows the
// counterexample:
//
//   using namespace turnstile::matchers;
//   EXPECT_THAT(turnstile::check_lock<MyLock>({.threads = 2, .rounds = 2}), holds());
//   EXPECT_THAT(turnstile::check_lock<Wrong>(), is_violated(turnstile::Kind::overlap));
//
// EXPECT_THAT is GoogleMock's. With GoogleTest alone: EXPECT_TRUE(result.as_expected()) << result. This header needs
// neither: it is linked with no more than turnstile::check.
#pragma once

#include <ostream>

#include "turnstile/check.hpp"

namespace turnstile::matchers {

class VerdictMatcher {
 public:
  using is_gtest_matcher = void;

  explicit VerdictMatcher(Expected expected) : expected_(expected) {}

  bool MatchAndExplain(const CheckResult& result, std::ostream*) const {
    CheckResult asked;
    asked.verdict = result.verdict;
    asked.kind = result.kind;
    asked.expected = expected_;
    return asked.as_expected();
  }
  void DescribeTo(std::ostream* out) const { *out << "is " << text(); }
  void DescribeNegationTo(std::ostream* out) const { *out << "is not " << text(); }

 private:
  [[nodiscard]] std::string text() const {
    return std::string(name(expected_.verdict)) +
           (expected_.kind == Kind::none ? "" : " " + std::string(name(expected_.kind)));
  }

  Expected expected_;
};

// Every execution inside the bounds was explored, and none violates anything.
inline VerdictMatcher holds() { return VerdictMatcher({.verdict = Outcome::holds}); }
// Some execution violates something; of this kind, where one is given.
inline VerdictMatcher is_violated(Kind kind = Kind::none) {
  return VerdictMatcher({.verdict = Outcome::violated, .kind = kind});
}
// Nothing was found, but the search did not come to its end.
inline VerdictMatcher is_not_refuted() { return VerdictMatcher({.verdict = Outcome::not_refuted}); }
// Could not be decided.
inline VerdictMatcher is_unknown() { return VerdictMatcher({.verdict = Outcome::unknown}); }

}  // namespace turnstile::matchers
