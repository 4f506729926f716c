#include "models/engines/rc11/tests/oracle.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11::oracle {

std::string text(const Program& program) {
  constexpr std::array names = {"load", "store", "store_last", "add", "compare", "compare_weak", "fence", "await"};
  std::string all;
  for (const auto& thread : program) {
    for (const Operation& o : thread) {
      all += std::string(names.at(static_cast<std::size_t>(o.type))) + " x" + std::to_string(o.location) + " " +
             std::to_string(o.expected) + "->" + std::to_string(o.value) + " " + c_name(o.order) + "/" +
             c_name(o.failure) + "; ";
    }
    all += "\n";
  }
  return all;
}

namespace {

// Events of an execution, at most so many.
constexpr std::size_t most_events = 32;

bool compares(const Operation& o) {
  return o.type == Operation::Type::compare || o.type == Operation::Type::compare_weak;
}

struct Event {
  enum class Type : std::uint8_t { read, write, fence };
  Type type = Type::read;
  int thread = -1;  // of an initialization
  int location = -1;
  int value = 0;
  std::memory_order order = std::memory_order::relaxed;
  const Operation* operation = nullptr;
  int source = -1;   // of a read: rf
  int partner = -1;  // of the write of a read-modify-write: its read
};

bool acquires(const Event& e) {
  return e.order == std::memory_order::acquire || e.order == std::memory_order::acq_rel ||
         e.order == std::memory_order::seq_cst;
}
bool releases(const Event& e) {
  return e.order == std::memory_order::release || e.order == std::memory_order::acq_rel ||
         e.order == std::memory_order::seq_cst;
}

// A relation on events.
class Relation {
 public:
  void add(std::size_t a, std::size_t b) { rows_[a] |= 1U << b; }
  [[nodiscard]] bool has(std::size_t a, std::size_t b) const { return (rows_[a] >> b & 1U) != 0; }
  Relation operator|(const Relation& o) const {
    Relation r = *this;
    for (std::size_t i = 0; i < most_events; ++i) r.rows_[i] |= o.rows_[i];
    return r;
  }
  // Composition.
  Relation operator*(const Relation& o) const {
    Relation r;
    for (std::size_t i = 0; i < most_events; ++i) {
      for (std::size_t k = 0; k < most_events; ++k) {
        if (has(i, k)) r.rows_[i] |= o.rows_[k];
      }
    }
    return r;
  }
  [[nodiscard]] Relation closure() const {
    Relation r = *this;
    for (std::size_t k = 0; k < most_events; ++k) {
      for (std::size_t i = 0; i < most_events; ++i) {
        if (r.has(i, k)) r.rows_[i] |= r.rows_[k];
      }
    }
    return r;
  }
  [[nodiscard]] Relation or_equal() const {
    Relation r = *this;
    for (std::size_t i = 0; i < most_events; ++i) r.add(i, i);
    return r;
  }
  [[nodiscard]] bool meets(const Relation& o) const {
    for (std::size_t i = 0; i < most_events; ++i) {
      if ((rows_[i] & o.rows_[i]) != 0) return true;
    }
    return false;
  }
  [[nodiscard]] Relation inverse() const {
    return where([&](std::size_t a, std::size_t b) { return has(b, a); });
  }
  [[nodiscard]] bool irreflexive() const {
    for (std::size_t i = 0; i < most_events; ++i) {
      if (has(i, i)) return false;
    }
    return true;
  }
  [[nodiscard]] bool acyclic() const { return closure().irreflexive(); }

  template <class Predicate>
  static Relation where(Predicate predicate) {
    Relation r;
    for (std::size_t a = 0; a < most_events; ++a) {
      for (std::size_t b = 0; b < most_events; ++b) {
        if (predicate(a, b)) r.add(a, b);
      }
    }
    return r;
  }

 private:
  std::array<std::uint32_t, most_events> rows_{};
};

class Search {
 public:
  Search(const Program& program, Respects respects) : program_(program), respects_(respects) {}

