// What the queues are asked: every value comes out, in order, and what stands in a slot is used by one thread at a time.
#pragma once

#include <turnstile/atomic.hpp>

// One producer and one consumer, `values` of them, which is more than the queue holds: slots are used again.
template <class Queue, int values>
void all_come_in_order() {
  Queue queue;
  turnstile::thread producer([&] {
    for (int i = 1; i <= values; ++i) {
      while (!queue.push(i)) {
      }
    }
  });
  for (int i = 1; i <= values; ++i) {
    const auto take = [i](turnstile::var<int>& value) { turnstile::require(value.read() == i); };
    while (!queue.pop(take)) {
    }
  }
  producer.join();
}

// Two producers: nothing is lost, nothing comes twice.
template <class Queue>
void two_producers() {
  Queue queue;
  turnstile::thread first([&] { turnstile::require(queue.push(1)); });
  turnstile::thread second([&] { turnstile::require(queue.push(2)); });
  int sum = 0;
  for (int i = 0; i < 2; ++i) {
    while (!queue.pop([&](turnstile::var<int>& value) { sum += value.read(); })) {
    }
  }
  turnstile::require(sum == 3);
  first.join();
  second.join();
}
