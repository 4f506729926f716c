// What the tests of the library's clients share.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include <gtest/gtest.h>

#include "turnstile/check.hpp"

namespace turnstile {

inline CheckResult expect(const std::function<void()>& client, Outcome verdict, Kind kind = Kind::none,
                          std::string_view reason = "") {
  CheckResult result = check(client, {.effort = {.jobs = 1}});
  EXPECT_EQ(result.verdict, verdict) << result;
  EXPECT_EQ(result.kind, kind) << result;
  EXPECT_NE(result.reason.find(reason), std::string::npos) << result;
  return result;
}
inline CheckResult expect_holds(const std::function<void()>& client) { return expect(client, Outcome::holds); }
inline void expect_violated(const std::function<void()>& client, Kind kind, std::string_view reason = "") {
  expect(client, Outcome::violated, kind, reason);
}
// In which nobody waits at the end.
inline std::uint64_t complete(const CheckResult& result) { return result.executions - result.blocked; }

}  // namespace turnstile
