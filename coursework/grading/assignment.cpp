#include "coursework/grading/assignment.hpp"

#include <algorithm>

namespace turnstile::coursework {

namespace {

constexpr Party two{.threads = 2};
constexpr Party three{.threads = 3};

const std::vector<Property> all_three = {Property::mutual_exclusion, Property::progress, Property::bounded_waiting};

// With the points for compiling, each of these adds up to 100.
const std::vector<Asked> everything = {
    {Property::mutual_exclusion, 50}, {Property::progress, 25}, {Property::bounded_waiting, 15}};
// A lock from test-and-set lets a thread be overtaken for ever.
const std::vector<Asked> no_fairness = {{Property::mutual_exclusion, 60}, {Property::progress, 30}};

std::vector<Size> sizes_of_two() {
  return {{Property::mutual_exclusion, two, 2}, {Property::progress, two, 2}, {Property::bounded_waiting, two, 3}};
}

std::vector<Size> sizes_of_many() {
  return {{Property::mutual_exclusion, two, 2},
          {Property::mutual_exclusion, three, 1},
          {Property::progress, two, 2},
          {Property::progress, three, 1},
          {Property::bounded_waiting, two, 3}};
}

std::vector<Size> sizes_with_readers() {
  constexpr Party one_each{.threads = 2, .readers = 1};
  constexpr Party two_writers{.threads = 2, .readers = 0};
  constexpr Party two_readers{.threads = 3, .readers = 2};
  return {{Property::mutual_exclusion, one_each, 2},    {Property::mutual_exclusion, two_writers, 2},
          {Property::mutual_exclusion, two_readers, 1}, {Property::progress, one_each, 2},
          {Property::progress, two_writers, 2},         {Property::progress, two_readers, 1},
          {Property::bounded_waiting, one_each, 3}};
}

}  // namespace

const std::vector<Assignment>& assignments() {
  static const std::vector<Assignment> all = {
      {.name = "turn",
       .summary = "two threads, one variable that says whose turn it is",
       .properties = all_three,
       .asked = everything,
       // A thread that stays away keeps the other one out: that is strict alternation.
       .excused = Kind::remainder_blocks,
       .sizes = sizes_of_two()},
      {.name = "peterson",
       .summary = "two threads, loads and stores only",
       .properties = all_three,
       .asked = everything,
       .sizes = sizes_of_two()},
      {.name = "tsl",
       .summary = "any number of threads, test-and-set",
       .properties = all_three,
       .asked = no_fairness,
       .sizes = sizes_of_many()},
      {.name = "cas",
       .summary = "any number of threads, compare-and-swap",
       .properties = all_three,
       .asked = no_fairness,
       .sizes = sizes_of_many()},
      {.name = "rwlock",
       .summary = "readers together, writers alone",
       .properties = all_three,
       .asked = no_fairness,
       .sizes = sizes_with_readers(),
       .has_readers = true},
      {.name = "priority_inheritance",
       .summary = "a lock whose owner inherits the priority of who waits for it",
       .properties = all_three,
       .asked = everything,
       .sizes = {{Property::mutual_exclusion, two, 2},
                 {Property::progress, two, 2},
                 {Property::bounded_waiting, two, 1}},
       .has_priorities = true,
       .may_block = true},
      {.name = "lock",
       .summary = "any lock for any number of threads",
       .properties = all_three,
       .asked = no_fairness,
       .sizes = sizes_of_many()},
  };
  return all;
}

const Assignment* find_assignment(std::string_view name) {
  const auto found = std::ranges::find(assignments(), name, &Assignment::name);
  return found == assignments().end() ? nullptr : &*found;
}

}  // namespace turnstile::coursework
