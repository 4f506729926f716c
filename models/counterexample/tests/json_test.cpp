// Counterexamples as files: what is written is read again, and what is none is refused in one line.
#include "models/counterexample/json.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "models/clients/rows.hpp"
#include "models/counterexample/make.hpp"
#include "models/counterexample/tests/examples.hpp"
#include "models/counterexample/tests/traces.hpp"

namespace turnstile::counterexample {

namespace {

using enum std::memory_order;
using nlohmann::json;
using testing::HasSubstr;

// Store buffering lets both in.
Artifact store_buffering() {
  Traces t;
  for (int thread = 0; thread < 2; ++thread) {
    t.enter(thread, Section::waiting);
    t.write(thread, thread == 0 ? "interested[0]" : "interested[1]", 1, release);
    t.read(thread, thread == 0 ? "interested[1]" : "interested[0]", Step::initial, acquire);
    t.enter(thread, Section::critical);
    t.exchange(thread, "inside", thread == 0 ? Step::initial : 4, thread + 1, relaxed);
  }
  for (Step& step : t.trace) step.truth = step.variable.starts_with("interested");
  Artifact artifact;
  artifact.algorithm = "peterson";
  artifact.variant = "broken_acq_rel";
  artifact.property = Property::mutual_exclusion;
  artifact.kind = Kind::overlap;
  artifact.engine = Engine::rc11;
  artifact.model = "RC11";
  artifact.client = &clients::occupancy;
  artifact.mix = Mix::all(2, 1);
  artifact.events = t.trace;
  return make(artifact);
}

Artifact inversion() {
  Artifact artifact;
  artifact.algorithm = "priority_inheritance";
  artifact.variant = "broken_no_inheritance";
  artifact.property = Property::bounded_waiting;
  artifact.kind = Kind::inversion;
  artifact.engine = Engine::uniprocessor;
  artifact.sentence = "M runs while H waits";
  artifact.schedule = {.locks = 1,
                       .tasks = {{.name = "L", .priority = 1, .arrival = 0, .script = "run 1", .ticks = "#+"}}};
  return artifact;
}

TEST(counterexample_json, is_read_as_it_was_written) {
  for (const Artifact& artifact : {store_buffering(), inversion(), examples::use_after_free(Operation::store)}) {
    const std::string text = to_json(artifact);
    const Artifact again = from_json(text);
    EXPECT_TRUE(again == artifact) << text;
    EXPECT_EQ(to_json(again), text);
  }
}

TEST(counterexample_json, says_values_in_words_and_how_long_variables_live) {
  const json j = json::parse(to_json(examples::use_after_free(Operation::store)));
  EXPECT_EQ(j["variables"][0]["initial"], 4294967296);
  EXPECT_EQ(j["variables"][0]["initial_as"], "{0, 1}");
  EXPECT_EQ(j["events"][0]["written_as"], "{1, 0}");
  EXPECT_EQ(j["events"][1]["operation"], "destroy");
  EXPECT_EQ(j["events"][1]["variable"], "age");
  EXPECT_FALSE(j["events"][1].contains("order"));
  EXPECT_EQ(j["events"][2]["ended"], true);
  EXPECT_FALSE(j["events"][2].contains("written"));
}

TEST(counterexample_json, counts_a_main_that_runs_beside_its_threads) {
  Example e("own", "", Kind::assertion, 1);
  e.store(-1, "x", 1, examples::relaxed, 5);
  e.load(0, "x", 0, examples::relaxed, 6);
  Artifact artifact = e.done();
  EXPECT_EQ(json::parse(to_json(artifact))["size"], (json{{"events", 2}, {"context_switches", 1}}));
  artifact.client = &clients::occupancy;
  EXPECT_EQ(json::parse(to_json(artifact))["size"], (json{{"events", 1}, {"context_switches", 0}}));
}

TEST(counterexample_json, says_what_the_schema_says) {
  const json j = json::parse(to_json(store_buffering()));
  EXPECT_EQ(j["schema"], "turnstile.counterexample/1");
  EXPECT_EQ(j["bounds"], (json{{"threads", 2}, {"rounds", {1, 1}}, {"readers", 0}}));
  EXPECT_EQ(j["size"], (json{{"events", 6}, {"context_switches", 1}}));
  const json& read = j["events"][7];
  EXPECT_EQ(read["operation"], "load");
  EXPECT_EQ(read["variable"], "interested[0]");
  EXPECT_EQ(read["read"], false);
  EXPECT_EQ(read["stale"], true);
  EXPECT_TRUE(read["reads_from"].is_null());
}

// --- what is no counterexample -----------------------------------------------------------------------------------------

std::string refusal(const std::string& text) {
  try {
    from_json(text);
  } catch (const NotACounterexample& e) {
    return e.what();
  }
  return "nothing";
}

std::string refusal_after(const std::function<void(json&)>& change) {
  json j = json::parse(to_json(store_buffering()));
  change(j);
  return refusal(j.dump());
}

TEST(counterexample_json, refuses_what_is_no_json) {
  EXPECT_THAT(refusal(""), HasSubstr("no JSON"));
  EXPECT_THAT(refusal("not json"), HasSubstr("no JSON"));
  const std::string whole = to_json(store_buffering());
  EXPECT_THAT(refusal(whole.substr(0, whole.size() / 2)), HasSubstr("no JSON"));
  EXPECT_THAT(refusal(whole + "{}"), HasSubstr("no JSON"));
}

TEST(counterexample_json, every_truncation_is_refused) {
  const std::string whole = to_json(store_buffering());
  for (std::size_t length = 0; length + 2 < whole.size(); length += 7) {
    EXPECT_THAT(refusal(whole.substr(0, length)), HasSubstr("no JSON")) << length;
  }
}

TEST(counterexample_json, refuses_what_is_nested_too_deeply) {
  EXPECT_EQ(refusal(std::string(1'000'000, '[')), "nested too deeply");
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_EQ(refusal(objects), "nested too deeply");
}

TEST(counterexample_json, refuses_another_schema_and_another_version) {
  EXPECT_EQ(refusal("{}"), "schema is missing");
  EXPECT_EQ(refusal("[]"), "the whole is not an object");
  EXPECT_EQ(refusal_after([](json& j) { j["schema"] = "turnstile.verdicts/1"; }),
            "schema is not \"turnstile.counterexample/1\"");
  EXPECT_EQ(refusal_after([](json& j) { j["schema"] = "turnstile.counterexample/2"; }),
            "schema is version 2; this program reads turnstile.counterexample/1");
}

TEST(counterexample_json, every_member_is_needed) {
  const json whole = json::parse(to_json(store_buffering()));
  for (const auto& [key, value] : whole.items()) {
    if (key == "size") continue;  // for those who read the file: it follows from the events
    EXPECT_EQ(refusal_after([&, k = key](json& j) { j.erase(k); }), key + " is missing");
  }
}

TEST(counterexample_json, every_member_has_its_type) {
  const json whole = json::parse(to_json(store_buffering()));
  for (const auto& [key, value] : whole.items()) {
    if (key == "size") continue;
    for (const json& wrong : {json(3.5), json::array({json::object()}), json{{"a", 1}}}) {
      EXPECT_THAT(refusal_after([&, k = key](json& j) { j[k] = wrong; }), HasSubstr(key)) << wrong;
    }
  }
}

TEST(counterexample_json, refuses_events_that_cannot_be) {
  EXPECT_EQ(refusal_after([](json& j) { j["events"][1]["thread"] = 2; }),
            "events[1].thread is not a number from -1 to 1");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][1]["operation"] = "sing"; }),
            "events[1].operation is not one of the names that there are");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][1]["variable"] = "z"; }),
            "events[1].variable is not one of the variables");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][1]["written"] = 1; }), "events[1].written is not true or false");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][9]["reads_from"] = 9; }),
            "events[9].reads_from is not a number from 0 to 8");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][9]["reads_from"] = 1; }),
            "events[9].reads_from is not a write of that value to that variable");
  EXPECT_EQ(refusal_after([](json& j) { j["events"][4]["written"] = std::uint64_t{1} << 63; }),
            "events[4].written is not a number of 64 bits");
  EXPECT_EQ(refusal_after([](json& j) { j["events"] = json::array(); }),
            "culprits[0] is not an event, of which there are none");
}

