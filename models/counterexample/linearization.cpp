#include "models/counterexample/linearization.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace turnstile::counterexample {

namespace {

using Cost = std::uint32_t;
constexpr Cost impossible = std::numeric_limits<Cost>::max() / 2;
constexpr Cost a_switch = 1U << 16U;  // more than there are stale reads

constexpr std::size_t most_events = 200;
constexpr std::size_t most_states = 4'000'000;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The access that completed a race was not performed, and has no place.
bool is_placed(const Step& step) { return writes(step.operation) && step.performed() && step.position > 0; }

// Pairs each write with the next one of its variable.
std::vector<Edge> modification_order(const Trace& events) {
  std::map<std::pair<std::string, int>, int> places;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (is_placed(events[i])) places[{events[i].variable, events[i].position}] = static_cast<int>(i);
  }
  std::vector<Edge> edges;
  for (auto place = places.begin(); place != places.end(); ++place) {
    const auto next = std::next(place);
    if (next != places.end() && next->first.first == place->first.first) {
      edges.emplace_back(place->second, next->second);
    }
  }
  return edges;
}

std::vector<Edge> reads_from(const Trace& events) {
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].reads_from != Step::initial) edges.emplace_back(events[i].reads_from, static_cast<int>(i));
  }
  return edges;
}

// Where nobody is blocked for ever, it is the last event that completes the violation.
std::vector<Edge> end_at_the_last(const Trace& events) {
  if (std::ranges::any_of(events, &Step::blocked)) return {};
  std::vector<Edge> edges;
  for (std::size_t i = 0; i + 1 < events.size(); ++i) {
    edges.emplace_back(static_cast<int>(i), static_cast<int>(events.size()) - 1);
  }
  return edges;
}

// The threads' events, and what must come before each. How far an order has come is told by how many events of each thread
// it has; all these are numbered.
class Lattice {
 public:
  Lattice(const Trace& events, const std::vector<Edge>& edges) : events_(events) {
    cut_ends();
    fill_lanes();
    for (const auto& [before, after] : edges) add(before, after);
    for (int i = first_; i < last_; ++i) {
      if (reads(events[at(i)].operation)) find_newer(i);
    }
  }

  [[nodiscard]] bool is_too_large() const { return events_.size() > most_events || states() * lanes() > most_states; }
  // The whole trace, as indices; empty: there is no such order.
  [[nodiscard]] std::vector<int> best() {
    fill_costs();
    return follow_costs();
  }
  // Here each thread goes on as far as it can: to stop before that saves no switch.
  [[nodiscard]] int fewest_switches() const;

 private:
  struct Node {
    int event = 0;
    std::vector<int> needs;                    // of each lane, how many events come first
    std::vector<std::pair<int, int>> newer{};  // lanes and places of the writes that make a read stale
  };
  using Counts = std::vector<int>;
  using Block = std::pair<Counts, std::size_t>;  // how far it came with it, and whose it is

  [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }
  [[nodiscard]] std::size_t states() const {
    std::size_t n = 1;
    for (const auto& lane : lanes_) n = std::min(n * (lane.size() + 1), most_states + 1);
    return n;
  }

  void cut_ends() {
    last_ = static_cast<int>(events_.size());
    while (first_ < last_ && events_[at(first_)].thread < 0) ++first_;
    while (last_ > first_ && events_[at(last_ - 1)].thread < 0) --last_;
  }

  void fill_lanes() {
    std::set<int> threads;
    for (int i = first_; i < last_; ++i) threads.insert(events_[at(i)].thread);
    lanes_.resize(threads.size());
    place_.resize(events_.size(), {-1, -1});
    for (int i = first_; i < last_; ++i) {
      const auto lane = std::distance(threads.begin(), threads.find(events_[at(i)].thread));
      auto& nodes = lanes_[static_cast<std::size_t>(lane)];
      place_[at(i)] = {static_cast<int>(lane), static_cast<int>(nodes.size())};
      nodes.push_back({.event = i, .needs = std::vector<int>(lanes(), 0)});
    }
  }

  void add(int before, int after) {
    const auto [lane, place] = place_[at(before)];
    const auto [to_lane, to_place] = place_[at(after)];
    if (lane < 0 || to_lane < 0) return;
    int& needed = lanes_[at(to_lane)][at(to_place)].needs[at(lane)];
    needed = std::max(needed, place + 1);
  }

  void find_newer(int i) {
    const Step& read = events_[at(i)];
    const int seen = read.reads_from == Step::initial ? 0 : events_[at(read.reads_from)].position;
    auto& newer = lanes_[at(place_[at(i)].first)][at(place_[at(i)].second)].newer;
    for (int w = first_; w < last_; ++w) {
      const Step& write = events_[at(w)];
      if (w != i && is_placed(write) && write.variable == read.variable && write.position > seen) {
        newer.push_back(place_[at(w)]);
      }
    }
  }

