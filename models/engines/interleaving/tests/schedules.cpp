#include "models/engines/interleaving/tests/schedules.hpp"

#include <algorithm>
#include <ostream>

#include <rapidcheck.h>

namespace turnstile::interleaving {

namespace {

constexpr int longest_short_quantum = 16;

// inRange() spans its range only at RapidCheck's nominal size: below that it would hardly ever reach the end of a round.
rc::Gen<int> any_below(int end) { return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, end)); }

rc::Gen<Preemption> any_preemption(int threads) {
  return rc::gen::build<Preemption>(rc::gen::set(&Preemption::after, any_below(longest_stretch)),
                                    rc::gen::set(&Preemption::to, any_below(std::max(1, threads - 1))));
}

// Half of the schedules run on undisturbed once their preemptions are used up.
rc::Gen<int> any_quantum() {
  return rc::gen::oneOf(rc::gen::just(longest_quantum),
                        rc::gen::map(any_below(longest_short_quantum), [](int below) { return below + 1; }));
}

// --- simpler schedules -----------------------------------------------------------------------------------------------

// Collects schedules that differ from one in a part of it.
class Simpler {
 public:
  explicit Simpler(const Schedule& schedule) : schedule_(schedule), size_(schedule.preemptions.size()) {}

  std::vector<Schedule> all() {
    for (std::size_t length = size_; length > 0; length /= 2) drop_runs_of(length);
    for (std::size_t i = 0; i + 1 < size_; ++i) merge(i, 1);
    for (std::size_t i = 0; i + 2 < size_; ++i) merge(i, 2);
    lengthen_turns();
    for (std::size_t i = 0; i < size_; ++i) lower(i, &Preemption::after);
    for (std::size_t i = 0; i < size_; ++i) lower(i, &Preemption::to);
    return std::move(found_);
  }

 private:
  void drop_runs_of(std::size_t length) {
    for (std::size_t i = 0; i + length <= size_; ++i) found_.push_back(without(i, length));
  }

  // Drops so many from i on, and lets the thread that ran before them run on as long as the next preemption says in
  // addition: that one stays where it was in the thread's own operations.
  void merge(std::size_t i, std::size_t length) {
    Schedule merged = without(i, length);
    merged.preemptions[i].after += schedule_.preemptions[i].after;
    found_.push_back(std::move(merged));
  }

  void lengthen_turns() {
    for (const int quantum : {longest_quantum, 2 * schedule_.quantum, schedule_.quantum + 1}) {
      if (quantum <= schedule_.quantum || quantum > longest_quantum) continue;
      found_.push_back(schedule_);
      found_.back().quantum = quantum;
    }
  }

  void lower(std::size_t i, int Preemption::* number) {
    const int old = schedule_.preemptions[i].*number;
    for (const int value : {0, old / 2, old - 1}) {
      if (value < 0 || value >= old) continue;
      found_.push_back(schedule_);
      found_.back().preemptions[i].*number = value;
    }
  }

  [[nodiscard]] Schedule without(std::size_t first, std::size_t length) const {
    Schedule shorter = schedule_;
    const auto begin = shorter.preemptions.begin() + static_cast<std::ptrdiff_t>(first);
    shorter.preemptions.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
    return shorter;
  }

  const Schedule& schedule_;
  std::size_t size_;
  std::vector<Schedule> found_;
};

}  // namespace

std::vector<Schedule> simpler(const Schedule& schedule) { return Simpler(schedule).all(); }

rc::Gen<Schedule> schedules(int threads) {
  auto any = rc::gen::build<Schedule>(
      rc::gen::set(&Schedule::preemptions, rc::gen::container<std::vector<Preemption>>(any_preemption(threads))),
      rc::gen::set(&Schedule::quantum, any_quantum()));
  return rc::gen::shrink(rc::gen::noShrink(std::move(any)),
                         [](const Schedule& schedule) { return rc::seq::fromContainer(simpler(schedule)); });
}

void showValue(const Schedule& schedule, std::ostream& out) { out << schedule.text(); }

}  // namespace turnstile::interleaving
