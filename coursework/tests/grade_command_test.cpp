// turnstile grade, with a judge who needs no compiler (fake_grader.cpp).
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace turnstile::coursework {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int status = -1;
  std::string out;
  std::string err;
};

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t lines_in(const fs::path& file) {
  const std::string text = content(file);
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

std::vector<std::string> files_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

class GradeCommand : public ::testing::Test {
 public:
  GradeCommand() {
    std::string pattern = ::testing::TempDir() + "turnstile-grade-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    fs::create_directory(at("class"));
  }
  ~GradeCommand() override { fs::remove_all(directory_); }

 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return (directory_ / name).string(); }

  std::string hand_in(const std::string& name, const std::string& text) {
    std::ofstream(at("class/" + name), std::ios::binary) << text;
    return "'" + at("class/" + name) + "'";
  }
  void hand_in_three() {
    hand_in("alice.hpp", "// holds");
    hand_in("bob.hpp", "// violated");
    hand_in("carol.hpp", "// does_not_compile");
  }

  Ended run(const std::string& arguments, const std::string& environment = "") {
    const std::string line = "( GRADER_LOG='" + at("log") + "' " + environment + " " GRADER " grade " + arguments +
                             " ) >'" + at("out") + "' 2>'" + at("err") + "'";
    const int status = std::system(line.c_str());
    return {.status = WEXITSTATUS(status), .out = content(at("out")), .err = content(at("err"))};
  }
  Ended grade_class(const std::string& options = "", const std::string& environment = "") {
    return run("fake '" + at("class") + "' " + options, environment);
  }
  // The grades, by the names of their submissions.
  std::map<std::string, json> grades(const std::string& options = "", const std::string& environment = "") {
    const Ended ended = grade_class("--json '" + at("grades.json") + "' " + options, environment);
    EXPECT_LT(ended.status, 2) << ended.err;
    std::map<std::string, json> all;
    const json whole = json::parse(content(at("grades.json")));
    for (const json& grade : whole.at("grades")) all[grade.at("submission")] = grade;
    return all;
  }

 private:
  fs::path directory_;
};

TEST_F(GradeCommand, of_one_file_says_by_its_status_whether_all_holds) {
  EXPECT_EQ(run("fake " + hand_in("right.hpp", "// holds")).status, 0);
  for (const char* wrong : {"violated", "unknown", "not_refuted", "does_not_compile", "crash"}) {
    EXPECT_EQ(run("fake " + hand_in("wrong.hpp", wrong)).status, 1) << wrong;
  }
}

TEST_F(GradeCommand, of_a_class_ends_well_whatever_the_verdicts) {
  hand_in_three();
  const Ended ended = grade_class();
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_THAT(ended.out, StartsWith("alice.hpp: 100 of 100 points\n"));
  EXPECT_THAT(ended.out, HasSubstr("\nbob.hpp: 10 of 100 points\n"));
  EXPECT_THAT(ended.out,
              HasSubstr("\ncarol.hpp: does not compile, 0 of 100 points\n  carol.hpp:1:1: error: it says so\n"));
  EXPECT_THAT(ended.out, HasSubstr("3 submissions, every property asked holds in 1, 1 does not compile\n"));
  EXPECT_EQ(ended.err, "") << "no progress where there is no terminal";
  EXPECT_THAT(ended.out, Not(HasSubstr("\033")));
}

TEST_F(GradeCommand, prints_in_the_order_of_names_however_many_at_once) {
  for (int i = 0; i < 20; ++i)
    hand_in(std::string(1, static_cast<char>('a' + i)) + ".hpp", i % 3 == 0 ? "violated" : "");
  const std::string out = grade_class("--jobs 1").out;
  EXPECT_EQ(grade_class("--jobs 8").out, out);
  EXPECT_THAT(out, StartsWith("a.hpp: 10"));
}

