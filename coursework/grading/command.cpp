#include "coursework/grading/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "coursework/grading/class_result.hpp"
#include "coursework/grading/copies.hpp"
#include "coursework/grading/documents.hpp"
#include "coursework/grading/kept.hpp"
#include "coursework/grading/pages.hpp"
#include "coursework/grading/plain_text.hpp"
#include "coursework/grading/sha256.hpp"
#include "coursework/grading/text_report.hpp"
#include "models/command/child.hpp"
#include "models/command/find.hpp"
#include "models/command/output_file.hpp"
#include "models/command/workers.hpp"
#include "models/counterexample/html.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/show_text.hpp"

namespace turnstile::coursework {

namespace {

using command::BadInput;
using command::OutputFile;

const Assignment& assignment_of(const GradeOptions& options, const Judge& judge) {
  if (const Assignment* found = judge.find(options.assignment)) return *found;
  std::string names;
  for (const Assignment& assignment : *judge.assignments) names += (names.empty() ? "" : ", ") + assignment.name;
  throw BadInput(fmt::format("there is no assignment '{}'; there are {}", on_one_line(options.assignment), names));
}

Rubric rubric_for(const GradeOptions& options, const Judge& judge) {
  if (options.rubric.empty()) return default_rubric(assignment_of(options, judge));
  return read_rubric(options.rubric, options.assignment, *judge.assignments);
}

// The version covers this program and all that it grades with.
std::string version_of(const GradeOptions& options, const Judge& judge) {
  if (options.state.empty()) return "";
  return sha256_of_file("/proc/self/exe") + (judge.version ? judge.version() : "");
}

std::string in(const std::string& directory, const std::string& file) {
  return (std::filesystem::path(directory) / file).string();
}

// The files that are written at the end, opened before the work whose results they are for.
class Outputs {
 public:
  explicit Outputs(const GradeOptions& options)
      : html_(options.html),
        prints_json_(options.json == to_standard_output),
        json_(prints_json_ ? nullptr : opened(options.json)),
        junit_(opened(options.junit)),
        csv_(opened(options.csv)) {
    if (!html_.empty()) command::make_directory(html_);
  }

  void finish(const ClassResult& all) {
    if (prints_json_) fmt::print("{}", grades_json(all));
    if (json_) json_->finish(grades_json(all));
    if (junit_) junit_->finish(grades_junit(all));
    if (csv_) csv_->finish(grades_csv(all));
    if (html_.empty()) return;
    for (const Result& result : all.results) OutputFile(in(html_, result.stem + ".html")).finish(student_page(result));
    OutputFile(in(html_, "index.html")).finish(class_page(all));
  }

 private:
  static std::unique_ptr<OutputFile> opened(const std::string& file) {
    return file.empty() ? nullptr : std::make_unique<OutputFile>(file);
  }

  std::string html_;
  bool prints_json_;
  std::unique_ptr<OutputFile> json_;
  std::unique_ptr<OutputFile> junit_;
  std::unique_ptr<OutputFile> csv_;
};

// The counterexamples for `turnstile show`, and as pages. The former stand beside the pages where no other place is named.
class Counterexamples {
 public:
  explicit Counterexamples(const GradeOptions& options)
      : pages_(options.html), files_(options.counterexamples.empty() ? options.html : options.counterexamples) {
    if (!files_.empty()) command::make_directory(files_);
  }

  [[nodiscard]] const std::string& directory() const { return files_; }

  void write(Result& result) const {
    if (files_.empty()) return;
    for (const Shown& shown : counterexamples_of(result)) {
      const std::string file = in(files_, shown.stem + ".json");
      OutputFile(file).finish(to_json(*shown.verdict->artifact));
      OutputFile(in(files_, shown.stem + ".txt")).finish(counterexample::text(*shown.verdict->artifact, {}));
      if (!pages_.empty()) {
        OutputFile(in(pages_, shown.stem + ".html")).finish(counterexample::html(*shown.verdict->artifact));
      }
    }
    name_files(result);
  }

 private:
  void name_files(Result& result) const {
    const std::vector<Shown> all = counterexamples_of(result);
    for (PropertyGrade& property : result.grade.properties) {
      for (Verdict& verdict : property.verdicts) {
        for (const Shown& shown : all) {
          if (shown.verdict == &verdict) verdict.counterexample_file = in(files_, shown.stem + ".json");
        }
      }
    }
  }

  std::string pages_;
  std::string files_;
};

// Prints the results in their order, each as soon as all before it are there.
class InOrder {
 public:
  InOrder(std::vector<std::optional<Result>>& results, ReportStyle style)
      : results_(results), style_(std::move(style)) {}

