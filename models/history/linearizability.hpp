// Linearizability: whether the calls of a history can be put into one row, each at a point between its call and its
// return, so that every result is what a sequential execution in this order gives.
//
// The search of J. M. Wing, C. Gong, Testing and Verifying Concurrent Objects, Journal of Parallel and Distributed
// Computing 17, 1993: a call may come next if no other call that is still missing had returned before it began. The
// second form remembers where it has been: G. Lowe, Testing for linearizability, Concurrency and Computation: Practice
// and Experience 29(4), 2017. Linearizability itself: M. Herlihy, J. M. Wing, ACM TOPLAS 12(3), 1990.
//
// Calls is anything with size() and [i]; the calls of one thread follow each other in it, and only its last one may be
// pending. A pending call may stand in the row, with whatever result, or be left out.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

#include "models/history/history.hpp"
#include "models/history/specifications.hpp"

namespace turnstile {

enum class Precedence : std::uint8_t {
  real_time,     // a call that returned before another began comes before it
  program_order  // only if both are of one thread. For weak memory models, in which there is no time for all threads:
                 // whether the history is sequentially consistent
};

namespace history {

inline constexpr std::size_t most_threads = 16;

// For each thread, the first call that is not in the row yet. The calls of one thread stand in the row in their order,
// so this says which calls are in it: all before that one.
template <class Calls>
class Frontier {
 public:
  explicit Frontier(const Calls& calls) {
    first_.fill(calls.size());
    for (std::size_t call = calls.size(); call-- > 0;) first(calls, call) = call;
  }

  // Whether only pending calls are missing.
  [[nodiscard]] bool complete(const Calls& calls) const {
    return std::ranges::all_of(first_, [&](auto call) { return call == calls.size() || calls[call].pending(); });
  }

  // Whether this call, the first of its thread, may come next: no other missing call had returned before it began. (It
  // is enough to look at the first missing call of each thread, since that one returned first.)
  [[nodiscard]] bool may_be_next(const Calls& calls, std::size_t call, Precedence precedence) const {
    if (call == calls.size()) return false;
    if (precedence == Precedence::program_order) return true;
    return std::ranges::none_of(
        first_, [&](auto other) { return other != calls.size() && calls[other].returned < calls[call].invoked; });
  }

  // The frontier behind this call.
  [[nodiscard]] Frontier behind(const Calls& calls, std::size_t call) const {
    Frontier next = *this;
    std::size_t following = call + 1;
    while (following < calls.size() && calls[following].thread != calls[call].thread) ++following;
    next.first(calls, call) = following;
    return next;
  }

  auto begin() const { return first_.begin(); }
  auto end() const { return first_.end(); }
  auto operator<=>(const Frontier&) const = default;

 private:
  std::size_t& first(const Calls& calls, std::size_t call) {
    const auto thread = static_cast<std::size_t>(calls[call].thread);
    if (thread >= most_threads) {
      std::fprintf(stderr, "a history of at most %zu threads has a thread %d\n", most_threads, calls[call].thread);
      std::abort();
    }
    return first_[thread];
  }

  std::array<std::size_t, most_threads> first_{};
};

// Whether the row may end here. A specification can have a say, where also the state that is left behind is known.
template <class Specification, class Calls>
bool ends_well(const Calls& calls, const Frontier<Calls>& frontier, const Specification& state) {
  if (!frontier.complete(calls)) return false;
  if constexpr (requires { state.may_end(); }) {
    return state.may_end();
  } else {
    return true;
  }
}

template <class Specification, class Calls>
bool can_be_completed(const Calls& calls, const Frontier<Calls>& frontier, const Specification& state,
                      Precedence precedence) {
  if (ends_well(calls, frontier, state)) return true;
  return std::ranges::any_of(frontier, [&](std::size_t call) {
    Specification next = state;
    return frontier.may_be_next(calls, call, precedence) && next.apply(calls[call]) &&
           can_be_completed(calls, frontier.behind(calls, call), next, precedence);
  });
}

}  // namespace history

// Searches depth first, and allocates nothing. It is for short histories, some dozens of calls: its time can double
// with each call.
template <class Specification, class Calls>
bool linearizable(const Calls& calls, const Specification& initial, Precedence precedence) {
  return history::can_be_completed(calls, history::Frontier(calls), initial, precedence);
}

// The same for long histories: remembers every set of calls in the row, with the state behind it, and goes on from none
// of them twice. Specifications have to be comparable by <.
template <class Specification, class Calls>
bool linearizable_with_memory(const Calls& calls, const Specification& initial, Precedence precedence) {
  using Configuration = std::pair<history::Frontier<Calls>, Specification>;
  std::set<Configuration> visited;
  std::vector<Configuration> to_visit = {{history::Frontier(calls), initial}};
  while (!to_visit.empty()) {
    const auto [frontier, state] = to_visit.back();
    to_visit.pop_back();
    if (history::ends_well(calls, frontier, state)) return true;
    for (const std::size_t call : frontier) {
      Specification next = state;
      if (!frontier.may_be_next(calls, call, precedence) || !next.apply(calls[call])) continue;
      Configuration configuration{frontier.behind(calls, call), next};
      if (visited.insert(configuration).second) to_visit.push_back(std::move(configuration));
    }
  }
  return false;
}

}  // namespace turnstile
