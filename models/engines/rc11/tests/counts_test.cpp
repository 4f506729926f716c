// How many executions there are. Each execution graph must be explored once and none left out.
#include <ostream>

#include <gtest/gtest.h>

#include "models/engines/rc11/tests/programs.hpp"

namespace turnstile::rc11 {

void PrintTo(const Counted& counted, std::ostream* out) { *out << counted.name; }

namespace {

class Rc11Counts : public testing::TestWithParam<Counted> {};

TEST_P(Rc11Counts, each_graph_once) {
  Options options;
  options.hangs = Hangs::blocked;
  const Result result = explore_all(GetParam().program, options);
  EXPECT_EQ(result.end, Result::End::searched) << result.reason;
  EXPECT_TRUE(result.complete) << result.reason;
  EXPECT_EQ(result.executions, GetParam().executions);
  RecordProperty("seconds", std::to_string(result.seconds));
  std::printf("%s: %.3f s, %llu executions, %llu blocked, %llu discarded\n", GetParam().name.c_str(), result.seconds,
              static_cast<unsigned long long>(result.executions), static_cast<unsigned long long>(result.blocked),
              static_cast<unsigned long long>(result.discarded));
}

const auto name_of = [](const auto& info) { return info.param.name; };

INSTANTIATE_TEST_SUITE_P(Shape, Rc11Counts, testing::ValuesIn(shapes()), name_of);
INSTANTIATE_TEST_SUITE_P(Lock, Rc11Counts, testing::ValuesIn(locks()), name_of);
INSTANTIATE_TEST_SUITE_P(Large, Rc11Counts, testing::Values(large()), name_of);

}  // namespace

}  // namespace turnstile::rc11
