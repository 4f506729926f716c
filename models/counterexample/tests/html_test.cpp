// Pages as text: what is filled in stays inside its place.
#include "models/counterexample/html.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "models/counterexample/sentences.hpp"
#include "models/counterexample/tests/examples.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* attack = "</script><img src=x onerror=alert(1)>\"'&@DATA@@TITLE@";

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++n;
  return n;
}

// What stands in the element of the data.
nlohmann::json data_of(const std::string& page) {
  const std::string begin = R"(<script type="application/json" id="data">)";
  const std::size_t from = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

Artifact hostile() {
  Artifact artifact;
  artifact.algorithm = attack;
  artifact.variant = "broken";
  artifact.kind = Kind::overlap;
  artifact.sentence = attack;
  artifact.sources = {{.file = attack, .text = attack}};
  return artifact;
}

TEST(html, markup_and_quotes_are_escaped) {
  EXPECT_EQ(escaped("<a b=\"'&'\">"), "&lt;a b=&quot;&#39;&amp;&#39;&quot;&gt;");
}

TEST(html, json_ends_no_element_and_stays_the_same) {
  const nlohmann::json json = {{attack, "<!--<script>\\"}};
  const std::string text = escaped_json(json.dump());
  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_EQ(nlohmann::json::parse(text), json);
}

TEST(html, what_is_filled_in_is_not_filled_again) {
  EXPECT_EQ(filled("a@ @X@ @Y@ b@c @Z@", {{"X", "@Y@"}, {"Y", "y"}}), "a@ @Y@ y b@c @Z@");
  EXPECT_EQ(filled("", {{"X", "x"}}), "");
}

TEST(html, a_page_has_two_scripts_whatever_it_shows) {
  const std::string page = html(hostile());
  EXPECT_EQ(times(page, "</script>"), 2U);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_EQ(data_of(page).at("sentence"), attack);
}

// The script of the page has no words of its own for what a step does.
TEST(html, a_page_says_of_each_event_what_the_other_views_say) {
  const Artifact artifact = examples::mcs();
  const nlohmann::json events = data_of(html(artifact)).at("events");
  ASSERT_EQ(events.size(), artifact.events.size());
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].at("phrase"), phrase(artifact.events[i]));
  EXPECT_EQ(events.at(0).at("phrase"), "enters the doorway");
  EXPECT_EQ(events.at(3).at("phrase"), "begins to wait");
}

TEST(html, a_page_needs_nothing_else) {
  const std::string page = html(hostile());
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(page, Not(HasSubstr("unsafe-inline")));
  for (const char* place :
       {"@POLICY@", "@STYLE@", "@SCRIPT@", "innerHTML", "http-equiv=\"refresh\"", "<link", "src=\""}) {
    EXPECT_THAT(page, Not(HasSubstr(place)));
  }
}

TEST(html, a_report_has_the_verdicts_and_the_counterexamples_by_their_names) {
  const std::string page = report_html(R"({"verdicts": []})", {{attack, hostile()}, {"b.json", hostile()}});
  EXPECT_EQ(times(page, "</script>"), 2U);
  const nlohmann::json data = data_of(page);
  EXPECT_EQ(data.at("verdicts"), nlohmann::json({{"verdicts", nlohmann::json::array()}}));
  EXPECT_EQ(data.at("kinds").size(), names_of<Kind>.size() - 1) << "all but none";
  for (const auto& [kind, sentence] : data.at("kinds").items()) {
    EXPECT_EQ(sentence.get<std::string>() + ".", general_sentence(named<Kind>(kind).value_or(Kind::none))) << kind;
  }
  EXPECT_EQ(data.at("counterexamples").size(), 2U);
  EXPECT_EQ(data.at("counterexamples").at(attack).at("sentence"), attack);
}

}  // namespace
}  // namespace turnstile::counterexample
