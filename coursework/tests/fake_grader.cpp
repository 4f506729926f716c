// turnstile grade with a judge who looks for words in the submission:
//   violated, unknown, not_refuted      what mutual exclusion is found to be
//   does_not_compile                    with this message
//   crash, throw, hang, exit            what happens to the process
//   nonsense, other, alters, forge      what it answers; forge: a program that it starts tries to answer first
// GRADER_LOG: a file that gets a line each time. GRADER_LIMIT: milliseconds.
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "coursework/grading/command_line.hpp"
#include "coursework/grading/sha256.hpp"
#include "coursework/tests/fake_judge.hpp"
#include "models/command/child.hpp"

namespace turnstile::coursework::tests {
namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void misbehave(const std::string& source) {
  const auto says = [&](const char* word) { return source.find(word) != std::string::npos; };
  if (says("crash")) std::abort();
  if (says("throw")) throw std::runtime_error("something that nobody expected");
  if (says("hang")) ::sleep(600);
  if (says("exit")) std::exit(0);
  if (says("nonsense")) {
    command::answer("PASS");
    std::exit(0);
  }
  if (says("forge") && std::system(R"(echo '{"schema": "turnstile.grade/1"}' >&3)") == 0) std::abort();
}

Grade judge(const Assignment& assignment, const std::filesystem::path& path) {
  const std::string source = content(path);
  if (const char* log = std::getenv("GRADER_LOG")) std::ofstream(log, std::ios::app) << path.string() << "\n";
  misbehave(source);
  const auto says = [&](const char* word) { return source.find(word) != std::string::npos; };
  std::vector<PropertyGrade> found;
  for (const Outcome outcome : {Outcome::violated, Outcome::unknown, Outcome::not_refuted}) {
    if (says(c_name(outcome)))
      found.push_back(fake_property(Property::mutual_exclusion, outcome, "It says so (line 1)."));
  }
  Grade grade = fake_grade(found);
  grade.assignment = says("other") ? "other" : assignment.name;
  grade.submission = path.filename().string();
  grade.hash = says("alters") ? sha256("something else") : sha256(source);
  if (says("does_not_compile")) {
    grade.stage = Stage::does_not_compile;
    grade.messages = grade.submission + ":1:1: error: it says so";
    grade.properties.clear();
  }
  return grade;
}

int run(int argc, char** argv) {
  Judge fake{.assignments = &fake_assignments(), .grade = judge, .version = [] {
               const char* version = std::getenv("GRADER_VERSION");
               return std::string(version == nullptr ? "" : version);
             }};
  if (const char* limit = std::getenv("GRADER_LIMIT")) fake.limit = std::chrono::milliseconds(std::atoi(limit));
  if (argc == 4 && is_grading_command(argv[1])) return run_grading(std::stoi(argv[2]), argv[3], fake);

  CLI::App app("A grader for tests", "turnstile");
  app.require_subcommand(1);
  GradeOptions options;
  options.jobs = 2;
  add_grade(app, options, fake_assignments());
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return 0;
  } catch (const CLI::ParseError& e) {
    throw std::runtime_error(e.what());
  }
  command::Interrupt::install();
  return grade(options, fake);
}

}  // namespace
}  // namespace turnstile::coursework::tests

int main(int argc, char** argv) {
  try {
    return turnstile::coursework::tests::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "turnstile: " << e.what() << "\n";
    return turnstile::coursework::exit_bad_input;
  }
}