  std::vector<Outcome> run() {
    choose_successes();
    std::ranges::sort(outcomes_);
    return outcomes_;
  }

 private:
  // --- choices ---------------------------------------------------------------------------------------------------------

  // Which compare-exchanges succeed.
  void choose_successes() {
    std::size_t count = 0;
    for (const auto& thread : program_) {
      count += static_cast<std::size_t>(std::count_if(thread.begin(), thread.end(), compares));
    }
    for (std::size_t bits = 0; bits < std::size_t{1} << count; ++bits) {
      make_events(bits);
      choose_source(0);
    }
  }

  void make_events(std::size_t successes) {
    events_.clear();
    for (int l = 0; l < locations; ++l) events_.push_back({.type = Event::Type::write, .location = l});
    std::size_t compare = 0;
    for (std::size_t t = 0; t < program_.size(); ++t) {
      for (const Operation& o : program_[t]) {
        const bool succeeds = compares(o) && (successes >> compare++ & 1U) != 0;
        add_events(o, static_cast<int>(t), succeeds);
      }
    }
  }

  void add_events(const Operation& o, int thread, bool succeeds) {
    Event e{.thread = thread, .location = o.location, .order = o.order, .operation = &o};
    if (o.type == Operation::Type::fence) {
      e.type = Event::Type::fence;
      e.location = -1;
      events_.push_back(e);
      return;
    }
    const bool stores = o.type == Operation::Type::store || o.type == Operation::Type::store_last;
    if (compares(o) && !succeeds) e.order = o.failure;
    if (!stores) events_.push_back(e);
    const bool only_reads = o.type == Operation::Type::load || o.type == Operation::Type::await;
    if (only_reads || (compares(o) && !succeeds)) return;
    e.type = Event::Type::write;
    if (!stores) e.partner = static_cast<int>(events_.size()) - 1;
    events_.push_back(e);
  }

  void choose_source(std::size_t i) {
    if (i == events_.size()) return with_sources();
    Event& e = events_[i];
    if (e.type != Event::Type::read) return choose_source(i + 1);
    for (std::size_t w = 0; w < events_.size(); ++w) {
      if (events_[w].type != Event::Type::write || events_[w].location != e.location) continue;
      e.source = static_cast<int>(w);
      choose_source(i + 1);
    }
  }

  void with_sources() {
    const std::size_t n = events_.size();
    sb_ = Relation::where([&](std::size_t a, std::size_t b) {
      return a < n && b < n && a < b && events_[b].thread >= 0 &&
             (events_[a].thread < 0 || events_[a].thread == events_[b].thread);
    });
    rf_ = Relation::where([&](std::size_t a, std::size_t b) {
      return b < n && events_[b].type == Event::Type::read && events_[b].source == static_cast<int>(a);
    });
    if (!(sb_ | rf_).acyclic() || !compute_values()) return;
    coherence_.assign(locations, {});
    for (std::size_t w = 0; w < n; ++w) {
      if (events_[w].type == Event::Type::write) coherence_[static_cast<std::size_t>(events_[w].location)].push_back(w);
    }
    permute(0);
  }

  // The initialization stays first.
  void permute(std::size_t location) {
    if (location == coherence_.size()) return judge();
    auto& order = coherence_[location];
    std::ranges::sort(order);
    do {
      permute(location + 1);
    } while (std::next_permutation(order.begin() + 1, order.end()));
  }

  // Values flow along sb and rf, which have no cycle. The result is false if some compare-exchange should have gone
  // the other way, or an await goes on too early.
  bool compute_values() {
    for (std::size_t round = 0; round < events_.size(); ++round) pass_values_on();
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (events_[i].type == Event::Type::read && !went_right(i)) return false;
    }
    return true;
  }

  void pass_values_on() {
    int last = 0;
    for (std::size_t i = 0; i < events_.size(); ++i) {
      Event& e = events_[i];
      if (i > 0 && events_[i - 1].thread != e.thread) last = 0;
      if (e.type == Event::Type::read) last = e.value = events_[static_cast<std::size_t>(e.source)].value;
      if (e.type == Event::Type::write && e.operation != nullptr) e.value = written(*e.operation, last);
    }
  }

