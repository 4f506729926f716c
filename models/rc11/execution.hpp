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

#include "models/observation/weakening.hpp"
#include "models/rc11/exploration.hpp"
#include "models/rc11/memory.hpp"
#include "models/rc11/plain.hpp"
#include "models/rc11/thread.hpp"
#include "models/verdict.hpp"

namespace turnstile::rc11 {

using Place = std::source_location;

// "algorithms/tsl/tsl.hpp:31"
std::string text(const Place& where);

enum class Ending : std::uint8_t {
  complete,   // all threads have finished
  blocked,    // some wait; that they do may be an artifact, or what `hang` asks about
  discarded,  // inconsistent, or a copy of an execution without its last round
  cut,        // some loop went on longer than we follow
  violated,
  undecided,  // the engine cannot say what this execution means
  unknown     // nor can it go on with others
};

struct Limits {
  int events_of_thread = 500;
  int rounds_of_await = 8;  // of one that keeps state between its rounds
  // Of weak compare-exchanges, in each thread. A loop that writes before it tries again has no end without a limit.
  int spurious_failures = std::numeric_limits<int>::max();
  // Of timed waits, and of waits that may end for no reason, in each thread: so many give up, or wake. A thread that
  // would go on waiting, time and again, is not followed further.
  int timeouts = 1;
  int spurious_wakeups = 0;
  // Of what is said to be lock-free: a thread that waits for another is a deadlock.
  bool waiting_is_wrong = false;
};

class Script;

// A variable, for messages and traces.
struct LocationInfo {
  const void* address = nullptr;
  std::uint8_t bytes = 8;
  bool is_signed = false;
  bool truth = false;
  bool destroyed = false;
};

class Execution {
 public:
  Execution(std::function<void()> body, const Limits& limits, OrderTaken order_taken = {});
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  // The one that the calling thread of the process is running.
  static Execution& current() { return *running_execution; }
  [[nodiscard]] static bool running() { return running_execution != nullptr; }

  // --- for the search ------------------------------------------------------------------------------------------------
  // Runs the program along the current graph of the exploration.
  Ending run();
  [[nodiscard]] Exploration& exploration() { return exploration_; }
  [[nodiscard]] const Graph& graph() const { return exploration_.graph(); }
  [[nodiscard]] const Thread& thread(int t) const { return threads_[static_cast<std::size_t>(t)]; }
  [[nodiscard]] Kind kind() const { return kind_; }                    // of a violation
  [[nodiscard]] const std::string& reason() const { return reason_; }  // of a violation, an unknown, a cut
  [[nodiscard]] const LocationInfo& info(int location) const { return infos_[static_cast<std::size_t>(location)]; }
  [[nodiscard]] const Memory& memory() const { return memory_; }
  Memory& memory() { return memory_; }
  // Of a blocked execution: whether no fair execution leads out of it. Nothing: it cannot be told.
  enum class Hang : std::uint8_t { no, yes, undecided };
  [[nodiscard]] Hang hang() const;
  [[nodiscard]] const char* why_undecided() const;
  // Of a hang: whether what `change` writes, run as if by somebody on the newest values, is something that a blocked
  // thread looks at.
  [[nodiscard]] bool would_release(const std::function<void()>& change);
  // Runs the current graph again, with a trace: an order of po ∪ rf. The variables' names are left to the caller.
  struct Recorded {
    Trace steps;
    std::vector<const void*> addresses;  // of each step the variable's
    std::vector<Ref> moments;            // and what its thread had done before
    Ending ending{};
  };
  Recorded record();
  // The same of a new execution, which repeats what the script says, as far as it can.
  Recorded follow(Script& script);
  // The client's number of a thread: its first thread is created first, and main has none.
  [[nodiscard]] static int seat(int t) { return t - 1; }

  // --- for the program: its main function runs as thread 0 -------------------------------------------------------------
  [[nodiscard]] int self() const { return current_; }
  // What a written order is taken for.
  [[nodiscard]] std::memory_order taken(Operation operation, const Order& written) const {
    return order_taken_ ? order_taken_(operation, written) : written.order;
  }
  int spawn(std::function<void()> body, Place where = Place::current());
  void join(int other, Place where = Place::current());

  int create(const LocationInfo& info, Value value, Place where);
  void destroy(int location, const void* address);
  Value load(int location, std::memory_order order, Place where, bool plain = false);
  void store(int location, Value value, std::memory_order order, Place where, bool plain = false);
  struct Updated {
    Value before = 0;
    bool written = false;
  };
  Updated update(int location, const Update& update, Place where);
  void fence(std::memory_order order, Place where);
  // Blocks while the value is `old`; notify wakes.
  void wait(int location, Value old, std::memory_order order, Place where);
  void notify(int location, bool everybody, Place where);

  // Any number from 0 to n - 1, at least 1: all of them are explored. No access, and orders nothing.
  int choose(int n, Place where, Chooser chooser = Chooser::client);
  // Whether a timed wait gives up now, or another one ends for no reason: as far as the limits allow.
  bool times_out(Place where);
  bool wakes_spuriously(Place where);

  int create_plain();
  // Before the access itself.
  void read_plain(int variable, const LocationInfo& info, Value value, Place where);
  void write_plain(int variable, const LocationInfo& info, Value before, Value value, Place where);
  void destroy_plain(int variable, Place where);
  void* allocate(std::size_t size, Place where);
  // Memory that nobody frees: the end of the execution does.
  void* set_aside(std::size_t size, Place where);
  void release(void* address, Place where);
  void check_leaks();

