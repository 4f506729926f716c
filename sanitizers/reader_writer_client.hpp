// Stress of a reader-writer lock: writers change two plain counters, and readers must see them equal.
#pragma once

#include <atomic>
#include <cstdint>

#include "sanitizers/stress.hpp"

namespace turnstile::stress {

// Which workers write and which read changes from batch to batch: one writer, two, ... all but one. There are three
// workers at least, so that there are readers that share.
template <class Lock>
class ReaderWriterClient final : public Client {
 public:
  explicit ReaderWriterClient(int workers) : Client(workers, {.lock = range_of(lock_), .data = range_of(data_)}) {}

  void prepare(const Batch& batch) override {
    Client::prepare(batch);
    writers_ = writers_ % (workers() - 1) + 1;
  }
  void work(int self, const Batch& batch) override {
    perform(batch, [&](const Linger& linger) { writes(self) ? write(self, linger) : read(self, linger); });
  }
  void finish(const Batch& batch) override {
    writes_ += batch.rounds * writers_;
    lost_updates_ = writes_ - data_.first;
  }
  [[nodiscard]] Mistakes mistakes() const override {
    return {{.what = "overlaps", .times = overlaps()},
            {.what = "torn reads", .times = torn_reads_.load(relaxed)},
            {.what = "lost updates", .times = lost_updates_}};
  }
  [[nodiscard]] std::int64_t handovers() const override { return handovers_.load(relaxed); }

 private:
  // Both count the writers' critical sections; inside one they may differ.
  struct Protected {
    std::int64_t first = 0;
    std::int64_t second = 0;
  };

  // Readers and writers are counted in one word, so that a worker that comes sees at once which are there.
  static constexpr int reader = 1;
  static constexpr int writer = 1 << 16;

  [[nodiscard]] bool writes(int worker) const { return 0 <= worker && worker < writers_; }

  void write(int self, const Linger& linger) {
    lock_.lock(self);
    if (inside_.fetch_add(writer, relaxed) != 0) overlapped();
    count_entry(self);
    const std::int64_t before = data_.first;
    data_.first = before + 1;
    give_way(linger);
    data_.second = before + 1;
    inside_.fetch_sub(writer, relaxed);
    lock_.unlock(self);
  }

  void read(int self, const Linger& linger) {
    lock_.lock_shared(self);
    if (inside_.fetch_add(reader, relaxed) >= writer) overlapped();
    count_entry(self);
    const std::int64_t first = data_.first;
    give_way(linger);
    if (data_.second != first) torn_reads_.fetch_add(1, relaxed);
    inside_.fetch_sub(reader, relaxed);
    lock_.unlock_shared(self);
  }

  // That readers follow each other tests nothing: one of the two must be a writer.
  void count_entry(int self) {
    entered();
    const int last = last_.exchange(self, relaxed);
    if (last != self && (writes(last) || writes(self))) handovers_.fetch_add(1, relaxed);
  }

  alignas(cache_line) Lock lock_;
  alignas(cache_line) Protected data_;
  alignas(cache_line) std::atomic<int> inside_{0};
  std::atomic<int> last_{-1};  // the worker that entered
  std::atomic<std::int64_t> handovers_{0};
  std::atomic<std::int64_t> torn_reads_{0};
  alignas(cache_line) int writers_ = 0;  // workers 0, 1, ... of this batch; the others read
  std::int64_t writes_ = 0;              // of all batches that are over
  std::int64_t lost_updates_ = 0;        // of those
};

}  // namespace turnstile::stress
