#include "models/counterexample/schedule.hpp"

#include <algorithm>
#include <cstddef>
#include <ranges>

#include <fmt/format.h>

namespace turnstile::counterexample {

namespace {

constexpr std::size_t widest = 80;  // ticks in one block
constexpr std::size_t number_every = 5;

std::string line(const std::string& name, std::size_t margin, const std::string& row) {
  const std::string text = fmt::format("{:<{}}  {}", name, margin, row);
  return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
}

std::string numbers(std::size_t first, std::size_t last) {
  std::string row(last - first, ' ');
  for (std::size_t tick = first; tick < last; tick += number_every) {
    const std::string number = std::to_string(tick);
    if (tick - first + number.size() <= row.size()) row.replace(tick - first, number.size(), number);
  }
  return row;
}

std::string block(const Schedule& schedule, std::size_t first, std::size_t last, std::size_t margin) {
  std::string text = line("tick", margin, numbers(first, last));
  for (const Task& task : std::ranges::reverse_view(schedule.tasks)) {
    text += line(task.name, margin, first < task.ticks.size() ? task.ticks.substr(first, last - first) : "");
  }
  return text;
}

}  // namespace

void set(Schedule& schedule, int task, int tick, Tick what) {
  std::string& row = schedule.tasks.at(static_cast<std::size_t>(task)).ticks;
  row.resize(std::max(row.size(), static_cast<std::size_t>(tick) + 1), static_cast<char>(Tick::gone));
  row.at(static_cast<std::size_t>(tick)) = static_cast<char>(what);
}

std::string text(const Schedule& schedule) {
  std::string text;
  std::size_t margin = std::string_view("tick").size();
  std::size_t length = 0;
  for (const Task& task : schedule.tasks) {
    text += fmt::format("{}: priority {}, arrives at {}: {}\n", task.name, task.priority, task.arrival, task.script);
    margin = std::max(margin, task.name.size());
    length = std::max(length, task.ticks.size());
  }
  text += "\n";
  for (std::size_t first = 0; first < length; first += widest) {
    text += block(schedule, first, std::min(first + widest, length), margin);
  }
  return text + std::string(legend);
}

}  // namespace turnstile::counterexample
