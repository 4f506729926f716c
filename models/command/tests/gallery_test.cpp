// The counterexamples in docs/: that none is missing, and that all are small.
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "models/command/tests/support.hpp"

namespace turnstile::tests {

namespace {

class Gallery : public Command {
 protected:
  static std::vector<fs::path> files() {
    std::vector<fs::path> all;
    for (const auto& entry : fs::directory_iterator(GALLERY)) {
      if (entry.path().extension() == ".json") all.push_back(entry.path());
    }
    std::ranges::sort(all);
    return all;
  }
  json algorithms() { return json::parse(turnstile("list --json").out).at("algorithms"); }
};

// "peterson.broken_acq_rel.mutual_exclusion.rc11", without the mix of a reader-writer lock.
std::string name_of(const json& c) {
  return c.at("algorithm").get<std::string>() + "." + c.at("variant").get<std::string>() + "." +
         c.at("property").get<std::string>() + "." + c.at("engine").get<std::string>();
}

// Adds the engines that must have found it: by the contract it is violated, and they see it.
void add_expected(const std::string& form, const json& contract, std::set<std::string>& names) {
  for (const auto& [property, expectation] : contract.items()) {
    if (!expectation.is_object() || expectation.at("verdict") != "violated") continue;
    std::set<std::string> asked = expectation.at("engines");
    asked.insert("interleavings");  // the property tests
    const std::set<std::string> undecided = expectation.at("undecided_by");
    for (const std::string engine : expectation.at("seen_by")) {
      const bool finds_it = asked.contains(engine) && !undecided.contains(engine);
      if (finds_it) names.insert(fmt::format("{}.{}.{}", form, property, engine));
    }
  }
}

TEST_F(Gallery, has_what_every_engine_sees_of_every_form) {
  std::set<std::string> found;
  for (const fs::path& file : files()) found.insert(name_of(json::parse(content(file))));
  std::set<std::string> expected;
  for (const json& algorithm : algorithms()) {
    for (const json& variant : algorithm.at("variants")) {
      const std::string form = algorithm.at("name").get<std::string>() + "." + variant.at("name").get<std::string>();
      const json& by_mix = variant.at("contract_by_mix");
      if (by_mix.empty()) add_expected(form, variant.at("contract"), expected);
      for (const json& contract : by_mix) add_expected(form, contract, expected);
    }
  }
  ASSERT_FALSE(expected.empty());
  for (const std::string& name : expected) EXPECT_TRUE(found.contains(name)) << name << " is missing";
}

// Every broken form has one from some engine.
TEST_F(Gallery, has_every_broken_form) {
  std::set<std::string> found;
  for (const fs::path& file : files()) {
    const json c = json::parse(content(file));
    found.insert(c.at("algorithm").get<std::string>() + "/" + c.at("variant").get<std::string>());
  }
  for (const json& algorithm : algorithms()) {
    for (const json& variant : algorithm.at("variants")) {
      const std::string name = variant.at("name");
      if (!name.starts_with("broken_")) continue;
      EXPECT_TRUE(found.contains(algorithm.at("name").get<std::string>() + "/" + name)) << name;
    }
  }
}

struct Size {
  int events = 20;
  int switches = 4;
};

// docs/counterexamples.md says why these are larger.
Size most_of(const std::string& name) {
  if (name == "peterson.broken_polite_retreat.bounded_waiting.relacy") return {.events = 202, .switches = 49};
  if (name.starts_with("priority_inheritance.")) return {.events = 91};
  if (name.starts_with("cas.broken_short_tag.")) return {.events = 36};
  if (name.starts_with("rwlock.correct")) return {.events = 33};
  return {};
}

TEST_F(Gallery, is_small) {
  for (const fs::path& file : files()) {
    const json c = json::parse(content(file));
    const Size most = most_of(name_of(c));
    EXPECT_LE(c.at("size").at("events"), most.events) << file;
    EXPECT_LE(c.at("size").at("context_switches"), most.switches) << file;
  }
}

// What the property tests find is a sequence of steps on one memory: no read is stale.
TEST_F(Gallery, has_stale_reads_only_of_weak_memory) {
  int of_interleavings = 0;
  int stale = 0;
  for (const fs::path& file : files()) {
    const json c = json::parse(content(file));
    const bool interleaving = c.at("engine") == "interleavings";
    of_interleavings += interleaving ? 1 : 0;
    for (const json& event : c.at("events")) {
      if (!event.value("stale", false)) continue;
      ++stale;
      EXPECT_FALSE(interleaving) << file;
    }
  }
  EXPECT_GT(of_interleavings, 0);
  EXPECT_GT(stale, 0);
}

// The writes that take their place in modification order before events that stand before them, with the first of these.
std::map<int, int> placed_before_earlier_events(const json& c) {
  std::map<int, int> placed;
  for (const json& variable : c.at("variables")) {
    const std::vector<int> order = variable.at("coherence");
    for (auto write = order.begin(); write != order.end(); ++write) {
      const auto later = std::find_if(write, order.end(), [&](int i) { return i < *write; });
      if (later != order.end()) placed.emplace(*write, *later);
    }
  }
  return placed;
}

// The file says so of these writes, and of no other.
void expect_members(const json& c, const std::map<int, int>& placed, const fs::path& file) {
  int write = 0;
  for (const json& event : c.at("events")) {
    const auto found = placed.find(write++);
    EXPECT_EQ(event.value("placed_before", -1), found == placed.end() ? -1 : found->second) << file << ": " << event;
  }
}

// The marks in the text, by the number of the step that they stand under.
std::map<int, std::string> marks_in(const std::string& text) {
  std::map<int, std::string> marks;
  std::istringstream lines(text);
  int step = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.starts_with("▶") ? std::string_view("▶").size() : 1;
    if (int number = 0; line.size() > begin + 4 && std::istringstream(line.substr(begin, 4)) >> number) step = number;
    const std::size_t mark = line.find("↳ takes its place before step ");
    if (mark != std::string::npos) marks[step] = line.substr(mark);
  }
  return marks;
}

void expect_marks(const std::map<int, int>& placed, const fs::path& file) {
  const std::map<int, std::string> marks = marks_in(content(file));
  EXPECT_EQ(marks.size(), placed.size()) << file;
  for (const auto& [write, later] : placed) {
    ASSERT_TRUE(marks.contains(write + 1)) << file << ": step " << write + 1;
    EXPECT_EQ(marks.at(write + 1).find(fmt::format("↳ takes its place before step {} in", later + 1)), 0U) << file;
  }
}

// In these modification order contradicts the order of the steps. Each says so: in the text where the write stands, in
// the file, and in the sentence, since that is what the bug is about.
TEST_F(Gallery, says_where_modification_order_contradicts_the_order_of_the_steps) {
  std::set<std::string> contradicting;
  for (const fs::path& file : files()) {
    const json c = json::parse(content(file));
    const std::map<int, int> placed = placed_before_earlier_events(c);
    expect_members(c, placed, file);
    expect_marks(placed, fs::path(file).replace_extension(".txt"));
    if (placed.empty()) continue;
    contradicting.insert(name_of(c));
    EXPECT_NE(c.at("sentence").get<std::string>().find("modification order"), std::string::npos) << file;
  }
  EXPECT_EQ(contradicting,
            (std::set<std::string>{"cas.broken_load_compare_store.mutual_exclusion.rc11",
                                   "mcs.broken_relaxed_link.progress.rc11", "peterson.broken_no_interest.progress.rc11",
                                   "peterson.broken_release_turn.mutual_exclusion.rc11"}));
}

// Relacy has false alarms: none of them is here, or its model would say so.
TEST_F(Gallery, has_executions_of_rc11_only) {
  for (const fs::path& file : files()) {
    const std::string model = json::parse(content(file)).at("model");
    EXPECT_EQ(model.find("RC11 does not allow"), std::string::npos) << file;
    EXPECT_EQ(model.find("cannot be run again"), std::string::npos) << file;
    EXPECT_EQ(model.find("was not made smaller"), std::string::npos) << file;
    EXPECT_EQ(model.find("these are the first"), std::string::npos) << file;
  }
}

}  // namespace

}  // namespace turnstile::tests
