// A submission as a lock over any platform: its threads do what the automaton says.
//
// A loop that waits stands in no submission as Platform::await; here it is a cycle of operations that change nothing, and
// is run as one: each way round is a round of an await, from the node at which the thread entered the cycle.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

#include "algorithms/platform.hpp"
#include "algorithms/thread_scheduler.hpp"
#include "coursework/grading/automaton.hpp"
#include "models/vocabulary/order.hpp"
#include "models/vocabulary/program.hpp"

namespace turnstile::coursework {

// The checking platforms want to know where an order stands in the text.
template <class Platform>
inline constexpr bool names_places = requires { Platform::misused(""); };

template <class Platform>
auto order_at(std::memory_order order, const std::source_location& place) {
  if constexpr (names_places<Platform>) {
    return Order(order, place);
  } else {
    return order;
  }
}

// The scheduler, where one is part of the assignment.
struct Scheduling {
  void* scheduler = nullptr;
  std::uint64_t (*perform)(void* scheduler, const Node& node) = nullptr;
};

template <class Scheduler>
Scheduling scheduling_by(Scheduler& scheduler) {
  return {.scheduler = &scheduler, .perform = [](void* object, const Node& node) -> std::uint64_t {
            using wire::Ask;
            auto& s = *static_cast<Scheduler*>(object);
            // A submission can ask for any task; it is given one that there is.
            const int task = static_cast<int>(node.operand % static_cast<std::uint64_t>(s.tasks()));
            const auto bits = [](int value) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)); };
            switch (node.ask) {
              case Ask::enter:
                return s.enter(node.thread), 0;
              case Ask::leave:
                return s.leave(node.thread), 0;
              case Ask::sleep:
                return s.sleep(node.thread), 0;
              case Ask::wake:
                return s.wake(task), 0;
              case Ask::tasks:
                return bits(s.tasks());
              case Ask::base:
                return bits(s.base(task));
              case Ask::effective:
                return bits(s.effective(task));
              default:
                return s.set_effective(task, static_cast<int>(node.expected)), 0;
            }
          }};
}

// An atomic of the submission.
template <class Platform>
class SharedAtomic {
 public:
  void construct(const SharedPlace& place) {
    switch (place.type) {
      case wire::Type::boolean:
        return emplace<bool>(place.initial);
      case wire::Type::i8:
        return emplace<std::int8_t>(place.initial);
      case wire::Type::u8:
        return emplace<std::uint8_t>(place.initial);
      case wire::Type::i16:
        return emplace<std::int16_t>(place.initial);
      case wire::Type::u16:
        return emplace<std::uint16_t>(place.initial);
      case wire::Type::i32:
        return emplace<std::int32_t>(place.initial);
      case wire::Type::u32:
        return emplace<std::uint32_t>(place.initial);
      case wire::Type::i64:
        return emplace<std::int64_t>(place.initial);
      case wire::Type::u64:
        return emplace<std::uint64_t>(place.initial);
    }
  }

