#include "models/counterexample/relations.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace turnstile::counterexample {

namespace {

bool at_least_acquire(std::memory_order order) {
  return order == std::memory_order::acquire || order == std::memory_order::acq_rel ||
         order == std::memory_order::seq_cst;
}
bool at_least_release(std::memory_order order) {
  return order == std::memory_order::release || order == std::memory_order::acq_rel ||
         order == std::memory_order::seq_cst;
}

bool is_fence(const Step& step) { return step.operation == Operation::fence; }
bool is_atomic(const Step& step) { return has_turn(step.operation) && !is_plain(step.operation); }
bool is_seq_cst(const Step& step) { return is_atomic(step) && step.order == std::memory_order::seq_cst; }
bool is_update(const Step& step) { return reads(step.operation) && writes(step.operation); }
// The access that completed a race was not performed.
bool performed(const Step& step) { return accesses(step.operation) && step.performed(); }

}  // namespace

Relations::Relations(const Trace& events) : events_(events), happens_before_(0) {
  if (events.size() > most_events) throw std::length_error("too many events");
  for (int i = 0; i < size(); ++i) {
    if (accesses(at(i).operation)) accesses_[at(i).variable].push_back(i);
  }
  Matrix edges(size(), [&](int a, int b) { return program_order(a, b); });
  for (const auto& [release, acquire] : synchronizes_with()) edges.set(release, acquire);
  happens_before_ = edges.closed();
}

// Main runs before all threads or after them: what it does is ordered with everything, as the events stand.
bool Relations::program_order(int a, int b) const {
  return a < b && (at(a).thread == at(b).thread || at(a).thread < 0 || at(b).thread < 0);
}

// The writes whose release sequence `write` is in: itself, and if it is a read-modify-write the write that it read, and
// so on. In C++20 a later store continues no release sequence, not even one of the same thread.
std::vector<int> Relations::heads_of_release_sequences(int write) const {
  std::vector<int> heads;
  while (write >= 0 && heads.size() < events_.size()) {
    heads.push_back(write);
    write = is_update(at(write)) ? at(write).reads_from : Step::initial;
  }
  return heads;
}

// The events that release by a write: the write itself, and fences before it.
std::vector<int> Relations::releases(int write) const {
  std::vector<int> found;
  if (!is_atomic(at(write))) return found;
  if (at_least_release(at(write).order)) found.push_back(write);
  for (int i = 0; i < write; ++i) {
    if (is_fence(at(i)) && at_least_release(at(i).order) && at(i).thread == at(write).thread) found.push_back(i);
  }
  return found;
}

// The events that acquire by a read: the read itself, and fences after it.
std::vector<int> Relations::acquires(int read) const {
  std::vector<int> found;
  if (!is_atomic(at(read))) return found;
  if (at_least_acquire(at(read).order)) found.push_back(read);
  for (int i = read + 1; i < size(); ++i) {
    if (is_fence(at(i)) && at_least_acquire(at(i).order) && at(i).thread == at(read).thread) found.push_back(i);
  }
  return found;
}

void Relations::synchronize(int write, int read, std::vector<Edge>& edges) const {
  const std::vector<int> acquired = acquires(read);
  for (const int release : releases(write)) {
    for (const int acquire : acquired) {
      if (at(release).thread != at(acquire).thread) edges.emplace_back(release, acquire);
    }
  }
}

std::vector<Edge> Relations::synchronizes_with() const {
  std::vector<Edge> edges;
  for (int read = 0; read < size(); ++read) {
    if (!performed(at(read)) || !reads(at(read).operation)) continue;
    for (const int write : heads_of_release_sequences(at(read).reads_from)) synchronize(write, read, edges);
  }
  return edges;
}

std::vector<Edge> Relations::nearest() const {
  const Matrix further = happens_before_ * happens_before_;
  std::vector<Edge> edges;
  for (int a = 0; a < size(); ++a) {
    for (int b = 0; b < size(); ++b) {
      const bool of_two_threads = at(a).thread != at(b).thread && at(a).thread >= 0 && at(b).thread >= 0;
      if (of_two_threads && before(a, b) && !further.at(a, b)) edges.emplace_back(a, b);
    }
  }
  return edges;
}

int Relations::place_read(int read) const { return at(read).reads_from < 0 ? 0 : at(at(read).reads_from).position; }

int Relations::place(int access) const {
  return writes(at(access).operation) ? at(access).position : place_read(access);
}

bool Relations::same_variable(int a, int b) const {
  return performed(at(a)) && performed(at(b)) && at(a).variable == at(b).variable;
}

