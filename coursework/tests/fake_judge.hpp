// Grades without a compiler or an engine: the submission says itself what is to be found.
#pragma once

#include <filesystem>
#include <string>

#include "coursework/grading/class_result.hpp"
#include "coursework/grading/worker.hpp"

namespace turnstile::coursework::tests {

const std::vector<Assignment>& fake_assignments();

// A verdict of RC11. Violated: with a counterexample, and this sentence.
PropertyGrade fake_property(Property property, Outcome outcome, const std::string& sentence = "");

// A grade of the assignment "fake": mutual exclusion, progress, bounded waiting, in this order. Those not named hold.
Grade fake_grade(const std::vector<PropertyGrade>& found = {});

// With its points by the default rubric.
Result fake_result(const std::string& name, const Grade& grade, const std::string& source = "class Lock {};\n",
                   const Assignment& assignment = fake_assignments().front());

}  // namespace turnstile::coursework::tests
