// One execution: runs the program's threads along a graph, and then on, adding events to it.
//
// The threads run on fibers. First they *replay* the graph: each goes through its events, and waits before a read until
// the write that it reads has been replayed, so that the order is a linearization of po ∪ rf. Where a thread comes to an
// operation that the graph does not have, it is at the *frontier*. Once all are there the graph is extended, one thread
// after the other, and Exploration pushes what could have happened instead.
#pragma once

#include <array>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <vector>

#include "models/engines/rc11/execution_view.hpp"
#include "models/engines/rc11/exploration.hpp"
#include "models/engines/rc11/following.hpp"
#include "models/engines/rc11/memory.hpp"
#include "models/engines/rc11/place.hpp"
#include "models/engines/rc11/plain.hpp"
#include "models/engines/rc11/recorder.hpp"
#include "models/engines/rc11/storage.hpp"
#include "models/engines/rc11/supposition.hpp"
#include "models/engines/rc11/thread.hpp"
#include "models/engines/rc11/thread_locals.hpp"
#include "models/engines/rc11/turns.hpp"
#include "models/vocabulary/verdict.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::rc11 {

// Why a client does something else when it runs again, in most cases; after the line.
inline constexpr const char* likely_causes =
    " (what an earlier execution has left in a static, global or thread_local variable, time, or chance)";
inline constexpr const char* too_small_a_stack = "the stack of 64 KB is too small for a thread";

// What a search has found out about read-modify-writes that put back what they read, by their place in the program.
struct Lessons {
  std::vector<Place> spins;   // they go round in loops that wait, and are taken for reads when they do (docs/rc11.md)
  std::vector<Place> writes;  // that was wrong of these
  void add(const Lessons& others) {
    spins.insert(spins.end(), others.spins.begin(), others.spins.end());
    writes.insert(writes.end(), others.writes.begin(), others.writes.end());
  }
};

struct Limits {
  int events_of_thread = 500;
  // How often a thread performs the operation at one place of the program; 0: as often as it likes.
  int unroll = 0;
  int rounds_of_await = 8;  // of one that keeps state between its rounds
  // How many weak compare-exchanges fail spuriously in each thread. A loop that writes before it tries again has no end
  // without a limit.
  int spurious_failures = std::numeric_limits<int>::max();
  // How many timed waits give up in each thread, and how many waits end for no reason. A thread that would go on
  // waiting, time and again, is not followed further.
  int timeouts = 1;
  int spurious_wakeups = 0;
  // For what is said to be lock-free: a thread that waits for another is a deadlock.
  bool waiting_is_wrong = false;
  // A notify of an atomic that has been destroyed is allowed, and does nothing but wake.
  bool notify_after_destroy = false;
  Lessons lessons{};
  SeqCst seq_cst = SeqCst::cxx20;
};

// Why a signal handler has stopped the program where it was.
struct Interruption {
  enum class Type : std::uint8_t {
    crash,     // a signal that ends a process
    overflow,  // of the stack of one of its threads
    stuck,     // no operation for so many seconds
    late       // the time of the search has been over for long
  };
  Type type = Type::crash;
  int signal = 0;
  const void* address = nullptr;  // of a crash, where it has one
  double seconds = 0;             // stuck
};

class Execution final : public ExecutionView {
 public:
  Execution(std::function<void()> body, const Limits& limits, OrderTaken order_taken = {});
  ~Execution();

  // The execution that the calling thread of the process is running.
  static Execution& current() { return *running_execution; }
  [[nodiscard]] static bool running() { return running_execution != nullptr; }

