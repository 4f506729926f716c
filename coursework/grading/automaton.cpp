#include "coursework/grading/automaton.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

#include "models/vocabulary/order.hpp"

namespace turnstile::coursework {

// A place as the compiler and its library agree on it: what std::source_location points to.
struct Automaton::PlaceText {
  const char* file;
  const char* function;
  unsigned line;
  unsigned column;
};

struct Automaton::Messages {
  wire::Question question{};
  wire::Answer answer{};
  wire::Answer witness{};
};

namespace {

using wire::Ask;

constexpr const char* not_an_answer = "it does not say what it should";
constexpr const char* too_many_states = "it has more states than can be followed";
constexpr const char* not_the_same = "it does not do the same twice";

// The most nodes of an automaton. What goes on for longer than this, in rounds of a dozen operations, is no lock.
constexpr std::size_t most_nodes = 20'000;
// With more nodes than this, nobody tries to find out which of them are the same.
constexpr std::size_t most_nodes_to_complete = 1'000;
// How often its process may break off before there is none any more.
constexpr int most_broken_off = 2;
// The places of plain memory that its threads may touch.
constexpr std::size_t most_places = 1'024;

template <std::size_t Size>
std::string text_of(const std::array<char, Size>& text) {
  const std::string_view all(text.data(), Size);
  std::string result(all.substr(0, all.find('\0')));
  // It is shown on terminals.
  std::erase_if(result, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  return result;
}

template <class Message>
std::span<const std::byte> bytes_of(const Message& message) {
  return std::as_bytes(std::span(&message, 1));
}

bool is_compare(Ask ask) { return ask == Ask::compare_exchange_weak || ask == Ask::compare_exchange_strong; }
bool is_plain(Ask ask) { return ask == Ask::read || ask == Ask::write; }
bool is_scheduling(Ask ask) { return ask >= Ask::enter && ask <= Ask::set_effective; }
bool has_location(Ask ask) {
  return ask != Ask::fence && !is_scheduling(ask) && ask != Ask::returned && ask != Ask::gave_up;
}

Access access_of(Ask ask) {
  if (ask == Ask::load || ask == Ask::wait) return Access::load;
  if (ask == Ask::store) return Access::store;
  return ask == Ask::fence ? Access::fence : Access::read_modify_write;
}

Node* edge(const Node& at, const Given& given) {
  const auto found = std::ranges::find(at.after, given, &std::pair<Given, Node*>::first);
  return found == at.after.end() ? nullptr : found->second;
}

// Empty: C++ has them.
std::string refusal_of_orders(const Node& node) {
  const auto refusal = [&](std::string_view operation, std::memory_order order) {
    return fmt::format("line {}: C++ has no {} with the order {}", node.place.line(), operation, name(order));
  };
  const bool has_order =
      !is_plain(node.ask) && !is_scheduling(node.ask) && node.ask != Ask::notify_one && node.ask != Ask::notify_all;
  if (!has_order) return "";
  if (is_compare(node.ask) && !is_valid(node.failure_order, Access::failed_compare)) {
    return refusal("compare_exchange that fails", node.failure_order);
  }
  if (is_valid(node.order, access_of(node.ask))) return "";
  return refusal(node.ask == Ask::store ? "store" : "load", node.order);
}

bool says_the_same(const wire::Answer& a, const wire::Answer& b) {
  const auto all = [](const wire::Answer& x) {
    return std::tuple(x.ask, x.type, x.order, x.failure_order, x.line, x.column, x.code, x.location, x.operand,
                      x.expected, text_of(x.file));
  };
  return all(a) == all(b);
}

// What a thread wants to do, and where it stands.
using Wish = std::tuple<int, Ask, wire::Type, std::memory_order, std::memory_order, std::string, unsigned, unsigned,
                        std::size_t, std::uint64_t, std::uint64_t, std::string>;
Wish wish_of(const Node& n) {
  return {n.thread,        n.ask,
          n.type,          n.order,
          n.failure_order, n.place.file_name(),
          n.place.line(),  n.place.column(),
          n.location,      n.operand,
          n.expected,      n.why};
}

wire::Type type_of_bytes(std::uint64_t bytes) {
  if (bytes == 1) return wire::Type::u8;
  if (bytes == 2) return wire::Type::i16;
  return bytes == 4 ? wire::Type::i32 : wire::Type::i64;
}

// consume is acquire: so says the standard's own advice, and so do all compilers.
std::optional<std::memory_order> order_of(std::uint8_t number) {
  if (number > static_cast<std::uint8_t>(std::memory_order::seq_cst)) return std::nullopt;
  const auto order = static_cast<std::memory_order>(number);
  return order == std::memory_order::consume ? std::memory_order::acquire : order;
}

}  // namespace

Automaton::Identity Automaton::identity_of(const Node& node, const wire::Answer& answer) {
  return {answer.state,   node.thread,     node.ask,    answer.location,
          answer.operand, answer.expected, answer.line, answer.column};
}

bool changes_nothing(const Node& node, const Given& given) {
  const std::uint64_t before = given.value;
  switch (node.ask) {
    case Ask::load:
    case Ask::read:
    case Ask::fence:
    case Ask::tasks:
    case Ask::base:
    case Ask::effective:
      return true;
    case Ask::compare_exchange_weak:
    case Ask::compare_exchange_strong:
      return !given.done;
    case Ask::exchange:
      return before == node.operand;
    case Ask::fetch_add:
    case Ask::fetch_sub:
    case Ask::fetch_xor:
      return node.operand == 0;
    case Ask::fetch_and:
      return (before & node.operand) == before;
    case Ask::fetch_or:
      return (before | node.operand) == before;
    default:
      return false;
  }
}

Automaton::Automaton(StartConversation start, LineOfCode line_of, int threads)
    : start_(std::move(start)),
      line_of_(std::move(line_of)),
      threads_(threads),
      messages_(std::make_shared<Messages>()) {
  begin();
}

// --- the process -------------------------------------------------------------------------------------------------------

void Automaton::begin() {
  nodes_.clear();
  known_.clear();
  main_ = {};
  witness_ = {};
  must_begin_anew_ = false;
  endless_ = false;
  for (int t = 0; t < threads_; ++t) {
    roots_[static_cast<std::size_t>(t)] = new_node(nullptr, {});
    nodes_.back().thread = t;
  }
  if (trouble_.empty()) begin_conversation(main_);
}

void Automaton::begin_conversation(Process& process) {
  wire::Begin begin{.version = wire::version,
                    .threads = threads_,
                    .plain_count = shared_.size(),
                    .plain = {},
                    .foreign_count = foreign_.size(),
                    .foreign = {}};
  std::ranges::copy(shared_, begin.plain.begin());
  std::ranges::copy(foreign_, begin.foreign.begin());
  process = {.conversation = start_()};
  Conversation& conversation = *process.conversation;
  wire::Subject subject{};
  const bool answered =
      conversation.send(bytes_of(begin)) && conversation.receive(std::as_writable_bytes(std::span(&subject, 1)));
  if (!answered) {
    trouble_ = "before the lock was constructed " + conversation.end();
  } else if (subject.version != wire::version || subject.atomic_count > wire::most_atomics) {
    trouble_ = not_an_answer;
  } else {
    trouble_ = text_of(subject.trouble);
    if (trouble_.empty()) describe(subject);
  }
}

void Automaton::describe(const wire::Subject& subject) {
  std::vector<SharedPlace> atomics;
  std::vector<std::uint64_t> addresses;
  for (std::size_t i = 0; i < subject.atomic_count; ++i) {
    const wire::Atomic& a = subject.atomics[i];
    if (static_cast<std::size_t>(a.type) >= wire::types) return doubt(not_an_answer);
    const std::string name = text_of(a.name);
    atomics.push_back(
        {.name = name.empty() ? fmt::format("atomic {}", i + 1) : name, .type = a.type, .initial = a.initial});
    addresses.push_back(a.address);
  }
  std::vector<SharedPlace> plain;
  for (std::size_t i = 0; i < shared_.size(); ++i) {
    const std::string name = text_of(subject.plain[i].name);
    plain.push_back({.name = name.empty() ? fmt::format("plain {}", i + 1) : name,
                     .type = type_of_bytes(shared_[i].bytes),
                     .initial = subject.plain[i].initial});
  }
  // What is known refers to these by their numbers.
  const bool nothing_is_known = nodes_.size() == static_cast<std::size_t>(threads_);
  const bool same = calls_ == subject.calls && atomics_ == atomics && plain_ == plain && atomic_addresses_ == addresses;
  if (!same && !nothing_is_known) return doubt(not_the_same);
  calls_ = subject.calls;
  atomics_ = std::move(atomics);
  plain_ = std::move(plain);
  atomic_addresses_ = std::move(addresses);
}

// From now on nothing counts that the process has said.
void Automaton::doubt(const std::string& why) {
  trouble_ = why;
  learned_ = must_begin_anew_ = true;
}

bool Automaton::put_question(Process& process, const Node& fresh, wire::Answer& answer) {
  wire::Question& question = messages_->question;
  std::vector<Given> way = {fresh.given};
  question.thread = fresh.thread;
  question.goes_on = fresh.before == process.stands_at ? 1 : 0;
  if (question.goes_on == 0) {
    for (const Node* n = fresh.before; n->before != nullptr; n = n->before) way.push_back(n->given);
    std::ranges::reverse(way);
  }
  process.stands_at = nullptr;
  if (way.size() > wire::most_given) {
    doubt(too_many_states);
    return false;
  }
  question.count = way.size();
  std::ranges::transform(way, question.given.begin(), [](const Given& g) {
    return wire::Given{.value = g.value,
                       .is_call = g.call ? std::uint8_t{1} : std::uint8_t{0},
                       .call = static_cast<std::uint8_t>(g.call.value_or(wire::Call::lock)),
                       .done = g.done ? std::uint8_t{1} : std::uint8_t{0},
                       .unused = {}};
  });
  const std::size_t size = offsetof(wire::Question, given) + way.size() * sizeof(wire::Given);
  return process.conversation->send(bytes_of(question).first(size)) &&
         process.conversation->receive(std::as_writable_bytes(std::span(&answer, 1)));
}

// --- the automaton -----------------------------------------------------------------------------------------------------

const Node* Automaton::next(const Node* at, const Given& given) {
  if (const Node* known = edge(*at, given)) return known->same;
  if (sealed_) {
    missing_from_ = at;
    missing_ = given;
    learned_ = true;
    return at;
  }
  const Node* to = raw_next(at->same, given)->same;
  for (Node* other : at->others) {
    if (raw_next(other, given)->same != to) learned_ = true;
  }
  return to;
}

Node* Automaton::raw_next(Node* at, const Given& given) {
  Node* known = edge(*at, given);
  return known != nullptr ? known : ask(at, given);
}

Node* Automaton::new_node(const Node* before, const Given& given) {
  Node& node = nodes_.emplace_back();
  node.before = before;
  node.given = given;
  if (before != nullptr) node.thread = before->thread;
  node.same = &node;
  return &node;
}

Node* Automaton::ask(const Node* at, const Given& given) {
  Node* const from = const_cast<Node*>(at);  // one of nodes_, which are ours
  Node* const fresh = new_node(at, given);
  Node* to = fresh;
  fresh->why = answer_to(*fresh);
  if (fresh->why.empty()) {
    to = known_.emplace(identity_of(*fresh, messages_->answer), fresh).first->second;
    // Its process stands where the other node's would.
    main_.stands_at = to;
    if (to != fresh) nodes_.pop_back();
  } else {
    fresh->ask = Ask::gave_up;
  }
  connect(from, given, to);
  return to;
}

// Asks the process. The result is why there is no usable answer; empty: the node is what was answered.
std::string Automaton::answer_to(Node& fresh) {
  if (nodes_.size() > most_nodes) return too_many_states;
  const wire::Answer& answer = messages_->answer;
  if (!ask(main_, fresh, messages_->answer)) return why_not(main_);
  note_touched(fresh.thread, answer);
  std::string why = fill(fresh, answer);
  if (!why.empty() || !trouble_.empty()) return trouble_.empty() ? why : trouble_;
  if (known_.contains(identity_of(fresh, answer))) return "";
  // Another process, which is asked for the same from the beginning, must say the same.
  if (!ask(witness_, fresh, messages_->witness)) return why_not(witness_);
  if (!says_the_same(answer, messages_->witness)) doubt(not_the_same);
  return trouble_;
}

bool Automaton::ask(Process& process, const Node& fresh, wire::Answer& answer) {
  if (trouble_.empty() && process.conversation == nullptr) begin_conversation(process);
  return trouble_.empty() && put_question(process, fresh, answer);
}

// A process that is begun anew may be asked something else; but that is not done again and again.
std::string Automaton::why_not(Process& process) {
  if (!trouble_.empty()) return trouble_;
  const std::string why = process.conversation->end();
  process = {};
  if (++broken_off_ > most_broken_off) trouble_ = why;
  return why;
}

void Automaton::connect(Node* from, const Given& given, Node* to) {
  from->after.emplace_back(given, to);
  const Node* first = from->same;
  const bool may_close = first->cycle == 0 || first->cycle != to->same->cycle;
  if (changes_nothing(*from, given) && may_close && reaches(to->same, first, {})) learned_ = true;
}

std::string Automaton::fill(Node& node, const wire::Answer& answer) {
  if (static_cast<std::size_t>(answer.ask) >= wire::asks || static_cast<std::size_t>(answer.type) >= wire::types) {
    return not_an_answer;
  }
  node.ask = answer.ask;
  node.type = answer.type;
  node.operand = answer.operand;
  node.expected = answer.expected;
  if (node.ask == Ask::gave_up) {
    const std::string why = text_of(answer.text);
    return why.empty() ? "it gave up" : why;
  }
  if (node.ask == Ask::returned) return "";
  node.place = place_of(answer);
  const auto order = order_of(answer.order);
  const auto failure = order_of(answer.failure_order);
  if (!order || !failure) return not_an_answer;
  node.order = *order;
  node.failure_order = *failure;
  std::string why = refusal_of_orders(node);
  return why.empty() && has_location(node.ask) ? locate(node, answer) : why;
}

std::string Automaton::locate(Node& node, const wire::Answer& answer) {
  if (is_plain(node.ask)) {
    const auto found = std::ranges::find(shared_, answer.location, &wire::Extent::address);
    if (found == shared_.end()) return not_an_answer;
    node.location = static_cast<std::size_t>(found - shared_.begin());
    node.type = plain_[node.location].type;
    return "";
  }
  const auto found = std::ranges::find(atomic_addresses_, answer.location);
  if (found == atomic_addresses_.end()) return adopt(answer);
  node.location = static_cast<std::size_t>(found - atomic_addresses_.begin());
  if (atomics_[node.location].type != node.type) return "an atomic is accessed as one of another type";
  return "";
}

// Takes on an atomic that has not announced itself: it is known from now on.
std::string Automaton::adopt(const wire::Answer& answer) {
  if (foreign_.size() == wire::most_foreign) return "it has more atomics of other kinds than can be checked";
  const bool known = std::ranges::find(foreign_, answer.location, &wire::Foreign::address) != foreign_.end();
  if (known) return not_an_answer;
  foreign_.push_back({.address = answer.location, .type = answer.type});
  learned_ = must_begin_anew_ = true;
  return "an atomic is new: begin anew";
}

std::source_location Automaton::place_of(const wire::Answer& answer) {
  Line line{.file = text_of(answer.file), .line = answer.line};
  unsigned column = answer.column;
  if (answer.line == 0) {
    line = line_of_(answer.code);
    column = 0;
  }
  const char* file = texts_.insert(line.file).first->c_str();
  for (const auto& known : places_) {
    if (known->file == file && known->line == line.line && known->column == column) {
      return std::bit_cast<std::source_location>(static_cast<const PlaceText*>(known.get()));
    }
  }
  places_.push_back(
      std::make_shared<PlaceText>(PlaceText{.file = file, .function = "", .line = line.line, .column = column}));
  return std::bit_cast<std::source_location>(static_cast<const PlaceText*>(places_.back().get()));
}

// --- plain memory --------------------------------------------------------------------------------------------------------

void Automaton::note_touched(int thread, const wire::Answer& answer) {
  const std::size_t count = std::min<std::size_t>(answer.touched_count, wire::most_touched);
  for (std::size_t i = 0; i < count; ++i) {
    const wire::Touched& touched = answer.touched[i];
    const Place place{touched.extent.address, touched.extent.bytes};
    Users& users = touched_[place];
    const Users before = users;
    users.threads |= 1U << static_cast<unsigned>(thread);
    users.written |= touched.written != 0;
    if (users != before) share_if_conflicting(place, users);
  }
  if (touched_.size() > most_places) doubt("it accesses more plain memory than can be watched");
}

// Other threads may access the same memory in other pieces.
void Automaton::share_if_conflicting(const Place& place, const Users& users) {
  for (const auto& [other, its] : touched_) {
    const bool overlap = other.first < place.first + place.second && place.first < other.first + other.second;
    const unsigned threads = users.threads | its.threads;
    if (!overlap || std::has_single_bit(threads) || !(users.written || its.written)) continue;
    share(other);
    share(place);
  }
}

void Automaton::share(const Place& place) {
  for (const wire::Extent& known : shared_) {
    if (known.address == place.first && known.bytes == place.second) return;
  }
  const bool fits = place.second == 1 || place.second == 2 || place.second == 4 || place.second == 8;
  if (!fits) return doubt("its threads share plain memory that is copied as a block");
  if (shared_.size() == wire::most_plain) return doubt("its threads share more plain memory than can be checked");
  learned_ = must_begin_anew_ = true;
  shared_.push_back({.address = place.first, .bytes = place.second});
}

// --- loops -------------------------------------------------------------------------------------------------------------

bool Automaton::reaches(const Node* from, const Node* to, std::span<const Node* const> avoided) {
  std::vector<const Node*> left = {from};
  std::set<const Node*> seen(avoided.begin(), avoided.end());
  seen.erase(to);
  while (!left.empty()) {
    const Node* node = left.back();
    left.pop_back();
    if (node == to) return true;
    if (!seen.insert(node).second) continue;
    for (const auto& [given, after] : node->after) {
      if (changes_nothing(*node, given)) left.push_back(after->same);
    }
  }
  return false;
}

void Automaton::take_in() {
  learned_ = false;
  given_up_.clear();
  if (must_begin_anew_) begin();
  if (!endless_ && complete_alike()) {
    find_same();
  } else {
    endless_ = !must_begin_anew_;
  }
  if (must_begin_anew_) return take_in();
  find_cycles();
  learned_ = false;
}

void Automaton::find_cycles() {
  int cycles = 0;
  for (Node& node : nodes_) node.cycle = 0;
  for (Node& node : nodes_) {
    if (node.cycle != 0 || node.same != &node) continue;
    const bool comes_back = std::ranges::any_of(node.after, [&](const auto& edge) {
      return changes_nothing(node, edge.first) && reaches(edge.second->same, &node, {});
    });
    if (!comes_back) continue;
    node.cycle = ++cycles;
    for (Node& other : nodes_) {
      const bool candidate = other.cycle == 0 && other.same == &other;
      if (candidate && reaches(&node, &other, {}) && reaches(&other, &node, {})) other.cycle = cycles;
    }
  }
}

// --- nodes that are the same -------------------------------------------------------------------------------------------
//
// A thread that comes to a loop is in another state than one that comes back to it, if only by what lies unused on its
// stack; yet both do the same from there on. To tell, each is asked whatever the other was asked; then they are the same
// unless what they want differs, now or later.

// Asks all nodes with the same wish the same. False where that would be too much.
bool Automaton::complete_alike() {
  for (std::size_t before = 0; before != nodes_.size();) {
    before = nodes_.size();
    std::map<Wish, std::pair<std::vector<Node*>, std::set<Given>>> alike;
    for (Node& node : nodes_) {
      auto& [nodes, given] = alike[wish_of(node)];
      nodes.push_back(&node);
      for (const auto& edge : node.after) given.insert(edge.first);
    }
    for (const auto& [wish, group] : alike) {
      if (!ask_each(group.first, group.second)) return false;
    }
  }
  return true;
}

bool Automaton::ask_each(const std::vector<Node*>& nodes, const std::set<Given>& all) {
  for (Node* node : nodes) {
    for (const Given& given : all) {
      if (nodes_.size() > most_nodes_to_complete || must_begin_anew_) return false;
      (void)raw_next(node, given);
    }
  }
  return true;
}

// Moore's algorithm: all with the same wish are taken for the same, until some do different things next.
void Automaton::find_same() {
  std::map<const Node*, int> classes;
  std::map<Wish, int> wishes;
  for (Node& node : nodes_) {
    classes[&node] = wishes.emplace(wish_of(node), static_cast<int>(wishes.size())).first->second;
  }
  for (std::size_t count = wishes.size(), before = 0; count != before;) {
    before = count;
    std::map<std::pair<int, std::map<Given, int>>, int> finer;
    std::map<const Node*, int> next;
    for (Node& node : nodes_) {
      std::map<Given, int> after;
      for (const auto& [given, to] : node.after) after[given] = classes.at(to);
      next[&node] = finer.emplace(std::pair(classes.at(&node), after), static_cast<int>(finer.size())).first->second;
    }
    classes = std::move(next);
    count = finer.size();
  }
  std::map<int, Node*> first;
  for (Node& node : nodes_) {
    node.others.clear();
    Node* const same = first.emplace(classes.at(&node), &node).first->second;
    node.same = same;
    if (same != &node) same->others.push_back(&node);
  }
}

// --- memory orders -----------------------------------------------------------------------------------------------------

namespace {

Operation operation_of(Ask ask) {
  switch (ask) {
    case Ask::load:
    case Ask::wait:
      return Operation::load;
    case Ask::store:
      return Operation::store;
    case Ask::exchange:
      return Operation::exchange;
    case Ask::fetch_add:
      return Operation::fetch_add;
    case Ask::fetch_sub:
      return Operation::fetch_sub;
    case Ask::fetch_and:
      return Operation::fetch_and;
    case Ask::fetch_or:
      return Operation::fetch_or;
    case Ask::fetch_xor:
      return Operation::fetch_xor;
    case Ask::fence:
      return Operation::fence;
    default:
      return Operation::compare_exchange;
  }
}

}  // namespace

std::vector<WrittenOrder> Automaton::orders() const {
  std::set<WrittenOrder> orders;
  for (const Node& node : nodes_) {
    const bool has_order = has_location(node.ask) || node.ask == Ask::fence;
    if (!has_order || is_plain(node.ask) || node.ask == Ask::notify_one || node.ask == Ask::notify_all) continue;
    orders.emplace(operation_of(node.ask), Order(node.order, node.place));
    if (is_compare(node.ask)) {
      orders.emplace(Operation::failed_compare_exchange, Order(node.failure_order, node.place));
    }
  }
  return {orders.begin(), orders.end()};
}

// --- another process ---------------------------------------------------------------------------------------------------

std::vector<Given> Automaton::missing_way() const {
  if (missing_from_ == nullptr) return {};
  std::vector<Given> way = {missing_};
  for (const Node* n = missing_from_; n->before != nullptr; n = n->before) way.push_back(n->given);
  std::ranges::reverse(way);
  return way;
}

void Automaton::follow(int thread, const std::vector<Given>& way) {
  Node* node = roots_[static_cast<std::size_t>(thread)];
  for (const Given& given : way) {
    if (node->ask == Ask::gave_up) return;
    node = raw_next(node, given);
  }
}

}  // namespace turnstile::coursework
