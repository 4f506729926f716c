// A file that is written whole, or not at all.
#pragma once

#include <string>
#include <string_view>

namespace turnstile::command {

// Writes beside the target under another name, and renames at the end; a target that is no regular file (a pipe,
// /dev/stdout) is written in place. Throws BadInput where that is not possible: on construction, before the work whose
// result it is for.
class OutputFile {
 public:
  explicit OutputFile(std::string path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();  // without finish(): leaves the target as it was

  void finish(std::string_view content);

 private:
  [[noreturn]] void fail() const;

  std::string path_;
  std::string temporary_;  // empty: written in place
  int descriptor_ = -1;
};

// Makes the directory, and those above it, and sees that a file can be written there. Throws BadInput.
void make_directory(const std::string& path);

}  // namespace turnstile::command