  [[nodiscard]] bool went_right(std::size_t read) const {
    const Event& e = events_[read];
    const bool equal = e.value == e.operation->expected;
    const bool wrote = read + 1 < events_.size() && events_[read + 1].partner == static_cast<int>(read);
    switch (e.operation->type) {
      case Operation::Type::compare:
        return wrote == equal;
      case Operation::Type::compare_weak:
        return equal || !wrote;
      case Operation::Type::await:
        return equal;
      default:
        return true;
    }
  }

  static int written(const Operation& o, int last) {
    switch (o.type) {
      case Operation::Type::add:
        return last + o.value;
      case Operation::Type::store_last:
        return last + 1;
      default:
        return o.value;
    }
  }

  // --- the axioms ------------------------------------------------------------------------------------------------------

  void judge() {
    const std::size_t n = events_.size();
    std::vector<std::size_t> place(n);
    for (const auto& order : coherence_) {
      for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    }
    const auto is = [&](std::size_t e, Event::Type type) { return e < n && events_[e].type == type; };
    const auto same = [&](std::size_t a, std::size_t b) {
      return a < n && b < n && events_[a].location >= 0 && events_[a].location == events_[b].location;
    };
    const auto same_location = Relation::where(same);
    const auto co = Relation::where([&](std::size_t a, std::size_t b) {
      return same(a, b) && is(a, Event::Type::write) && is(b, Event::Type::write) && place[a] < place[b];
    });
    const auto rmw = Relation::where(
        [&](std::size_t a, std::size_t b) { return b < n && events_[b].partner == static_cast<int>(a) && a < n; });
    const Relation fr = rf_.inverse() * co;
    const Relation sw = synchronizes_with(rmw);
    const Relation hb = (sb_ | sw).closure();
    const Relation eco = (rf_ | co | fr).closure();
    if (!hb.irreflexive() || !(hb * eco).irreflexive()) return;  // coherence
    if (rmw.meets(fr * co)) return;                              // atomicity
    Relation order;
    if (respects_ != Respects::standard_alone) order = psc(hb, eco, co | fr, same_location);
    if (!order.acyclic()) return;
    const bool some_order = std::ranges::count(events_, std::memory_order::seq_cst, &Event::order) > 1;
    const bool words_of_the_standard =
        some_order && respects_ != Respects::paper && respects_ != Respects::po_everywhere;
    if (words_of_the_standard && !in_the_words_of_the_standard(order, sw, co | fr, hb).acyclic()) return;
    remember();
  }

  // The identity on the events that satisfy the predicate.
  template <class Predicate>
  [[nodiscard]] Relation on(Predicate predicate) const {
    return Relation::where(
        [&](std::size_t a, std::size_t b) { return a == b && a < events_.size() && predicate(events_[a]); });
  }

  // sw = [rel] ; ([F] ; sb)? ; rs ; rf ; (sb ; [F])? ; [acq],  rs = [W] ; (rf ; rmw)*
  [[nodiscard]] Relation synchronizes_with(const Relation& rmw) const {
    const auto write = on([](const Event& e) { return e.type == Event::Type::write; });
    const auto fence = on([](const Event& e) { return e.type == Event::Type::fence; });
    const auto release = on([](const Event& e) { return releases(e) && e.thread >= 0; });
    const auto acquire = on([](const Event& e) { return acquires(e); });
    const Relation rs = write * (rf_ * rmw).closure().or_equal();
    return release * (fence * sb_).or_equal() * rs * rf_ * (sb_ * fence).or_equal() * acquire;
  }

