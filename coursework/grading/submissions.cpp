#include "coursework/grading/submissions.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "coursework/grading/sha256.hpp"
#include "models/command/find.hpp"

namespace turnstile::coursework {

namespace {

namespace fs = std::filesystem;
using command::BadInput;

constexpr std::size_t longest_stem = 80;

bool hidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".") || name == "__MACOSX";
}

// Each submission has the name that it has in the directory.
std::vector<Submission> in_directory(const fs::path& directory) {
  std::vector<Submission> found;
  std::error_code error;
  fs::recursive_directory_iterator at(directory, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (hidden(at->path())) {
      at.disable_recursion_pending();
    } else if (const fs::file_status itself = at->symlink_status();
               at->path().extension() == ".hpp" && !fs::is_directory(itself)) {
      found.push_back({.name = at->path().lexically_relative(directory).string(), .path = at->path()});
      if (!fs::is_regular_file(itself)) found.back().refusal = "it is no file of its own";
    }
  }
  if (error) throw BadInput(fmt::format("cannot read directory '{}': {}", directory.string(), error.message()));
  if (found.empty()) throw BadInput(fmt::format("there is no .hpp file in '{}'", directory.string()));
  return found;
}

void read(Submission& submission) {
  if (!submission.refusal.empty()) return;
  if (!fs::is_regular_file(submission.path)) {
    submission.refusal = "it is no file";
    return;
  }
  std::ifstream in(submission.path, std::ios::binary);
  std::string text(most_source_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most_source_bytes) {
    submission.refusal = "it is larger than 1 MiB";
  } else if (!in.eof()) {
    submission.refusal = "it cannot be read";
  } else {
    submission.source = std::move(text);
    submission.hash = sha256(submission.source);
  }
}

// Where two have the same name, both are called by their whole path.
void tell_apart(std::vector<Submission>& all) {
  std::map<std::string, int> times;
  for (const Submission& s : all) ++times[s.name];
  for (Submission& s : all) {
    if (times[s.name] > 1) s.name = s.path.lexically_normal().string();
  }
}

std::string safe(const std::string& name) {
  std::string stem = name.ends_with(".hpp") ? name.substr(0, name.size() - 4) : name;
  for (char& c : stem) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
    if (!kept || static_cast<unsigned char>(c) >= 0x80) c = '_';
  }
  return stem.empty() ? "_" : stem.substr(0, longest_stem);
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::vector<Submission> find_submissions(const std::vector<std::string>& arguments) {
  std::vector<Submission> all;
  std::set<fs::path> seen;
  const auto add = [&](Submission submission) {
    std::error_code error;
    const fs::path itself = fs::absolute(submission.path, error).lexically_normal();
    if (seen.insert(itself).second) all.push_back(std::move(submission));
  };
  for (const std::string& argument : arguments) {
    const fs::path path = argument;
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) throw BadInput(fmt::format("there is no file or directory '{}'", argument));
    if (fs::is_directory(status)) {
      for (Submission& submission : in_directory(path)) add(std::move(submission));
    } else {
      add({.name = path.filename().string(), .path = path});
    }
  }
  tell_apart(all);
  for (Submission& submission : all) read(submission);
  std::ranges::sort(all, {}, &Submission::name);
  return all;
}

std::vector<std::string> file_stems(const std::vector<Submission>& submissions) {
  std::set<std::string> taken = {"index"};
  std::vector<std::string> stems;
  for (const Submission& submission : submissions) {
    const std::string wanted = safe(submission.name);
    std::string stem = wanted;
    for (int next = 2; !taken.insert(lower(stem)).second; ++next) stem = fmt::format("{}-{}", wanted, next);
    stems.push_back(stem);
  }
  return stems;
}

}  // namespace turnstile::coursework
