// What becomes of those who would rather not be graded: the table coursework/hostile/expected.csv, line by line.
//
// The outcome not_holds is any but holds; a stage can be one of several. The outcome is that of the property named.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "coursework/grading/scratch.hpp"

namespace turnstile::coursework {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

const std::filesystem::path directory = TURNSTILE_HOSTILE;

struct Row {
  std::string file{};
  std::string assignment{};
  std::string stage{};
  std::string property{};
  std::string outcome{};
  std::string reason{};
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.file; }

std::vector<Row> table() {
  std::ifstream in(directory / "expected.csv");
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);  // what the columns are
  while (std::getline(in, line)) {
    std::istringstream fields(line);
    Row row;
    for (std::string* field : {&row.file, &row.assignment, &row.stage, &row.property, &row.outcome, &row.reason}) {
      std::getline(fields, *field, ',');
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json grade(const Row& row, const char* isolation) {
  const Scratch scratch;
  const std::string json = scratch.path() / "grades.json";
  const std::string command = std::string("TURNSTILE_ISOLATION=") + isolation + " '" TURNSTILE "' grade " +
                              row.assignment + " '" + (directory / row.file).string() + "' --json '" + json + "' >'" +
                              json + ".log' 2>&1";
  const int status = std::system(command.c_str());
  EXPECT_TRUE(status == 0 || WEXITSTATUS(status) == 1) << status;
  std::ifstream in(json);
  const Json all = Json::parse(in, nullptr, false);
  return all.is_discarded() ? Json{} : all.at("grades").at(0);
}

void check(const Row& row, const char* isolation) {
  const Json found = grade(row, isolation);
  ASSERT_TRUE(found.is_object());
  const std::string stage = found.at("stage");
  EXPECT_THAT("|" + row.stage + "|", HasSubstr("|" + stage + "|"));
  std::string reason = found.at("messages");
  for (const std::string remark : found.at("remarks")) reason += remark;
  if (stage == "graded") {
    for (const Json& property : found.at("properties")) {
      if (property.at("property") != row.property) continue;
      const std::string verdict = property.at("verdict");
      reason += property.at("sentence");
      EXPECT_TRUE(row.outcome == "not_holds" ? verdict != "holds" : verdict == row.outcome)
          << verdict << ": " << reason;
    }
  }
  EXPECT_THAT(reason, HasSubstr(row.reason));
}

class Hostile : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(All, Hostile, testing::ValuesIn(table()),
                         [](const auto& row) { return row.param.file.substr(0, row.param.file.find('.')); });

TEST_P(Hostile, ends_as_expected) { check(GetParam(), ""); }
TEST_P(Hostile, ends_as_expected_without_namespaces) { check(GetParam(), "limits"); }

TEST(hostile_table, has_every_file_and_names_what_is_passed) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    files += entry.path().extension() == ".hpp" ? 1 : 0;
  }
  std::vector<std::string> passed;
  for (const Row& row : table()) {
    EXPECT_TRUE(std::filesystem::exists(directory / row.file)) << row.file;
    if (row.outcome == "holds") passed.push_back(row.file);
  }
  EXPECT_EQ(table().size(), files);
  EXPECT_THAT(passed, testing::ElementsAre("asks_for_a_type.hpp"));
}

}  // namespace
}  // namespace turnstile::coursework