std::vector<Edge> Relations::from_reads() const {
  std::vector<Edge> edges;
  for (int read = 0; read < size(); ++read) {
    if (!performed(at(read)) || !reads(at(read).operation)) continue;
    int next = -1;
    for (const int w : accesses_.at(at(read).variable)) {
      const bool later = w != read && same_variable(read, w) && writes(at(w).operation) && place(w) > place_read(read);
      if (later && (next < 0 || place(w) < place(next))) next = w;
    }
    if (next >= 0) edges.emplace_back(read, next);
  }
  return edges;
}

bool Relations::stale(int read) const {
  if (!performed(at(read)) || !reads(at(read).operation)) return false;
  return std::ranges::any_of(accesses_.at(at(read).variable), [&](int w) {
    return w < read && performed(at(w)) && writes(at(w).operation) && place(w) > place_read(read);
  });
}

bool Relations::conflict(int a, int b) const {
  const bool plain = is_plain(at(a).operation) || is_plain(at(b).operation);
  return plain && at(a).thread != at(b).thread && (writes(at(a).operation) || writes(at(b).operation));
}

std::optional<Edge> Relations::race() const {
  for (int b = 0; b < size(); ++b) {
    if (!accesses(at(b).operation)) continue;
    for (const int a : accesses_.at(at(b).variable)) {
      if (a < b && conflict(a, b) && !before(a, b)) return Edge{a, b};
    }
  }
  return std::nullopt;
}

// --- RC11 --------------------------------------------------------------------------------------------------------------

// The extended coherence order: reads-from, modification order, from-read, and what they compose to.
bool Relations::coherence_before(int a, int b) const {
  if (a == b || !same_variable(a, b)) return false;
  if (place(a) != place(b)) return place(a) < place(b);
  // A write and its reads share one place.
  return writes(at(a).operation) && !writes(at(b).operation);
}

std::optional<std::string> Relations::wrong_reads_from() const {
  for (int read = 0; read < size(); ++read) {
    const int write = at(read).reads_from;
    if (write < 0 || !reads(at(read).operation)) continue;
    if (write >= read) return fmt::format("event {} reads from a later one", read);
    const bool fits = same_variable(read, write) && writes(at(write).operation);
    if (!fits || at(write).written != at(read).read)
      return fmt::format("event {} reads what {} did not write", read, write);
  }
  return std::nullopt;
}

std::optional<std::string> Relations::incoherence() const {
  if (const auto e = happens_before_.reflexive()) return fmt::format("event {} happens before itself", *e);
  for (int a = 0; a < size(); ++a) {
    for (int b = 0; b < size(); ++b) {
      if (before(a, b) && coherence_before(b, a)) {
        return fmt::format("coherence of {}: event {} happens before event {}", at(a).variable, a, b);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> Relations::torn_update() const {
  for (int i = 0; i < size(); ++i) {
    if (performed(at(i)) && is_update(at(i)) && place(i) != place_read(i) + 1) {
      return fmt::format("atomicity: a write comes between what event {} reads and writes", i);
    }
  }
  return std::nullopt;
}

// psc: an order that all seq_cst operations, in whatever thread, agree on.
Matrix Relations::partial_seq_cst() const {
  const int n = size();
  const auto only = [n](auto is) { return Matrix(n, [is](int a, int b) { return a == b && is(a); }); };
  const Matrix& hb = happens_before_;
  const Matrix sb(
      n, [&](int a, int b) { return has_turn(at(a).operation) && has_turn(at(b).operation) && program_order(a, b); });
  const Matrix sb_elsewhere(n, [&](int a, int b) { return sb.at(a, b) && at(a).variable != at(b).variable; });
  const Matrix hb_here(n, [&](int a, int b) { return hb.at(a, b) && same_variable(a, b); });
  const Matrix eco(n, [&](int a, int b) { return coherence_before(a, b); });
  const Matrix co_and_fr(n, [&](int a, int b) { return eco.at(a, b) && writes(at(b).operation); });

  const Matrix scb = sb | sb_elsewhere * hb * sb_elsewhere | hb_here | co_and_fr;
  const Matrix sc = only([&](int a) { return is_seq_cst(at(a)); });
  const Matrix sc_fence = only([&](int a) { return is_seq_cst(at(a)) && is_fence(at(a)); });
  const Matrix base = (sc | sc_fence * hb.or_same()) * scb * (sc | hb.or_same() * sc_fence);
  return base | sc_fence * (hb | hb * eco * hb) * sc_fence;
}

std::optional<std::string> Relations::inconsistency() const {
  if (auto why = wrong_reads_from()) return why;
  if (auto why = incoherence()) return why;
  if (auto why = torn_update()) return why;
  const bool any_seq_cst = std::ranges::any_of(events_, is_seq_cst);
  if (!any_seq_cst) return std::nullopt;
  if (const auto e = partial_seq_cst().closed().reflexive()) {
    return fmt::format("seq_cst: no order of all such operations, a cycle through event {}", *e);
  }
  return std::nullopt;
}

}  // namespace turnstile::counterexample
