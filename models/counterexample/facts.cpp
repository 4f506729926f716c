#include "models/counterexample/facts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "models/counterexample/coherence.hpp"

namespace turnstile::counterexample {

namespace {

bool changes_section(const Step& step) { return step.operation == Operation::mark && step.text.empty(); }

bool is_entry_section(Section section) {
  return section == Section::trying || section == Section::doorway || section == Section::waiting;
}

}  // namespace

Facts::Facts(const Artifact& artifact) : artifact_(artifact) {
  std::set<int> threads;
  for (int i = 0; i < artifact.mix.threads; ++i) threads.insert(i);
  for (const Step& step : artifact.events) {
    if (step.thread >= 0) threads.insert(step.thread);
    if (changes_section(step)) marked_.insert(step.thread);
  }
  threads_.assign(threads.begin(), threads.end());
  add_sections();
}

void Facts::add_sections() {
  std::map<int, Section> now;
  for (const Step& step : artifact_.events) {
    const bool tells = is_marked(step.thread) ? changes_section(step) : accesses(step.operation);
    if (tells) now[step.thread] = step.section;
    sections_.push_back(now[step.thread]);
  }
}

Section Facts::section_in_the_end(int thread) const {
  for (int i = size() - 1; i >= 0; --i) {
    if ((*this)[i].thread == thread) return section(i);
  }
  return Section::remainder;
}

std::vector<int> Facts::entries(int thread) const {
  std::vector<int> found;
  Section before = Section::remainder;
  for (int i = 0; i < size(); ++i) {
    if ((*this)[i].thread != thread) continue;
    if (section(i) == Section::critical && before != Section::critical) found.push_back(i);
    before = section(i);
  }
  return found;
}

int Facts::entry_section_of(int entry) const {
  int first = entry;
  for (int i = entry - 1; i >= 0; --i) {
    if ((*this)[i].thread != (*this)[entry].thread) continue;
    if (!is_entry_section(section(i))) break;
    first = i;
  }
  return first;
}

std::vector<int> Facts::inside() const {
  std::vector<int> found;
  for (const int thread : threads_) {
    if (section_in_the_end(thread) == Section::critical) found.push_back(thread);
  }
  std::ranges::sort(found, {}, [&](int thread) { return entries(thread).back(); });
  return found;
}

std::optional<int> Facts::newest_before(int event) const {
  std::optional<int> newest;
  for (int i = 0; i < event; ++i) {
    const Step& step = (*this)[i];
    if (!writes(step.operation) || !step.performed() || step.variable != (*this)[event].variable) continue;
    if (!newest || step.position >= (*this)[*newest].position) newest = i;
  }
  return newest;
}

std::optional<int> Facts::source(int event) const {
  const int from = (*this)[event].reads_from;
  if (from < 0 || from >= size()) return std::nullopt;
  return from;
}

bool Facts::reads_initial(int event) const {
  const Step& step = (*this)[event];
  if (!reads(step.operation) || step.reads_from != Step::initial) return false;
  const auto variable = std::ranges::find(artifact_.variables, step.variable, &Variable::name);
  return variable != artifact_.variables.end() && variable->initial == step.read;
}

std::optional<int> Facts::placed_before(int write) const {
  return counterexample::placed_before(artifact_.events, write);
}

std::vector<int> Facts::writes_of(const std::string& variable) const {
  const auto known = std::ranges::find(artifact_.variables, variable, &Variable::name);
  if (known != artifact_.variables.end() && !known->coherence.empty()) return known->coherence;
  std::vector<int> found;
  for (int i = 0; i < size(); ++i) {
    if (writes((*this)[i].operation) && (*this)[i].performed() && (*this)[i].variable == variable) found.push_back(i);
  }
  return found;
}

}  // namespace turnstile::counterexample