TEST_F(GradeCommand, shows_progress_and_colours_on_a_terminal) {
  if (std::system("command -v script >/dev/null") != 0) GTEST_SKIP() << "there is no script(1)";
  hand_in("alice.hpp", "// violated");
  const auto shown = [&](const std::string& environment) {
    const std::string line = environment + " script -qec \"" GRADER " grade fake '" + at("class") + "'\" /dev/null >'" +
                             at("out") + "' 2>&1 </dev/null";
    EXPECT_EQ(std::system(line.c_str()), 0);
    return content(at("out"));
  };
  EXPECT_THAT(shown("env -u NO_COLOR"), HasSubstr("\033[1;31mviolated: overlap\033[0m"));
  EXPECT_THAT(shown("NO_COLOR=1"), Not(HasSubstr("\033[1;31m")));
  EXPECT_THAT(shown("NO_COLOR=1"), HasSubstr("[0/1] grading alice.hpp"));
}

TEST_F(GradeCommand, survives_what_happens_to_a_process) {
  hand_in("alice.hpp", "// holds");
  for (const char* word : {"crash", "throw", "exit", "nonsense", "other", "alters"}) {
    hand_in("eve.hpp", word);
    const auto all = grades();
    EXPECT_EQ(all.at("alice.hpp").at("points").at("earned"), 100) << word;
    const json& eve = all.at("eve.hpp");
    EXPECT_EQ(eve.at("stage"), "failed") << word;
    EXPECT_EQ(eve.at("points").at("earned"), 0) << word;
    EXPECT_EQ(eve.at("properties").size(), 3U) << word;
    for (const json& property : eve.at("properties")) EXPECT_EQ(property.at("verdict"), "unknown") << word;
    EXPECT_NE(eve.at("messages"), "") << word;
    EXPECT_EQ(grade_class().status, 1) << word;
  }
}

TEST_F(GradeCommand, does_not_wait_for_ever) {
  hand_in("eve.hpp", "hang");
  const auto all = grades("", "GRADER_LIMIT=200");
  EXPECT_THAT(all.at("eve.hpp").at("messages").get<std::string>(), HasSubstr("did not end within 200 ms"));
}

// The submission's process has no way to the answer: what it starts does not inherit the descriptor.
TEST_F(GradeCommand, takes_no_answer_from_what_the_judge_starts) {
  hand_in("eve.hpp", "forge violated");
  EXPECT_EQ(grades().at("eve.hpp").at("properties").at(0).at("verdict"), "violated");
}

TEST_F(GradeCommand, refuses_what_is_no_file_of_its_own) {
  hand_in("alice.hpp", "// holds");
  fs::create_symlink(GRADER, at("class/eve.hpp"));
  const auto all = grades();
  EXPECT_EQ(all.at("eve.hpp").at("stage"), "refused");
  EXPECT_EQ(lines_in(at("log")), 1U) << "it was not even tried";
}

TEST_F(GradeCommand, notes_copies) {
  hand_in("alice.hpp", "int alices; // holds");
  hand_in("bob.hpp", "int bobs;");
  hand_in("carol.hpp", "long carols;");
  const auto all = grades();
  EXPECT_EQ(all.at("alice.hpp").at("same_as"), json({"the same as bob.hpp but for names, white space and comments"}));
  EXPECT_EQ(all.at("bob.hpp").at("same_as"), json({"the same as alice.hpp but for names, white space and comments"}));
  EXPECT_EQ(all.at("carol.hpp").at("same_as"), json::array());
}

// --- going on ----------------------------------------------------------------------------------------------------------

TEST_F(GradeCommand, grades_nothing_twice) {
  hand_in_three();
  const std::string state = "--state '" + at("state") + "'";
  const std::string out = grade_class(state).out;
  EXPECT_EQ(lines_in(at("log")), 3U);
  EXPECT_EQ(grade_class(state).out, out);
  EXPECT_EQ(lines_in(at("log")), 3U);
  hand_in("bob.hpp", "// unknown");
  hand_in("dave.hpp", "// holds");
  const auto all = grades(state);
  EXPECT_EQ(lines_in(at("log")), 5U) << "one has changed, and one is new";
  EXPECT_EQ(all.at("bob.hpp").at("properties").at(0).at("verdict"), "unknown");
}

TEST_F(GradeCommand, grades_anew_by_another_version_or_without_state) {
  hand_in_three();
  const std::string state = "--state '" + at("state") + "'";
  grade_class(state);
  grade_class(state, "GRADER_VERSION=2");
  EXPECT_EQ(lines_in(at("log")), 6U);
  grade_class();
  EXPECT_EQ(lines_in(at("log")), 9U);
}

