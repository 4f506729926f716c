// The command line of the exhaustive engine: budgets, jobs, and what it says on a terminal.
#include <cerrno>
#include <cstdio>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using nlohmann::json;

// What a line of the shell prints.
std::string output(const std::string& line) {
  std::FILE* pipe = ::popen(line.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  ::pclose(pipe);
  return text;
}

json verdicts(const std::string& arguments) {
  return json::parse(output(TURNSTILE " check " + arguments + " --json /dev/stderr 2>&1 >/dev/null")).at("verdicts");
}

// What it prints on a terminal.
std::string on_a_terminal(const std::string& line) {
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
    ::_exit(127);
  }
  std::string text;
  char c = 0;
  while (::read(terminal, &c, 1) == 1 || errno == EINTR) text += c;
  ::waitpid(child, nullptr, 0);
  ::close(terminal);
  return text;
}

TEST(ExhaustiveCommand, a_budget_of_executions_is_not_refuted_with_what_was_explored) {
  const json v =
      verdicts("cas/correct_stack --engine rc11 --property linearizability --rounds 2 --threads 2 --executions 2000")
          .at(0);
  EXPECT_EQ(v.at("verdict"), "not_refuted");
  EXPECT_EQ(v.at("complete"), false);
  EXPECT_EQ(v.at("executions"), 2000);
  EXPECT_NE(v.at("reason").get<std::string>().find("% of the search"), std::string::npos) << v.at("reason");
  EXPECT_EQ(v.at("runs").at(0).at("complete"), true) << "one round fits in";
  const json all = verdicts("tsl/correct --engine rc11 --property progress --threads 2 --executions 1000000").at(0);
  EXPECT_EQ(all.at("verdict"), "holds");
}

TEST(ExhaustiveCommand, a_budget_of_seconds_is_not_refuted) {
  const json v =
      verdicts("cas/correct_stack --engine rc11 --property progress --rounds 3 --threads 3 --budget 0.2").at(0);
  EXPECT_EQ(v.at("verdict"), "not_refuted");
  EXPECT_NE(v.at("reason").get<std::string>().find("out of budget"), std::string::npos) << v.at("reason");
}

TEST(ExhaustiveCommand, executions_are_a_budget_of_this_engine_alone) {
  EXPECT_NE(output(TURNSTILE " check tsl --engine relacy --executions 5 2>&1").find("--executions"), std::string::npos);
}

TEST(ExhaustiveCommand, any_number_of_jobs_counts_the_same) {
  const auto counts = [](const std::string& jobs) {
    json all;
    for (const json& v : verdicts("turn peterson tsl/correct --engine rc11 --jobs " + jobs)) {
      all.push_back({v.at("variant"), v.at("property"), v.at("bounds"), v.at("executions"), v.at("blocked")});
    }
    return all;
  };
  const json one = counts("1");
  EXPECT_GT(one.size(), 40U);
  EXPECT_EQ(counts("2"), one);
  EXPECT_EQ(counts("7"), one);
}

TEST(ExhaustiveCommand, says_how_far_it_is_on_a_terminal_only) {
  const std::string question =
      TURNSTILE " check cas/correct_stack --engine rc11 --property progress --threads 3 --rounds 1 --budget 2";
  const std::string shown = on_a_terminal(question);
  EXPECT_NE(shown.find("executions, about"), std::string::npos) << shown;
  EXPECT_NE(shown.find("s left"), std::string::npos) << shown;
  EXPECT_EQ(output(question + " 2>&1 >/dev/null"), "");
}

}  // namespace
