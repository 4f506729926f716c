// What the tests of the command line share: to run the program, on the real catalogue and on one of trouble.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace turnstile::tests {

using nlohmann::json;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

inline std::string content(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class Command : public ::testing::Test {
 public:
  Command() {
    std::string pattern = (fs::temp_directory_path() / "turnstile-cli-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  ~Command() override { fs::remove_all(directory_); }

 protected:
  [[nodiscard]] fs::path in_directory(const char* name) const { return directory_ / name; }

  // Runs it through the shell, so that redirections and limits can be part of the line.
  Outcome shell(const std::string& line) {
    const fs::path out = in_directory("out");
    const fs::path err = in_directory("err");
    const int status = std::system(("( " + line + " ) >" + out.string() + " 2>" + err.string()).c_str());
    return {.status = WEXITSTATUS(status), .out = content(out), .err = content(err)};
  }
  Outcome turnstile(const std::string& arguments) { return shell(TURNSTILE " " + arguments); }
  Outcome selftest(const std::string& arguments) { return shell(SELFTEST " " + arguments); }

  // Bad usage: status 2, one line on standard error that says what and where, nothing on standard output.
  void expect_refused(const std::string& arguments, const std::string& names) {
    const Outcome o = turnstile(arguments);
    EXPECT_EQ(o.status, 2) << arguments;
    EXPECT_EQ(o.out, "") << arguments;
    EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << arguments << ": " << o.err;
    EXPECT_TRUE(o.err.starts_with("turnstile: ")) << o.err;
    EXPECT_NE(o.err.find(names), std::string::npos) << arguments << ": " << o.err;
  }

  json verdicts(const std::string& arguments, int status = 0) {
    const fs::path file = in_directory("verdicts.json");
    const Outcome o = selftest("check " + arguments + " --json " + file.string());
    EXPECT_EQ(o.status, status) << o.out << o.err;
    return json::parse(content(file)).at("verdicts");
  }

 private:
  fs::path directory_;
};

// Searches of this variant that this process started; other tests may run some, too.
inline int count_searches(const std::string& command, pid_t parent, const std::string& variant) {
  const std::string started = command + '\0' + std::to_string(parent) + '\0';
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string line = content(entry.path() / "cmdline");
    const bool ours = line.find(started) != std::string::npos;
    count += ours && line.find(R"("variant":")" + variant + '"') != std::string::npos ? 1 : 0;
  }
  return count;
}

}  // namespace turnstile::tests
