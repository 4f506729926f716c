#include "models/engines/uniprocessor/stages.hpp"

#include <algorithm>
#include <utility>

namespace turnstile::uniprocessor {

namespace {

// Two tasks can arrive during all of each other's work; with three the range is a tick or two short of that.
constexpr int latest_of_two = 8;
constexpr int latest_of_three = 5;
// Every broken form here shows what it has to show within these.
constexpr int latest_of_three_quickly = 3;

// In a family of two tasks they arrive as late as they may.
Family family(int tasks, int locks, std::vector<Script> scripts) {
  return {.tasks = tasks,
          .locks = locks,
          .scripts = std::move(scripts),
          .latest_arrival = tasks == 2 ? latest_of_two : latest_of_three};
}

std::vector<Family> plain_families() { return {family(2, 1, plain_scripts()), family(3, 1, plain_scripts())}; }

void arrive_earlier(std::vector<Stage>& stages) {
  for (Stage& stage : stages) {
    for (Family& f : stage.families) {
      if (f.tasks > 2) f.latest_arrival = latest_of_three_quickly;
    }
  }
}

std::vector<Family> all_families(const Subject& subject) {
  std::vector<Family> families;
  for (const int tasks : {2, 3}) {
    for (const int locks : {1, 2}) families.push_back(family(tasks, locks, all_scripts(locks)));
  }
  if (subject.keeps_books) return families;
  // An ordinary lock cannot give up waiting, and does not know of cycles: one lock, taken for good.
  std::erase_if(families, [](const Family& f) { return f.locks > 1; });
  for (Family& f : families) {
    std::erase_if(f.scripts, [](const Script& s) { return s.front().what == Instruction::Do::try_lock_for; });
  }
  return families;
}

std::vector<Stage> all_stages(const Subject& subject, Property property) {
  switch (property) {
    case Property::mutual_exclusion:
      return {{.name = "exclusion", .checks = {.exclusion = true}, .families = all_families(subject)}};
    case Property::progress:
      return {{.name = "progress", .checks = {.progress = true}, .families = all_families(subject)}};
    case Property::bounded_waiting: {
      std::vector<Stage> stages = {{.name = "inversion", .checks = {.inversion = true}, .families = plain_families()}};
      if (subject.keeps_books) {
        stages.push_back({.name = "invariants",
                          .checks = {.invariants = true, .inversion = true},
                          .families = all_families(subject)});
      }
      return stages;
    }
    default:
      return {};
  }
}

}  // namespace

std::vector<Stage> stages_of(const Subject& subject, Property property, bool thorough) {
  std::vector<Stage> stages = all_stages(subject, property);
  if (!thorough) arrive_earlier(stages);
  return stages;
}

}  // namespace turnstile::uniprocessor
