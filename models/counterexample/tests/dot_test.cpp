// The graph for Graphviz: its edges, and whether Graphviz takes it.
#include "models/counterexample/dot.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/counterexample/explain.hpp"
#include "models/counterexample/tests/examples.hpp"

namespace turnstile::counterexample {
namespace {

using namespace examples;  // NOLINT(google-build-using-namespace)
using ::testing::HasSubstr;
using ::testing::Not;

Artifact explained(Artifact artifact) {
  const Explanation e = explain(artifact);
  artifact.sentence = e.sentence;
  artifact.culprits = e.culprits;
  return artifact;
}

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

int edges(const std::string& graph, const std::string& relation) { return count(graph, "[class=\"" + relation + "\""); }

TEST(dot, draws_every_relation) {
  const std::string graph = dot(explained(peterson()));
  EXPECT_EQ(count(graph, "subgraph cluster_"), 3) << "two threads, and the legend";
  // Each thread has four accesses, and its entry.
  EXPECT_EQ(edges(graph, "po"), 8);
  // Each flag, and the first count, is read as it was in the beginning; the second count reads the first.
  EXPECT_EQ(count(graph, "  initial -> "), 3);
  EXPECT_EQ(edges(graph, "rf"), 4);
  EXPECT_THAT(graph, HasSubstr("e7 -> e14 [class=\"rf\""));
  EXPECT_EQ(edges(graph, "co"), 2) << "turn, and the count";
  EXPECT_EQ(edges(graph, "fr"), 2) << "store buffering: from each flag read to its store";
  EXPECT_THAT(graph, HasSubstr("e5 -> e9 [class=\"fr\""));
  EXPECT_THAT(graph, HasSubstr("e12 -> e2 [class=\"fr\""));
  EXPECT_EQ(edges(graph, "hb"), 0);
}

TEST(dot, draws_happens_before_where_nothing_comes_between) {
  const std::string graph = dot(explained(mcs()));
  EXPECT_EQ(edges(graph, "hb"), static_cast<int>(mcs().happens_before.size()));
  EXPECT_THAT(graph, HasSubstr("e3 -> e10 [class=\"hb\""));
  EXPECT_THAT(graph, HasSubstr("e17 -> e11 [class=\"co\"")) << "against the order of execution";
  EXPECT_THAT(graph, HasSubstr("waits for ever"));
}

TEST(dot, marks_what_is_stale_and_what_shows_the_violation) {
  const std::string graph = dot(explained(peterson()));
  EXPECT_EQ(count(graph, "class=\"event culprit stale\""), 1);
  EXPECT_EQ(count(graph, "class=\"event culprit\""), 1);
  EXPECT_THAT(graph, HasSubstr("12: load interested[0] is false  acquire\\nstale: true by now\\nline 37"));
}

TEST(dot, shows_a_race_without_what_it_would_have_read) {
  const std::string graph = dot(explained(tsl()));
  EXPECT_THAT(graph, Not(HasSubstr("-> e12 [class=\"rf\"")));
  EXPECT_THAT(graph, HasSubstr("12: reads counter: a race")) << graph;
}

TEST(dot, shows_what_main_did_in_a_cluster_of_its_own) {
  EXPECT_THAT(dot(explained(stack())), HasSubstr("subgraph cluster_main {\n    label=\"main\";"));
}

TEST(dot, shows_rounds_of_waiting_once) {
  Example e("a", "b", Kind::deadlock, 1);
  for (int i = 0; i < 3; ++i) e[e.load(0, "x", Step::initial, relaxed, 5)].waits = true;
  const std::string graph = dot(e.done());
  EXPECT_EQ(count(graph, "class=\"event"), 1);
  EXPECT_THAT(graph, HasSubstr("x is 0  relaxed  × 3"));
}

// --- with Graphviz -----------------------------------------------------------------------------------------------------

class Graphviz : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("dot -V > /dev/null 2>&1") != 0) GTEST_SKIP() << "Graphviz is not installed: no dot";
  }
  // What `dot -Tsvg` makes of it; empty if it refuses.
  static std::string svg(const std::string& graph) {
    const std::filesystem::path folder(::testing::TempDir());
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::string file = (folder / (std::string(test->name()) + ".dot")).string();
    std::ofstream(file) << graph;
    const std::string command = "dot -Tsvg -o '" + file + ".svg' '" + file + "'";
    const bool accepted = std::system(command.c_str()) == 0;
    std::ifstream in(file + ".svg");
    const std::string picture{std::istreambuf_iterator<char>(in), {}};
    std::filesystem::remove(file);
    std::filesystem::remove(file + ".svg");
    return accepted ? picture : "";
  }
};

TEST_F(Graphviz, takes_every_graph) {
  for (const Artifact& artifact : {peterson(), mcs(), tsl(), bypass(3), stack(), Artifact()}) {
    EXPECT_THAT(svg(dot(explained(artifact))), HasSubstr("</svg>"));
  }
}

TEST_F(Graphviz, draws_each_edge) {
  const std::string picture = svg(dot(explained(peterson())));
  EXPECT_EQ(count(picture, "class=\"edge po\""), 8);
  EXPECT_EQ(count(picture, "class=\"edge fr\""), 2);
}

TEST_F(Graphviz, shows_hostile_names_as_text) {
  const std::string hostile = "x\"];\n evil [label=\"\\\">&lt;<b>\\N\\";
  Example e(hostile, hostile, Kind::assertion, 2);
  e.in(hostile);
  e.store(0, hostile, 1, relaxed, 5);
  e.says(1, hostile);
  const std::string graph = dot(explained(e.done()));
  EXPECT_EQ(count(graph, "\n evil"), 0);
  const std::string picture = svg(graph);
  // As an SVG has it; spaces may be others there.
  EXPECT_THAT(picture, HasSubstr("x&quot;];\\x0a")) << graph;
  EXPECT_THAT(picture, HasSubstr("&quot;\\&quot;&gt;&amp;lt;&lt;b&gt;\\N\\"));
}

}  // namespace
}  // namespace turnstile::counterexample