  // --- for the search ------------------------------------------------------------------------------------------------
  // Runs the program along the current graph of the exploration.
  Ending run() {
    compared_.clear();
    return run_again();
  }
  // Runs it along the same graph once more.
  Ending run_again();
  [[nodiscard]] Exploration& exploration() override { return exploration_; }
  [[nodiscard]] const Graph& graph() const override { return exploration_.graph(); }
  [[nodiscard]] const Thread& thread(int t) const override { return threads_[static_cast<std::size_t>(t)]; }
  [[nodiscard]] Kind kind() const override { return kind_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }  // of a violation, an unknown, a cut
  [[nodiscard]] const Lessons& lessons() const { return lessons_; }    // of one that has learnt
  [[nodiscard]] const LocationInfo& info(int location) const override {
    return infos_[static_cast<std::size_t>(location)];
  }
  [[nodiscard]] const Memory& memory() const override { return memory_; }
  Memory& memory() override { return memory_; }
  // Whether C++20 forbids the execution by its letter only (docs/rc11.md, "Which SC order"). What it shows proves nothing
  // then, neither that the program is wrong nor that it is right.
  [[nodiscard]] bool disputed() const;
  // For a hang: whether a blocked thread looks at something that `change` writes, which is run on the newest values.
  [[nodiscard]] bool would_release(const std::function<void()>& change);
  // Runs the current graph again, with a trace: an order of po ∪ rf.
  Recorded record();
  // Runs a new execution, with a trace, which repeats what the script says as far as it can.
  Recorded follow(Script& script);
  [[nodiscard]] int ended_by() const override { return ending_ ? current_ : nobody; }
  [[nodiscard]] bool waits_wrongly() const override { return waits_wrongly_; }
  [[nodiscard]] bool somebody_waits_for(int location) const override;
  [[nodiscard]] const std::vector<int>& started() const override { return started_; }
  void wait_out_of_turn() override { park(Thread::State::out_of_turn); }
  [[noreturn]] void discard() override { end(Ending::discarded, Kind::none, ""); }

  // --- for the program: its main function runs as thread 0 -------------------------------------------------------------
  [[nodiscard]] int self() const override { return current_; }
  // The order that a written order is taken for.
  [[nodiscard]] std::memory_order taken(Operation operation, const Order& written) const {
    return order_taken_ ? order_taken_(operation, written) : written.order;
  }
  int spawn(std::function<void()> body, Place where = Place::current());
  void join(int other, Place where = Place::current());

  int create(const LocationInfo& info, Value value, Place where);
  void destroy(int location, const void* address);
  Value load(int location, std::memory_order order, Place where, bool plain = false);
  void store(int location, Value value, std::memory_order order, Place where, bool plain = false);
  Updated update(int location, const Update& update, Place where);
  void fence(std::memory_order order, Place where);
  // Blocks while the value is `old`; notify wakes.
  void wait(int location, Value old, std::memory_order order, Place where);
  void notify(int location, const void* address, bool everybody, Place where);

  int create_plain(const void* address, std::size_t bytes, Place where);
  // Any number from 0 to n - 1, where n is at least 1: all of them are explored. It is no access, and orders nothing.
  int choose(int n, Place where, Chooser chooser = Chooser::client);
  // Whether a timed wait gives up now, or another one ends for no reason: as far as the limits allow.
  bool times_out(Place where);
  bool wakes_spuriously(Place where);
  // To be called before the access itself.
  void read_plain(int variable, const LocationInfo& info, Value value, Place where);
  void write_plain(int variable, const LocationInfo& info, Value before, Value value, Place where);
  void destroy_plain(int variable, const void* address, Place where);
  void* allocate(std::size_t size, Place where);
  // Memory that the program does not free: it ends with the execution.
  void* set_aside(std::size_t size, Place where);
  void release(void* address, Place where);
  void check_leaks();
  // The program's plain new and delete.
  void* take(std::size_t size, std::size_t alignment);
  void give_back(void* address) { memory_.give_back(current_, address); }
  // The program has called what it must not: "the client calls X: use Y".
  [[noreturn]] void refuse_call(const std::string& what);

  void await(bool (*condition)(void*), void* closure, Place where);
  [[nodiscard]] bool in_await() const { return thread(current_).depth > 0; }
  // A read-modify-write with this order has put back what it read, and was taken for a read.
  void restored(std::memory_order order, Place where);
  // Whether the read-modify-write at this place waits in a loop of its own.
  [[nodiscard]] bool spins(const Place& where) const;
  // To be called before a read: asks whether the thread is in a loop that goes round without doing anything.
  void visit(Call& call);
  // To be called after an operation.
  void leave(Call& call) const {
    if ((call.closely || may_go_round()) && call.knows_caller()) call.pattern = pattern_;
  }

