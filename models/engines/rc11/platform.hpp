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
#include "models/engines/rc11/call.hpp"
#include "models/engines/rc11/execution.hpp"
#include "models/engines/rc11/padding.hpp"
#include "models/vocabulary/order.hpp"

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

// Here a written order becomes the engine's (models/vocabulary/weakening.hpp).
inline std::memory_order taken(Operation operation, const Order& written) {
  return Execution::current().taken(operation, written);
}

// An atomic as the engine has it, behind the door (call.hpp). Its value is in the graph alone.
template <storable T>
class Cell {
 public:
  Cell(T value, Place where) : location_(Execution::current().create(info_of<T>(this), encode(value), where)) {}
  ~Cell() {
    if (Execution::running()) Execution::current().destroy(location_, this);
  }
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  static void load(Call& call) {
    const int location = location_of(call);
    const InEngine inside;
    const Order order(call.order, call.where);
    require_valid(order, turnstile::Access::load);
    Execution& execution = Execution::current();
    execution.visit(call);
    call.set(
        decode<T>(execution.load(at(call, location, Operation::load), taken(Operation::load, order), order.where)));
    execution.leave(call);
  }

  static void store(Call& call) {
    const int location = location_of(call);
    const InEngine inside;
    const Order order(call.order, call.where);
    require_valid(order, turnstile::Access::store);
    Execution& execution = Execution::current();
    execution.store(at(call, location, Operation::store), encode(call.get<T>()), taken(Operation::store, order),
                    order.where);
    execution.leave(call);
  }

  // Exchange, fetch_add and their like. An operation that puts back what it read, in a round that fails, is a read
  // while waiting, with the order's acquiring half.
  static void update(Call& call) {
    const int location = location_of(call);
    const InEngine inside;
    const Order order(call.order, call.where);
    require_valid(order, turnstile::Access::read_modify_write);
    Execution& execution = Execution::current();
    execution.visit(call);
    const std::memory_order success = taken(call.operation, order);
    const auto done = execution.update(at(call, location, call.operation),
                                       {.operation = call.operation,
                                        .in_await = execution.in_await() || execution.spins(order.where),
                                        .bytes = width<T>,
                                        .success = success,
                                        .failure = restored_order(success),
                                        .operand = encode(call.get<T>())},
                                       order.where);
    if (!done.written) execution.restored(success, order.where);
    call.set(decode<T>(done.before));
    execution.leave(call);
  }

  static void compare_exchange(Call& call) {
    const int location = location_of(call);
    T& expected = *static_cast<T*>(call.expected);
    const T wanted = expected;
    const InEngine inside;
    const Order success(call.order, call.where);
    const Order failure(call.failure, call.failure_where);
    require_valid(success, turnstile::Access::read_modify_write);
    require_valid(failure, turnstile::Access::failed_compare);
    Execution& execution = Execution::current();
    execution.visit(call);
    const auto done = execution.update(at(call, location, Operation::compare_exchange),
                                       {.operation = Operation::compare_exchange,
                                        .weak = call.weak,
                                        .in_await = execution.in_await(),
                                        .bytes = width<T>,
                                        .success = taken(Operation::compare_exchange, success),
                                        .failure = taken(Operation::failed_compare_exchange, failure),
                                        .operand = encode(call.get<T>()),
                                        .expected = encode(wanted)},
                                       success.where);
    if (!done.written) expected = decode<T>(done.before);
    call.set(done.written);
    execution.leave(call);
  }

  void wait(T value, const Order& order) const {
    require_valid(order, turnstile::Access::load);
    Execution& execution = Execution::current();
    execution.wait(execution.valid(location_, this, order.where, Operation::load), encode(value),
                   taken(Operation::load, order), order.where);
  }
  void notify(bool everybody, Place where) const { Execution::current().notify(location_, this, everybody, where); }

 private:
  // Runs while it is the program's turn, because the pointer may be wild.
  static int location_of(const Call& call) { return static_cast<const Cell*>(call.cell)->location_; }
  static int at(const Call& call, int location, Operation used_by) {
    return Execution::current().valid(location, call.cell, call.where, used_by);
  }
  static std::memory_order restored_order(std::memory_order order) {
    if (order == std::memory_order::release) return std::memory_order::relaxed;
    return order == std::memory_order::acq_rel ? std::memory_order::acquire : order;
  }

  int location_;
};
static_assert(sizeof(Cell<std::uint64_t>) == sizeof(int), "what Execution::create takes for its size");

struct Platform {
  template <storable T>
  class atomic {
   public:
    atomic(Place where = Place::current()) : atomic(T(), where) {}
    atomic(T value, Place where = Place::current()) : cell_(value, where) {}

    TURNSTILE_DOOR T load(Order order) const {
      Call call;
      call.begin(&Cell<T>::load, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR void store(T value, Order order) {
      Call call;
      call.begin(&Cell<T>::store, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.set(value);
      turnstile_rc11_enter(&call);
    }
    TURNSTILE_DOOR T exchange(T value, Order order) {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::exchange;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR bool compare_exchange_weak(T& expected, T value, Order success, Order failure) {
      Call call;
      call.begin(&Cell<T>::compare_exchange, __builtin_frame_address(0), &cell_, success.order, success.where, false);
      call.failure = failure.order;
      call.failure_where = failure.where;
      call.weak = true;
      call.expected = static_cast<void*>(&expected);
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<bool>();
    }
    TURNSTILE_DOOR bool compare_exchange_strong(T& expected, T value, Order success, Order failure) {
      Call call;
      call.begin(&Cell<T>::compare_exchange, __builtin_frame_address(0), &cell_, success.order, success.where, false);
      call.failure = failure.order;
      call.failure_where = failure.where;
      call.weak = false;
      call.expected = static_cast<void*>(&expected);
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<bool>();
    }
    TURNSTILE_DOOR T fetch_add(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::fetch_add;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR T fetch_sub(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::fetch_sub;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR T fetch_and(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::fetch_and;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR T fetch_or(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::fetch_or;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    TURNSTILE_DOOR T fetch_xor(T value, Order order)
      requires(std::integral<T> && !std::same_as<T, bool>)
    {
      Call call;
      call.begin(&Cell<T>::update, __builtin_frame_address(0), &cell_, order.order, order.where, false);
      call.operation = Operation::fetch_xor;
      call.set(value);
      turnstile_rc11_enter(&call);
      return call.get<T>();
    }
    void wait(T value, Order order) const { cell_.wait(value, order); }
    void notify_one(Place where = Place::current()) { cell_.notify(false, where); }
    void notify_all(Place where = Place::current()) { cell_.notify(true, where); }

   private:
    Cell<T> cell_;
  };

  template <class T>
  class var {
   public:
    var(Place where = Place::current()) : var(T(), where) {}
    var(T value, Place where = Place::current())
        : value_(value),
          variable_(Execution::current().create_plain(this, sizeof(*this), where)),
          constructed_(where) {}
    ~var() {
      if (Execution::running()) Execution::current().destroy_plain(variable_, this, constructed_);
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
    Place constructed_;  // a destructor does not know where it is called from
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
  // Overtaking is counted on execution graphs instead (bypass.hpp): the order of execution means nothing here.
  static void overtaken(int, Role) {}
  static void misused(const char* why) { Execution::current().give_up(why); }
  // A thread that can ask is in an execution that goes on.
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
