// What each finding is worth (docs/grading.md).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coursework/grading/assignment.hpp"
#include "coursework/grading/grade.hpp"

namespace turnstile::coursework {

// Hundredths, so that sums are exact.
struct Points {
  int hundredths = 0;

  // "12.5"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] double number() const { return hundredths / 100.0; }
  // Gives that part of the points, rounded to the nearest hundredth.
  [[nodiscard]] Points part(double share) const;

  Points& operator+=(Points other) { return hundredths += other.hundredths, *this; }
  auto operator<=>(const Points&) const = default;
};
constexpr Points whole(int points) { return {.hundredths = 100 * points}; }

struct Rubric {
  Points compiles = whole(10);
  std::array<Points, names_of<Property>.size()> properties{};  // as they stand in their enum

  // What part of a property's points is earned by an outcome that is neither: 0 to 1.
  double not_refuted = 0;
  double unknown = 0;
  // What part the other properties earn where mutual exclusion earns nothing. A lock that does nothing at all does not
  // keep anyone waiting.
  double without_exclusion = 0;

  // The points that are taken off.
  Points remark{};  // for each remark
  std::vector<std::pair<std::string, Points>>
      remarks{};                    // instead, for each that contains this text; the longest counts
  Points stronger_order{};          // for each order that is stronger than needed
  std::optional<Points> at_most{};  // all of that together

  [[nodiscard]] Points of(Property property) const { return properties[static_cast<std::size_t>(property)]; }
  bool operator==(const Rubric&) const = default;
};

// What an assignment's own points say.
Rubric default_rubric(const Assignment& assignment);

// The rubric for this assignment: what the file says about it goes before what it says about all. The suffix of the
// file, .toml or .json, says what it is. Throws command::BadInput: one line with the file, the line or key, and what
// was expected there.
Rubric read_rubric(const std::string& file, const std::string& assignment, const std::vector<Assignment>& assignments);
// The same of a text that was read from there.
Rubric rubric_of(const std::string& text, const std::string& file, const std::string& assignment,
                 const std::vector<Assignment>& assignments);

// What was earned for one thing, and of how many points; below 0: taken off.
struct Part {
  std::string what{};  // "compiles", the name of a property, "remark", "stronger_order"
  Points earned{};
  Points of{};
  std::string why{};  // where it is not the outcome alone that tells
};

struct Score {
  Points earned{};  // never below 0
  Points of{};
  std::vector<Part> parts{};
};

// Tells what counts from what is only said: of what the assignment does not ask nothing counts, unless the rubric gives
// points for it, and no violation that the assignment excuses.
void mark_asked(Grade& grade, const Assignment& assignment, const Rubric& rubric);

// The grade must have been marked by mark_asked.
Score score(const Grade& grade, const Assignment& assignment, const Rubric& rubric);

}  // namespace turnstile::coursework
