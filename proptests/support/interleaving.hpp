// The interleaving platform: threads are fibers, each operation is a step of its own, and a schedule says who takes the
// next one. Memory is sequentially consistent.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <vector>

#include "models/clients/program.hpp"
#include "models/fiber/fiber.hpp"
#include "models/observation/observed_platform.hpp"
#include "models/observation/observer.hpp"
#include "proptests/support/schedule.hpp"

namespace turnstile::interleaving {

// How an execution ended.
struct Ending {
  Kind kind = Kind::none;          // what was violated
  const char* given_up = nullptr;  // why nothing can be said
  [[nodiscard]] bool bad() const { return kind != Kind::none || given_up != nullptr; }
  bool operator==(const Ending&) const = default;
};

// Holds one program at a time.
class Place {
 public:
  Place() = default;
  ~Place() { clear(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  Program& make(MakeProgram make_program, const Mix& mix) {
    clear();
    program_ = make_program(storage_, mix);
    return *program_;
  }

 private:
  void clear() {
    if (program_ != nullptr) std::destroy_at(program_);
    program_ = nullptr;
  }

  alignas(std::max_align_t) std::byte storage_[program_size];
  Program* program_ = nullptr;
};

// Executes one program under one schedule after another. Under the same schedule it always does the same.
class Executor {
 public:
  Executor(MakeProgram make, const Mix& mix, const Observer::Settings& settings);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  Ending execute(const Schedule& schedule) { return execute(schedule, false); }
  // The steps of that execution, which is performed once more.
  Trace trace(const Schedule& schedule);
  [[nodiscard]] const Observer::Tally& tally() const { return observer_.tally(); }
  [[nodiscard]] const Mix& mix() const { return mix_; }

  // --- for the machine: called by the thread that runs ---------------------------------------------------------------
  static Executor& current() { return *running; }
  [[nodiscard]] int thread() const { return thread_; }
  // Here the schedule decides whether others go first.
  void before_operation();
  // Between two rounds of an await: a thread that waits gives way.
  void pass();
  [[noreturn]] void stop(const Ending& ending);

 private:
  Ending execute(const Schedule& schedule, bool record);
  void run_alone(const std::function<void()>& body);
  void run_threads(Program& program);
  void run_thread(Program& program, int thread);
  [[nodiscard]] bool over() const { return ending_.bad() || observer_.abandoned(); }
  [[noreturn]] void leave_for_good();

  Fiber& fiber(int thread) { return fibers_[static_cast<std::size_t>(thread)]; }
  [[nodiscard]] bool finished(int thread) const { return fibers_[static_cast<std::size_t>(thread)].finished(); }
  [[nodiscard]] bool ready(int thread) const { return !finished(thread) && !observer_.waits(thread); }
  // Of the other threads that are ready the `to`-th, in the order of the circle.
  [[nodiscard]] std::optional<int> other_ready(int to) const;
  void next_preemption();
  void switch_to(int thread);
  bool leave_finished_thread();
  void expect_changes();

  static inline Executor* running = nullptr;

  MakeProgram make_;
  Mix mix_;
  Place place_;
  Observer observer_;
  std::vector<Fiber> fibers_;

  // The state of one execution.
  const Schedule* schedule_ = nullptr;
  std::size_t preemption_ = 0;    // of the schedule, the next one
  int thread_ = 0;                // the one that runs
  bool alone_ = false;            // before or after all threads: the schedule has no say
  int since_switch_ = 0;          // operations
  bool second_look_ = false;      // it repeats a failed round on the same memory, and must not be disturbed
  std::uint64_t changes_ = 0;     // of memory
  int operations_unchanged_ = 0;  // since the last of them
  Ending ending_;
};

// What ObservedPlatform asks of a machine (models/observation/observed_platform.hpp).
struct Machine {
  // A std::atomic that only one thread of the operating system ever touches.
  template <class T>
  class Cell {
   public:
    explicit Cell(T value) : value_(value) {}
    T load(std::memory_order order, const std::source_location&) const { return here().load(order); }
    void store(T value, std::memory_order order, const std::source_location&) { here().store(value, order); }
    T exchange(T value, std::memory_order order, const std::source_location&) { return here().exchange(value, order); }
    T fetch_add(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_add(value, order);
    }
    T fetch_sub(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_sub(value, order);
    }
    T fetch_and(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_and(value, order);
    }
    T fetch_or(T value, std::memory_order order, const std::source_location&) { return here().fetch_or(value, order); }
    T fetch_xor(T value, std::memory_order order, const std::source_location&) {
      return here().fetch_xor(value, order);
    }
    // Nobody fails by mistake here: the strong form.
    bool compare_exchange_weak(T& expected, T value, std::memory_order success, std::memory_order failure,
                               const std::source_location&) {
      return here().compare_exchange_strong(expected, value, success, failure);
    }
    bool compare_exchange_strong(T& expected, T value, std::memory_order success, std::memory_order failure,
                                 const std::source_location&) {
      return here().compare_exchange_strong(expected, value, success, failure);
    }

   private:
    const std::atomic<T>& here() const {
      Executor::current().before_operation();
      return value_;
    }
    std::atomic<T>& here() {
      Executor::current().before_operation();
      return value_;
    }
    std::atomic<T> value_;
  };

  // Accesses to plain data are steps too, so that updates can get lost. Races are not looked for.
  template <class T>
  class Plain {
   public:
    explicit Plain(T value) : value_(value) {}
    T read(const std::source_location&) const {
      Executor::current().before_operation();
      return value_;
    }
    void write(T value, const std::source_location&) {
      Executor::current().before_operation();
      value_ = value;
    }

   private:
    T value_;
  };

  static constexpr bool sequentially_consistent = true;

  static int thread() { return Executor::current().thread(); }
  static void fence(std::memory_order, const std::source_location&) { Executor::current().before_operation(); }
  static void pass(const std::source_location&) { Executor::current().pass(); }
  [[noreturn]] static void stop(Kind kind) { Executor::current().stop({.kind = kind, .given_up = nullptr}); }
  [[noreturn]] static void give_up(const char* why) { Executor::current().stop({.kind = Kind::none, .given_up = why}); }
};

using Platform = ObservedPlatform<Machine>;

}  // namespace turnstile::interleaving
