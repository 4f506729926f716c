// A stem of a sort that the suite does not have, with a client of its own (models/tests/semaphore/): the command line
// checks it, shows its counterexample and runs it again, and knows nothing of semaphores.
#include <set>

#include <fmt/format.h>

#include "models/command/tests/support.hpp"

namespace turnstile::tests {

namespace {

class NewStem : public Command {
 protected:
  json semaphore(const std::string& arguments) { return verdicts("semaphore/" + arguments).at(0); }
};

TEST_F(NewStem, is_asked_its_own_safety_by_its_own_client) {
  const json right = semaphore("correct --engine rc11 --property mutual_exclusion");
  EXPECT_EQ(right.at("verdict"), "holds");
  std::set<std::string> clients;
  for (const json& run : right.at("runs")) clients.insert(run.at("client"));
  EXPECT_EQ(clients, std::set<std::string>{"capacity"});
  EXPECT_EQ(semaphore("correct --engine rc11 --property progress").at("verdict"), "holds");
}

TEST_F(NewStem, is_violated_where_it_is_broken_for_every_engine_with_a_platform) {
  for (const std::string engine : {"rc11", "relacy"}) {
    const json broken = semaphore("broken_look_then_take --property mutual_exclusion --engine " + engine);
    EXPECT_EQ(broken.at("verdict"), "violated") << engine;
    EXPECT_EQ(broken.at("kind"), "overlap") << engine;
  }
}

TEST_F(NewStem, has_a_counterexample_that_violates_again) {
  for (const std::string engine : {"rc11", "relacy"}) {
    const std::string directory = in_directory(engine.c_str()).string();
    selftest(fmt::format(
        "check semaphore/broken_look_then_take --property mutual_exclusion --engine {} --counterexamples {}", engine,
        directory));
    const std::string file =
        fmt::format("{}/semaphore.broken_look_then_take.mutual_exclusion.{}.json", directory, engine);
    EXPECT_EQ(json::parse(content(file)).at("client"), "capacity") << engine;
    const Outcome shown = selftest("show " + file);
    EXPECT_NE(shown.out.find("permits"), std::string::npos) << shown.out << shown.err;
    const Outcome again = selftest("replay " + file);
    EXPECT_EQ(again.status, 0) << again.out << again.err;
    EXPECT_NE(again.out.find("still violated"), std::string::npos) << again.out;
  }
}

}  // namespace

}  // namespace turnstile::tests
