// What is said of one submission.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/vocabulary/verdict.hpp"

namespace turnstile::coursework {

enum class Stage : std::uint8_t {
  graded,            // the properties were checked: see their verdicts, which can be unknown
  does_not_compile,  // see messages: the compiler's, in the student's own file and lines
  refused,           // it cannot be graded: see messages (no file, too large, reads what it must not, ...)
  failed             // our own fault, not the student's: see messages; every property is unknown
};

// One property, as all engines that were asked see it.
struct PropertyGrade {
  Property property{};
  // The worst that some engine found, rc11 first: violated, else unknown, else not_refuted, else holds.
  Outcome outcome = Outcome::unknown;
  Kind kind = Kind::none;
  std::string sentence{};           // of the counterexample; or why it is unknown or not_refuted. Empty where it holds
  std::string disagreement{};       // what the engines disagree about, in one line; empty: nothing
  std::vector<Verdict> verdicts{};  // of each engine; those that are violated have their artifact
  bool asked = true;                // whether this counts; it is the rubric's business, too, and never kept
};

// "line 14, store: release instead of seq_cst would do"
struct OrderRemark {
  int line = 0;
  std::string operation{};
  std::string order{};
  std::string enough{};
};

struct Grade {
  std::string assignment{};
  std::string submission{};  // file name without its directory
  std::string hash{};        // SHA-256 of the file's bytes, in hex
  Stage stage = Stage::refused;
  std::string messages{};
  std::vector<PropertyGrade> properties{};  // in the order of the assignment; empty unless graded
  std::vector<std::string> missing{};       // "line 14: store needs seq_cst, and has release": what would repair it
  std::vector<OrderRemark> stronger_than_needed{};
  std::vector<std::string> remarks{};  // hidden blocking, fences, std::atomic, ...: no failures
  std::string isolation{};             // what it ran in: "namespaces, seccomp, limits", "seccomp, limits", "limits"
  double seconds = 0;                  // the one thing that differs from run to run
};

}  // namespace turnstile::coursework

template <>
inline constexpr std::array turnstile::names_of<turnstile::coursework::Stage> = {"graded", "does_not_compile",
                                                                                 "refused", "failed"};
