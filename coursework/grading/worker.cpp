#include "coursework/grading/worker.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "coursework/grading/grade_json.hpp"
#include "models/command/child.hpp"
#include "models/counterexample/json.hpp"

namespace turnstile::coursework {

namespace {

using command::Ended;

constexpr std::string_view grade_command = "grade_submission";

std::string last_line(std::string log) {
  while (!log.empty() && log.back() == '\n') log.pop_back();
  return log.substr(log.rfind('\n') + 1);
}

// Why there is no answer; empty: there is one.
std::string failure_of(const Ended& ended, std::chrono::milliseconds limit) {
  std::string failure;
  if (ended.how == Ended::How::timed_out) {
    failure = fmt::format("grading did not end within {} ms", limit.count());
  } else if (ended.how == Ended::How::killed_by_signal) {
    failure = fmt::format("grading crashed ({})", ::strsignal(ended.status));
  } else if (ended.status != 0) {
    failure = fmt::format("grading ended with status {}", ended.status);
  }
  return failure.empty() || ended.log.empty() ? failure : failure + ": " + last_line(ended.log);
}

// What keeps the grade from being one of what was asked, with every property; empty: nothing.
std::string nonsense_in(const Grade& grade, const Assignment& assignment, const Submission& submission) {
  if (grade.hash != submission.hash) return "the file changed while it was graded";
  if (grade.assignment != assignment.name) return "grading answered for another assignment";
  const bool same = std::ranges::equal(grade.properties, assignment.properties, {}, &PropertyGrade::property);
  return grade.stage != Stage::graded || same ? "" : "grading answered for other properties";
}

Grade grade_in_answer(const std::string& answer, const Assignment& assignment, const Submission& submission) {
  std::string reason;
  try {
    Grade grade = grade_from_json(answer);
    reason = nonsense_in(grade, assignment, submission);
    if (reason.empty()) return grade;
  } catch (const counterexample::NotACounterexample& e) {
    reason = fmt::format("grading gave no answer: {}", e.what());
  }
  return grade_without_verdicts(assignment, submission, Stage::failed, reason);
}

}  // namespace

const Assignment* Judge::find(std::string_view assignment) const {
  const auto found = std::ranges::find(*assignments, assignment, &Assignment::name);
  return found == assignments->end() ? nullptr : &*found;
}

Grade grade_without_verdicts(const Assignment& assignment, const Submission& submission, Stage stage,
                             const std::string& reason) {
  Grade grade{.assignment = assignment.name,
              .submission = submission.path.filename().string(),
              .hash = submission.hash,
              .stage = stage,
              .messages = reason};
  if (stage != Stage::failed) return grade;
  for (const Property property : assignment.properties) {
    grade.properties.push_back({.property = property, .outcome = Outcome::unknown, .sentence = reason});
  }
  return grade;
}

Grade grade_in_child(const Assignment& assignment, const Submission& submission, const Judge& judge) {
  // A name of a file can be anything but empty; one of an assignment has no colon.
  const std::string question = assignment.name + ":" + submission.path.string();
  const Ended ended =
      command::run_child({std::string(grade_command), std::to_string(::getpid()), question}, judge.limit);
  if (ended.how == Ended::How::interrupted) throw command::Interrupted{};
  const std::string failure = failure_of(ended, judge.limit);
  if (!failure.empty()) return grade_without_verdicts(assignment, submission, Stage::failed, failure);
  return grade_in_answer(ended.answer, assignment, submission);
}

bool is_grading_command(std::string_view command) { return command == grade_command; }

int run_grading(int parent, const std::string& text, const Judge& judge) {
  command::die_with_parent(parent);
  // What is started from here on does not get it, and so cannot answer in our place.
  ::fcntl(command::answer_descriptor, F_SETFD, FD_CLOEXEC);
  const std::size_t colon = std::min(text.find(':'), text.size() - 1);
  const Assignment* assignment = judge.find(text.substr(0, colon));
  if (assignment == nullptr) throw std::runtime_error("there is no such assignment");
  const Grade grade = judge.grade(*assignment, text.substr(colon + 1));
  return command::answer(to_json(grade)) ? 0 : 1;
}

}  // namespace turnstile::coursework
