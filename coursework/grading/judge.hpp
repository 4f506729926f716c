// Finds out from a submission's process what is to be said of its properties.
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

// Fills in the properties, and the remarks about memory orders. A process may do this for one exhibit at a time.
void judge(const Assignment& assignment, const Exhibit& exhibit, Grade& grade);

}  // namespace turnstile::coursework
