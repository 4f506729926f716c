#include "coursework/grading/command_line.hpp"

#include <fmt/format.h>

namespace turnstile::coursework {

namespace {

constexpr int most_jobs = 256;

std::string footer(const std::vector<Assignment>& assignments) {
  std::string text = "Assignments:\n";
  for (const Assignment& assignment : assignments) {
    text += fmt::format("  {:<22}{}\n", assignment.name, assignment.summary);
  }
  return text +
         "\nA student:   turnstile grade peterson my_lock.hpp --html result     then open result/index.html\n"
         "A teacher:   turnstile grade peterson handed_in/ --state kept --html pages --csv points.csv\n\n"
         "Verdicts:\n"
         "  holds         every execution of the assignment's sizes was explored, and none violates it\n"
         "  violated      with its kind, a sentence that says how, and a counterexample to step through\n"
         "  not_refuted   nothing found in what was explored, which is not everything: no points\n"
         "  unknown       it could not be decided: no points\n"
         "Points: 10 that it compiles, 50 mutual exclusion, 25 progress, 15 bounded waiting; where that is not asked\n"
         "(all but turn and peterson), 60 and 30. The latter only with mutual exclusion. What is not asked is said "
         "and\n"
         "does not count. A rubric says otherwise (docs/grading.md):\n"
         "  [points]\n"
         "  mutual_exclusion = 40\n"
         "  [penalties]\n"
         "  stronger_order = 0.5\n"
         "Exit status: of one file: 0 every property asked holds, 1 not so. Else: 0 all were graded, whatever their "
         "verdicts,\n"
         "1 something could not be graded for a fault of ours. 2 bad usage or bad input, 130 interrupted.";
}

void add_outputs(CLI::App& grade, GradeOptions& options) {
  grade
      .add_option_function<std::vector<std::string>>(
          "--json",
          [&options](const std::vector<std::string>& file) {
            options.json = file.empty() || file.front().empty() ? to_standard_output : file.front();
          },
          "Also write the results to this file (schema turnstile.grades/1); without one to standard output, instead of "
          "the text")
      ->type_name("[FILE]")
      ->expected(0, 1);
  grade.add_option("--junit", options.junit, "Also as test results, in the form of JUnit")->type_name("FILE");
  grade.add_option("--csv", options.csv, "Also as comma-separated values, a line each submission")->type_name("FILE");
  grade
      .add_option("--html", options.html,
                  "Also as pages: DIR/index.html of all, one of each submission, one of each counterexample")
      ->type_name("DIR");
  grade.add_option("--counterexamples", options.counterexamples, "Also write each counterexample to a file in here")
      ->type_name("DIR");
}

}  // namespace

CLI::App& add_grade(CLI::App& app, GradeOptions& options, const std::vector<Assignment>& assignments) {
  CLI::App& grade = *app.add_subcommand("grade", "Grade what was handed in for an assignment: a verdict for each");
  grade.add_option("assignment", options.assignment, "One of those below")->type_name("ASSIGNMENT")->required();
  grade
      .add_option("submission", options.submissions, "Header files, or directories: then every *.hpp in them and below")
      ->type_name("SUBMISSION")
      ->required();
  grade.add_option("--rubric", options.rubric, "Points for each property, in TOML or JSON (docs/grading.md)")
      ->type_name("FILE");
  grade.add_option("--jobs", options.jobs, "Submissions at the same time (all processors)")
      ->type_name("N")
      ->check(CLI::Range(1, most_jobs));
  add_outputs(grade, options);
  grade
      .add_option("--state", options.state,
                  "Keep finished grades in here, and do not grade anew what has one: to go on after an interruption")
      ->type_name("DIR");
  grade.footer(footer(assignments));
  return grade;
}

}  // namespace turnstile::coursework
