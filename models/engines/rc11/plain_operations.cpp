// Plain variables, and memory that is allocated and freed. What the threads do there is no event of the graph.
#include <algorithm>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

int Execution::create_plain(const void* address, std::size_t bytes, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  ++me().plain_writes;
  const int variable = plain_.create(current_, me().next);
  move_in(address, bytes, {.plain = true, .number = variable}, where);
  return variable;
}

void Execution::move_in(const void* address, std::size_t bytes, Storage::Tenant tenant, Place where) {
  storage_.move_in(address, bytes, tenant, [&](Storage::Tenant before) {
    if (before.plain ? replaces_plain(before.number) : replaces_atomic(before.number)) return;
    violated(Kind::data_race,
             "memory is used again, and what another thread does with it may come later: " + text(where));
  });
}

// Whether all that was done with a variable comes before what this thread does now.
bool Execution::replaces_plain(int variable) {
  const Clock& known = graph().happened_before(current_);
  return plain_.replace(variable, current_, me().next, known) == PlainVariables::Answer::fine;
}

bool Execution::replaces_atomic(int location) {
  LocationInfo& old = infos_[static_cast<std::size_t>(location)];
  if (!old.destroyed) {
    old.destroyed = true;
    return user_beside(location) == nullptr;
  }
  return old.end.thread == current_ || graph().happened_before(current_).of(old.end.thread) > old.end.index;
}

void Execution::read_plain(int variable, const LocationInfo& info, Value value, Place where) {
  const InEngine inside;
  if (supposition_.counts()) return;
  if (following_ != nullptr) following_->wait_for_turn();
  count_plain_access(where);
  if (!plain_.exists(variable)) give_up("a plain variable is read that has not been constructed: " + text(where));
  const auto answer = plain_.read(variable, current_, me().next, graph().happened_before(current_));
  const bool race = answer == PlainVariables::Answer::race;
  if (recorder_ != nullptr) recorder_->plain_access(Operation::read, info, value, value, answer, where);
  if (answer == PlainVariables::Answer::fine) return;
  violated(race ? Kind::data_race : Kind::use_after_free, "a plain variable is read: " + text(where));
}

void Execution::write_plain(int variable, const LocationInfo& info, Value before, Value value, Place where) {
  const InEngine inside;
  if (supposition_.counts()) return;
  if (following_ != nullptr) following_->wait_for_turn();
  count_plain_access(where);
  if (!plain_.exists(variable)) give_up("a plain variable is written that has not been constructed: " + text(where));
  ++me().plain_writes;
  const auto answer = plain_.write(variable, current_, me().next, graph().happened_before(current_));
  const bool race = answer == PlainVariables::Answer::race;
  if (recorder_ != nullptr) recorder_->plain_access(Operation::write, info, before, value, answer, where);
  if (answer == PlainVariables::Answer::fine) return;
  violated(race ? Kind::data_race : Kind::use_after_free, "a plain variable is written: " + text(where));
}

void Execution::destroy_plain(int variable, const void* address, Place where) {
  const InEngine inside;
  if (supposition_.counts() || !plain_.exists(variable)) return;
  if (recorder_ != nullptr) recorder_->ending(address);
  const auto answer = plain_.destroy(variable, current_, me().next, graph().happened_before(current_));
  if (answer == PlainVariables::Answer::fine) return;
  violated(Kind::use_after_free,
           "a plain variable is destroyed that another thread may still use, constructed by " + text(where));
}

void* Execution::allocate(std::size_t size, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  void* block = memory_.allocate(current_, size, where);
  if (block == nullptr) give_up("out of memory: " + text(where));
  if (recorder_ != nullptr) recorder_->allocation(memory_.blocks().back());
  return block;
}

void* Execution::set_aside(std::size_t size, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  void* memory = memory_.take(current_, size);
  if (memory == nullptr) give_up("out of memory: " + text(where));
  return memory;
}

void Execution::release(void* address, Place where) {
  const InEngine inside;
  if (supposition_.runs()) supposition_.abandon();
  Memory::Block* block = memory_.block_at(address);
  if (block == nullptr) violated(Kind::use_after_free, "freed what was never allocated: " + text(where));
  if (recorder_ != nullptr) recorder_->release(*block, where);
  if (block->freed) violated(Kind::use_after_free, "freed twice: " + text(where));
  block->freed = true;
  block->released = where;
}

// Where some thread has not ended, for instance because it was detached, the last one to end asks.
void Execution::check_leaks() {
  const InEngine inside;
  asks_for_leaks_ =
      std::ranges::any_of(started_, [&](int t) { return t != current_ && thread(t).state != Thread::State::finished; });
  if (asks_for_leaks_) return;
  for (const Memory::Block& block : memory_.blocks()) {
    if (block.freed) continue;
    if (recorder_ != nullptr) recorder_->leak(block);
    violated(Kind::leak, "never freed, a leak: " + text(block.allocated));
  }
}

}  // namespace turnstile::rc11