  [[nodiscard]] bool may_go_on(const Counts& counts, std::size_t lane) const {
    if (at(counts[lane]) == lanes_[lane].size()) return false;
    const auto& needs = lanes_[lane][at(counts[lane])].needs;
    for (std::size_t other = 0; other < lanes(); ++other) {
      if (counts[other] < needs[other]) return false;
    }
    return true;
  }
  [[nodiscard]] Cost staleness(const Counts& counts, std::size_t lane) const {
    const auto& newer = lanes_[lane][at(counts[lane])].newer;
    return std::ranges::any_of(newer, [&](const auto& place) { return counts[at(place.first)] > place.second; }) ? 1
                                                                                                                 : 0;
  }

  [[nodiscard]] bool is_done(const Counts& counts) const {
    for (std::size_t lane = 0; lane < lanes(); ++lane) {
      if (at(counts[lane]) < lanes_[lane].size()) return false;
    }
    return true;
  }
  [[nodiscard]] std::vector<Block> after(const Block& block) const;

  // What it costs to go on with a lane, and to come to the end from there.
  [[nodiscard]] Cost cost_of(const Counts& counts, std::size_t state, std::size_t lane) const {
    if (!may_go_on(counts, lane)) return impossible;
    return staleness(counts, lane) + costs_[(state + strides_[lane]) * lanes() + lane];
  }

  // Goes from the end to the beginning, because the state that follows has a larger number.
  void fill_costs() {
    strides_.assign(lanes(), 1);
    for (std::size_t lane = 1; lane < lanes(); ++lane)
      strides_[lane] = strides_[lane - 1] * (lanes_[lane - 1].size() + 1);
    costs_.assign(states() * lanes(), impossible);
    for (std::size_t lane = 0; lane < lanes(); ++lane) costs_[(states() - 1) * lanes() + lane] = 0;
    Counts counts(lanes());
    for (std::size_t state = states() - 1; state-- > 0;) {
      for (std::size_t lane = 0; lane < lanes(); ++lane) {
        counts[lane] = static_cast<int>(state / strides_[lane] % (lanes_[lane].size() + 1));
      }
      for (std::size_t next = 0; next < lanes(); ++next) {
        const Cost cost = cost_of(counts, state, next);
        for (std::size_t last = 0; cost < impossible && last < lanes(); ++last) {
          Cost& least = costs_[state * lanes() + last];
          least = std::min(least, cost + (next == last ? 0 : a_switch));
        }
      }
    }
  }

  [[nodiscard]] std::vector<int> follow_costs() const {
    std::vector<int> order;
    order.reserve(events_.size());
    for (int i = 0; i < first_; ++i) order.push_back(i);
    Counts counts(lanes(), 0);
    std::size_t state = 0;
    std::size_t last = lanes();
    for (int i = first_; i < last_; ++i) {
      std::size_t best = lanes();
      Cost least = impossible;
      for (std::size_t lane = 0; lane < lanes(); ++lane) {
        const Cost cost = cost_of(counts, state, lane) + (lane == last || last == lanes() ? 0 : a_switch);
        if (cost < least) least = cost, best = lane;
      }
      if (best == lanes()) return {};
      order.push_back(lanes_[best][at(counts[best]++)].event);
      state += strides_[best];
      last = best;
    }
    for (int i = last_; i < static_cast<int>(events_.size()); ++i) order.push_back(i);
    return order;
  }

  const Trace& events_;
  int first_ = 0;  // what main does comes before this one
  int last_ = 0;   // and from this one on
  std::vector<std::vector<Node>> lanes_;
  std::vector<std::pair<int, int>> place_;  // of each event: its lane, and where there
  std::vector<std::size_t> strides_;
  std::vector<Cost> costs_;  // of each state and lane that went last
};

std::vector<Lattice::Block> Lattice::after(const Block& block) const {
  const auto& [counts, last] = block;
  std::vector<Block> blocks;
  for (std::size_t lane = 0; lane < lanes(); ++lane) {
    if (lane == last || !may_go_on(counts, lane)) continue;
    Counts then = counts;
    while (may_go_on(then, lane)) ++then[lane];
    blocks.emplace_back(std::move(then), lane);
  }
  return blocks;
}

int Lattice::fewest_switches() const {
  std::set<Block> seen;
  std::vector<Block> now = {{Counts(lanes(), 0), lanes()}};
  for (int blocks = 0; !now.empty(); ++blocks) {
    if (std::ranges::any_of(now, [&](const Block& block) { return is_done(block.first); })) {
      return std::max(blocks - 1, 0);
    }
    std::vector<Block> next;
    for (const Block& last : now) {
      for (Block& block : after(last)) {
        if (seen.insert(block).second) next.push_back(std::move(block));
      }
    }
    now = std::move(next);
  }
  return -1;
}

