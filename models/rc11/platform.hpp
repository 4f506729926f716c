// The RC11 platform: the algorithm's own text, explored exhaustively.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <new>
#include <source_location>
#include <type_traits>
#include <utility>

#include "algorithms/platform.hpp"
#include "models/clients/client.hpp"
#include "models/clients/programs.hpp"
#include "models/observation/order.hpp"
#include "models/rc11/execution.hpp"
#include "models/rc11/padding.hpp"

namespace turnstile::rc11 {

// What an atomic can hold: the bytes are the value.
template <class T>
concept storable = std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(Value);

template <class T>
concept object_pointer = std::is_pointer_v<T> && std::is_object_v<std::remove_pointer_t<T>>;

template <class T>
inline constexpr std::uint8_t width = sizeof(T);
template <object_pointer T>
inline constexpr std::uint8_t width<T> = sizeof(void*);

// Pointers stand in the graph relative to the program's memory, so that they mean the same to every worker.
template <storable T>
Value encode(T value) {
  if constexpr (object_pointer<T>) {
    return Execution::current().memory().to_value(value);
  } else {
    Value bytes = 0;
    if constexpr (!has_no_padding<T> && clearable<T>) clear_padding(value);
    std::memcpy(&bytes, &value, sizeof(T));
    return bytes;
  }
}

template <storable T>
T decode(Value bytes) {
  if constexpr (object_pointer<T>) {
    return static_cast<T>(Execution::current().memory().to_pointer(bytes));
  } else {
    std::array<std::byte, sizeof(T)> representation{};
    std::memcpy(representation.data(), &bytes, sizeof(T));
    return std::bit_cast<T>(representation);
  }
}

template <class T>
LocationInfo info_of(const void* address) {
  return {.address = address, .bytes = width<T>, .is_signed = std::is_signed_v<T>, .truth = std::same_as<T, bool>};
}

// Where a written order becomes the engine's (models/observation/weakening.hpp).
inline std::memory_order taken(Operation operation, const Order& written) {
  return Execution::current().taken(operation, written);
}

struct Platform {
  template <storable T>
  class atomic {
   public:
    atomic(Place where = Place::current()) : atomic(T(), where) {}
    atomic(T value, Place where = Place::current())
        : location_(Execution::current().create(info_of<T>(this), encode(value), where)) {}
    ~atomic() {
      if (Execution::running()) Execution::current().destroy(location_, this);
    }
    atomic(const atomic&) = delete;
    atomic& operator=(const atomic&) = delete;

    T load(Order order) const {
      require_valid(order, Access::load);
      visit(order, false);
      return decode<T>(Execution::current().load(location(order), taken(Operation::load, order), order.where));
    }
    void store(T value, Order order) {
      require_valid(order, Access::store);
      Execution::current().store(location(order), encode(value), taken(Operation::store, order), order.where);
    }
    T exchange(T value, Order order) { return update(Operation::exchange, value, order); }
    bool compare_exchange_weak(T& expected, T value, Order success, Order failure) {
      return compare_exchange(expected, value, success, failure, true);
    }
    bool compare_exchange_strong(T& expected, T value, Order success, Order failure) {
      return compare_exchange(expected, value, success, failure, false);
    }
    T fetch_add(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      return update(Operation::fetch_add, value, order);
    }
    T fetch_sub(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      return update(Operation::fetch_sub, value, order);
    }
    T fetch_and(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      return update(Operation::fetch_and, value, order);
    }
    T fetch_or(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      return update(Operation::fetch_or, value, order);
    }
    T fetch_xor(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      return update(Operation::fetch_xor, value, order);
    }
    void wait(T value, Order order) const {
      require_valid(order, Access::load);
      Execution::current().wait(location(order), encode(value), taken(Operation::load, order), order.where);
    }
    void notify_one(Place where = Place::current()) {
      Execution::current().notify(Execution::current().valid(location_, this, where), false, where);
    }
    void notify_all(Place where = Place::current()) {
      Execution::current().notify(Execution::current().valid(location_, this, where), true, where);
    }

   private:
    [[nodiscard]] int location(const Order& order) const {
      return Execution::current().valid(location_, this, order.where);
    }
    static void visit(const Order& order, bool compares) {
      if (!Execution::current().may_go_round()) return;
      Registers registers;
      turnstile_rc11_read_registers(&registers);
      Execution::current().visit(registers, compares, order.where);
    }

