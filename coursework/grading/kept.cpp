#include "coursework/grading/kept.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include "coursework/grading/grade_json.hpp"
#include "coursework/grading/sha256.hpp"
#include "models/command/output_file.hpp"
#include "models/counterexample/json.hpp"

namespace turnstile::coursework {

KeptGrades::KeptGrades(std::string directory, std::string assignment, std::string version)
    : directory_(std::move(directory)), assignment_(std::move(assignment)), version_(std::move(version)) {
  if (!directory_.empty()) command::make_directory(directory_);
}

std::string KeptGrades::file_of(const Submission& submission) const {
  Sha256 key;
  for (const std::string& part : {version_, assignment_, submission.path.filename().string(), submission.hash}) {
    key.add(sha256(part));
  }
  return (std::filesystem::path(directory_) / (key.hex() + ".grade")).string();
}

// The hash of all that follows, on a line of its own.
std::optional<Grade> KeptGrades::find(const Submission& submission) const {
  if (directory_.empty()) return {};
  std::ifstream in(file_of(submission), std::ios::binary);
  std::string hash;
  if (!std::getline(in, hash)) return {};
  std::ostringstream text;
  text << in.rdbuf();
  if (sha256(text.str()) != hash) return {};
  try {
    return grade_from_json(text.str());
  } catch (const counterexample::NotACounterexample&) {
    return {};
  }
}

void KeptGrades::keep(const Submission& submission, const Grade& grade) const {
  if (directory_.empty()) return;
  const std::string text = to_json(grade);
  command::OutputFile(file_of(submission)).finish(sha256(text) + "\n" + text);
}

}  // namespace turnstile::coursework
