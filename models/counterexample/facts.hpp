// What is asked of the events of a counterexample to explain it.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "models/counterexample/artifact.hpp"

namespace turnstile::counterexample {

class Facts {
 public:
  explicit Facts(const Artifact& artifact);

  [[nodiscard]] const Artifact& artifact() const { return artifact_; }
  [[nodiscard]] const Step& operator[](int event) const { return artifact_.events[static_cast<std::size_t>(event)]; }
  [[nodiscard]] int size() const { return static_cast<int>(artifact_.events.size()); }

  // The threads of the mix, and any other that has events. Main is not among them.
  [[nodiscard]] const std::vector<int>& threads() const { return threads_; }
  // The section that its thread is in at this event. In a trace without marks the accesses tell it.
  [[nodiscard]] Section section(int event) const { return sections_[static_cast<std::size_t>(event)]; }
  [[nodiscard]] Section section_in_the_end(int thread) const;
  // Whether its marks say where the thread is.
  [[nodiscard]] bool is_marked(int thread) const { return marked_.contains(thread); }

  // The events by which a thread enters the critical section.
  [[nodiscard]] std::vector<int> entries(int thread) const;
  // The first event of the doorway, or of what there is of the entry section, before that entry.
  [[nodiscard]] int entry_section_of(int entry) const;
  // The threads that are in the critical section at the end, in the order of their entries.
  [[nodiscard]] std::vector<int> inside() const;

  // The write of this variable that is the newest among the events before this one.
  [[nodiscard]] std::optional<int> newest_before(int event) const;
  // The write that it read; nothing: the initial value, or it is not known.
  [[nodiscard]] std::optional<int> source(int event) const;
  // Whether it is sure that it read the initial value.
  [[nodiscard]] bool reads_initial(int event) const;
  // The event before which a write takes its place in modification order, although that one stands before it.
  [[nodiscard]] std::optional<int> placed_before(int write) const;
  // All writes of a variable in modification order; where that was not recorded, as they come.
  [[nodiscard]] std::vector<int> writes_of(const std::string& variable) const;

 private:
  void add_sections();

  const Artifact& artifact_;
  std::vector<int> threads_;
  std::set<int> marked_;
  std::vector<Section> sections_;
};

}  // namespace turnstile::counterexample