TEST_F(GradeCommand, reckons_points_by_the_rubric_of_today) {
  hand_in_three();
  const std::string state = "--state '" + at("state") + "'";
  EXPECT_EQ(grades(state).at("bob.hpp").at("points").at("earned"), 10);
  std::ofstream(at("rubric.toml")) << "[points]\ncompiles = 7\n";
  EXPECT_EQ(grades(state + " --rubric '" + at("rubric.toml") + "'").at("bob.hpp").at("points").at("earned"), 7);
  EXPECT_EQ(lines_in(at("log")), 3U) << "that needs no grading";
}

TEST_F(GradeCommand, grades_anew_what_was_damaged_on_disk) {
  hand_in("alice.hpp", "// violated");
  const std::string state = "--state '" + at("state") + "'";
  grade_class(state);
  for (const auto& entry : fs::directory_iterator(at("state"))) {
    std::string text = content(entry.path());
    text.replace(text.find(R"("violated")"), 10, R"("holds"   )");
    std::ofstream(entry.path(), std::ios::binary) << text;
  }
  EXPECT_EQ(grades(state).at("alice.hpp").at("properties").at(0).at("verdict"), "violated");
  EXPECT_EQ(lines_in(at("log")), 2U);
}

TEST_F(GradeCommand, keeps_nothing_that_went_wrong) {
  hand_in("eve.hpp", "crash");
  const std::string state = "--state '" + at("state") + "'";
  grade_class(state);
  grade_class(state);
  EXPECT_EQ(lines_in(at("log")), 2U);
}

TEST_F(GradeCommand, goes_on_after_an_interruption) {
  hand_in("alice.hpp", "// holds");
  hand_in("zoe.hpp", "hang");
  const std::string options = "--jobs 1 --state '" + at("state") + "' --json '" + at("grades.json") + "'";
  std::jthread interrupter([&] {
    for (int i = 0; i < 500 && (!fs::exists(at("log")) || lines_in(at("log")) < 2); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ::kill(std::stoi(content(at("pid"))), SIGINT);
  });
  const Ended ended = grade_class(options, "sh -c 'echo $$ >" + at("pid") + R"(; exec "$0" "$@"')");
  EXPECT_EQ(ended.status, 130) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("interrupted; 1 of 2 submissions were graded"));
  EXPECT_THAT(ended.out, StartsWith("alice.hpp: 100 of 100 points"));
  EXPECT_FALSE(fs::exists(at("grades.json"))) << "nothing is half-written";
  EXPECT_EQ(files_in(at("state")).size(), 1U);
  hand_in("zoe.hpp", "// holds");
  EXPECT_EQ(grade_class(options).status, 0);
  EXPECT_EQ(lines_in(at("log")), 3U) << "alice is not graded again";
}

// --- what is written ---------------------------------------------------------------------------------------------------

TEST_F(GradeCommand, writes_pages) {
  hand_in_three();
  hand_in("<script>alert(1)<.hpp", "// violated </script><script>alert(1)</script>");
  const Ended ended = grade_class("--html '" + at("pages") + "'");
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_THAT(files_in(at("pages")),
              ::testing::IsSupersetOf({"index.html", "alice.html", "bob.html", "bob.mutual_exclusion.rc11.html",
                                       "bob.mutual_exclusion.rc11.json", "_script_alert_1__.html"}));
  EXPECT_THAT(ended.out, HasSubstr("turnstile show " + at("pages") + "/bob.mutual_exclusion.rc11.json"));
  EXPECT_THAT(content(at("pages/index.html")), HasSubstr("href=\"bob.html\""));
  EXPECT_THAT(content(at("pages/index.html")), HasSubstr("&lt;script&gt;alert(1)&lt;.hpp"));
  EXPECT_THAT(content(at("pages/_script_alert_1__.html")), Not(HasSubstr("<script")));
  // Every link leads somewhere.
  for (const std::string& file : files_in(at("pages"))) {
    if (!file.ends_with(".html") || file.find(".rc11.") != std::string::npos) continue;
    const std::string page = content(at("pages/" + file));
    for (std::size_t link = 0; (link = page.find("href=\"", link)) != std::string::npos; ++link) {
      const std::string target = page.substr(link + 6, page.find('"', link + 6) - link - 6);
      EXPECT_TRUE(target.starts_with('#') || fs::exists(at("pages/" + target))) << file << ": " << target;
    }
  }
}

