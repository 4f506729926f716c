// Counterexamples on the command line: show and replay, of files that are one, and of files that are not.
#include <functional>

#include "models/command/tests/support.hpp"

namespace turnstile::tests {

namespace {

class Counterexample : public Command {
 protected:
  // One of the gallery.
  static std::string of_peterson() { return GALLERY "/peterson.broken_acq_rel.mutual_exclusion.rc11.json"; }
  static std::string of_tasks() {
    return GALLERY "/priority_inheritance.broken_no_inheritance.bounded_waiting.uniprocessor.json";
  }

  std::string changed(const std::string& file, const std::function<void(json&)>& change) {
    json j = json::parse(content(file));
    change(j);
    return written(j.dump());
  }
  std::string written(const std::string& text) {
    const std::string path = in_directory("some.json").string();
    std::ofstream(path) << text;
    return path;
  }
};

TEST_F(Counterexample, is_shown_as_text) {
  const Outcome o = turnstile("show " + of_peterson());
  EXPECT_EQ(o.status, 0);
  EXPECT_TRUE(o.out.starts_with("peterson/broken_acq_rel  mutual_exclusion  violated: overlap\nBoth threads are in "))
      << o.out;
  EXPECT_NE(o.out.find("stale"), std::string::npos);
  EXPECT_EQ(o.out.find('\x1b'), std::string::npos) << "no terminal, no colour";
  EXPECT_EQ(o.err, "");
}

TEST_F(Counterexample, has_its_lines_and_orders_as_details) {
  EXPECT_NE(turnstile("show --details " + of_peterson()).out.find("broken_acq_rel.hpp:"), std::string::npos);
}

TEST_F(Counterexample, is_written_as_a_graph_and_as_a_page) {
  const std::string output = in_directory("output").string();
  EXPECT_EQ(turnstile("show " + of_peterson() + " --format dot -o " + output).status, 0);
  EXPECT_TRUE(content(output).starts_with("digraph")) << content(output);
  EXPECT_EQ(turnstile("show " + of_peterson() + " --format html -o " + output).status, 0);
  EXPECT_TRUE(content(output).starts_with("<!doctype html>")) << content(output).substr(0, 100);
}

TEST_F(Counterexample, of_tasks_is_shown_by_ticks) {
  EXPECT_NE(turnstile("show " + of_tasks()).out.find("\ntick  0\n"), std::string::npos);
}

TEST_F(Counterexample, is_run_again) {
  for (const std::string& file : {of_peterson(), of_tasks()}) {
    const Outcome o = turnstile("replay " + file);
    EXPECT_EQ(o.status, 0) << o.out << o.err;
    EXPECT_NE(o.out.find("still violated"), std::string::npos) << o.out;
  }
}

// It is in no catalogue, or has the name of something else that is.
TEST_F(Counterexample, of_a_submission_is_shown_but_not_run_again) {
  EXPECT_NE(turnstile("show " + of_peterson()).out.find("turnstile replay"), std::string::npos);
  for (const char* variant : {"my_lock", "broken_acq_rel"}) {
    const std::string file = changed(of_peterson(), [&](json& j) {
      j["variant"] = variant;
      for (json& step : j["events"]) {
        if (step["file"].is_string() && step["file"].get<std::string>().starts_with("algorithms/"))
          step["file"] = "my_lock.hpp";
      }
    });
    const Outcome o = turnstile("show " + file);
    EXPECT_EQ(o.status, 0) << o.err;
    EXPECT_EQ(o.out.find("replay"), std::string::npos) << o.out;
    expect_refused("replay " + file, "a submission has to be graded again");
  }
}

TEST_F(Counterexample, that_is_not_violated_any_more_is_told_apart) {
  const std::string file = changed(of_peterson(), [](json& j) { j["kind"] = "lost_update"; });
  const Outcome o = turnstile("replay " + file);
  EXPECT_EQ(o.status, 1) << o.out << o.err;
  EXPECT_NE(o.out.find("no longer violated"), std::string::npos) << o.out;
}

TEST_F(Counterexample, that_does_not_fit_the_code_is_refused_with_the_step) {
  const auto of_the_right_form = [](json& j) { j["variant"] = "correct"; };
  expect_refused("replay " + changed(of_peterson(), of_the_right_form), "does not fit the code at step ");
  const auto of_another = [](json& j) { j["variant"] = "broken_no_turn"; };
  expect_refused("replay " + changed(of_peterson(), of_another), "does not fit the code at step ");
  expect_refused("replay " + changed(of_peterson(), [](json& j) { j["variant"] = "broken_nothing"; }),
                 "broken_nothing");
  expect_refused("replay " + changed(of_peterson(), [](json& j) { j["client"] = "crowd"; }), "no such client");
  expect_refused("replay " + changed(of_peterson(), [](json& j) { j["engine"] = "tsan"; }), "real threads");
}

TEST_F(Counterexample, that_is_none_is_refused_in_one_line) {
  for (const std::string command : {"show ", "replay "}) {
    expect_refused(command + "/nowhere.json", "/nowhere.json: cannot be read");
    expect_refused(command + in_directory("").string(), "cannot be read");
    expect_refused(command + written(""), "some.json: no JSON");
    expect_refused(command + written(std::string(100'000, '[')), "nested too deeply");
    expect_refused(command + written(R"({"schema":"turnstile.counterexample/2"})"), "version 2");
    expect_refused(command + changed(of_peterson(), [](json& j) { j["events"] = "none"; }), "events is not a list");
  }
  expect_refused("show", "file");
  expect_refused("show --format pdf " + of_peterson(), "pdf");
  expect_refused("show -o /nowhere/page.html " + of_peterson(), "/nowhere");
}

TEST_F(Counterexample, with_hostile_names_is_shown_as_text) {
  const std::string file = changed(of_peterson(), [](json& j) {
    j["sentence"] = "</script><script>alert(1)</script>\x1b[31m";
    j["algorithm"] = "<img src=x onerror=alert(1)>";
  });
  const Outcome text = turnstile("show " + file);
  EXPECT_EQ(text.status, 0);
  EXPECT_EQ(text.out.find('\x1b'), std::string::npos) << "it would colour the terminal";
  const Outcome page = turnstile("show --format html " + file);
  EXPECT_EQ(page.out.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.out.find("<img src=x"), std::string::npos);
}

// Counterexamples are made of what the contract calls violated, and of nothing else.
TEST_F(Counterexample, is_made_of_what_the_contract_calls_violated) {
  const fs::path directory = in_directory("found");
  EXPECT_EQ(turnstile("check turn --violated --engine rc11 --counterexamples " + directory.string()).status, 0);
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(directory)) found.push_back(entry.path().filename().string());
  std::ranges::sort(found);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front(), "turn.broken_keeps_turn.bounded_waiting.rc11.json");
  EXPECT_TRUE(std::ranges::find(found, "turn.correct.mutual_exclusion.rc11.json") == found.end());
}

// To make it small the form is run again: what it does then is no reason to lose what was found.
TEST_F(Counterexample, trouble_when_it_is_made_small_stays_in_its_process) {
  const fs::path found = in_directory("found");
  const json all = verdicts(
      "run_again/broken_crash run_again/broken_hang run_again/broken_leave --property mutual_exclusion --budget 5 "
      "--counterexamples " +
      found.string());
  ASSERT_EQ(all.size(), 3U);
  for (const json& v : all) {
    EXPECT_EQ(v.at("verdict"), "violated") << v;
    EXPECT_EQ(v.at("kind"), "overlap") << v;
  }
  const auto said = [&](const std::string& variant, const char* what) {
    const json c = json::parse(content(found / ("run_again." + variant + ".mutual_exclusion.relacy.json")));
    const std::string model = c.at("model");
    EXPECT_NE(model.find("; it was not made smaller: "), std::string::npos) << model;
    EXPECT_NE(model.find(what), std::string::npos) << model;
    EXPECT_FALSE(c.at("events").empty()) << variant;
  };
  said("broken_crash", "crashed (Aborted)");
  said("broken_hang", "did not end");
  said("broken_leave", "not a recorded violation");
}

}  // namespace

}  // namespace turnstile::tests
