// From a submission's process to what is said of its properties.
#pragma once

#include <string>
#include <vector>

#include "coursework/grading/assignment.hpp"
#include "coursework/grading/automaton.hpp"
#include "coursework/grading/grade.hpp"

namespace turnstile::coursework {

// A submission that has been compiled.
struct Exhibit {
  std::string name{};  // as reports call it: its file without directory and suffix
  std::string file{};  // as its own code names itself
  std::string text{};  // of the file
  StartConversation start{};
  LineOfCode line_of{};
};

// Fills in the properties, and the remarks about memory orders. One at a time in a process.
void judge(const Assignment& assignment, const Exhibit& exhibit, Grade& grade);

}  // namespace turnstile::coursework
