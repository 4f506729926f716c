// How the parts of a counterexample are called in sentences and in columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

// Events are numbered from 1 where people see them.
constexpr int number_of(int event) { return event + 1; }

// Control characters, which could command a terminal, become "\x1b": a file may have any.
std::string printable(std::string_view text);

// "once", "twice", "3 times"
std::string times(int count);
// "1 round", "2 rounds"
std::string counted(int count, std::string_view what);
// "a", "a and b", "a, b and c"
std::string enumerated(const std::vector<std::string>& parts);
std::string capitalized(std::string text);
// "lock.hpp" of "some/where/lock.hpp"
std::string file_name(const std::string& path);

class Wording {
 public:
  explicit Wording(const Artifact& artifact);

  // "thread 1"; of reader-writer locks "reader 0", "writer 2"; "main"
  [[nodiscard]] std::string thread(int thread) const;
  // "false", "3"
  [[nodiscard]] static std::string value(std::int64_t value, bool truth);
  [[nodiscard]] static std::string read(const Step& step);        // "x = 3"
  [[nodiscard]] static std::string value_read(const Step& step);  // "3"
  [[nodiscard]] static std::string written(const Step& step);     // "4"
  [[nodiscard]] static std::string newest(const Step& step);      // what the variable held
  // "store", "compare-exchange"
  [[nodiscard]] static std::string noun(const Step& step);
  // "reads", "writes"; of an operation that does both "changes"; "makes", "destroys", "notifies"
  [[nodiscard]] static std::string verb(const Step& step);
  // "enters the doorway", "begins to wait"
  [[nodiscard]] static std::string begins(Section section);
  // "line 31"; "client.hpp line 7" where it is not the file that the algorithm is in; empty if it has none
  [[nodiscard]] std::string line(const Step& step) const;
  // " (line 31)"
  [[nodiscard]] std::string in_brackets(const Step& step) const;
  [[nodiscard]] bool own(const Step& step) const { return step.file == file_; }
  // The algorithm's file: that of a thread's first access, because the first thing that a thread does is to enter.
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  Mix mix_;
  std::string file_;
};

// One step without its place: "turn := 1", "turn is 1", "calls pop()", "begins to wait". Every view says it so.
std::string phrase(const Step& step);

}  // namespace turnstile::counterexample
