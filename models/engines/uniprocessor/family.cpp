#include "models/engines/uniprocessor/family.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace turnstile::uniprocessor {

namespace {

constexpr int a = 0;
constexpr int b = 1;

// Every list of `size` numbers from 0 to `last`.
std::vector<std::vector<int>> tuples(int size, int last) {
  std::vector<std::vector<int>> all = {{}};
  for (int i = 0; i < size; ++i) {
    std::vector<std::vector<int>> longer;
    for (const auto& tuple : all) {
      for (int n = 0; n <= last; ++n) {
        longer.push_back(tuple);
        longer.back().push_back(n);
      }
    }
    all = std::move(longer);
  }
  return all;
}

// The lists in ascending order without gaps that begin with 1, distinct numbers first: {1, 2}, {1, 1}.
std::vector<std::vector<int>> orders_of_urgency(int tasks) {
  std::vector<std::vector<int>> orders;
  for (const std::vector<int>& steps : tuples(tasks - 1, 1)) {
    std::vector<int> order = {1};
    for (const int step : steps) order.push_back(order.back() + step);
    orders.push_back(std::move(order));
  }
  std::ranges::sort(orders, {}, [](const auto& order) { return std::pair(-order.back(), order); });
  return orders;
}

int sum(const std::vector<int>& numbers) { return std::accumulate(numbers.begin(), numbers.end(), 0); }

// Time is counted from the first arrival: one task arrives at 0.
std::vector<std::vector<int>> arrivals(int tasks, int latest) {
  std::vector<std::vector<int>> all = tuples(tasks, latest);
  std::erase_if(all, [](const std::vector<int>& arrival) { return std::ranges::min(arrival) > 0; });
  std::ranges::sort(all, {}, [](const auto& arrival) { return std::pair(sum(arrival), arrival); });
  return all;
}

std::size_t length(const Family& family, const std::vector<int>& choice) {
  std::size_t instructions = 0;
  for (const int script : choice) instructions += family.scripts[static_cast<std::size_t>(script)].size();
  return instructions;
}

// The names of the tasks, from the least urgent to the most urgent.
std::vector<std::string> names(int tasks) {
  if (tasks == 2) return {"L", "H"};
  return {"L", "M", "H"};
}

Scenario scenario_of(const Family& family, const std::vector<int>& choice) {
  Scenario scenario{.tasks = {}, .locks = family.locks};
  const std::vector<std::string> name = names(family.tasks);
  for (std::size_t i = 0; i < choice.size(); ++i) {
    scenario.tasks.push_back(
        {.name = name[i], .priority = 0, .arrival = 0, .script = family.scripts[static_cast<std::size_t>(choice[i])]});
  }
  return scenario;
}

bool uses_all_locks(const Scenario& scenario) {
  for (int lock = 0; lock < scenario.locks; ++lock) {
    if (users(scenario, lock).empty()) return false;
  }
  return true;
}

Script bystander() { return {run(2)}; }
// It is inside for long enough that two others can arrive one after the other, and have to wait.
Script once(int l) { return {lock(l), run(3), unlock(l), run(1)}; }
Script twice(int l) { return {lock(l), run(1), unlock(l), run(1), lock(l), run(1), unlock(l)}; }
Script impatient(int l) { return {try_lock_for(l, 1), run(1), unlock(l), run(1)}; }
Script nested(int outer, int inner) {
  return {lock(outer), run(1), lock(inner), run(1), unlock(inner), run(1), unlock(outer)};
}
Script crossed(int first, int second) {
  return {lock(first), run(1), lock(second), run(1), unlock(first), run(1), unlock(second)};
}
Script impatient_inside(int outer, int inner) {
  return {lock(outer), run(1), try_lock_for(inner, 1), run(1), unlock(inner), run(1), unlock(outer)};
}

}  // namespace

std::string Family::text() const {
  return fmt::format("{} tasks, {} lock{}, arrivals 0..{}", tasks, locks, locks == 1 ? "" : "s", latest_arrival);
}

std::vector<Script> plain_scripts() { return {bystander(), once(a)}; }

std::vector<Script> all_scripts(int locks) {
  std::vector<Script> scripts = {bystander(), once(a), twice(a), impatient(a)};
  if (locks == 1) return scripts;
  for (const Script& script : {once(b), nested(a, b), nested(b, a), crossed(a, b), crossed(b, a),
                               impatient_inside(a, b), impatient_inside(b, a)}) {
    scripts.push_back(script);
  }
  return scripts;
}

namespace {

// Visits the scenario with each arrival and each order of urgency. The result is whether `visit` always returned true.
bool visit_all(Scenario scenario, const std::vector<std::vector<int>>& arrival_lists,
               const std::vector<std::vector<int>>& orders, const std::function<bool(const Scenario&)>& visit) {
  for (const auto& arrival : arrival_lists) {
    for (std::size_t i = 0; i < arrival.size(); ++i) scenario.tasks[i].arrival = arrival[i];
    for (const auto& order : orders) {
      for (std::size_t i = 0; i < order.size(); ++i) scenario.tasks[i].priority = order[i];
      if (!visit(scenario)) return false;
    }
  }
  return true;
}

}  // namespace

void for_each_scenario(const Family& family, const std::function<bool(const Scenario&)>& visit) {
  std::vector<std::vector<int>> choices = tuples(family.tasks, static_cast<int>(family.scripts.size()) - 1);
  std::ranges::sort(choices, {}, [&](const auto& choice) { return std::pair(length(family, choice), choice); });
  const auto orders = orders_of_urgency(family.tasks);
  const auto arrival_lists = arrivals(family.tasks, family.latest_arrival);
  for (const auto& choice : choices) {
    const Scenario scenario = scenario_of(family, choice);
    if (uses_all_locks(scenario) && !visit_all(scenario, arrival_lists, orders, visit)) return;
  }
}

}  // namespace turnstile::uniprocessor
