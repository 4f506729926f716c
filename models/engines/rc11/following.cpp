#include "models/engines/rc11/following.hpp"

#include <algorithm>
#include <exception>
#include <string>

#include "models/counterexample/wording.hpp"
#include "models/engines/rc11/recorder.hpp"

namespace turnstile::rc11 {

namespace {

bool agree(const Step& now, const Step& then) {
  if (now.operation != then.operation || (!is_plain(now.operation) && now.order != then.order)) return false;
  // The access that completed a race has read or written nothing.
  if (!then.performed()) return now.ended == then.ended;
  return (!reads(now.operation) || now.read == then.read) && (!writes(now.operation) || now.written == then.written);
}

std::string told(const Step& step) {
  const bool has_order = !is_plain(step.operation) && step.operation != Operation::fence;
  return std::string(name(step.operation)) + ": " + counterexample::phrase(step) +
         (has_order ? " (" + std::string(name(step.order)) + ")" : "");
}

}  // namespace

// What a thread does beside accesses and fences has no choice. So every thread comes to its next one, or to its end.
int Following::next_thread() const {
  for (const int i : execution_.started()) {
    const Thread& t = execution_.thread(i);
    const bool joins = t.state == Thread::State::joins && execution_.thread(t.joined).state == Thread::State::finished;
    if (t.state == Thread::State::ready || joins) return i;
  }
  const int turn = script_.turn();
  return turn != Script::nobody && execution_.thread(turn).state == Thread::State::out_of_turn ? turn : Script::nobody;
}

void Following::wait_for_turn() {
  while (script_.turn() != execution_.self()) execution_.wait_out_of_turn();
}

void Following::differ(const char* reason) {
  script_.differs(reason);
  execution_.discard();
  std::terminate();  // nobody comes back
}

// Where it reads another variable than the script says, it no longer matters which write it reads.
Ref Following::add_read(const Label& read) {
  const bool same = script_.address() == execution_.info(read.location).address;
  if (same && !script_.reads_what_was_written()) differ("the write that is read has not been performed");
  Ref write = execution_.graph().newest(read.location);
  if (same) write = script_.source().exists() ? script_.source() : execution_.graph().coherence(read.location).front();
  const bool fails = read.update.weak && script_.step().operation == Operation::failed_compare_exchange;
  if (execution_.graph()[write].location != read.location) differ("it reads from a write of another variable");
  if (!execution_.exploration().add_read_of(execution_.self(), read, write, fails))
    differ("RC11 does not allow it to read that write");
  return Ref::of(execution_.self(), execution_.graph().length(execution_.self()) - 1);
}

void Following::add_write(const Label& write) {
  const bool same = script_.address() == execution_.info(write.location).address;
  const auto newest = static_cast<int>(execution_.graph().coherence(write.location).size());
  const int place = same ? script_.earlier_writes() + 1 : newest;
  if (!execution_.exploration().add_write_at(execution_.self(), write, place))
    differ("RC11 does not allow the write to stand there");
}

Value Following::chosen(const Label& choice, int n) const {
  const int self = ExecutionView::seat(execution_.self());
  const Value told = choice.chooser == Chooser::client
                         ? script_.chosen(self, n)
                         : static_cast<Value>(script_.has_next(self, mark_of(choice.chooser)));
  return std::min(told, choice.update.operand - 1);
}

// Keeps nothing on the heap: the execution may end here.
void Following::compare(const Recorder& recorder) {
  if (!did_as_told(recorder)) execution_.discard();
  const Step& now = recorder.last();
  const bool wrote = !is_plain(now.operation) && writes(now.operation);
  const int self = execution_.self();
  script_.performed(wrote ? Ref::of(self, execution_.graph().length(self) - 1) : Ref{});
}

bool Following::did_as_told(const Recorder& recorder) const {
  const Step& then = script_.step();
  Step now = recorder.last();
  const void* const address = recorder.last_address();
  if (address == script_.address() && agree(now, then)) return true;
  now.variable = address == script_.address() ? then.variable : script_.name_of(address);
  script_.differs("thread " + std::to_string(now.thread) + " does " + told(now) + " at " + now.file + ":" +
                  std::to_string(now.line) + ", where the file has " + told(then));
  return false;
}

}  // namespace turnstile::rc11
