// An execution that repeats a recorded one.
//
// Each thread runs freely up to its next access or fence, and waits there until it is its turn. Then it reads from the
// write that the script names, or writes where the script says, and the two must do the same: operation, variable,
// values, order. Files and lines need not agree: code that has only moved does what it did.
#include "models/counterexample/text.hpp"
#include "models/rc11/execution.hpp"
#include "models/rc11/script.hpp"

namespace turnstile::rc11 {

namespace {

bool agree(const Step& now, const Step& then) {
  if (now.operation != then.operation || (!is_plain(now.operation) && now.order != then.order)) return false;
  // The access that a race was found in has read or written nothing.
  if (!then.performed()) return now.ended == then.ended;
  return (!reads(now.operation) || now.read == then.read) && (!writes(now.operation) || now.written == then.written);
}

std::string told(const Step& step) {
  const bool has_order = !is_plain(step.operation) && step.operation != Operation::fence;
  return std::string(name(step.operation)) + ": " + phrase(step) +
         (has_order ? " (" + std::string(name(step.order)) + ")" : "");
}

}  // namespace

Execution::Recorded Execution::follow(Script& script) {
  exploration_.begin({.graph = std::make_unique<Graph>(), .alternatives = {Alternative{}}});
  (void)exploration_.next();
  script_ = &script;
  Recorded recorded = record();
  script_ = nullptr;
  return recorded;
}

// What a thread does beside accesses and fences has no choice. So everybody comes to his next one, or to his end.
int Execution::next_in_script() const {
  for (const int i : started_) {
    const Thread& t = thread(i);
    const bool joins = t.state == Thread::State::joins && thread(t.joined).state == Thread::State::finished;
    if (t.state == Thread::State::ready || joins) return i;
  }
  const int turn = script_->turn();
  return turn != Script::nobody && thread(turn).state == Thread::State::out_of_turn ? turn : nobody;
}

void Execution::wait_for_turn() {
  while (script_->turn() != current_) park(Thread::State::out_of_turn);
}

void Execution::differ(const char* reason) {
  script_->differs(reason);
  end(Ending::discarded, Kind::none, "");
}

// Where it reads something else than the script says, which write it reads is of no interest any more.
Ref Execution::add_read_as_told(const Label& read) {
  const bool same = script_->address() == info(read.location).address;
  if (same && !script_->reads_what_was_written()) differ("the write that is read has not been performed");
  Ref write = graph().newest(read.location);
  if (same) write = script_->source().exists() ? script_->source() : graph().coherence(read.location).front();
  const bool fails = read.update.weak && script_->step().operation == Operation::failed_compare_exchange;
  if (graph()[write].location != read.location) differ("it reads from a write of another variable");
  if (!exploration_.add_read_of(current_, read, write, fails)) differ("RC11 does not allow it to read that write");
  return Ref::of(current_, graph().length(current_) - 1);
}

void Execution::add_write_as_told(const Label& write) {
  const bool same = script_->address() == info(write.location).address;
  const auto newest = static_cast<int>(graph().coherence(write.location).size());
  const int place = same ? script_->earlier_writes() + 1 : newest;
  if (!exploration_.add_write_at(current_, write, place)) differ("RC11 does not allow the write to stand there");
}

// After each step, which was recorded. Nothing is left on the heap where the execution ends.
void Execution::compare_with_script() {
  if (!did_as_told()) end(Ending::discarded, Kind::none, "");
  const Step& now = recorded_.steps.back();
  const bool wrote = !is_plain(now.operation) && writes(now.operation);
  script_->performed(wrote ? Ref::of(current_, graph().length(current_) - 1) : Ref{});
}

bool Execution::did_as_told() const {
  const Step& then = script_->step();
  Step now = recorded_.steps.back();
  const void* address = recorded_.addresses.back();
  if (address == script_->address() && agree(now, then)) return true;
  now.variable = address == script_->address() ? then.variable : script_->name_of(address);
  script_->differs("thread " + std::to_string(now.thread) + " does " + told(now) + " at " + now.file + ":" +
                   std::to_string(now.line) + ", where the file has " + told(then));
  return false;
}

}  // namespace turnstile::rc11
