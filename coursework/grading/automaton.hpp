// A submission, as far as it is known: for each thread what it does next, given all that it was given so far.
//
// What is asked for the first time is asked of the submission's process, once; the answers make an automaton. Its nodes
// are states of a thread, together with what the thread wants to do there; its edges, what it is given. States that the
// process calls the same are one node, so that a loop in the code that waits is a cycle here.
//
// The engines run the automaton, and never the code: whatever a submission does in its process, it can only say what its
// threads do. It cannot say this in one execution and that in another; and two processes that say different things are
// believed nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <source_location>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "coursework/runtime/wire.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::coursework {

// A process that answers. Whatever it says is taken for what some program could want, or refused.
class Conversation {
 public:
  Conversation() = default;
  virtual ~Conversation() = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  // False where the process is gone.
  virtual bool send(std::span<const std::byte> message) = 0;
  // Receives exactly so many bytes.
  virtual bool receive(std::span<std::byte> message) = 0;
  // In words, after one of the two has failed: "it ended with exit status 0", "it was killed by signal 11".
  virtual std::string end() = 0;
};

// Starts the submission's process anew.
using StartConversation = std::function<std::unique_ptr<Conversation>()>;

// Where in the submission's text the code at an address was written; line 0: not known.
struct Line {
  std::string file{};
  unsigned line = 0;
};
using LineOfCode = std::function<Line(std::uint64_t code)>;

// What a thread was given: what its operation found, or what it is told to call.
struct Given {
  std::uint64_t value = 0;
  bool done = false;  // of a compare-exchange: it has written
  std::optional<wire::Call> call{};
  auto operator<=>(const Given&) const = default;
};

struct Node {
  int thread = 0;
  wire::Ask ask = wire::Ask::returned;
  wire::Type type{};
  std::memory_order order = std::memory_order::seq_cst;
  std::memory_order failure_order = std::memory_order::seq_cst;
  std::source_location place{};
  std::size_t location = 0;  // among the atomics, or the plain places
  std::uint64_t operand = 0;
  std::uint64_t expected = 0;
  std::string why{};  // it gave up

  // How it was reached first.
  const Node* before = nullptr;
  Given given{};
  std::vector<std::pair<Given, Node*>> after{};
  // The first of the nodes that go on as this one does; that node knows the others.
  Node* same = nullptr;
  std::vector<Node*> others{};
  // Nodes of the same number reach each other by operations that change nothing. 0: it does not come back to itself.
  int cycle = 0;
};

struct SharedPlace {
  std::string name{};
  wire::Type type{};
  std::uint64_t initial = 0;
  bool operator==(const SharedPlace&) const = default;
};

class Automaton {
 public:
  Automaton(StartConversation start, LineOfCode line_of, int threads);

  [[nodiscard]] int threads() const { return threads_; }
  [[nodiscard]] const std::vector<SharedPlace>& atomics() const { return atomics_; }
  [[nodiscard]] const std::vector<SharedPlace>& plain() const { return plain_; }
  [[nodiscard]] bool has(wire::Call call) const { return (calls_ >> static_cast<unsigned>(call) & 1U) != 0; }
  // Why there is no lock at all; empty: there is.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

  // Where a thread begins: it has returned from nothing.
  [[nodiscard]] const Node* root(int thread) const { return roots_[static_cast<std::size_t>(thread)]->same; }
  // Where several nodes count as the same, each is asked what it does next: that shows whether they are.
  const Node* next(const Node* at, const Given& given);

  // Whether a thread can come from `from` to `to` without changing anything, and without passing by one of `avoided`.
  [[nodiscard]] static bool reaches(const Node* from, const Node* to, std::span<const Node* const> avoided);

  // Something was found that changes how the automaton is to be run: that a loop is one, or that threads share something.
  // What is being explored must be explored anew.
  [[nodiscard]] bool learned() const { return learned_; }
  void take_in();

  // It has more states than could be compared: a counter, most likely, that grows while a thread waits.
  [[nodiscard]] bool endless() const { return endless_; }

