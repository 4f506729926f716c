// Histories: which operation of a shared object each thread called, with what result, and when.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

namespace turnstile {

inline constexpr int never = std::numeric_limits<int>::max();

// One call. Its times are positions in the execution: every call and every return has another one. A call that never
// returned is pending; it may have taken effect or not, and its result means nothing.
template <class Operation, class Result>
struct Call {
  int thread = 0;
  Operation operation{};
  Result result{};
  int invoked = 0;
  int returned = never;

  [[nodiscard]] bool pending() const { return returned == never; }
  bool operator==(const Call&) const = default;
};

// Records what threads do that run one at a time, as they do in a simulation. Allocates nothing: it may be used inside
// of a simulation whose checker counts the memory that is taken.
template <class Call, std::size_t Capacity>
class History {
 public:
  // The call's number, for end().
  std::size_t begin(int thread, const decltype(Call::operation)& operation) {
    if (size_ == Capacity) {
      std::fprintf(stderr, "a history of at most %zu calls is full\n", Capacity);
      std::abort();
    }
    calls_[size_] = {.thread = thread, .operation = operation, .result = {}, .invoked = clock_++, .returned = never};
    return size_++;
  }
  void end(std::size_t call, const decltype(Call::result)& result) {
    calls_[call].result = result;
    calls_[call].returned = clock_++;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  const Call& operator[](std::size_t i) const { return calls_[i]; }

 private:
  std::array<Call, Capacity> calls_{};
  std::size_t size_ = 0;
  int clock_ = 0;
};

// Records what real threads do. The times are read before the operation begins and after it has ended, and each reading
// of the clock synchronizes with those before it: of two calls of which one returned before the other began, the first
// happens before the second. (So the clock also hides what would go wrong only without that.)
template <class Call>
class ConcurrentHistory {
 public:
  ConcurrentHistory(int threads, std::size_t calls_of_each) : calls_(static_cast<std::size_t>(threads)) {
    for (auto& calls : calls_) calls.reserve(calls_of_each);
  }

  // To be called by this thread only, as end() is. The result is the thread's number, for end(), which ends the call
  // that the thread began last.
  int begin(int thread, const decltype(Call::operation)& operation) {
    of(thread).push_back(
        {.thread = thread, .operation = operation, .result = {}, .invoked = tick(), .returned = never});
    return thread;
  }
  void end(int thread, const decltype(Call::result)& result) {
    Call& call = of(thread).back();
    call.returned = tick();
    call.result = result;
  }

  // To be called after all threads have finished: the calls of each thread in their order, one thread after the other.
  [[nodiscard]] std::vector<Call> calls() const {
    std::vector<Call> all;
    for (const auto& calls : calls_) all.insert(all.end(), calls.begin(), calls.end());
    return all;
  }

 private:
  // acq_rel: no part of the operation moves out of its interval; see above.
  int tick() { return clock_.fetch_add(1, std::memory_order::acq_rel); }
  std::vector<Call>& of(int thread) { return calls_[static_cast<std::size_t>(thread)]; }

  std::vector<std::vector<Call>> calls_;
  std::atomic<int> clock_{0};
};

}  // namespace turnstile
