// The clients of a semaphore, with their rows: its safety is its capacity.
#pragma once

#include <concepts>

#include "models/clients/client.hpp"
#include "models/clients/rows.hpp"

namespace turnstile {

template <class Object>
concept counting_semaphore = requires(Object s, int self) {
  s.down(self);
  s.up(self);
  { Object::capacity } -> std::convertible_to<int>;
};

namespace clients {

// Whether no more are inside than there are permits.
inline constexpr ClientRow capacity{.name = "capacity", .asks = Property::mutual_exclusion};

}  // namespace clients

// Each thread performs its rounds of down, inside, up. A thread inside counts itself, with relaxed operations: they
// order nothing that the semaphore should order.
template <counting_semaphore Semaphore, checking_platform Platform>
class Capacity : public Program {
 public:
  explicit Capacity(const Mix& mix) : mix_(mix) {}

  void thread(int self) override {
    for (int round = 0; round < mix_[self]; ++round) another_round(self);
  }
  void another_round(int self) override {
    Platform::enter(Section::waiting);
    semaphore_.down(self);
    Platform::enter(Section::critical);
    if (inside_.fetch_add(1, relaxed) >= Semaphore::capacity) over_capacity();
    inside_.fetch_sub(1, relaxed);
    Platform::enter(Section::exit);
    semaphore_.up(self);
    Platform::enter(Section::remainder);
  }
  void describe(Names& names) const override {
    semaphore_.describe(names);
    names("inside", inside_);
  }

 protected:
  virtual void over_capacity() { Platform::violated(Kind::overlap); }

 private:
  Semaphore semaphore_;
  typename Platform::template atomic<int> inside_{0};
  Mix mix_;
};

// Whether every execution ends, however many are inside.
template <counting_semaphore Semaphore, checking_platform Platform>
class SemaphoreProgress final : public Capacity<Semaphore, Platform> {
 public:
  using Capacity<Semaphore, Platform>::Capacity;

 private:
  void over_capacity() override {}
};

template <counting_semaphore Semaphore, checking_platform Platform>
Programs semaphore_programs() {
  return {{&clients::capacity, &place<Capacity<Semaphore, Platform>>},
          {&clients::progress, &place<SemaphoreProgress<Semaphore, Platform>>}};
}

}  // namespace turnstile