  [[nodiscard]] Relation psc(const Relation& hb, const Relation& eco, const Relation& co_fr,
                             const Relation& same_location) const {
    const auto restricted = [&](const Relation& r, bool same) {
      return Relation::where(
          [&](std::size_t a, std::size_t b) { return r.has(a, b) && same_location.has(a, b) == same; });
    };
    const auto sc = on([](const Event& e) { return e.order == std::memory_order::seq_cst; });
    const auto sc_fence =
        on([](const Event& e) { return e.order == std::memory_order::seq_cst && e.type == Event::Type::fence; });
    const Relation elsewhere = respects_ == Respects::po_everywhere ? sb_ : restricted(sb_, false);
    const Relation scb = sb_ | elsewhere * hb * elsewhere | restricted(hb, true) | co_fr;
    const Relation base = (sc | sc_fence * hb.or_equal()) * scb * (sc | hb.or_equal() * sc_fence);
    return base | sc_fence * (hb | hb * eco * hb) * sc_fence;
  }

  // --- C++20, on operations: a read-modify-write is one ----------------------------------------------------------------

  [[nodiscard]] Relation in_the_words_of_the_standard(const Relation& psc, const Relation& sw, const Relation& co_fr,
                                                      const Relation& hb) const {
    const Relation order = whole(psc) | strongly(sw);
    return respects_ == Respects::strongly ? order : order | whole(as_cohered(rf_ | co_fr, hb));
  }

  // The events as operations: the write of a read-modify-write stands where its read does.
  [[nodiscard]] Relation whole(const Relation& r) const {
    const std::size_t n = events_.size();
    Relation lifted;
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) {
        if (r.has(a, b) && events_[b].partner != static_cast<int>(a)) lifted.add(operation(a), operation(b));
      }
    }
    return lifted;
  }

  [[nodiscard]] std::size_t operation(std::size_t event) const {
    const int partner = events_[event].partner;
    return partner < 0 ? event : static_cast<std::size_t>(partner);
  }

  [[nodiscard]] Relation seq_cst_ones(bool fences, bool accesses) const {
    return on([=](const Event& e) {
      return e.order == std::memory_order::seq_cst && (e.type == Event::Type::fence ? fences : accesses);
    });
  }

  // [intro.races]: "A strongly happens before D if (12.1) A is sequenced before D, or (12.2) A synchronizes with D, and
  // both are sequentially consistent atomic operations, or (12.3) A is sequenced before B, B simply happens before C, and
  // C is sequenced before D, or (12.4)", the transitive closure. Of seq_cst operations.
  [[nodiscard]] Relation strongly(const Relation& sw) const {
    const Relation sequenced = whole(sb_);
    const Relation synchronizes = whole(sw);
    const Relation simply = (sequenced | synchronizes).closure();
    const Relation sc = seq_cst_ones(true, true);
    const Relation atomic_operation = seq_cst_ones(false, true);
    const Relation all =
        (sequenced | atomic_operation * synchronizes * atomic_operation | sequenced * simply * sequenced).closure();
    return sc * all * sc;
  }

  // [atomics.order] p3: reads-from, modification order, from-reads, and their composition where they meet in a
  // modification. p4: what that orders among seq_cst operations, with fences at neither, either or both ends.
  [[nodiscard]] Relation as_cohered(const Relation& base, const Relation& hb) const {
    const auto modification = on([](const Event& e) { return e.type == Event::Type::write; });
    const Relation cohered = (base * modification).closure().or_equal() * base;
    const Relation a = seq_cst_ones(false, true);
    const Relation f = seq_cst_ones(true, false);
    return a * cohered * a | a * cohered * hb * f | f * hb * cohered * a | f * hb * cohered * hb * f;
  }

  void remember() {
    Outcome outcome;
    for (const Event& e : events_) {
      if (e.type == Event::Type::read) outcome.push_back(e.value);
    }
    for (const auto& order : coherence_) outcome.push_back(events_[order.back()].value);
    outcomes_.push_back(std::move(outcome));
  }

  const Program& program_;
  const Respects respects_;
  std::vector<Event> events_;
  Relation sb_;
  Relation rf_;
  std::vector<std::vector<std::size_t>> coherence_;
  std::vector<Outcome> outcomes_;
};

}  // namespace

std::vector<Outcome> executions(const Program& program, Respects respects) { return Search(program, respects).run(); }

}  // namespace turnstile::rc11::oracle
