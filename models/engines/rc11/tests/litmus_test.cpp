// A thousand random litmus programs, on which two independent checkers agree: how many executions, whether the condition
// can be met, whether some await can wait for ever.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/litmus/run.hpp"

namespace turnstile::rc11::litmus {

namespace {

const std::string directory = LITMUS;

std::string content(const std::string& name) {
  std::ifstream in(directory + "/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::map<std::string, std::string> expected_rows() {
  std::istringstream in(content("expected.csv"));
  std::map<std::string, std::string> rows;
  for (std::string line; std::getline(in, line);) rows[line.substr(0, line.find(','))] = line;
  return rows;
}

std::string family(const testing::TestParamInfo<const char*>& named) { return named.param; }

class Rc11LitmusCorpus : public testing::TestWithParam<const char*> {};

TEST_P(Rc11LitmusCorpus, every_row) {
  static const auto expected = expected_rows();
  const std::string file = GetParam() + std::string(".litmus");
  const std::vector<litmus::Test> tests = parse(content(file), file);
  EXPECT_EQ(tests.size(), 250U);
  for (const litmus::Test& test : tests) {
    const Row row = run(test);
    ASSERT_EQ(row.end, Result::End::searched) << test.name << ": " << row.reason;
    // None of these has a plain access.
    EXPECT_EQ(csv(row), expected.at(test.name) + ",0");
  }
}

INSTANTIATE_TEST_SUITE_P(Family, Rc11LitmusCorpus, testing::Values("await", "mixed", "relaxed", "seqcst"), family);

}  // namespace

}  // namespace turnstile::rc11::litmus
