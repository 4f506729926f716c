// What all clients of a lock share: the lock, its users, and the way through one round.
#pragma once

#include <concepts>

#include "models/clients/held.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile {

// What a client asks of a platform that checks, beside what the algorithm asks of it (algorithms/platform.hpp).
template <class P>
concept checking_platform = requires(Kind kind, Section section, Mark mark, Role role, int count, const char* why) {
  P::violated(kind);                         // ends this execution: the client has seen a violation
  P::enter(section);                         // the calling thread is now in that section of its round
  P::mark(mark);                             // the calling thread calls, or returns
  P::overtaken(count, role);                 // a waiting thread of that role has been overtaken so often
  P::misused(why);                           // the client itself is wrong: no verdict
  { P::abandoned() } -> std::same_as<bool>;  // this execution was ended before its threads were
  // Whether every thread sees at once what another has done, so that there is a time for all of them.
  { P::sequentially_consistent } -> std::convertible_to<bool>;
};

// Calls `f.template operator()<role>()`. Locks that know no readers are used by writers only.
template <class Lock>
decltype(auto) as_role(Role role, auto f) {
  if constexpr (reader_writer_lock<Lock>) {
    if (role == Role::reader) return f.template operator()<Role::reader>();
  }
  return f.template operator()<Role::writer>();
}

// Each thread performs its rounds: it enters, does what the client says (`inside`), and leaves. `enter` and `inside`
// are given the role of the thread as their template parameter.
template <class Derived, seated_lock Lock, checking_platform Platform>
class LockClient : public Program {
 public:
  explicit LockClient(const Mix& mix, const Context& context = {}) : lock_(context), mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self]; ++round) another_round(self);
  }
  void another_round(int self) override {
    as_role<Lock>(mix_.role(self), [&]<Role As> { one_round<As>(self); });
  }
  void describe(Names& names) const override { lock_.describe(names); }

 protected:
  [[nodiscard]] const Mix& mix() const { return mix_; }
  Held<Lock, Platform>& lock() { return lock_; }

  template <Role As>
  void enter(int self) {
    lock_.template lock<As>(self);
  }

 private:
  template <Role As>
  void one_round(int self) {
    Platform::enter(Section::waiting);
    derived().template enter<As>(self);
    Platform::enter(Section::critical);
    derived().template inside<As>(self);
    Platform::enter(Section::exit);
    lock_.template unlock<As>(self);
    Platform::enter(Section::remainder);
  }

  Derived& derived() { return static_cast<Derived&>(*this); }

  Held<Lock, Platform> lock_;
  Mix mix_;
};

}  // namespace turnstile
