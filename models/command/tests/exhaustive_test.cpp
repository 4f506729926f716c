// The command line of the exhaustive engine: budgets, jobs, and what it says on a terminal.
#include <cerrno>
#include <cstdio>
#include <fstream>
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

TEST(exhaustive_command, a_budget_of_executions_is_not_refuted_with_what_was_explored) {
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

TEST(exhaustive_command, a_budget_of_seconds_is_not_refuted) {
  const json v =
      verdicts("cas/correct_stack --engine rc11 --property progress --rounds 3 --threads 3 --budget 0.2").at(0);
  EXPECT_EQ(v.at("verdict"), "not_refuted");
  EXPECT_NE(v.at("reason").get<std::string>().find("out of budget"), std::string::npos) << v.at("reason");
}

TEST(exhaustive_command, executions_are_a_budget_of_this_engine_alone) {
  EXPECT_NE(output(TURNSTILE " check tsl --engine relacy --executions 5 2>&1").find("--executions"), std::string::npos);
}

TEST(exhaustive_command, the_sc_axiom_is_chosen_and_named) {
  const std::string question = "peterson/broken_turn_first --engine rc11 --property mutual_exclusion";
  const std::string usual = "RC11, with the release sequences of C++20";
  EXPECT_EQ(verdicts(question).at(0).at("model"), usual);
  EXPECT_EQ(verdicts(question + " --sc cxx20").at(0).at("model"), usual);
  for (const char* other : {" --sc rc11", " --sc letter"}) {
    const json v = verdicts(question + other).at(0);
    EXPECT_NE(v.at("model"), usual);
    EXPECT_EQ(v.at("verdict"), "violated");
  }
  EXPECT_NE(output(TURNSTILE " check tsl --engine relacy --sc rc11 2>&1").find("--sc"), std::string::npos);
  EXPECT_NE(output(TURNSTILE " check tsl --engine rc11 --sc sc 2>&1").find("--sc"), std::string::npos);
}

TEST(exhaustive_command, litmus_tests_are_counted_with_the_chosen_sc_axiom) {
  const std::string file = testing::TempDir() + "sb_rfis.litmus";
  std::ofstream(file) << "C SB_rfis\n{ x=0; y=0; }\n"
                         "P0 (atomic_int* x, atomic_int* y) {\n"
                         "  atomic_store_explicit(x, 1, memory_order_release);\n"
                         "  int r0 = atomic_load_explicit(x, memory_order_seq_cst);\n"
                         "  int r1 = atomic_load_explicit(y, memory_order_seq_cst);\n}\n"
                         "P1 (atomic_int* x, atomic_int* y) {\n"
                         "  atomic_store_explicit(y, 1, memory_order_release);\n"
                         "  int r0 = atomic_load_explicit(y, memory_order_seq_cst);\n"
                         "  int r1 = atomic_load_explicit(x, memory_order_seq_cst);\n}\n"
                         "exists (0:r1=0 /\\ 1:r1=0)\n";
  EXPECT_NE(output(TURNSTILE " litmus " + file).find("4 executions (1 forbidden by the letter of C++20)"),
            std::string::npos);
  const std::string litmus = TURNSTILE " litmus --csv " + file;
  EXPECT_NE(output(litmus).find("SB_rfis,4,1,0,0"), std::string::npos) << output(litmus);
  EXPECT_NE(output(litmus + " --sc rc11").find("SB_rfis,4,1,0,0"), std::string::npos);
  EXPECT_NE(output(litmus + " --sc letter").find("SB_rfis,3,0,0,0"), std::string::npos);
}

TEST(exhaustive_command, any_number_of_jobs_counts_the_same) {
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

TEST(exhaustive_command, says_how_far_it_is_on_a_terminal_only) {
  const std::string question =
      TURNSTILE " check cas/correct_stack --engine rc11 --property progress --threads 3 --rounds 1 --budget 2";
  const std::string shown = on_a_terminal(question);
  EXPECT_NE(shown.find("executions, about"), std::string::npos) << shown;
  EXPECT_NE(shown.find("s left"), std::string::npos) << shown;
  EXPECT_EQ(output(question + " 2>&1 >/dev/null"), "");
}

}  // namespace
