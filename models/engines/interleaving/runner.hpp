// Executes programs on the interleaving platform: threads are fibers, each operation is a step of its own, and the
// derived class says which thread takes the next one.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "models/engines/fiber/fiber.hpp"
#include "models/engines/observation/observer.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

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

// There is one at a time in a process.
class Runner {
 public:
  Runner(MakeProgram make, const Mix& mix, const Observer::Settings& settings);
  virtual ~Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  [[nodiscard]] const Mix& mix() const { return mix_; }

  // --- for the machine: called by the thread that runs ---------------------------------------------------------------
  static Runner& current() { return *running; }
  [[nodiscard]] int thread() const { return thread_; }
  // Is called before each operation: other threads may go first.
  virtual void before_operation() = 0;
  // Is called between two rounds of an await.
  virtual void pass() = 0;
  // What the next read must see if that is not the newest write; nothing: it sees the newest.
  [[nodiscard]] const Step* told() const { return told_; }
  [[noreturn]] void stop(const Ending& ending);

 protected:
  // Makes the program anew. What was executed before is forgotten where it stood.
  Program& begin(bool record);
  // Does what main does, on the first thread's fiber, while all other threads have finished or have not begun.
  void start_alone(const std::function<void()>& body);
  void end_alone();
  void run_alone(const std::function<void()>& body);
  void start_threads(Program& program);
  void resume() { fiber(thread_).resume(); }
  // Goes back to the caller of resume().
  void leave() { fiber(thread_).leave(); }
  [[noreturn]] void leave_for_good();
  // Leaves the calling fiber for that thread: the caller of resume() resumes it next.
  void switch_to(int thread);

  [[nodiscard]] bool over() const { return ending_.bad() || observer_.abandoned(); }
  [[nodiscard]] bool finished(int thread) const { return fibers_[static_cast<std::size_t>(thread)].finished(); }
  [[nodiscard]] bool alone() const { return alone_; }
  [[nodiscard]] const Ending& ending() const { return ending_; }
  [[nodiscard]] Observer& observer() { return observer_; }
  [[nodiscard]] const Observer& observer() const { return observer_; }
  void set_thread(int thread) { thread_ = thread; }
  void tell(const Step* step) { told_ = step; }

 private:
  void run_thread(Program& program, int thread);
  Fiber& fiber(int thread) { return fibers_[static_cast<std::size_t>(thread)]; }

  static inline Runner* running = nullptr;

  MakeProgram make_;
  Mix mix_;
  Place place_;
  Observer observer_;
  std::vector<Fiber> fibers_;

  int thread_ = 0;      // the one that runs
  bool alone_ = false;  // before or after all threads
  const Step* told_ = nullptr;
  Ending ending_;
};

}  // namespace turnstile::interleaving
