// turnstile report: what it takes, and what it refuses. What the page shows is tested in a browser (browser/).
#include "models/command/tests/support.hpp"

namespace turnstile::tests {
namespace {

const char* const program = TURNSTILE;

class Report : public Command {
 protected:
  Report() {
    fs::create_directory(run());
    verdicts_ = {{"schema", "turnstile.verdicts/1"}, {"verdicts", {verdict()}}};
    fs::copy_file(PETERSON_JSON, run() / "peterson.json");
  }

  [[nodiscard]] fs::path run() const { return in_directory("run"); }
  [[nodiscard]] fs::path page() const { return in_directory("report.html"); }
  json& first() { return verdicts_.at("verdicts").at(0); }
  json& all() { return verdicts_; }

  Outcome report() {
    std::ofstream(run() / "verdicts.json") << verdicts_;
    return shell(std::string(program) + " report " + run().string() + " -o " + page().string());
  }

  void expect_refused_for(const std::string& reason) {
    std::ofstream(page()) << "as it was";
    const Outcome o = report();
    EXPECT_EQ(o.status, 2) << reason;
    EXPECT_NE(o.err.find(reason), std::string::npos) << reason << "\n" << o.err;
    EXPECT_EQ(std::ranges::count(o.err, '\n'), 1) << o.err;
    EXPECT_EQ(content(page()), "as it was");
  }

 private:
  static json verdict() {
    const json run = {{"client", "occupancy"}, {"rounds", "1,1"},  {"search", "full"}, {"executions", 5},
                      {"blocked", 0},          {"complete", true}, {"seconds", 0.1},   {"result", "overlap"}};
    return {{"algorithm", "peterson"},
            {"variant", "broken_acq_rel"},
            {"property", "mutual_exclusion"},
            {"engine", "rc11"},
            {"model", "RC11"},
            {"verdict", "violated"},
            {"kind", "overlap"},
            {"expected", "violated"},
            {"expected_kind", "overlap"},
            {"as_contracted", true},
            {"bounds", {{"threads", 2}, {"rounds", 2}, {"mix", nullptr}}},
            {"executions", 5},
            {"blocked", 0},
            {"complete", false},
            {"seconds", 0.1},
            {"bypass", nullptr},
            {"counterexample", "where/it/was/written/peterson.json"},
            {"reason", nullptr},
            {"runs", {run}}};
  }

  json verdicts_;
};

TEST_F(Report, is_one_page_with_the_counterexamples) {
  const Outcome o = report();
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_NE(content(page()).find("Both threads are in the critical section"), std::string::npos);
}

TEST_F(Report, of_nothing_is_refused) {
  fs::remove_all(run());
  const Outcome o = shell(std::string(program) + " report " + run().string() + " -o " + page().string());
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.err.find("run/verdicts.json"), std::string::npos) << o.err;
  EXPECT_FALSE(fs::exists(page()));
}

TEST_F(Report, a_missing_or_broken_counterexample_is_refused) {
  first().at("counterexample") = "missing.json";
  expect_refused_for("run/missing.json");
  std::ofstream(run() / "missing.json") << "{";
  expect_refused_for("run/missing.json': no JSON");
  first().at("counterexample") = "..";
  expect_refused_for("run/..");
}

TEST_F(Report, another_schema_is_refused) {
  all().at("schema") = "turnstile.verdicts/2";
  expect_refused_for("verdicts.json': schema is not turnstile.verdicts/1");
  all() = json::array();
  expect_refused_for("verdicts.json");
  all() = "text";
  expect_refused_for("verdicts.json");
}

TEST_F(Report, what_is_missing_or_wrong_in_a_verdict_is_said_with_its_place) {
  const json whole = first();
  for (const auto& [member, value] : whole.items()) {
    first() = whole;
    first().erase(member);
    expect_refused_for("verdicts[0]." + member + " is missing");
    first() = whole;
    first().at(member) = json::array({json::array()});
    expect_refused_for("verdicts[0]." + member);
  }
}

TEST_F(Report, what_is_wrong_deeper_is_refused) {
  const json whole = first();
  const std::vector<std::pair<std::string, json>> wrong = {
      {"/bounds/threads", -1},
      {"/bounds/mix", 3},
      {"/bypass", {{"thread", {{"bound", "one"}, {"by_rounds", json::object()}}}}},
      {"/bypass", {{"thread", {{"bound", 1}, {"by_rounds", {{"1", "x"}}}}}}},
      {"/bypass", {{"thread", {{"bound", 1}, {"by_rounds", json::array()}}}}},
      {"/runs/0/executions", -5},
      {"/runs/0/seconds", "long"},
      {"/runs/0/complete", 1},
      {"/kind", "no kind"}};
  for (const auto& [place, value] : wrong) {
    first() = whole;
    first()[json::json_pointer(place)] = value;
    expect_refused_for("verdicts[0]");
  }
}

TEST_F(Report, cut_off_verdicts_are_refused) {
  const std::string text = all().dump();
  std::ofstream(run() / "verdicts.json") << text.substr(0, text.size() / 2);
  const Outcome o = shell(std::string(program) + " report " + run().string() + " -o " + page().string());
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.err.find("is no JSON"), std::string::npos) << o.err;
}

}  // namespace
}  // namespace turnstile::tests