  // Performs on this atomic what the node asks for.
  Given perform(const Node& node) {
    Given given;
    std::visit(
        [&](auto& atomic) {
          if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(atomic)>, std::monostate>) {
            given = perform(atomic, node);
          }
        },
        atomic_);
    return given;
  }

  void describe(Names& names, const std::string& name) const {
    std::visit([&](const auto& atomic) { names.add(name, &atomic); }, atomic_);
  }

 private:
  template <class T>
  using Of = typename Platform::template atomic<T>;

  // Values are unsigned numbers, so that the same value has the same bits whatever its type.
  template <class T>
  static std::uint64_t bits(T value) {
    if constexpr (std::is_same_v<T, bool>) {
      return value ? 1 : 0;
    } else {
      return static_cast<std::make_unsigned_t<T>>(value);
    }
  }

  template <class T>
  void emplace(std::uint64_t initial) {
    atomic_.template emplace<Of<T>>(static_cast<T>(initial));
  }

  // Platforms name their atomics in their own way: the type is told by what a load returns.
  template <class Atomic>
  static Given perform(Atomic& atomic, const Node& node) {
    return perform_as<decltype(atomic.load(order_at<Platform>(std::memory_order::relaxed, node.place)))>(atomic, node);
  }

  template <class T, class Atomic>
  static Given perform_as(Atomic& atomic, const Node& node) {
    using wire::Ask;
    const auto order = order_at<Platform>(node.order, node.place);
    const auto operand = static_cast<T>(node.operand);
    switch (node.ask) {
      case Ask::load:
        return {.value = bits(atomic.load(order))};
      case Ask::store:
        return (atomic.store(operand, order), Given{});
      case Ask::exchange:
        return {.value = bits(atomic.exchange(operand, order))};
      case Ask::wait:
        return (atomic.wait(operand, order), Given{});
      case Ask::notify_one:
        return (notify(atomic, node, false), Given{});
      case Ask::notify_all:
        return (notify(atomic, node, true), Given{});
      case Ask::compare_exchange_weak:
      case Ask::compare_exchange_strong:
        return compare<T>(atomic, node, order);
      default:
        break;
    }
    if constexpr (!std::is_same_v<T, bool>) {
      switch (node.ask) {
        case Ask::fetch_add:
          return {.value = bits(atomic.fetch_add(operand, order))};
        case Ask::fetch_sub:
          return {.value = bits(atomic.fetch_sub(operand, order))};
        case Ask::fetch_and:
          return {.value = bits(atomic.fetch_and(operand, order))};
        case Ask::fetch_or:
          return {.value = bits(atomic.fetch_or(operand, order))};
        case Ask::fetch_xor:
          return {.value = bits(atomic.fetch_xor(operand, order))};
        default:
          break;
      }
    }
    return {};
  }

  template <class Atomic>
  static void notify(Atomic& atomic, const Node& node, bool everybody) {
    if constexpr (requires { atomic.notify_all(node.place); }) {
      everybody ? atomic.notify_all(node.place) : atomic.notify_one(node.place);
    } else {
      everybody ? atomic.notify_all() : atomic.notify_one();
    }
  }

  template <class T, class Atomic>
  static Given compare(Atomic& atomic, const Node& node, const auto& order) {
    auto expected = static_cast<T>(node.expected);
    const auto failure = order_at<Platform>(node.failure_order, node.place);
    const bool done = node.ask == wire::Ask::compare_exchange_weak
                          ? atomic.compare_exchange_weak(expected, static_cast<T>(node.operand), order, failure)
                          : atomic.compare_exchange_strong(expected, static_cast<T>(node.operand), order, failure);
    return {.value = done ? 0 : bits(expected), .done = done};
  }

  std::variant<std::monostate, Of<bool>, Of<std::int8_t>, Of<std::uint8_t>, Of<std::int16_t>, Of<std::uint16_t>,
               Of<std::int32_t>, Of<std::uint32_t>, Of<std::int64_t>, Of<std::uint64_t>>
      atomic_;
};

// Plain memory that threads share. It stands in a `var` of the platform, so that the engine sees each access.
template <class Platform>
class SharedPlain {
 public:
  void construct(const SharedPlace& place) { var_.emplace(extended(place.initial, place.type)); }
  // NOLINTBEGIN(bugprone-unchecked-optional-access): nobody asks for it before it is constructed
  Given perform(const Node& node) {
    if constexpr (names_places<Platform>) {
      if (node.ask == wire::Ask::read) return {.value = static_cast<std::uint64_t>(var_->read(node.place))};
      var_->write(extended(node.operand, node.type), node.place);
    } else {
      if (node.ask == wire::Ask::read) return {.value = static_cast<std::uint64_t>(var_->read())};
      var_->write(extended(node.operand, node.type));
    }
    return {};
  }
  void describe(Names& names, const std::string& name) const { names.add(name, &*var_); }
  // NOLINTEND(bugprone-unchecked-optional-access)

