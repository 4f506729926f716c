// A recorded execution that another one is to repeat: which thread goes on at each moment, which write each read sees,
// and where each write stands. An execution that has a script asks it instead of choosing (following.cpp).
#pragma once

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/engines/rc11/event.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

class Script {
 public:
  static constexpr int nobody = -1;

  using Addresses = std::map<std::string, const void*>;

  Script(const Trace& events, const Addresses& addresses) : events_(events), named_(addresses), writes_(events.size()) {
    for (const Step& step : events) addresses_.push_back(address_of(step.variable));
    skip_marks();
  }

  [[nodiscard]] std::string name_of(const void* address) const {
    const auto found = std::ranges::find(named_, address, &Addresses::value_type::second);
    return found == named_.end() ? "?" : found->first;
  }

  [[nodiscard]] bool at_end() const { return next_ == static_cast<int>(events_.size()); }
  // The event that comes next, and the thread whose event it is, by its number in the graph.
  [[nodiscard]] int next() const { return next_; }
  [[nodiscard]] const Step& step() const { return events_[index(next_)]; }
  [[nodiscard]] const void* address() const { return addresses_[index(next_)]; }
  [[nodiscard]] int turn() const { return at_end() ? nobody : step().thread + 1; }

  // The write that this event reads from; none: it reads the initial value.
  [[nodiscard]] Ref source() const {
    const int from = step().reads_from;
    return from == Step::initial ? Ref{} : writes_[index(from)];
  }
  [[nodiscard]] bool reads_what_was_written() const {
    return step().reads_from == Step::initial || (step().reads_from < next_ && source().exists());
  }
  // How many of the writes that were performed come before the next event in modification order.
  [[nodiscard]] int earlier_writes() const {
    int n = 0;
    for (int i = 0; i < next_; ++i) {
      const bool same = writes_[index(i)].exists() && addresses_[index(i)] == address();
      n += same && events_[index(i)].position < step().position ? 1 : 0;
    }
    return n;
  }

  // What the thread chose when it chose for the n-th time, "chooses 1 of 3"; 0 where it did not get there.
  [[nodiscard]] Value chosen(int thread, int n) const {
    constexpr std::string_view chooses = "chooses ";
    for (const Step& step : events_) {
      if (step.thread != thread || step.operation != Operation::mark || !step.text.starts_with(chooses)) continue;
      if (n-- == 0) return std::strtoull(step.text.c_str() + chooses.size(), nullptr, 10);
    }
    return 0;
  }
  // Whether the thread has this mark after the last event that it has performed, and before its next one.
  [[nodiscard]] bool has_next(int thread, std::string_view mark) const {
    const auto is_its_own = [&](const Step& step) { return step.thread == thread; };
    const auto is_event = [&](const Step& step) { return is_its_own(step) && step.operation != Operation::mark; };
    const auto performed = std::find_if(std::make_reverse_iterator(events_.begin() + next_), events_.rend(), is_event);
    const auto rest = std::find_if(performed.base(), events_.end(), is_event);
    return std::any_of(performed.base(), rest, [&](const Step& s) { return is_its_own(s) && s.text == mark; });
  }

  // The next event was performed; where it writes, by this one.
  void performed(Ref write) {
    writes_[index(next_++)] = write;
    skip_marks();
  }
  // Notes what was done instead of the next event.
  void differs(std::string reason) { reason_ = std::move(reason); }
  [[nodiscard]] const std::string& difference() const { return reason_; }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  void skip_marks() {
    while (!at_end() && !has_turn(step().operation)) ++next_;
  }

  [[nodiscard]] const void* address_of(const std::string& name) const {
    const auto found = named_.find(name);
    return found == named_.end() ? nullptr : found->second;
  }

  const Trace& events_;
  const Addresses& named_;
  std::vector<const void*> addresses_;  // of each event that of its variable
  std::vector<Ref> writes_;
  int next_ = 0;
  std::string reason_;
};

}  // namespace turnstile::rc11
