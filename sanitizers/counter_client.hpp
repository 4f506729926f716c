// Stress of a counter that needs no lock: every number it gives belongs to one worker.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "sanitizers/stress.hpp"

namespace turnstile::stress {

// A worker leaves a mark in plain memory at the number it was given; two workers with the same number race there. Each
// batch has a new counter, from 0, so that there is memory for all numbers, and none is too large for the counter.
template <class Counter>
class CounterClient final : public Client {
 public:
  explicit CounterClient(int workers) : Client(workers, {.lock = range_of(counter_), .data = range_of(marks_)}) {}

  void prepare(const Batch& batch) override {
    Client::prepare(batch);
    std::destroy_at(&counter_);
    std::construct_at(&counter_);
    numbers_ = std::min<std::int64_t>(batch.rounds * workers(), capacity);
    std::fill_n(marks_, numbers_, 0);
  }
  void work(int, const Batch& batch) override {
    std::int64_t expected = -1;
    std::int64_t handovers = 0;
    perform(batch, [&](const Linger& linger) {
      const std::int64_t number = counter_.increment(0);
      entered();
      take(number);
      give_way(linger);
      if (number != expected) ++handovers;  // others were given numbers in between
      expected = number + 1;
    });
    handovers_.fetch_add(handovers, relaxed);
  }
  void finish(const Batch& batch) override {
    lost_updates_ += batch.rounds * workers() - counter_.value();
    given_twice_ += std::count_if(marks_, marks_ + numbers_, [](unsigned char marks) { return marks > 1; });
  }
  [[nodiscard]] Mistakes mistakes() const override {
    return {{.what = "lost updates", .times = lost_updates_},
            {.what = "numbers given twice", .times = given_twice_},
            {.what = "numbers out of range", .times = out_of_range_.load(relaxed)}};
  }
  [[nodiscard]] std::int64_t handovers() const override { return handovers_.load(relaxed); }

 private:
  static constexpr std::int64_t most_workers = 4;
  static constexpr std::int64_t capacity = most_workers * Batch::most_rounds;

  void take(std::int64_t number) {
    if (0 <= number && number < numbers_) {
      ++marks_[number];
    } else {
      out_of_range_.fetch_add(1, relaxed);
    }
  }

  alignas(cache_line) Counter counter_;
  alignas(cache_line) unsigned char marks_[static_cast<std::size_t>(capacity)] = {};
  alignas(cache_line) std::int64_t numbers_ = 0;  // that this batch gives
  std::int64_t lost_updates_ = 0;                 // of the batches that are over, as the next
  std::int64_t given_twice_ = 0;
  alignas(cache_line) std::atomic<std::int64_t> handovers_{0};
  std::atomic<std::int64_t> out_of_range_{0};
};

}  // namespace turnstile::stress
