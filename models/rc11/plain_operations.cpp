// Plain variables, and memory that is allocated and freed. What the threads do there is no event of the graph.
#include <algorithm>

#include "models/rc11/execution.hpp"

namespace turnstile::rc11 {

int Execution::create_plain() {
  if (supposing_) throw Abandoned{};
  ++me().plain_writes;
  return plain_.create(current_, me().next);
}

void Execution::read_plain(int variable, const LocationInfo& info, Value value, Place where) {
  if (supposes()) return;
  if (script_ != nullptr) wait_for_turn();
  if (!plain_.exists(variable)) give_up("a plain variable is read that has not been constructed: " + text(where));
  const auto answer = plain_.read(variable, current_, me().next, graph().happened_before(current_));
  const bool race = answer == PlainVariables::Answer::race;
  if (recording_) note_plain(Operation::read, info, value, value, race, where);
  if (answer == PlainVariables::Answer::fine) return;
  violated(race ? Kind::data_race : Kind::use_after_free, "a plain variable is read: " + text(where));
}

void Execution::write_plain(int variable, const LocationInfo& info, Value before, Value value, Place where) {
  if (supposes()) return;
  if (script_ != nullptr) wait_for_turn();
  if (!plain_.exists(variable)) give_up("a plain variable is written that has not been constructed: " + text(where));
  ++me().plain_writes;
  const auto answer = plain_.write(variable, current_, me().next, graph().happened_before(current_));
  const bool race = answer == PlainVariables::Answer::race;
  if (recording_) note_plain(Operation::write, info, before, value, race, where);
  if (answer == PlainVariables::Answer::fine) return;
  violated(race ? Kind::data_race : Kind::use_after_free, "a plain variable is written: " + text(where));
}

void Execution::destroy_plain(int variable, Place where) {
  if (supposes() || !plain_.exists(variable)) return;
  const auto answer = plain_.destroy(variable, current_, me().next, graph().happened_before(current_));
  if (answer == PlainVariables::Answer::fine) return;
  violated(Kind::use_after_free,
           "a plain variable is destroyed that another thread may still use, constructed by " + text(where));
}

void* Execution::allocate(std::size_t size, Place where) {
  if (supposing_) throw Abandoned{};
  void* block = memory_.allocate(current_, size, where);
  if (block == nullptr) give_up("out of memory: " + text(where));
  return block;
}

void* Execution::set_aside(std::size_t size, Place where) {
  if (supposing_) throw Abandoned{};
  void* memory = memory_.take(current_, size);
  if (memory == nullptr) give_up("out of memory: " + text(where));
  return memory;
}

void Execution::release(void* address, Place where) {
  if (supposing_) throw Abandoned{};
  Memory::Block* block = memory_.block_at(address);
  if (block == nullptr) violated(Kind::use_after_free, "freed what was never allocated: " + text(where));
  if (block->freed) violated(Kind::use_after_free, "freed twice: " + text(where));
  block->freed = true;
}

// Where some thread has not ended, as one that was detached, the last one asks.
void Execution::check_leaks() {
  asks_for_leaks_ =
      std::ranges::any_of(started_, [&](int t) { return t != current_ && thread(t).state != Thread::State::finished; });
  if (asks_for_leaks_) return;
  for (const Memory::Block& block : memory_.blocks()) {
    if (!block.freed) violated(Kind::use_after_free, "never freed, a leak: " + text(block.allocated));
  }
}

}  // namespace turnstile::rc11