 private:
  // Gives the value its sign, if its type has one.
  static std::int64_t extended(std::uint64_t bits, wire::Type type) {
    if (type == wire::Type::i16) return static_cast<std::int16_t>(bits);
    if (type == wire::Type::i32) return static_cast<std::int32_t>(bits);
    return static_cast<std::int64_t>(bits);
  }

  std::optional<typename Platform::template var<std::int64_t>> var_;
};

template <class Platform>
class SubmittedLock {
 public:
  explicit SubmittedLock(const Context& context, const Scheduling& scheduling = {})
      : automaton_(*static_cast<Automaton*>(context.subject)), scheduling_(scheduling) {
    for (std::size_t i = 0; i < automaton_.atomics().size(); ++i) {
      atomics_[i].construct(automaton_.atomics()[i]);
    }
    for (std::size_t i = 0; i < automaton_.plain().size(); ++i) {
      plain_[i].construct(automaton_.plain()[i]);
    }
    for (int t = 0; t < automaton_.threads(); ++t) at_[static_cast<std::size_t>(t)] = automaton_.root(t);
  }

  void lock(int self) { call(self, wire::Call::lock); }
  void unlock(int self) { call(self, wire::Call::unlock); }
  // lock() in two parts: the doorway is what the thread does before it can come to wait, as far as that goes.
  void doorway(int self) { begin(self, wire::Call::lock); }
  void waiting(int self) { finish(self); }
  void describe(Names& names) const {
    for (std::size_t i = 0; i < automaton_.atomics().size(); ++i) {
      atomics_[i].describe(names, automaton_.atomics()[i].name);
    }
    for (std::size_t i = 0; i < automaton_.plain().size(); ++i) {
      plain_[i].describe(names, automaton_.plain()[i].name);
    }
  }

 protected:
  void call(int self, wire::Call what) {
    at(self) = follow(at(self), {.call = what});
    finish(self);
  }
  void begin(int self, wire::Call what) {
    const Node* node = follow(at(self), {.call = what});
    while (node->ask != wire::Ask::returned && node->ask != wire::Ask::wait && node->cycle == 0) node = perform(node);
    at(self) = node;
  }
  void finish(int self) {
    const Node* node = at(self);
    while (node->ask != wire::Ask::returned) node = advance(node, {});
    at(self) = node;
  }

 private:
  // The nodes from which the rounds began that the thread is in, one inside the other.
  struct Heads {
    static constexpr std::size_t deepest = 6;
    std::array<const Node*, deepest> nodes{};
    std::size_t depth = 0;

    [[nodiscard]] std::span<const Node* const> all() const { return {nodes.data(), depth}; }
    [[nodiscard]] bool has(const Node* node) const { return std::ranges::find(all(), node) != all().end(); }
    [[nodiscard]] Heads with(const Node* node) const {
      Heads more = *this;
      more.nodes[more.depth++] = node;
      return more;
    }
  };

  // Performs one operation, or all of a wait.
  const Node* advance(const Node* node, const Heads& heads) {
    if (!waits_at(node, heads)) return perform(node);
    if (heads.depth == Heads::deepest) give_up("loops stand in loops too deeply");
    const Node* at = node;
    const Heads inner = heads.with(node);
    const auto goes_on = [this, &at, &inner, node] {
      at = go_round(node, inner);
      return at != node;
    };
    if constexpr (names_places<Platform>) {
      Platform::await(goes_on, node->place);
    } else {
      Platform::await(goes_on);
    }
    return at;
  }

  // Goes from the head of a loop until the thread is there again, or can no longer get there.
  const Node* go_round(const Node* head, const Heads& heads) {
    const Node* node = perform(head);
    while (!heads.has(node) && comes_to(node, head, heads)) node = advance(node, heads);
    return node;
  }

