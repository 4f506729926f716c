// The samples, what is expected of them, and what the handout says agree. Their verdicts are tested where they are graded.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "coursework/grading/assignment.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::coursework {
namespace {

namespace fs = std::filesystem;
using Row = std::vector<std::string>;

const fs::path root = ROOT;
const fs::path samples = root / "coursework/samples";
constexpr std::size_t file = 0, assignment = 1, first_verdict = 2, bypass = 5, columns = 7;

std::string content(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

Row split(const std::string& line, const std::string& separator) {
  Row cells;
  std::size_t from = 0;
  for (std::size_t to = 0; (to = line.find(separator, from)) != std::string::npos; from = to + separator.size()) {
    cells.push_back(line.substr(from, to - from));
  }
  cells.push_back(line.substr(from));
  return cells;
}

std::vector<Row> expected() {
  std::ifstream in(samples / "expected.csv");
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) rows.push_back(split(line, ","));
  return rows;
}

// "priority_inheritance_no_inheritance.hpp" is of the assignment "priority_inheritance".
std::string assignment_of(const std::string& sample) {
  for (const Assignment& one : assignments()) {
    if (sample.starts_with(one.name + "_")) return one.name;
  }
  return "";
}

// The table of the handout: | `file` | mutual exclusion | progress | bounded waiting | bypass | what it is |
std::vector<Row> handed_out() {
  std::ifstream in(root / "docs/coursework.md");
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| `") || line.find(".hpp` |") == std::string::npos) continue;
    Row cells = split(line.substr(2, line.size() - 4), " | ");
    cells[file] = cells[file].substr(1, cells[file].size() - 2);
    cells.insert(cells.begin() + 1, assignment_of(cells[file]));
    rows.push_back(cells);
  }
  return rows;
}

bool is_verdict(const std::string& text) {
  if (text == "does_not_compile") return true;
  const Row words = split(text, " ");
  if (!named<Outcome>(words[0])) return false;
  return (words[0] == "violated") == (words.size() == 2) && (words.size() == 1 || named<Kind>(words[1]));
}

TEST(samples, each_has_its_expectation) {
  std::set<std::string> there;
  for (const auto& entry : fs::directory_iterator(samples)) {
    if (entry.path().extension() == ".hpp") there.insert(entry.path().filename());
  }
  std::multiset<std::string> in_table;
  for (const Row& row : expected()) in_table.insert(row[file]);
  EXPECT_THAT(in_table, testing::UnorderedElementsAreArray(there));
  EXPECT_GE(there.size(), 30U);
}

TEST(samples, each_expectation_is_well_formed) {
  for (const Row& row : expected()) {
    SCOPED_TRACE(row[file]);
    ASSERT_EQ(row.size(), columns);
    EXPECT_TRUE(row[file].starts_with(row[assignment] + "_"));
    EXPECT_TRUE(fs::exists(root / "coursework/templates" / (row[assignment] + ".hpp")));
    for (std::size_t i = first_verdict; i < bypass; ++i) EXPECT_TRUE(is_verdict(row[i])) << row[i];
    // Where priorities are inherited it is inversion that is bounded.
    const bool has_bypass = row[bypass - 1] == "holds" && row[assignment] != "priority_inheritance";
    EXPECT_EQ(row[bypass].empty(), !has_bypass);
  }
}

TEST(samples, each_says_where_it_is_from_and_what_is_expected) {
  for (const Row& row : expected()) {
    const std::string text = content(samples / row[file]);
    const std::string head = text.substr(0, text.find("\n\n"));
    EXPECT_THAT(head, testing::HasSubstr("\n// Source: ")) << row[file];
    EXPECT_THAT(head, testing::HasSubstr("\n// Expected: ")) << row[file];
  }
}

TEST(templates, there_is_one_for_each_assignment_and_samples_of_it) {
  std::set<std::string> there;
  for (const auto& entry : fs::directory_iterator(root / "coursework/templates")) there.insert(entry.path().stem());
  std::set<std::string> with_samples;
  for (const Row& row : expected()) with_samples.insert(row[assignment]);
  std::set<std::string> names;
  for (const Assignment& one : assignments()) names.insert(one.name);
  EXPECT_EQ(there, names);
  EXPECT_EQ(with_samples, names);
}

// A sample that is said to be right in all that is asked of it, so that each assignment can be solved.
TEST(samples, solve_each_assignment) {
  for (const Assignment& one : assignments()) {
    const auto solves = [&](const Row& row) {
      return row[assignment] == one.name && std::ranges::all_of(one.asked, [&](const Asked& asked) {
               const std::string& verdict = row.at(first_verdict + static_cast<std::size_t>(asked.property));
               return verdict == "holds" || verdict == "violated " + std::string(name(one.excused));
             });
    };
    EXPECT_TRUE(std::ranges::any_of(expected(), solves)) << one.name;
  }
}

TEST(samples, the_handout_says_the_same) { EXPECT_EQ(handed_out(), expected()); }

}  // namespace
}  // namespace turnstile::coursework
