// A checking platform from a machine: the machine performs the operations (Relacy, or fibers), the observer watches.
#pragma once

#include <concepts>
#include <cstdint>
#include <source_location>
#include <type_traits>

#include "algorithms/platform.hpp"
#include "models/engines/observation/observer.hpp"
#include "models/vocabulary/order.hpp"

namespace turnstile {

// A machine M has:
//   M::Cell<T>        an atomic variable, its orders as std::memory_order followed by the place of the call
//   M::Plain<T>       a plain one: read(where), write(value, where)
//   M::thread()       the index of the calling thread
//   M::sequentially_consistent   whether the execution order is one that all threads agree on
//   M::fence(order, where)
//   M::pass(where)    between two rounds of an await: lets others go on
//   M::stop(kind)     ends the execution and the search: a violation
//   M::give_up(why)   ends the search: it cannot decide
// and its whole state belongs to one simulation at a time.
template <class Machine>
struct ObservedPlatform : Observed {
  template <class T>
  class atomic {
   public:
    atomic() : atomic(T()) {}
    atomic(T value) : cell_(value), newest_(value) {}
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(Order order) const {
      require_valid(order, Access::load);
      if (observer->supposing()) return newest_;
      const T value = cell_.load(order.order, order.where);
      note(Operation::load, order, value, newest_);
      return value;
    }

    void store(T value, Order order) {
      require_valid(order, Access::store);
      if (observer->supposing()) return suppose(value);
      cell_.store(value, order.order, order.where);
      note(Operation::store, order, newest_, value);
      newest_ = value;
    }

    T exchange(T value, Order order) {
      return update(
          Operation::exchange, order, [&](T) { return value; },
          [&] { return cell_.exchange(value, order.order, order.where); });
    }

    bool compare_exchange_weak(T& expected, T value, Order success, Order failure) {
      return compare_exchange(expected, value, success, failure, [&](T& seen) {
        return cell_.compare_exchange_weak(seen, value, success.order, failure.order, success.where);
      });
    }
    bool compare_exchange_strong(T& expected, T value, Order success, Order failure) {
      return compare_exchange(expected, value, success, failure, [&](T& seen) {
        return cell_.compare_exchange_strong(seen, value, success.order, failure.order, success.where);
      });
    }

    T fetch_add(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return update(
          Operation::fetch_add, order, [&](T before) { return static_cast<T>(before + value); },
          [&] { return cell_.fetch_add(value, order.order, order.where); });
    }
    T fetch_sub(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return update(
          Operation::fetch_sub, order, [&](T before) { return static_cast<T>(before - value); },
          [&] { return cell_.fetch_sub(value, order.order, order.where); });
    }
    T fetch_and(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return update(
          Operation::fetch_and, order, [&](T before) { return static_cast<T>(before & value); },
          [&] { return cell_.fetch_and(value, order.order, order.where); });
    }
    T fetch_or(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return update(
          Operation::fetch_or, order, [&](T before) { return static_cast<T>(before | value); },
          [&] { return cell_.fetch_or(value, order.order, order.where); });
    }
    T fetch_xor(T value, Order order)
      requires(!std::same_as<T, bool>)
    {
      return update(
          Operation::fetch_xor, order, [&](T before) { return static_cast<T>(before ^ value); },
          [&] { return cell_.fetch_xor(value, order.order, order.where); });
    }

    // Waits in a loop: no thread is woken by mistake here, and none sleeps through a change.
    void wait(T value, Order order) const {
      await([&] { return load(order) != value; }, order.where);
    }
    void notify_one() {}
    void notify_all() {}

   private:
    template <class After, class Perform>
    T update(Operation operation, const Order& order, After after, Perform perform) {
      require_valid(order, Access::read_modify_write);
      if (observer->supposing()) {
        const T before = newest_;
        suppose(after(before));
        return before;
      }
      const T before = perform();
      note(operation, order, before, after(before));
      newest_ = after(before);
      return before;
    }

    template <class Perform>
    bool compare_exchange(T& expected, T value, const Order& success, const Order& failure, Perform perform) {
      require_valid(success, Access::read_modify_write);
      require_valid(failure, Access::failed_compare);
      if (observer->supposing()) {
        const bool equal = newest_ == expected;
        expected = newest_;
        if (equal) suppose(value);
        return equal;
      }
      const T wanted = expected;
      const bool done = perform(expected);
      ObservedPlatform::note({.operation = done ? Operation::compare_exchange : Operation::failed_compare_exchange,
                              .variable = this,
                              .truth = std::same_as<T, bool>,
                              .read = encode(expected),
                              .written = encode(done ? value : expected),
                              .newest = encode(newest_),
                              .order = done ? success.order : failure.order,
                              .where = success.where,
                              .failed_by_mistake = !done && expected == wanted});
      if (done) newest_ = value;
      return done;
    }

