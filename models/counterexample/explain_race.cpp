// Explains which two accesses race, and why neither happens before the other.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"
#include "models/counterexample/relations.hpp"

namespace turnstile::counterexample {

namespace {

bool is_release(std::memory_order order) {
  return order == std::memory_order_release || order == std::memory_order_acq_rel || order == std::memory_order_seq_cst;
}

bool is_acquire(std::memory_order order) {
  return order == std::memory_order_acquire || order == std::memory_order_acq_rel || order == std::memory_order_seq_cst;
}

class Race {
 public:
  Race(const Facts& facts, const Wording& words) : facts_(facts), words_(words), relations_(facts.artifact().events) {}

  Explanation explanation() {
    const auto second = racing();
    if (!second) return {.sentence = general_sentence(Kind::data_race), .culprits = {}};
    const auto first = opponent(*second);
    if (!first) return {.sentence = alone(*second), .culprits = {*second}};
    culprits_.push_back(*first);
    std::string sentence = fmt::format(
        "{} {} {}{} and {} {} it{}, and neither happens before the other", words_.thread(facts_[*first].thread),
        Wording::verb(facts_[*first]), printable(facts_[*first].variable), words_.in_brackets(facts_[*first]),
        words_.thread(facts_[*second].thread), Wording::verb(facts_[*second]), words_.in_brackets(facts_[*second]));
    sentence += why(*first, *second) + ".";
    culprits_.push_back(*second);
    return {.sentence = capitalized(sentence), .culprits = culprits_};
  }

 private:
  // A message leads from a write to the read by which another thread got to know of it.
  struct Message {
    int write = 0;
    int read = 0;
  };

  [[nodiscard]] std::optional<int> racing() const {
    for (int i = facts_.size() - 1; i >= 0; --i) {
      if (facts_[i].races) return i;
    }
    return std::nullopt;
  }
  [[nodiscard]] std::string alone(int second) const {
    return fmt::format("What {} {} of {}{} is not ordered by happens-before with what another thread does to it.",
                       words_.thread(facts_[second].thread), Wording::verb(facts_[second]),
                       printable(facts_[second].variable), words_.in_brackets(facts_[second]));
  }

  // The latest access that conflicts and does not happen before this one.
  [[nodiscard]] std::optional<int> opponent(int second) const {
    for (int i = second - 1; i >= 0; --i) {
      const Step& step = facts_[i];
      if (!accesses(step.operation) || step.thread == facts_[second].thread) continue;
      if (step.variable != facts_[second].variable || relations_.before(i, second)) continue;
      const Operation now = facts_[second].operation;
      if (writes(step.operation) || writes(now) || is_of_life(now)) return i;
    }
    return std::nullopt;
  }
  // Says how the second thread came to go on, and why that orders nothing.
  std::string why(int first, int second) {
    std::set<int> seen;
    std::vector<Message> way;
    if (messages(first, second, seen, way)) {
      const auto broken = std::ranges::find_if(way, [&](const Message& m) { return !missing(m, first).empty(); });
      return broken == way.end() ? "" : told(*broken, missing(*broken, first));
    }
    if (!is_known(second)) return "";
    return fmt::format(": nothing that {} reads before it was written by {} afterwards",
                       words_.thread(facts_[second].thread), words_.thread(facts_[first].thread));
  }
  std::string told(const Message& message, const std::string& what_is_missing) {
    culprits_.push_back(message.write);
    culprits_.push_back(message.read);
    const Step& read = facts_[message.read];
    const Step& write = facts_[message.write];
    const bool directly = facts_.source(message.read) == message.write;
    return fmt::format(": {} went on after it read {}{} {} {}'s {}{}, but {}, so nothing synchronizes",
                       words_.thread(read.thread), Wording::read(read), words_.in_brackets(read),
                       directly ? "from" : "in the release sequence of", words_.thread(write.thread),
                       Wording::noun(write), words_.in_brackets(write), what_is_missing);
  }