  void finished(std::size_t index, Result result, command::ProgressLine& progress) {
    const std::scoped_lock guard(mutex_);
    const std::string said = fmt::format("{}: {} of {} points", on_one_line(result.submission.name),
                                         result.score.earned.text(), result.score.of.text());
    results_[index] = std::move(result);
    progress.finished(said);
    for (; next_ < results_.size(); ++next_) {
      const std::optional<Result>& next = results_[next_];
      if (!next) return;
      if (style_.quiet) continue;
      progress.make_way();
      fmt::print("{}\n", text_of(*next, style_));
      std::fflush(stdout);
    }
  }

 private:
  std::vector<std::optional<Result>>& results_;
  ReportStyle style_;
  std::mutex mutex_;
  std::size_t next_ = 0;
};

// Everything that grading one submission takes.
class Grading {
 public:
  Grading(const GradeOptions& options, const Judge& judge)
      : judge_(judge),
        assignment_(assignment_of(options, judge)),
        rubric_(rubric_for(options, judge)),
        counterexamples_(options),
        kept_(options.state, options.assignment, version_of(options, judge)) {}

  void complete(Result& result) const {
    result.grade = grade_of(result.submission);
    result.grade.submission = result.submission.name;
    mark_asked(result.grade, assignment_, rubric_);
    result.score = score(result.grade, assignment_, rubric_);
    counterexamples_.write(result);
  }

  [[nodiscard]] const Assignment& assignment() const { return assignment_; }
  [[nodiscard]] const std::string& counterexamples() const { return counterexamples_.directory(); }

 private:
  [[nodiscard]] Grade grade_of(const Submission& submission) const {
    if (!submission.refusal.empty()) {
      return grade_without_verdicts(assignment_, submission, Stage::refused, submission.refusal);
    }
    if (std::optional<Grade> kept = kept_.find(submission)) return std::move(*kept);
    Grade grade = grade_in_child(assignment_, submission, judge_);
    if (grade.stage != Stage::failed) kept_.keep(submission, grade);
    return grade;
  }

  const Judge& judge_;
  const Assignment& assignment_;
  Rubric rubric_;
  Counterexamples counterexamples_;
  KeptGrades kept_;
};

std::vector<Result> to_do(const GradeOptions& options) {
  const std::vector<Submission> submissions = find_submissions(options.submissions);
  const std::vector<std::string> stems = file_stems(submissions);
  const std::vector<std::vector<std::string>> same = copies_among(submissions);
  std::vector<Result> results;
  results.reserve(submissions.size());
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    results.push_back({.submission = submissions[i], .stem = stems[i], .same_as = same[i]});
  }
  return results;
}

// The results of the submissions whose grading was finished, in order.
ClassResult all_graded(const Grading& grading, const std::vector<Result>& begun, int jobs, const ReportStyle& style) {
  std::vector<std::optional<Result>> results(begun.size());
  {
    InOrder printer(results, style);
    command::ProgressLine progress(begun.size());
    command::work_off(jobs, begun.size(), [&](std::size_t i) {
      Result result = begun[i];
      progress.at("grading " + on_one_line(result.submission.name));
      grading.complete(result);
      printer.finished(i, std::move(result), progress);
    });
  }
  ClassResult all{.assignment = &grading.assignment(), .results = {}};
  for (auto& result : results) {
    if (result) all.results.push_back(std::move(*result));
  }
  return all;
}

int interrupted(std::size_t finished, std::size_t begun, const GradeOptions& options) {
  fmt::print(stderr, "turnstile: interrupted; {} of {} submissions were graded{}\n", finished, begun,
             options.state.empty() ? "; with --state DIR the next run would go on from there" : "");
  return exit_interrupted;
}

bool one_file_named(const GradeOptions& options) {
  return options.submissions.size() == 1 && !std::filesystem::is_directory(options.submissions.front());
}

int status_of(const ClassResult& all, const GradeOptions& options) {
  bool well = true;
  for (const Result& result : all.results) {
    well = well && (one_file_named(options) ? all_hold(result.grade) : result.grade.stage != Stage::failed);
  }
  return well ? exit_graded : exit_not_all_well;
}

}  // namespace

int grade(const GradeOptions& options, const Judge& judge) {
  const Grading grading(options, judge);
  const std::vector<Result> begun = to_do(options);
  Outputs outputs(options);
  const bool colour = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  const ReportStyle style{
      .colour = colour, .counterexamples = grading.counterexamples(), .quiet = options.json == to_standard_output};

  const ClassResult all = all_graded(grading, begun, options.jobs, style);
  if (all.results.size() < begun.size()) return interrupted(all.results.size(), begun.size(), options);
  if (!style.quiet) fmt::print("{}", summary_of(all, style));
  outputs.finish(all);
  return status_of(all, options);
}

}  // namespace turnstile::coursework