  static bool waits_at(const Node* node, const Heads& heads) {
    if (node->cycle == 0) return false;
    if (heads.depth == 0) return true;
    return std::ranges::any_of(node->after, [&](const auto& edge) {
      return changes_nothing(*node, edge.first) && !heads.has(edge.second) &&
             Automaton::reaches(edge.second, node, heads.all());
    });
  }
  static bool comes_to(const Node* node, const Node* head, const Heads& heads) {
    if (node->cycle == 0 || node->cycle != head->cycle) return false;
    return heads.depth == 1 || Automaton::reaches(node, head, heads.all());
  }

  const Node* perform(const Node* node) {
    using wire::Ask;
    switch (node->ask) {
      case Ask::gave_up:
        give_up(node->why.c_str());
        return node;
      case Ask::fence:
        Platform::fence(order_at<Platform>(node->order, node->place));
        return follow(node, {});
      case Ask::enter:
      case Ask::leave:
      case Ask::sleep:
      case Ask::wake:
      case Ask::tasks:
      case Ask::base:
      case Ask::effective:
      case Ask::set_effective:
        if (scheduling_.scheduler == nullptr) give_up("it asks a scheduler, and there is none in this assignment");
        return follow(node, {.value = scheduling_.perform(scheduling_.scheduler, *node)});
      case Ask::read:
      case Ask::write:
        return follow(node, plain_.at(node->location).perform(*node));
      default:
        return follow(node, atomics_.at(node->location).perform(*node));
    }
  }

  const Node*& at(int self) { return at_[static_cast<std::size_t>(self)]; }

  // Keeps nothing on the heap: executions that end here are not unwound.
  const Node* follow(const Node* node, const Given& given) {
    const Node* after = automaton_.next(node, given);
    if (automaton_.learned()) give_up("something new was learned: begin anew");
    if (after->ask == wire::Ask::gave_up) give_up(after->why.c_str());
    return after;
  }

  void give_up(const char* why) {
    if constexpr (names_places<Platform>) {
      Platform::misused(why);
    } else {
      automaton_.give_up(why);
      Platform::stop();
    }
  }

  Automaton& automaton_;
  Scheduling scheduling_;
  std::array<SharedAtomic<Platform>, wire::most_atomics> atomics_;
  std::array<SharedPlain<Platform>, wire::most_plain> plain_;
  std::array<const Node*, wire::most_threads_served> at_{};
};

// A lock with a scheduler of its own, which has four tasks with priorities 1, 1, 2, 2.
template <class Platform>
class SubmittedPriorityLock {
  using Scheduler = ThreadScheduler<Platform, 4, 1>;

 public:
  // Every operation waits until it has the scheduler's guard, which nobody keeps for more than a few steps.
  static constexpr bool guarded = true;

  explicit SubmittedPriorityLock(const Context& context) : lock_(context, scheduling_by(scheduler_)) {}

  void lock(int self) { lock_.lock(self); }
  void unlock(int self) { lock_.unlock(self); }
  void describe(Names& names) const {
    scheduler_.describe(names);
    lock_.describe(names);
  }

 private:
  static constexpr std::array<int, 4> base = {1, 1, 2, 2};

  Scheduler scheduler_{base};
  SubmittedLock<Platform> lock_;
};

// A lock for readers, too.
template <class Platform>
class SubmittedSharedLock : public SubmittedLock<Platform> {
 public:
  using SubmittedLock<Platform>::SubmittedLock;

  void lock_shared(int self) { this->call(self, wire::Call::lock_shared); }
  void unlock_shared(int self) { this->call(self, wire::Call::unlock_shared); }
  void doorway_shared(int self) { this->begin(self, wire::Call::lock_shared); }
  void waiting_shared(int self) { this->finish(self); }
};

}  // namespace turnstile::coursework