TEST_F(GradeCommand, writes_lists_and_counterexamples) {
  hand_in_three();
  const Ended ended = grade_class("--csv '" + at("g.csv") + "' --junit '" + at("g.xml") + "' --counterexamples '" +
                                  at("found") + "' --json '" + at("g.json") + "'");
  EXPECT_EQ(ended.status, 0) << ended.err;
  EXPECT_EQ(lines_in(at("g.csv")), 4U);
  EXPECT_THAT(content(at("g.xml")), HasSubstr("<testsuite name=\"bob.hpp\" tests=\"4\" failures=\"1\""));
  EXPECT_THAT(files_in(at("found")),
              ::testing::ElementsAre("bob.mutual_exclusion.rc11.json", "bob.mutual_exclusion.rc11.txt"));
  const json grades = json::parse(content(at("g.json"))).at("grades");
  EXPECT_EQ(grades[1].at("properties")[0].at("verdicts")[0].at("counterexample"),
            at("found/bob.mutual_exclusion.rc11.json"));
}

TEST_F(GradeCommand, writes_the_same_again) {
  hand_in_three();
  grade_class("--json '" + at("one.json") + "' --state '" + at("state") + "'");
  grade_class("--json '" + at("two.json") + "' --state '" + at("state") + "'");
  grade_class("--json '" + at("three.json") + "' --jobs 1");
  EXPECT_EQ(content(at("one.json")), content(at("two.json")));
  EXPECT_EQ(content(at("one.json")), content(at("three.json")));
}

TEST_F(GradeCommand, prints_nothing_but_json_where_no_file_is_named) {
  hand_in_three();
  const Ended to_file = grade_class("--json '" + at("g.json") + "'");
  EXPECT_EQ(to_file.status, 0);
  const Ended printed = run("fake '" + at("class") + "' --json --jobs 1");
  EXPECT_EQ(printed.status, 0) << printed.err;
  EXPECT_EQ(printed.out, content(at("g.json")));
}

// --- bad input ---------------------------------------------------------------------------------------------------------

TEST_F(GradeCommand, refuses_bad_usage_before_it_grades) {
  const std::string file = hand_in("alice.hpp", "// holds");
  std::ofstream(at("bad.toml")) << "[points]\nprogress = 'all'\n";
  for (const auto& [arguments, reason] : std::vector<std::pair<std::string, std::string>>{
           {"fakes " + file, "there is no assignment 'fakes'; there are fake, other"},
           {"fake", "submission is required"},
           {"fake '" + at("nobody.hpp") + "'", "there is no file or directory"},
           {"fake " + file + " --jobs 0", "--jobs"},
           {"fake " + file + " --rubric '" + at("bad.toml") + "'", "bad.toml:2: points.progress is not a number"},
           {"fake " + file + " --rubric '" + at("none.toml") + "'", "none.toml: cannot be read"},
           {"fake " + file + " --json /nowhere/x.json", "cannot write '/nowhere/x.json'"},
           {"fake " + file + " --html /proc/nowhere", "/proc/nowhere"},
           {"fake " + file + " --state /proc/nowhere", "/proc/nowhere"}}) {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.status, 2) << arguments;
    EXPECT_THAT(ended.err, HasSubstr(reason)) << arguments;
    EXPECT_EQ(std::ranges::count(ended.err, '\n'), 1) << ended.err;
    EXPECT_EQ(ended.out, "") << arguments;
  }
  EXPECT_FALSE(fs::exists(at("log"))) << "nothing was graded";
}

TEST_F(GradeCommand, teaches_how_to_use_it) {
  const Ended ended = run("--help");
  EXPECT_EQ(ended.status, 0);
  for (const char* part : {"a lock that says what is to be found", "--rubric FILE", "[points]", "Exit status"}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
  }
}

}  // namespace
}  // namespace turnstile::coursework
