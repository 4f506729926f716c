// Locks whose tickets wrap around: a client that asks for exclusion of a lock that has been used before.
#pragma once

#include <gtest/gtest.h>

#include "models/clients/client.hpp"
#include "proptests/support/checks.hpp"

namespace turnstile::interleaving {

// Uses the lock so often before that with tickets of one byte the next ones are 253, 254, 255, 0 ...
template <class Lock>
class Worn final : public LockClient<Worn<Lock>, Lock, Platform> {
 public:
  using LockClient<Worn, Lock, Platform>::LockClient;

  void before() override {
    for (int use = 0; use < 253; ++use) {
      this->lock().template lock<Role::writer>(0);
      this->lock().template unlock<Role::writer>(0);
    }
  }
  template <Role As>
  void inside(int) {
    constexpr int mine = As == Role::reader ? 100 : 1;
    const int others = inside_.fetch_add(mine, relaxed);
    if (As == Role::reader ? others % 100 != 0 : others != 0) Platform::violated(Kind::overlap);
    inside_.fetch_sub(mine, relaxed);
  }

 private:
  Platform::atomic<int> inside_{0};
};

// Expects with two rounds each, after that, that no two are inside together, but readers with readers, and that every
// execution comes to its end.
template <class Lock>
void expect_right_when_worn(const Users& users) {
  const Question question{.program = &place<Worn<Lock>>, .mix = Mix::all(users, 2), .at_hang = AtHang::violated};
  const Report report = explore(question);
  EXPECT_FALSE(report.failure) << text(report, question.mix) << how_to_repeat(report);
  EXPECT_EQ(report.tally.cut, 0U);
}

}  // namespace turnstile::interleaving
