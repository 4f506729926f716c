// Watches one execution on a platform whose execution order is real time (Relacy, interleavings): records its steps,
// sees when no thread can go on, and says in what way.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "models/vocabulary/program.hpp"
#include "models/vocabulary/trace.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

// What to do when an execution can go no further, or is too long.
enum class AtHang : std::uint8_t {
  violated,  // that is what is being checked
  abandon    // end this execution, count it as blocked, and go on to the next
};

// One operation, as the platform saw it.
struct Event {
  Operation operation{};
  const void* variable = nullptr;
  bool truth = false;
  std::int64_t read = 0;
  std::int64_t written = 0;
  std::int64_t newest = 0;  // what the variable held before
  std::memory_order order{};
  std::source_location where{};
  bool failed_by_mistake = false;  // a weak compare-exchange may fail although it found what it expected

  [[nodiscard]] bool changes() const { return writes(operation) && written != newest; }
  [[nodiscard]] bool stale() const { return reads(operation) && read != newest; }
};

class Observer {
 public:
  struct Settings {
    AtHang at_hang = AtHang::abandon;
    std::uint64_t step_limit = 2000;  // operations of an execution
    int claimed_bypass = -1;          // overtaking above this is a violation; below 0: only measured
    Role claimed_of = Role::writer;   // the role that this is claimed of
    Kind hang_means = Kind::none;     // the kind of a hang, where it is not to be told from what is waited for
    bool waiting_is_wrong = false;    // a thread that waits for another is a violation: what is checked is lock-free
  };

  // What all executions so far have shown.
  struct Tally {
    std::uint64_t executions = 0;  // begun
    std::uint64_t steps = 0;       // operations in all of them
    std::uint64_t blocked = 0;     // ended by a hang or by the step limit
    std::uint64_t cut = 0;         // of these, by the step limit
    int overtaken = 0;             // the most that a waiting thread was; of a reader-writer lock, a writer
    int readers_overtaken = 0;     // the same of a reader
    bool exit_waits = false;       // some exit section had to wait
  };

  explicit Observer(Settings settings);

  // --- one execution -------------------------------------------------------------------------------------------------
  void execution_begins(Program& program, const Mix& mix, bool record);
  void thread_ends(int thread) { threads_[index(thread)].finished = true; }
  // What main does before and after all threads is done by one of them, and is none of its steps.
  void main_runs(bool runs) { main_ = runs; }
  void enter(int thread, Section section);
  void mark(int thread, const Mark& mark);
  // Is called before an access to plain data: if it races, the execution ends in the middle of it.
  void about_to(int thread, const Event& event);
  // Remembers the operation. The result is false when the execution has just grown too long.
  [[nodiscard]] bool note(int thread, const Event& event);
  // The result is whether the claim still holds.
  [[nodiscard]] bool overtaken(int times, Role role = Role::writer);

  // --- waiting -------------------------------------------------------------------------------------------------------
  // An await looks again and again. Two rounds in a row that did the same, on memory that did not change, are a
  // repetition: the thread waits until something changes. A round that differs is an ordinary turn of a loop.
  [[nodiscard]] bool may_wait(int thread) const { return threads_[index(thread)].section != Section::doorway; }
  void round_begins(int thread);
  void round_succeeded(int thread);
  void round_failed(int thread);
  [[nodiscard]] bool waits(int thread) const;
  // The operations of the round that a waiting thread repeats.
  [[nodiscard]] std::size_t size_of_round(int thread) const { return threads_[index(thread)].last.size; }
  // Whether its last round failed within a try_lock.
  [[nodiscard]] bool waits_in_try(int thread) const;
  // Whether every unfinished thread waits: none will ever go on.
  [[nodiscard]] bool nobody_can_go_on() const;
  // Whether the last failed round ran on unchanged memory, so that looking once more tells whether it repeats itself.
  [[nodiscard]] bool should_look_again(int thread) const;
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  // --- the end of an execution ---------------------------------------------------------------------------------------
  void abandon();
  [[nodiscard]] bool abandoned() const { return abandoned_; }
  // The kind is deadlock or remainder_blocks, when no thread can go on (docs/definitions.md, progress). Runs one more
  // round of the threads that left early, on the newest values.
  Kind kind_of_hang();
  // The kind is livelock. Nothing: a thread entered not long ago, so that the step limit is too low.
  [[nodiscard]] std::optional<Kind> kind_of_endless_run() const;

  // --- what would happen if --------------------------------------------------------------------------------------------
  // While this is true the platform's operations act on the newest values and are not part of the execution.
  [[nodiscard]] bool supposing() const { return supposing_; }
  // Is told before a supposed write how to take it back, and whether it changes the variable.
  void suppose_write(void* variable, std::int64_t before, bool changes, void (*restore)(void*, std::int64_t));

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Tally& tally() const { return tally_; }
  // The trace of the recorded execution; the access that a data race ended it in is part of it.
  [[nodiscard]] Trace trace(Kind violation = Kind::none) const;

 private:
  // What one waiting round did. A round of more operations than fit is never taken for a repetition.
  struct Round {
    static constexpr std::size_t most = 16;
    struct Look {
      Operation operation{};
      const void* variable = nullptr;
      std::int64_t read = 0;
      std::int64_t written = 0;
      bool operator==(const Look&) const = default;
    };
    std::array<Look, most> looks{};
    std::size_t size = 0;
    bool overflow = false;
    bool may_differ = false;  // saw an old value, or failed by mistake: the same memory may look otherwise next time
    std::uint64_t changes_before = 0;
    std::size_t first_step = 0;

    void add(const Event& event);
    [[nodiscard]] bool same_as(const Round& other) const;
    [[nodiscard]] bool looked_at(const void* variable) const;
  };

  struct Thread {
    bool finished = false;
    Section section = Section::remainder;
    bool in_round = false;
    bool failed_before = false;  // `last` is valid
    bool repeats = false;        // the last two failed rounds were alike, and on the same memory
    Round current;
    Round last;
  };

  struct Undo {
    void* variable;
    std::int64_t before;
    void (*restore)(void*, std::int64_t);
  };

  struct Recorded {
    int thread = 0;
    Section section{};
    Event event{};
    Mark mark{};
    bool waits = false;
    bool repeated = false;
  };

  static std::size_t index(int thread) { return static_cast<std::size_t>(thread); }
  [[nodiscard]] bool would_release(int finished_thread);
  void undo_supposed();
  void record(const Recorded& step);
  void mark_failed(int thread, std::size_t first_step, bool repeated);
  // Whether the step stands in the last round of a thread that waits.
  [[nodiscard]] bool blocked(std::size_t step) const;
  [[nodiscard]] Step step(const Recorded& recorded, const std::string& variable) const;

  Settings settings_;
  Tally tally_;
  // The memory of both is taken beforehand: inside a simulation, Relacy would take it for the client's.
  std::vector<Recorded> recorded_;
  std::vector<Undo> undo_;

  std::optional<Recorded> unfinished_;  // an access to plain data

  Program* program_ = nullptr;
  Mix mix_;
  bool recording_ = false;
  bool main_ = false;
  std::array<Thread, max_threads> threads_{};
  std::uint64_t steps_ = 0;
  std::uint64_t step_of_last_entry_ = 0;
  std::uint64_t changes_ = 0;
  bool abandoned_ = false;

  bool supposing_ = false;
  bool released_ = false;
};

// The settings by which a violation of what this client asks is seen.
Observer::Settings settings_of(const ClientRow& client);

// The observer that watches what runs now; null: nothing runs.
struct Observed {
  static inline Observer* observer = nullptr;
};

}  // namespace turnstile
