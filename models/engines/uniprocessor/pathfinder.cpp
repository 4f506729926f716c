// The schedule that reset the Mars Pathfinder in July 1997, without and with a priority protocol.
//
// Its information bus was protected by a mutex without priority inheritance. The task that gathers weather data held it
// when the bus management task, the most urgent one, asked for it, and the long communications task, in between, kept the
// weather task from running. The bus management task missed its deadline, and a watchdog reset the whole computer.
// Source: G. E. Reeves, What Really Happened on Mars?, 1997; M. Jones, What really happened on Mars Rover Pathfinder, 1997.
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "algorithms/priority_inheritance/broken_no_inheritance.hpp"
#include "algorithms/priority_inheritance/priority_inheritance.hpp"
#include "algorithms/priority_inheritance/priority_inheritance_ceiling.hpp"
#include "models/engines/uniprocessor/explore.hpp"

namespace turnstile::uniprocessor {

namespace {

constexpr int exit_bad_input = 2;
constexpr int deadline = 12;

constexpr const char* usage =
    "Usage: turnstile_pathfinder [none|inheritance|ceiling]...\n"
    "\n"
    "Prints the schedule that reset the Mars Pathfinder in 1997, on the simulated processor, with an ordinary mutex\n"
    "(none), with priority inheritance, and with the priority ceiling protocol. Without an argument: all three.\n";

struct Protocol {
  const char* name;
  const char* title;
  Subject subject;
};

std::vector<Protocol> protocols() {
  return {{"none", "none: an ordinary mutex", protocol_subject<broken::MutexNoInheritance>()},
          {"inheritance", "inheritance: the owner inherits the priority of who waits for it",
           protocol_subject<PriorityInheritanceMutex>()},
          {"ceiling", "ceiling: the original priority ceiling protocol", protocol_subject<PriorityCeilingMutex>()}};
}

Scenario mission() {
  constexpr int bus_mutex = 0;
  return {.tasks = {{"weather", 1, 0, {lock(bus_mutex), run(5), unlock(bus_mutex), run(2)}},
                    {"communications", 2, 3, {run(20)}},
                    {"bus management", 3, 2, {run(1), lock(bus_mutex), run(2), unlock(bus_mutex), run(1)}}},
          .locks = 1};
}

// When the most urgent task has run for the last time, by its row of the timeline.
int end_of_bus_management(const std::string& timeline) {
  const std::string name = "bus management  ";
  const std::size_t row = timeline.find(name, timeline.find("tick"));
  const std::size_t end = timeline.find('\n', row);
  return static_cast<int>(end - row - name.size());
}

void print(const Protocol& protocol) {
  const std::string shown = Simulation(protocol.subject).show(mission(), {});
  const std::string timeline = shown.substr(shown.find("tick"));
  const int end = end_of_bus_management(timeline);
  fmt::print("{}\n\n{}\nThe bus management task is done after tick {}; its deadline is {}: {}.\n", protocol.title,
             timeline, end, deadline, end <= deadline ? "in time" : "the watchdog resets the computer");
}

void print(const std::vector<Protocol>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (i > 0) fmt::print("\n");
    print(chosen[i]);
  }
}

int main(const std::vector<std::string>& arguments) {
  std::vector<Protocol> chosen;
  for (const std::string& argument : arguments) {
    if (argument == "--help" || argument == "-h") {
      fmt::print("{}", usage);
      return 0;
    }
    for (const Protocol& protocol : protocols()) {
      if (argument == protocol.name) chosen.push_back(protocol);
    }
    if (chosen.empty() || argument != chosen.back().name) {
      fmt::print(stderr, "turnstile_pathfinder: unknown protocol '{}': none, inheritance or ceiling (--help)\n",
                 argument);
      return exit_bad_input;
    }
  }
  print(chosen.empty() ? protocols() : chosen);
  return 0;
}

}  // namespace

}  // namespace turnstile::uniprocessor

int main(int count, char** values) {
  return turnstile::uniprocessor::main(std::vector<std::string>(values + 1, values + count));
}