  // From now on no process is asked, and nothing is added: what would be added is remembered as something to learn.
  void seal() { sealed_ = true; }
  // The way to what was missing, for an automaton that can ask; empty: nothing was missing.
  [[nodiscard]] std::vector<Given> missing_way() const;
  [[nodiscard]] int missing_thread() const { return missing_from_ == nullptr ? 0 : missing_from_->thread; }
  void follow(int thread, const std::vector<Given>& way);

  // For callers that cannot say it otherwise: why the run that was made says nothing. It holds until take_in().
  void give_up(const char* why) {
    if (given_up_.empty()) given_up_ = why;
  }
  [[nodiscard]] const std::string& given_up() const { return given_up_; }

  // The orders that its code names, as far as it is known, in the order of the text.
  [[nodiscard]] std::vector<WrittenOrder> orders() const;

  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

 private:
  using Place = std::pair<std::uint64_t, std::uint64_t>;  // address, bytes
  using Identity = std::tuple<std::array<std::uint64_t, 2>, int, wire::Ask, std::uint64_t, std::uint64_t, std::uint64_t,
                              std::uint32_t, std::uint32_t>;
  struct Users {
    unsigned threads = 0;
    bool written = false;
    bool operator==(const Users&) const = default;
  };

  struct Process {
    std::unique_ptr<Conversation> conversation{};
    const Node* stands_at = nullptr;
  };

  void begin();
  void begin_conversation(Process& process);
  void describe(const wire::Subject& subject);
  void doubt(const std::string& why);
  Node* raw_next(Node* at, const Given& given);
  Node* ask(const Node* at, const Given& given);
  std::string answer_to(Node& fresh);
  bool ask(Process& process, const Node& fresh, wire::Answer& answer);
  bool put_question(Process& process, const Node& fresh, wire::Answer& answer);
  std::string why_not(Process& process);
  static Identity identity_of(const Node& node, const wire::Answer& answer);
  Node* node_of(int thread, const wire::Answer& answer);
  Node* new_node(const Node* before, const Given& given);
  std::string fill(Node& node, const wire::Answer& answer);
  std::string locate(Node& node, const wire::Answer& answer);
  std::source_location place_of(const wire::Answer& answer);
  void note_touched(int thread, const wire::Answer& answer);
  void share_if_conflicting(const Place& place, const Users& users);
  void share(const Place& place);
  std::string adopt(const wire::Answer& answer);
  void connect(Node* from, const Given& given, Node* to);
  bool complete_alike();
  bool ask_each(const std::vector<Node*>& nodes, const std::set<Given>& all);
  void find_same();
  void find_cycles();

  StartConversation start_;
  LineOfCode line_of_;
  int threads_;
  Process main_{};
  Process witness_{};  // is asked everything from the beginning
  int broken_off_ = 0;
  // The messages of a moment. They are too large for the stacks of the threads that ask.
  struct Messages;
  std::shared_ptr<Messages> messages_;
  std::string trouble_;
  std::uint32_t calls_ = 0;
  std::vector<SharedPlace> atomics_;
  std::vector<SharedPlace> plain_;
  std::vector<std::uint64_t> atomic_addresses_;
  std::vector<wire::Extent> shared_;    // the plain places
  std::vector<wire::Foreign> foreign_;  // atomics that have not announced themselves

  std::deque<Node> nodes_;
  std::array<Node*, wire::most_threads_served> roots_{};
  std::map<Identity, Node*> known_;
  std::map<Place, Users> touched_;
  std::set<std::string> texts_;  // that places refer to
  struct PlaceText;
  std::deque<std::shared_ptr<PlaceText>> places_;
  bool sealed_ = false;
  bool endless_ = false;
  const Node* missing_from_ = nullptr;
  Given missing_{};
  bool learned_ = false;
  std::string given_up_{};
  bool must_begin_anew_ = false;
};

// Whether a thread that does this, and finds that, leaves everything as it was.
bool changes_nothing(const Node& node, const Given& given);

}  // namespace turnstile::coursework