  // The writes that a read of `event` can synchronize with: the one that it read, and if that was a read-modify-write,
  // those whose release sequence it continues.
  [[nodiscard]] std::vector<int> heads(int event) const {
    std::vector<int> found;
    for (auto write = facts_.source(event); write; write = facts_.source(*write)) {
      if (std::ranges::find(found, *write) != found.end()) break;
      found.push_back(*write);
      if (!reads(facts_[*write].operation)) break;
    }
    std::ranges::reverse(found);
    return found;
  }

  // What the thread of `event` had got to know by then, the last reads first.
  [[nodiscard]] std::vector<Message> received(int event) const {
    std::vector<Message> all;
    for (int i = event - 1; i >= 0; --i) {
      if (facts_[i].thread != facts_[event].thread || !reads(facts_[i].operation)) continue;
      for (const int write : heads(i)) all.push_back({.write = write, .read = i});
    }
    return all;
  }
  // Finds messages that lead from after `first` to before `second`, the last reads first, the shortest way if there is
  // one.
  bool messages(int first, int second, std::set<int>& seen, std::vector<Message>& way) const {
    const std::vector<Message> all = received(second);
    const auto direct = std::ranges::find_if(all, [&](const Message& message) {
      return facts_[message.write].thread == facts_[first].thread && message.write > first;
    });
    if (direct != all.end()) {
      way = {*direct};
      return true;
    }
    return std::ranges::any_of(all, [&](const Message& last) {
      const bool is_own = facts_[last.write].thread == facts_[second].thread;
      if (is_own || last.write < first || !seen.insert(last.write).second) return false;
      if (!messages(first, last.write, seen, way)) return false;
      way.push_back(last);
      return true;
    });
  }

  // What the message lacks to synchronize; empty: nothing.
  [[nodiscard]] std::string missing(const Message& message, int first) const {
    const Step& write = facts_[message.write];
    const Step& read = facts_[message.read];
    const bool released = is_release(write.order) || fence_between(first, message.write, write.thread, is_release);
    const bool acquired = is_acquire(read.order) || fence_between(message.read, facts_.size(), read.thread, is_acquire);
    if (released && acquired) return "";
    std::string of_write(name(write.order));
    std::string of_read(name(read.order));
    if (released && !is_release(write.order)) of_write += " after a fence";
    if (acquired && !is_acquire(read.order)) of_read += " before a fence";
    if (!released && !acquired) {
      if (write.order == read.order) return "both are " + of_write;
      return fmt::format("that {} is {} and the read {}", Wording::noun(write), of_write, of_read);
    }
    if (!released) return fmt::format("that {} is {} (the read {})", Wording::noun(write), of_write, of_read);
    return fmt::format("the read is {} (that {} {})", of_read, Wording::noun(write), of_write);
  }
  [[nodiscard]] bool fence_between(int after, int before, int thread, bool (*does)(std::memory_order)) const {
    for (int i = after + 1; i < before; ++i) {
      const Step& step = facts_[i];
      if (step.thread == thread && step.operation == Operation::fence && does(step.order)) return true;
    }
    return false;
  }

  // Whether it is recorded which write each read of the thread has read.
  [[nodiscard]] bool is_known(int second) const {
    for (int i = 0; i < second; ++i) {
      const Step& step = facts_[i];
      if (step.thread != facts_[second].thread || !reads(step.operation) || is_plain(step.operation)) continue;
      if (!facts_.source(i) && !facts_.reads_initial(i)) return false;
    }
    return true;
  }

  const Facts& facts_;
  const Wording& words_;
  Relations relations_;
  std::vector<int> culprits_;
};

}  // namespace

Explanation explain_race(const Facts& facts, const Wording& words) {
  if (facts.artifact().events.size() > Relations::most_events) {
    return {.sentence = general_sentence(Kind::data_race), .culprits = {}};
  }
  return Race(facts, words).explanation();
}

}  // namespace turnstile::counterexample
