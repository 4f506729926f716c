// What all clients share: a lock, its users, and the way through one round.
#pragma once

#include <concepts>

#include "models/clients/held.hpp"
#include "models/clients/program.hpp"
#include "models/verdict.hpp"

namespace turnstile {

// What a client asks of a platform that checks, beside what the algorithm asks of it (algorithms/platform.hpp).
template <class P>
concept checking_platform = requires(Kind kind, Section section, int count, const char* why) {
  P::violated(kind);                         // ends this execution: the client has seen a violation
  P::enter(section);                         // the calling thread is now in that section of its round
  P::overtaken(count);                       // some waiting thread has been overtaken so often, in this execution
  P::misused(why);                           // the client itself is wrong: no verdict
  { P::abandoned() } -> std::same_as<bool>;  // this execution was ended before its threads were
};

// Any of our locks: used by seats.
template <class Lock>
concept seated_lock = requires(Lock lock, int self) {
  lock.lock(self);
  lock.unlock(self);
};

// Each thread performs its rounds of `enter`, `inside`, `leave`; a client says what happens inside.
template <class Derived, seated_lock Lock, checking_platform Platform>
class LockClient : public Program {
 public:
  explicit LockClient(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self]; ++round) one_round(self);
  }
  void another_round(int self) override { one_round(self); }
  void describe(Names& names) const override { lock_.describe(names); }

 protected:
  [[nodiscard]] const Mix& mix() const { return mix_; }
  Held<Lock, Platform>& lock() { return lock_; }

  void enter(int self) { lock_.lock(self); }

 private:
  void one_round(int self) {
    Platform::enter(Section::waiting);
    derived().enter(self);
    Platform::enter(Section::critical);
    derived().inside(self);
    Platform::enter(Section::exit);
    lock_.unlock(self);
    Platform::enter(Section::remainder);
  }

  Derived& derived() { return static_cast<Derived&>(*this); }

  Held<Lock, Platform> lock_;
  Mix mix_;
};

}  // namespace turnstile
