// The tree is whole; and the check of it notices what is missing.
#include "ci/tree.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "ci/spoilt_tree.hpp"

namespace turnstile::tree {
namespace {

namespace fs = std::filesystem;

std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

const std::vector<Form>& forms() {
  static const std::vector<Form> all = forms_from_json(output_of(TURNSTILE " list --json"));
  return all;
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::set<std::string> words;
  for (std::string word; in >> word;) words.insert(word);
  return words;
}

const std::set<std::string>& tests() {
  static const std::set<std::string> all = words_of(output_of(CTEST " --test-dir " BUILD " -N"));
  return all;
}

const std::set<std::string>& stressed() {
  static const std::set<std::string> all = words_of(output_of(STRESS " list"));
  return all;
}

TEST(tree, has_a_list_to_check) { EXPECT_GE(forms().size(), 23U); }
TEST(tree, every_stem_has_its_counterparts) { EXPECT_NONE(missing_counterparts(root, forms())); }
TEST(tree, every_form_has_its_header) { EXPECT_NONE(missing_headers(root, forms())); }
TEST(tree, every_form_has_its_row) { EXPECT_NONE(missing_rows(root, forms())); }
TEST(tree, every_form_has_its_tests) { EXPECT_NONE(missing_tests(forms(), tests(), stressed())); }
TEST(tree, every_difference_is_marked) { EXPECT_NONE(unmarked_differences(root, forms())); }
TEST(tree, pages_quote_the_code_as_it_is) { EXPECT_NONE(misquoted_code(root, forms())); }
TEST(tree, the_walk_through_shows_the_example_as_it_is) {
  EXPECT_NONE(snippets_not_in(root / "examples/check_your_own", root / "docs/check_your_own.md"));
}
TEST(tree, algorithms_know_no_tool) { EXPECT_NONE(tools_in_algorithms(root)); }

// One round is enough to come by every order. (Not to refute all: the exit status is 1, and does not count.)
const std::string& orders() {
  static const std::string all = [] {
    std::string pattern = (fs::temp_directory_path() / "turnstile-orders-XXXXXX").string();
    ::close(::mkstemp(pattern.data()));
    output_of(TURNSTILE " orders --rounds 1 --json " + pattern + " || test $? = 1");
    std::ostringstream text;
    text << std::ifstream(pattern).rdbuf();
    fs::remove(pattern);
    return text.str();
  }();
  return all;
}

TEST(tree, every_order_that_is_written_is_tried) { EXPECT_NONE(untried_orders(root, orders())); }
TEST(tree, every_exception_is_proved) { EXPECT_NONE(unproved_exceptions(root, output_of(TURNSTILE " list --json"))); }

TEST(tree, suppresses_nothing_under_thread_sanitizer) {
  std::ifstream in(root / "sanitizers" / "tsan.supp");
  ASSERT_TRUE(in);
  for (std::string line; std::getline(in, line);) EXPECT_TRUE(line.empty() || line.starts_with("#")) << line;
}

TEST(tree, limits_shows_the_litmus_table_as_it_is) {
  std::ifstream in(root / "docs" / "limits.md");
  std::ostringstream page;
  page << in.rdbuf();
  EXPECT_NE(page.str().find(output_of(LITMUS " --table")), std::string::npos);
}

// --- the check itself ----------------------------------------------------------------------------------------------------

TEST_F(SpoiltTree, a_missing_counterpart_is_noticed) {
  for (const char* file :
       {"models/stems/turn.cpp", "proptests/tsl.cpp", "sanitizers/peterson.cpp", "docs/peterson.md"}) {
    fs::remove(copy() / file);
    EXPECT_NOTICED(missing_counterparts(copy(), forms()), file);
  }
  fs::create_directory(copy() / "algorithms" / "stray");
  EXPECT_NOTICED(missing_counterparts(copy(), forms()), "algorithms/stray is not listed");
}

TEST_F(SpoiltTree, a_missing_or_unlisted_header_is_noticed) {
  fs::remove(copy() / "algorithms/turn/broken_relaxed.hpp");
  EXPECT_NOTICED(missing_headers(copy(), forms()), "algorithms/turn/broken_relaxed.hpp is missing");
  std::ofstream(copy() / "algorithms/tsl/broken_stray.hpp") << "";
  EXPECT_NOTICED(missing_headers(copy(), forms()), "broken_stray.hpp is not listed");
}

TEST_F(SpoiltTree, a_missing_row_is_noticed) {
  replace("docs/turn.md", "| `keeps_turn`", "| keeps_turn");
  EXPECT_NOTICED(missing_rows(copy(), forms()), "broken_keeps_turn");
}

TEST(spoilt_tests, missing_tests_are_noticed) {
  std::set<std::string> fewer = tests();
  ASSERT_EQ(fewer.erase("model.turn.correct.progress.relacy"), 1U);
  ASSERT_EQ(fewer.erase("model.turn.correct.orders.rc11"), 1U);
  std::erase_if(fewer, [](const std::string& name) { return name.starts_with("prop.tsl.broken_early_release_"); });
  std::set<std::string> less = stressed();
  less.erase("peterson/correct_rmw");
  const Complaints complaints = missing_tests(forms(), fewer, less);
  EXPECT_NOTICED(complaints, "model.turn.correct.progress");
  EXPECT_NOTICED(complaints, "model.turn.correct.orders.rc11");
  EXPECT_NOTICED(complaints, "prop.tsl.broken_early_release_");
  EXPECT_NOTICED(complaints, "stress client of peterson/correct_rmw");
  EXPECT_EQ(complaints.size(), 4U);
}

TEST_F(SpoiltTree, differences_without_a_mark_are_noticed) {
  replace("algorithms/peterson/broken_acq_rel.hpp", "turn_{0}", "turn_{1}");
  EXPECT_NOTICED(unmarked_differences(copy(), forms()), "broken_acq_rel.hpp differs");
  replace("algorithms/tsl/broken_lost_release.hpp", "// BUG:", "//");
  EXPECT_NOTICED(unmarked_differences(copy(), forms()), "broken_lost_release.hpp has no BUG mark");
  replace("algorithms/turn/broken_keeps_turn.hpp", "store(self,", "store(1 - self,");
  EXPECT_NOTICED(unmarked_differences(copy(), forms()), "broken_keeps_turn.hpp does not differ");
  replace("algorithms/turn/turn.hpp", "turn_.store(1 - self, release);", "turn_.store(1 - self, release);  // BUG: no");
  EXPECT_NOTICED(unmarked_differences(copy(), forms()), "turn.hpp is right, but has a BUG mark");
}

TEST_F(SpoiltTree, a_page_behind_the_code_is_noticed) {
  replace("algorithms/peterson/peterson.hpp", "turn_.store(1 - self, seq_cst)", "turn_.store(1 - self,  seq_cst)");
  for (const Form& form : forms()) {
    if (form.stem == "peterson" && form.broken()) fs::remove(copy() / form.header);
  }
  EXPECT_NOTICED(misquoted_code(copy(), forms()), "docs/peterson.md quotes");
  std::ofstream(copy() / "docs/turn.md", std::ios::app) << "\nturn.hpp:1\n";
  EXPECT_NOTICED(misquoted_code(copy(), forms()), "docs/turn.md refers to turn.hpp:1");
}

TEST_F(SpoiltTree, a_snippet_behind_the_example_is_noticed) {
  const auto complaints = [&] {
    return snippets_not_in(copy() / "examples/check_your_own", copy() / "docs/check_your_own.md");
  };
  ASSERT_TRUE(complaints().empty());
  replace("examples/check_your_own/spin_lock.cpp", "std::memory_order_acquire", "std::memory_order_relaxed");
  EXPECT_NOTICED(complaints(), "bool SpinLock::try_lock()");
  replace("docs/check_your_own.md", "```text\n", "```text\nnothing of the kind\n");
  EXPECT_EQ(complaints().size(), 2U);
}

TEST_F(SpoiltTree, an_order_that_is_not_tried_is_noticed) {
  replace("algorithms/turn/turn.hpp", "turn_.store(1 - self, release);", "turn_.store(1 - self, release), f(acquire);");
  replace("algorithms/tsl/tsl.hpp", "exchange(true, acquire)", "exchange(true, order)");
  const Complaints complaints = untried_orders(copy(), orders());
  EXPECT_NOTICED(complaints, "turn.hpp, line 33: acquire");
  EXPECT_NOTICED(complaints, "tsl.hpp, line 30: acquire");
  EXPECT_EQ(complaints.size(), 2U);
}

TEST_F(SpoiltTree, an_exception_without_a_proof_is_noticed) {
  const auto complaints = [&](const std::string& proof) {
    return unproved_exceptions(copy(), R"({"algorithms": [{"order_exceptions": [{"proof": ")" + proof + R"("}]}]})");
  };
  EXPECT_NONE(complaints("docs/peterson.md#release_turn"));
  EXPECT_NOTICED(complaints("docs/peterson.md#nothing"), "there is no docs/peterson.md#nothing");
  EXPECT_NOTICED(complaints("docs/peterson.md"), "there is no docs/peterson.md");
  EXPECT_NOTICED(complaints("docs/nothing.md#release_turn"), "there is no docs/nothing.md");
}

TEST_F(SpoiltTree, a_tool_in_an_algorithm_is_noticed) {
  replace("algorithms/turn/turn.hpp", "#pragma once",
          "#pragma once\n#ifdef SPIN\n#include <relacy/relacy.hpp>\n#endif");
  EXPECT_EQ(tools_in_algorithms(copy()).size(), 2U);
}

}  // namespace
}  // namespace turnstile::tree
