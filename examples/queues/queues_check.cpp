// Two queues from practice, checked as they are; and each of their orders is necessary.
#include <turnstile/check.hpp>

#include "bounded_queue.hpp"
#include "clients.hpp"
#include "ring.hpp"

namespace {

using Value = turnstile::var<int>;  // plain data that the engine watches
constexpr auto relaxed = std::memory_order::relaxed;

template <RingOrders orders = RingOrders{}>
void ring() {
  all_come_in_order<Ring<Value, 2, orders>, 3>();
}
template <BoundedQueueOrders orders = BoundedQueueOrders{}>
void bounded() {
  all_come_in_order<BoundedQueue<Value, 2, orders>, 3>();
}

bool holds(const char* name, void (*client)()) {
  return turnstile::report(turnstile::check(client, {.name = name})) == 0;
}

bool races(const char* name, void (*client)()) {
  const turnstile::ClientOptions options{
      .name = name, .expected = {.verdict = turnstile::Outcome::violated, .kind = turnstile::Kind::data_race}};
  return turnstile::report(turnstile::check(client, options)) == 0;
}

}  // namespace

int main() {
  bool right = holds("ring", ring);
  right &= races("ring: the tail is published relaxed", ring<{.tail_published = relaxed}>);
  right &= races("ring: the tail is seen relaxed", ring<{.tail_seen = relaxed}>);
  right &= races("ring: the head is published relaxed", ring<{.head_published = relaxed}>);
  right &= races("ring: the head is seen relaxed", ring<{.head_seen = relaxed}>);
  right &= holds("bounded queue", bounded);
  right &= holds("bounded queue, two producers", two_producers<BoundedQueue<Value, 2>>);
  right &= races("bounded queue: a full slot is published relaxed", bounded<{.filled = relaxed}>);
  right &= races("bounded queue: a full slot is seen relaxed", bounded<{.filled_seen = relaxed}>);
  right &= races("bounded queue: an empty slot is published relaxed", bounded<{.emptied = relaxed}>);
  right &= races("bounded queue: an empty slot is seen relaxed", bounded<{.empty_seen = relaxed}>);
  return right ? 0 : 1;
}