    T update(Operation operation, T operand, const Order& order) {
      require_valid(order, Access::read_modify_write);
      visit(order, false);
      // One that puts back what it read is a read while waiting: with the order's acquiring half.
      const bool restores = Execution::current().in_await();
      const std::memory_order success = taken(operation, order);
      const Updated done = perform({.operation = operation,
                                    .in_await = restores,
                                    .bytes = width<T>,
                                    .success = success,
                                    .failure = restored_order(success),
                                    .operand = encode(operand)},
                                   order);
      if (!done.written) Execution::current().restored(order.where);
      return decode<T>(done.before);
    }

    bool compare_exchange(T& expected, T value, const Order& success, const Order& failure, bool weak) {
      require_valid(success, Access::read_modify_write);
      require_valid(failure, Access::failed_compare);
      visit(success, true);
      const Updated done = perform({.operation = Operation::compare_exchange,
                                    .weak = weak,
                                    .bytes = width<T>,
                                    .success = taken(Operation::compare_exchange, success),
                                    .failure = taken(Operation::failed_compare_exchange, failure),
                                    .operand = encode(value),
                                    .expected = encode(expected)},
                                   success);
      if (!done.written) expected = decode<T>(done.before);
      return done.written;
    }

    using Updated = Execution::Updated;
    Updated perform(const Update& what, const Order& order) {
      return Execution::current().update(location(order), what, order.where);
    }
    static std::memory_order restored_order(std::memory_order order) {
      if (order == std::memory_order::release) return std::memory_order::relaxed;
      return order == std::memory_order::acq_rel ? std::memory_order::acquire : order;
    }

    int location_;
  };

  template <class T>
  class var {
   public:
    var(Place where = Place::current()) : var(T(), where) {}
    var(T value, Place where = Place::current())
        : value_(value), variable_(Execution::current().create_plain()), constructed_(where) {}
    ~var() {
      if (Execution::running()) Execution::current().destroy_plain(variable_, constructed_);
    }
    var(const var&) = delete;
    var& operator=(const var&) = delete;

    T read(Place where = Place::current()) const {
      Execution::current().read_plain(variable_, info_of<T>(this), shown(value_), where);
      return value_;
    }
    void write(T value, Place where = Place::current()) {
      Execution::current().write_plain(variable_, info_of<T>(this), shown(value_), shown(value), where);
      value_ = value;
    }

   private:
    static Value shown(const T& value) {
      if constexpr (storable<T>) return encode(value);
      return 0;
    }

    T value_{};
    int variable_;
    Place constructed_;  // a destructor does not know who calls it
  };

  static void fence(Order order) { Execution::current().fence(taken(Operation::fence, order), order.where); }

  template <std::predicate Condition>
  static void await(Condition condition, Place where = Place::current()) {
    Execution::current().await([](void* closure) -> bool { return (*static_cast<Condition*>(closure))(); }, &condition,
                               where);
  }

  // --- for the clients (models/clients/client.hpp) -------------------------------------------------------------------
  static void violated(Kind kind) { Execution::current().violated(kind, ""); }
  static void enter(Section section) { Execution::current().enter(section); }
  static void mark(const Mark& mark) {
    if (Execution::current().recording()) Execution::current().mark(text(mark));
  }
  // Counted on execution graphs instead (bypass.hpp): the order of execution means nothing here.
  static void overtaken(int, Role) {}
  static void misused(const char* why) { Execution::current().give_up(why); }
  // Who comes to ask is in an execution that goes on.
  static bool abandoned() { return false; }
  static constexpr bool sequentially_consistent = false;

  // --- for programs that make threads and objects themselves ---------------------------------------------------------
  static int spawn(std::function<void()> body, Place where = Place::current()) {
    return Execution::current().spawn(std::move(body), where);
  }
  static void join(int thread, Place where = Place::current()) { Execution::current().join(thread, where); }

  // new and delete, with every wrong use found. Plain new is not seen.
  template <class T, class... Arguments>
  static T* make(Arguments&&... arguments) {
    void* memory = Execution::current().allocate(sizeof(T), Place::current());
    return ::new (memory) T(std::forward<Arguments>(arguments)...);
  }
  template <class T>
  static void destroy(T* object, Place where = Place::current()) {
    Execution::current().release(object, where);
    object->~T();
  }
};

static_assert(platform<Platform> && checking_platform<Platform>);

// All clients of an algorithm, ready for explore().
template <template <class> class Algorithm>
Programs programs() {
  return programs_of<Algorithm, Platform>();
}

}  // namespace turnstile::rc11