  void enter(Section section);
  // Notes in a trace what the thread calls, or what the call has returned.
  void mark(const std::string& text);
  // Ends the execution for what a signal handler has found. Runs on the emergency stack.
  [[noreturn]] void interrupted(const Interruption& why);
  [[noreturn]] void violated(Kind kind, const std::string& reason);
  [[noreturn]] void give_up(const std::string& reason);
  [[nodiscard]] bool supposing() const { return supposition_.runs(); }
  // For an interpreter, whose own places in the source mean nothing to the user: it says where the running thread is.
  void say_places(std::function<std::string()> interpreted) { interpreted_place_ = std::move(interpreted); }
  [[nodiscard]] bool says_places() const { return interpreted_place_ != nullptr; }
  [[nodiscard]] std::string interpreted_place() const { return interpreted_place_(); }
  [[nodiscard]] bool recording() const { return recorder_ != nullptr; }
  // The location, if the atomic is still there. Else ends the execution.
  int valid(int location, const void* address, Place where, Operation used_by) {
    if (!is_valid(location, address)) refuse(location, address, where, used_by);
    return location;
  }

 private:
  // Makes an execution the current one of the calling thread of the process.
  class Running {
   public:
    explicit Running(Execution& execution);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Execution* outer_;
  };

  Thread& me() { return *me_; }
  Thread& at(int t) { return threads_[static_cast<std::size_t>(t)]; }

  // Scheduling (execution.cpp).
  void reset();
  [[noreturn]] void stop(std::string reason);
  void start(int thread, int creator);
  static void run_thread(void* execution);
  void call_main() const;
  void call_body();
  void park(Thread::State state);
  void check_thread_locals();
  void leave_to(int next);
  void switch_to(int thread);
  int next_to_run();
  int next_to_replay();
  [[nodiscard]] int waited_for(int thread) const;
  void check_replayed();
  [[nodiscard]] int next_to_extend() const;
  [[nodiscard]] Ending judge() const;
  [[noreturn]] void end(Ending ending, Kind kind, std::string reason);

  // Operations (operations.cpp).
  const Event& replayed(Type type, int location, Place where);
  void wait_for_replay_of(const Ref& write);
  Ref add_read(Label& read, int location, Place where);
  Value add_load(int location, std::memory_order order, Place where, bool plain);
  // The load of atomic::wait, which remembers what it does not want to find.
  Value look(int location, Value unwanted, std::memory_order order, Place where);
  Value add_look(int location, Value unwanted, std::memory_order order, Place where);
  void add_store(int location, Value value, std::memory_order order, Place where, bool plain);
  [[nodiscard]] bool is_valid(int location, const void* address) const {
    return static_cast<std::size_t>(location) < infos_.size() && info(location).address == address &&
           !info(location).destroyed;
  }
  void refuse(int location, const void* address, Place where, Operation used_by);
  void reach_frontier(Place where);
  void add(Label event, Place where);
  void begin_thread();
  void end_thread();
  void wrote(Place where);
  void write_of_update(int location, Place where);
  void check_alive(int location, Operation used_by, Place where);
  void note_use_after_end(Operation operation, const void* address, Place where);
  void come_last();
  [[nodiscard]] int times_at(const Place& where) const;
  [[nodiscard]] const Event* user_beside(int location) const;
  [[nodiscard]] Place graph_place(int location) const;

  // Storage (plain_operations.cpp).
  void move_in(const void* address, std::size_t bytes, Storage::Tenant tenant, Place where);
  [[nodiscard]] bool replaces_plain(int variable);
  [[nodiscard]] bool replaces_atomic(int location);
  [[noreturn]] void not_deterministic(Place where);

  // Choosing (choosing.cpp).
  void add_choice(Label choice);
  template <class Predicate>
  [[nodiscard]] int count_choices(const Predicate& these) const;
  [[nodiscard]] int deviations(Chooser chooser) const;