  void await(bool (*condition)(void*), void* closure, Place where);
  [[nodiscard]] bool in_await() const { return thread(current_).depth > 0; }
  // A read-modify-write in an await has put back what it read, and was taken for a read.
  void restored(Place where);
  // Before a read: is this a loop that goes round without doing anything? Only worth asking if it may be.
  [[nodiscard]] bool may_go_round() const { return !me_->will_write() && can_read_registers && !supposing_; }
  void visit(const Registers& registers, bool compares, Place where);

  void enter(Section section);
  // In a trace: what the thread calls, or what it was given back.
  void mark(std::string text);
  [[noreturn]] void violated(Kind kind, const std::string& reason);
  [[noreturn]] void give_up(const std::string& reason);
  [[nodiscard]] bool supposing() const { return supposing_; }
  [[nodiscard]] bool recording() const { return recording_; }
  // The location that an atomic says it is. Ends the execution where no atomic is any more.
  int valid(int location, const void* address, Place where) {
    if (!is_valid(location, address)) refuse(location, address, where);
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
  void start(int thread, int creator);
  static void run_thread(void* execution);
  void park(Thread::State state);
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
  void refuse(int location, const void* address, Place where);
  void reach_frontier(Place where);
  void add(Label event, Place where);
  void begin_thread();
  void end_thread();
  void wrote(Place where);
  void write_of_update(int location, Place where);
  void check_initialized(int location, Place where);
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
  [[nodiscard]] bool reads_newest(int thread) const;
  [[nodiscard]] const char* what_a_hang_depends_on() const;
  void remember(Watch& watch, const Watch::Site& site, const Registers& registers, const std::byte* stack);
  [[nodiscard]] bool is_repetition(const Watch& watch, const Watch::Site& site, const Registers& registers,
                                   const std::byte* stack) const;

  // Sleeping (sleeping.cpp).
  [[nodiscard]] bool knows_newer(const Event& notify, int location, int position) const;
  [[nodiscard]] const Event& sleeps_at(int thread) const;
  [[nodiscard]] bool alone_wakes(const Event& notify, int position) const;
  [[nodiscard]] bool can_wake(const Event& notify, int thread) const;
  [[nodiscard]] bool may_have_woken(Ref notify, Ref look) const;
  [[nodiscard]] bool has_surely_woken(Ref notify, Ref look) const;
  [[nodiscard]] Hang others_were_woken(Ref notify) const;
  [[nodiscard]] std::vector<Ref> alarms() const;
  [[nodiscard]] Hang asleep_for_ever() const;

  // What would happen if (supposing.cpp).
  void drop_failing_reads(Ref read);
  bool would_fail(const Round& round, int location, Value value);
  // Whether the operation is only supposed to happen; counts it.
  bool supposes() { return supposing_ && ++supposed_steps_ > 0; }
  Value suppose_load(int location);
  void suppose_store(int location, Value value);
  Updated suppose_update(int location, const Update& update);

  // Repeating another execution (following.cpp).
  [[nodiscard]] int next_in_script() const;
  void wait_for_turn();
  [[noreturn]] void differ(const char* reason);
  Ref add_read_as_told(const Label& read);
  void add_write_as_told(const Label& write);
  void compare_with_script();
  [[nodiscard]] bool did_as_told() const;

  // Traces (recording.cpp).
  void note_access(Ref ref, Place where);
  [[nodiscard]] int step_writing(Ref write) const;
  [[nodiscard]] Ref newest_recorded(const Event& access) const;
  void note_plain(Operation operation, const LocationInfo& info, Value read, Value written, bool races, Place where);
  void note_fence(std::memory_order order, Place where);
  void note_section(Section section);
  void note_choice(const Event& choice, Place where);
  void note(Step step, const void* address, int moment);
  void note_places();
  void note_who_waits();
  void note_failed_round(int thread, int first_event, bool for_ever);

  inline static constinit thread_local Execution* running_execution = nullptr;
  static constexpr int nobody = -1;

  std::function<void()> body_;
  Limits limits_;
  OrderTaken order_taken_;
  Exploration exploration_;
  Memory memory_;
  std::array<Thread, graph_threads> threads_;
  std::vector<LocationInfo> infos_;
  PlainVariables plain_;
  std::vector<int> started_;  // the threads of this run, by name
  int at_frontier_ = 0;       // in replay: the threads up to this one are
  int updating_ = nobody;     // at the frontier, with the write of a read-modify-write to come
  Fiber outside_;             // who wanted the execution
  int current_ = 0;
  Thread* me_ = nullptr;  // the current one
  bool replaying_ = false;
  std::optional<Ending> ending_;
  Kind kind_ = Kind::none;
  std::string reason_;
  std::string undecided_;  // why, if the execution goes on without a meaning

  bool asks_for_leaks_ = false;  // of whoever ends last
  bool supposing_ = false;
  bool released_ = false;
  int supposed_steps_ = 0;
  std::vector<Value> supposed_;

  Script* script_ = nullptr;
  bool recording_ = false;
  Recorded recorded_;
  std::vector<std::pair<Ref, int>> step_of_;  // of each recorded write
  struct PlainWrites {
    int last = Step::initial;
    int number = 0;
  };
  std::map<const void*, PlainWrites> plain_writes_;
  bool waits_wrongly_ = false;  // who has ended the execution
};

}  // namespace turnstile::rc11
