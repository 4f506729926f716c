// Results as pages for a browser, each one file that needs nothing else.
#pragma once

#include <string>

#include "coursework/grading/class_result.hpp"

namespace turnstile::coursework {

// The class: a table of submissions and properties, with links to the pages of the submissions, <stem>.html.
std::string class_page(const ClassResult& all);

// One submission, for the student who handed it in: it says nothing about others. It links to its counterexamples.
std::string student_page(const Result& result);

}  // namespace turnstile::coursework