  // Waiting (waiting.cpp).
  void begin_round(Round& round, const std::byte* frame);
  void end_round(const Round& round);
  void fail_round(const Round& round, const std::byte* frame, Place where);
  void check_round_wrote_nothing(const Round& round, Place where);
  void block(int first_event, Place where);
  void refuse_to_wait(int first_event, Place where);
  [[nodiscard]] std::span<std::byte> live_stack(int thread) const;
  [[nodiscard]] Surroundings surroundings() const;
  [[nodiscard]] const std::byte* stack_top() const { return memory_.stack(current_) + Memory::stack_size; }
  void drop_if_redundant(int first_event);
  [[nodiscard]] bool knew_better(const Event& read) const;
  [[nodiscard]] bool reads_newest_it_knows(int first_event) const;
  // Whether it is worth asking if a loop goes round.
  // A run for the sake of a comparison repeats the run before it, whose last writes the graph has by now.
  [[nodiscard]] bool may_go_round() const {
    return (!me_->will_write() || comparison_.has_value()) && can_read_registers && !supposition_.runs();
  }
  [[nodiscard]] bool was_seen(const void* code);
  [[nodiscard]] const Watch::Visit* same_visit(const Caller& caller) const;
  [[nodiscard]] const Watch::Visit* visit_with_unset_bytes(const Caller& caller);
  [[nodiscard]] bool differs_in_unset_bytes(const Watch::Visit& first, const std::byte* stack);
  void run_once();
  void go_round(const Watch::Visit& since, Place where);
  void note_effect();
  void note_restored(Place where);
  [[noreturn]] void learn(Lessons lessons);

  // Crashes and endless loops (interruption.cpp).
  [[nodiscard]] std::string after_last_operation() const;
  void count_plain_access(Place where);

  // What would happen if (supposing.cpp).
  void drop_failing_reads(Ref read);
  bool would_fail(const Round& round, int location, Value value);

  inline static constinit thread_local Execution* running_execution = nullptr;
  static constexpr int nobody = -1;
  static constexpr std::uint64_t first_pattern = 0x5A5A5A5A5A5A5A5AU;

  std::function<void()> body_;
  Limits limits_;
  OrderTaken order_taken_;
  std::function<std::string()> interpreted_place_;
  Exploration exploration_;
  Memory memory_;
  std::array<Thread, graph_threads> threads_;
  std::vector<LocationInfo> infos_;
  PlainVariables plain_;
  Storage storage_;
  ThreadLocals thread_locals_;
  std::vector<int> started_;  // the threads of this run, by name
  int at_frontier_ = 0;       // in replay: the threads up to this one are
  int updating_ = nobody;     // at the frontier, with the write of a read-modify-write to come
  Fiber outside_;             // where the execution was started
  int current_ = 0;
  Thread* me_ = nullptr;  // the current one
  bool replaying_ = false;
  std::optional<Ending> ending_;
  Kind kind_ = Kind::none;
  std::string reason_;
  // What this run leaves below a caller's stack; and the thread that came back with a stack that differs: the run with
  // the other pattern shows whether it differs in more than what was not set.
  std::uint64_t pattern_ = first_pattern;
  struct Comparison {
    int thread = 0;
    int next = 0;
    std::vector<std::byte> before{};
    std::vector<std::byte> now{};
  };
  std::optional<Comparison> comparison_;
  struct Compared {
    int thread = 0;
    int next = 0;
    bool alike = false;
  };
  std::vector<Compared> compared_;  // of the current graph
  std::string cut_;                 // why some thread was followed no further
  Lessons lessons_;
  std::string undecided_;  // why, if the execution goes on without a meaning

  bool asks_for_leaks_ = false;  // of the thread that ends last
  Supposition supposition_{*this};
  Following* following_ = nullptr;  // of an execution that repeats another one
  Recorder* recorder_ = nullptr;    // of one that is shown
  bool waits_wrongly_ = false;      // the thread that has ended the execution
};

}  // namespace turnstile::rc11