std::vector<Edge> joined(std::vector<Edge> a, const std::vector<Edge>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

int switches(const Trace& events, const std::vector<int>& order) {
  Trace ordered;
  for (const int i : order) ordered.push_back(events[at(i)]);
  return context_switches(ordered);
}

// What each variable held before the first access to it, in the engine's own order.
using Values = std::map<std::string, std::pair<std::int64_t, std::string>>;
Values initial_values(const Trace& events) {
  Values values;
  for (const Step& step : events) {
    const bool reads_initial = reads(step.operation) && step.performed() && step.reads_from == Step::initial;
    values.emplace(step.variable,
                   reads_initial ? std::pair(step.read, step.read_as) : std::pair(step.newest, step.newest_as));
  }
  return values;
}

// Finds what each variable holds at each access, in the order in which the events stand now.
void find_newest(Trace& events, Values values) {
  std::map<std::string, int> positions;
  for (Step& step : events) {
    if (!accesses(step.operation)) continue;
    std::tie(step.newest, step.newest_as) = values[step.variable];
    int& position = positions[step.variable];
    if (!is_placed(step) || step.position < position) continue;
    position = step.position;
    values[step.variable] = {step.written, step.written_as};
  }
}

Trace in_order(const Trace& events, const std::vector<int>& order) {
  std::vector<int> place(events.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[at(order[i])] = static_cast<int>(i);
  Trace ordered;
  for (const int i : order) {
    ordered.push_back(events[at(i)]);
    int& from = ordered.back().reads_from;
    if (from != Step::initial) from = place[at(from)];
  }
  find_newest(ordered, initial_values(events));
  return ordered;
}

std::vector<int> best_order(const Trace& events, const std::vector<Edge>& must, const std::vector<Edge>& should) {
  const bool is_ordered = std::ranges::all_of(should, [](const Edge& edge) { return edge.first < edge.second; });
  std::vector<int> with = Lattice(events, joined(must, should)).best();
  if (is_ordered && !with.empty()) return with;
  std::vector<int> without = Lattice(events, must).best();
  if (with.empty()) return without;
  return !without.empty() && switches(events, without) < switches(events, with) ? without : with;
}

}  // namespace

Trace with_fewest_switches(const Trace& events, const std::vector<Edge>& also) {
  const std::vector<Edge> must = joined(joined(reads_from(events), end_at_the_last(events)), also);
  if (Lattice(events, {}).is_too_large()) return events;
  const std::vector<int> order = best_order(events, must, modification_order(events));
  return order.empty() ? events : in_order(events, order);
}

std::optional<int> fewest_switches(const Trace& events) {
  const Lattice lattice(events, joined(reads_from(events), end_at_the_last(events)));
  if (lattice.is_too_large()) return std::nullopt;
  const int switches = lattice.fewest_switches();
  return switches < 0 ? std::nullopt : std::optional(switches);
}

// --- overtaking ------------------------------------------------------------------------------------------------------

namespace {

bool enters(const Step& step, Section section) {
  return step.operation == Operation::mark && step.text.empty() && step.section == section;
}

// The overtakings of the round whose waiting section begins with event `i`.
std::vector<Edge> overtakings_of(const Trace& events, const Mix& mix, int i) {
  const Step& waiter = events[at(i)];
  std::vector<Edge> edges;
  std::vector<int> entries;
  for (int k = i + 1; k < static_cast<int>(events.size()); ++k) {
    const Step& step = events[at(k)];
    if (!enters(step, Section::critical)) {
      if (step.thread == waiter.thread && enters(step, Section::waiting)) return {};  // its doorway comes yet
      continue;
    }
    if (step.thread == waiter.thread) {
      for (const int entry : entries) edges.emplace_back(entry, k);
      break;
    }
    if (mix.role(step.thread) == Role::reader && mix.role(waiter.thread) == Role::reader) continue;
    entries.push_back(k);
    edges.emplace_back(i, k);
  }
  return edges;
}

}  // namespace

std::vector<Edge> overtakings(const Trace& events, const Mix& mix) {
  std::vector<Edge> most;
  for (int i = 0; i < static_cast<int>(events.size()); ++i) {
    if (events[at(i)].thread < 0 || !enters(events[at(i)], Section::waiting)) continue;
    std::vector<Edge> edges = overtakings_of(events, mix, i);
    if (edges.size() > most.size()) most = std::move(edges);
  }
  return most;
}

}  // namespace turnstile::counterexample
