// What the tests of the tree share: the tree, and a copy of it that a test may spoil.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "ci/text.hpp"
#include "ci/tree.hpp"

namespace turnstile::tree {

inline const std::filesystem::path root = ROOT;

inline std::string joined(const Complaints& complaints) {
  std::string text;
  for (const std::string& line : complaints) text += line + "\n";
  return text;
}

#define EXPECT_NONE(complaints) EXPECT_TRUE((complaints).empty()) << joined(complaints)
#define EXPECT_NOTICED(complaints, what) \
  EXPECT_NE(joined(complaints).find(what), std::string::npos) << joined(complaints)

// Each test has a copy of its own.
class SpoiltTree : public ::testing::Test {
 public:
  SpoiltTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "turnstile-tree-XXXXXX").string();
    copy_ = ::mkdtemp(pattern.data());
    for (const char* folder : {"algorithms", "benchmarks", "ci", "cmake", "coursework", "examples", "include", "models",
                               "proptests", "sanitizers"}) {
      std::filesystem::copy(root / folder, copy_ / folder, std::filesystem::copy_options::recursive);
    }
    // The counterexamples are left out: there are many, and nothing is asked of them.
    std::filesystem::copy(root / "docs", copy_ / "docs");
  }
  ~SpoiltTree() override { std::filesystem::remove_all(copy_); }

 protected:
  [[nodiscard]] const std::filesystem::path& copy() const { return copy_; }

  void replace(const std::filesystem::path& file, const std::string& what, const std::string& by) const {
    std::string changed = content(copy_ / file);
    const auto at = changed.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    changed.replace(at, what.size(), by);
    std::ofstream(copy_ / file) << changed;
  }

 private:
  std::filesystem::path copy_;
};

}  // namespace turnstile::tree
