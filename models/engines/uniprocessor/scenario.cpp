#include "models/engines/uniprocessor/scenario.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace turnstile::uniprocessor {

using Do = Instruction::Do;

Instruction run(int ticks) { return {.what = Do::run, .lock = 0, .ticks = ticks}; }
Instruction lock(int lock) { return {.what = Do::lock, .lock = lock, .ticks = 0}; }
Instruction try_lock_for(int lock, int ticks) { return {.what = Do::try_lock_for, .lock = lock, .ticks = ticks}; }
Instruction unlock(int lock) { return {.what = Do::unlock, .lock = lock, .ticks = 0}; }

std::string lock_name(int lock) { return {static_cast<char>('a' + lock)}; }

namespace {

std::string instruction_text(const Instruction& instruction) {
  switch (instruction.what) {
    case Do::run:
      return fmt::format("run {}", instruction.ticks);
    case Do::lock:
      return "lock " + lock_name(instruction.lock);
    case Do::try_lock_for:
      return fmt::format("try {} for {}", lock_name(instruction.lock), instruction.ticks);
    case Do::unlock:
      return "unlock " + lock_name(instruction.lock);
  }
  return "?";
}

bool takes(const Instruction& instruction) {
  return instruction.what == Do::lock || instruction.what == Do::try_lock_for;
}

bool properly_nested(const Script& script) {
  std::vector<int> held;
  for (const Instruction& instruction : script) {
    if (takes(instruction)) held.push_back(instruction.lock);
    if (instruction.what != Do::unlock) continue;
    if (held.empty() || held.back() != instruction.lock) return false;
    held.pop_back();
  }
  return held.empty();
}

// before[a][b]: some task asks for b while it holds a.
using Before = std::array<std::array<bool, most_locks>, most_locks>;

void add_order(const Script& script, Before& before) {
  std::set<int> held;
  for (const Instruction& instruction : script) {
    if (instruction.what == Do::unlock) held.erase(instruction.lock);
    if (!takes(instruction)) continue;
    for (const int h : held)
      before.at(static_cast<std::size_t>(h)).at(static_cast<std::size_t>(instruction.lock)) = true;
    held.insert(instruction.lock);
  }
}

}  // namespace

std::string text(const Script& script) {
  std::string text;
  for (const Instruction& instruction : script) {
    text += (text.empty() ? "" : ", ") + instruction_text(instruction);
  }
  return text;
}

namespace {

constexpr int most_ticks_of_one = 1000;

Do named(const std::string& what) {
  if (what == "run") return Do::run;
  if (what == "lock") return Do::lock;
  return what == "unlock" ? Do::unlock : Do::try_lock_for;
}

// Accepts only text that would be written in the same way.
std::optional<Instruction> instruction_from(const std::string& text, int locks) {
  std::istringstream in(text);
  std::string what;
  char name = 'a';
  int ticks = 0;
  in >> what;
  if (what != "run") in >> name;
  if (what == "try") in.ignore(std::string_view(" for").size());
  if (what == "run" || what == "try") in >> ticks;
  const int which = name - 'a';
  const Instruction instruction = {.what = named(what), .lock = which, .ticks = ticks};
  const bool fits = 0 <= which && which < std::max(locks, 1) && 0 <= ticks && ticks <= most_ticks_of_one;
  return in && fits && instruction_text(instruction) == text ? std::optional(instruction) : std::nullopt;
}

}  // namespace

std::optional<Script> script_from(std::string_view text, int locks) {
  constexpr std::string_view separator = ", ";
  Script script;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    const std::optional<Instruction> instruction = instruction_from(std::string(text.substr(0, end)), locks);
    if (!instruction) return std::nullopt;
    script.push_back(*instruction);
    if (end == std::string_view::npos) break;
    text = text.substr(end + separator.size());
    if (text.empty()) return std::nullopt;
  }
  return script;
}

std::string text(const Scenario& scenario) {
  std::string text;
  for (const Task& task : scenario.tasks) {
    text += fmt::format("{}: priority {}, arrives at {}: {}\n", task.name, task.priority, task.arrival,
                        uniprocessor::text(task.script));
  }
  return text;
}

std::vector<int> users(const Scenario& scenario, int lock) {
  std::vector<int> users;
  for (std::size_t i = 0; i < scenario.tasks.size(); ++i) {
    const auto asks = [&](const Instruction& instruction) { return takes(instruction) && instruction.lock == lock; };
    if (std::ranges::any_of(scenario.tasks[i].script, asks)) users.push_back(static_cast<int>(i));
  }
  return users;
}

bool distinct_priorities(const Scenario& scenario) {
  std::set<int> priorities;
  return std::ranges::all_of(scenario.tasks, [&](const Task& t) { return priorities.insert(t.priority).second; });
}

bool properly_nested(const Scenario& scenario) {
  return std::ranges::all_of(scenario.tasks, [](const Task& task) { return properly_nested(task.script); });
}

bool without_timeouts(const Scenario& scenario) {
  return std::ranges::all_of(scenario.tasks, [](const Task& task) {
    return std::ranges::none_of(task.script, [](const Instruction& i) { return i.what == Do::try_lock_for; });
  });
}

bool acyclic(const Scenario& scenario) {
  Before before{};
  for (const Task& task : scenario.tasks) add_order(task.script, before);
  for (std::size_t k = 0; k < most_locks; ++k) {
    for (std::size_t i = 0; i < most_locks; ++i) {
      for (std::size_t j = 0; j < most_locks; ++j) before[i][j] = before[i][j] || (before[i][k] && before[k][j]);
    }
  }
  for (std::size_t i = 0; i < most_locks; ++i) {
    if (before[i][i]) return false;
  }
  return true;
}

}  // namespace turnstile::uniprocessor