TEST(counterexample_json, refuses_indices_that_point_nowhere) {
  EXPECT_EQ(refusal_after([](json& j) { j["culprits"] = {10}; }), "culprits[0] is not a number from 0 to 9");
  EXPECT_EQ(refusal_after([](json& j) { j["happens_before"] = {{0, -1}}; }),
            "happens_before[0][1] is not a number from 0 to 9");
  EXPECT_EQ(refusal_after([](json& j) { j["happens_before"] = {{0}}; }), "happens_before[0] is not a pair of events");
  EXPECT_EQ(refusal_after([](json& j) { j["cycle"] = 99; }), "cycle is not a number from 0 to 9");
  EXPECT_EQ(refusal_after([](json& j) { j["variables"][0]["coherence"] = json::array(); }),
            "variables[0].coherence is not all of its writes");
  EXPECT_EQ(refusal_after([](json& j) { j["variables"][0]["coherence"] = {4, 4, 9}; }),
            "variables[0].coherence is not its writes, each once");
  EXPECT_EQ(refusal_after([](json& j) { j["variables"][1]["name"] = "inside"; }),
            "variables[1].name is not a name that no other variable has");
}

TEST(counterexample_json, a_hostile_name_stays_a_name) {
  Artifact artifact = store_buffering();
  const std::string hostile = "</script><script>alert(1)</script>\"\\\n\u2028";
  artifact.variables[1].name = hostile;
  for (Step& step : artifact.events) {
    if (step.variable == "interested[0]") step.variable = hostile;
  }
  EXPECT_TRUE(from_json(to_json(artifact)) == artifact);
}

// --- files -------------------------------------------------------------------------------------------------------------

class CounterexampleFile : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  std::string refusal() const {
    try {
      read(path_.string());
    } catch (const NotACounterexample& e) {
      return e.what();
    }
    return "nothing";
  }

  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(CounterexampleFile, that_is_not_there_is_refused) { EXPECT_EQ(refusal(), "cannot be read"); }

TEST_F(CounterexampleFile, that_is_a_directory_is_refused) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(refusal(), "cannot be read");
}

TEST_F(CounterexampleFile, of_100_mb_is_refused) {
  std::ofstream(path_) << "[";
  std::filesystem::resize_file(path_, 100'000'000);
  EXPECT_EQ(refusal(), "larger than 16 MiB");
}

}  // namespace

}  // namespace turnstile::counterexample