    void suppose(T value) {
      observer->suppose_write(this, encode(newest_), value != newest_, [](void* self, std::int64_t before) {
        static_cast<atomic*>(self)->newest_ = static_cast<T>(before);
      });
      newest_ = value;
    }

    void note(Operation operation, const Order& order, T read, T written) const {
      ObservedPlatform::note({.operation = operation,
                              .variable = this,
                              .truth = std::same_as<T, bool>,
                              .read = encode(read),
                              .written = encode(written),
                              .newest = encode(newest_),
                              .order = order.order,
                              .where = order.where});
    }

    typename Machine::template Cell<T> cell_;
    T newest_;  // in modification order; what a load returns may be older
  };

  template <class T>
  class var {
   public:
    var() : var(T()) {}
    var(T value) : plain_(value), newest_(value) {}
    var(const var&) = delete;
    var& operator=(const var&) = delete;

    T read(std::source_location where = std::source_location::current()) const {
      if (observer->supposing()) return newest_;
      observer->about_to(Machine::thread(), event(Operation::read, newest_, newest_, where));
      const T value = plain_.read(where);
      ObservedPlatform::note(event(Operation::read, value, newest_, where));
      return value;
    }
    void write(T value, std::source_location where = std::source_location::current()) {
      if (observer->supposing()) return suppose(value);
      observer->about_to(Machine::thread(), event(Operation::write, newest_, value, where));
      plain_.write(value, where);
      ObservedPlatform::note(event(Operation::write, newest_, value, where));
      newest_ = value;
    }

   private:
    void suppose(T value) {
      observer->suppose_write(this, encode(newest_), value != newest_, [](void* self, std::int64_t before) {
        static_cast<var*>(self)->newest_ = static_cast<T>(before);
      });
      newest_ = value;
    }
    Event event(Operation operation, T read, T written, std::source_location where) const {
      return {.operation = operation,
              .variable = this,
              .truth = std::same_as<T, bool>,
              .read = encode(read),
              .written = encode(written),
              .newest = encode(newest_),
              .order = std::memory_order::relaxed,
              .where = where};
    }

    typename Machine::template Plain<T> plain_;
    T newest_;
  };

  static void fence(Order order) {
    if (observer->supposing()) return;
    Machine::fence(order.order, order.where);
    note({.operation = Operation::fence, .order = order.order, .where = order.where});
  }

  template <std::predicate Condition>
  static void await(Condition condition, std::source_location where = std::source_location::current()) {
    if (observer->supposing()) {
      if (!condition()) throw Abandoned{};
      return;
    }
    const int me = Machine::thread();
    if (!observer->may_wait(me)) Machine::give_up("an await inside the doorway: overtaking would hide there");
    for (;;) {
      observer->round_begins(me);
      if (condition()) return observer->round_succeeded(me);
      round_failed(me);
      if (observer->abandoned()) throw Abandoned{};
      Machine::pass(where);
      if (observer->abandoned()) throw Abandoned{};
    }
  }

  // --- for the clients (models/clients/client.hpp) ---------------------------------------------------------------------
  static constexpr bool sequentially_consistent = Machine::sequentially_consistent;
  static void violated(Kind kind) { Machine::stop(kind); }
  static void enter(Section section) { observer->enter(Machine::thread(), section); }
  static void mark(const Mark& mark) { observer->mark(Machine::thread(), mark); }
  static void overtaken(int times, Role role) {
    if (!observer->overtaken(times, role)) Machine::stop(Kind::bypass);
  }
  static void misused(const char* why) { Machine::give_up(why); }
  static bool abandoned() { return observer->abandoned(); }

 private:
  template <class T>
  static std::int64_t encode(T value) {
    return static_cast<std::int64_t>(value);
  }

  static void note(const Event& event) {
    if (!observer->note(Machine::thread(), event)) too_long();
  }

  static void round_failed(int me) {
    observer->round_failed(me);
    if (observer->waits_in_try(me)) Machine::give_up("a try_lock waits");
    if (observer->settings().waiting_is_wrong && observer->waits(me)) Machine::stop(Kind::deadlock);
    if (!observer->abandoned() && observer->nobody_can_go_on()) nobody_can_go_on();
  }

  static void nobody_can_go_on() {
    if (observer->settings().at_hang == AtHang::violated) Machine::stop(observer->kind_of_hang());
    observer->abandon();
  }

  static void too_long() {
    if (observer->settings().at_hang == AtHang::abandon) return observer->abandon();
    if (const auto kind = observer->kind_of_endless_run()) Machine::stop(*kind);
    Machine::give_up("an execution reached the step limit although threads still entered: the limit is too low");
  }
};

}  // namespace turnstile
