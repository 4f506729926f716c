// The stress client: workers, real threads or processes, that take a lock as often as they can.
//
// It is the same program under every sanitizer and under none. What it sees itself: an overlap, a lost update
// (docs/definitions.md). That it sees none proves little, since the schedules of one machine are few and alike: that is
// what the model checkers are for. It shows that the text they check works in production, on real hardware.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "algorithms/std_platform.hpp"

namespace turnstile::stress {

struct Mistakes {
  std::int64_t overlaps = 0;      // entries that found another worker inside
  std::int64_t lost_updates = 0;  // increments that are not in the counter

  [[nodiscard]] bool none() const { return overlaps == 0 && lost_updates == 0; }
};

// A piece of memory.
struct Range {
  const void* begin = nullptr;
  std::size_t size = 0;

  [[nodiscard]] bool contains(const void* address) const {
    return !std::less<>()(address, begin) && std::less<>()(address, static_cast<const std::byte*>(begin) + size);
  }
};

// The lock, the data and the client's own variables lie on different lines of the cache: the less they disturb each
// other, the closer the workers come.
inline constexpr std::size_t cache_line = 64;

// Plain data, which the lock protects.
struct Protected {
  std::int64_t counter = 0;    // of critical sections
  std::int64_t handovers = 0;  // of them, those that followed one of another worker: without any, nothing was tested
  int last = -1;               // worker inside
};

// What the workers share, but for the lock: plain data, the occupancy, and the line where they start together.
class Client {
 public:
  explicit Client(int workers) : workers_(workers) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  virtual ~Client() = default;

  // So many rounds of worker `self`, which begin when all workers are there. Workers that linger give the processor away
  // now and then, inside and outside.
  virtual void work(int self, int rounds, bool linger) = 0;
  [[nodiscard]] virtual Range lock_range() const = 0;
  [[nodiscard]] Range data_range() const { return {.begin = &data_, .size = sizeof data_}; }

  // Before the workers come.
  void clear_start_line() { arrived_.store(0, relaxed); }
  // After they have gone: of all they did, `rounds` together.
  [[nodiscard]] Mistakes mistakes(std::int64_t rounds) const {
    return {.overlaps = overlaps_.load(relaxed), .lost_updates = rounds - data_.counter};
  }
  [[nodiscard]] std::int64_t handovers() const { return data_.handovers; }
  // At any time: it grows as long as workers enter.
  [[nodiscard]] std::int64_t entries() const { return entries_.load(relaxed); }

 protected:
  // relaxed, here and below: what the lock must order is not to be ordered by the client.
  void start_together() {
    arrived_.fetch_add(1, relaxed);
    StdPlatform::await([&] { return arrived_.load(relaxed) == workers_; });
  }

  // Lingers between its read and its write: whoever the lock lets in by mistake has all the time to come.
  void critical_section(int self, bool linger) {
    if (inside_.fetch_add(1, relaxed) != 0) overlaps_.fetch_add(1, relaxed);
    entries_.fetch_add(1, relaxed);
    const std::int64_t read = data_.counter;
    if (linger) std::this_thread::yield();
    data_.counter = read + 1;
    if (std::exchange(data_.last, self) != self) ++data_.handovers;
    inside_.fetch_sub(1, relaxed);
  }

 private:
  int workers_;
  alignas(cache_line) Protected data_;
  alignas(cache_line) std::atomic<int> inside_{0};
  std::atomic<std::int64_t> entries_{0};
  std::atomic<std::int64_t> overlaps_{0};
  alignas(cache_line) std::atomic<int> arrived_{0};
};

template <class Lock>
class LockClient final : public Client {
 public:
  using Client::Client;

  void work(int self, int rounds, bool linger) override {
    constexpr int period = 64;
    start_together();
    for (int round = 0; round < rounds; ++round) {
      lock_.lock(self);
      critical_section(self, linger && round % period == 0);
      lock_.unlock(self);
      if (linger && round % period == period / 2) std::this_thread::yield();
    }
  }
  [[nodiscard]] Range lock_range() const override { return {.begin = &lock_, .size = sizeof lock_}; }

 private:
  alignas(cache_line) Lock lock_;
};

// What is not lock-free would have its lock in the memory of one process.
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

// Where a client lives: in memory of its own, or in memory that is shared with the processes forked from here.
enum class Memory { own, shared };

using ClientPointer = std::unique_ptr<Client, void (*)(Client*)>;

// Memory of this size, zeroed, at the same address in all processes forked from here. Throws std::system_error.
void* map_shared(std::size_t size);
void unmap_shared(void* memory, std::size_t size);

template <class Lock>
ClientPointer make_client(int workers, Memory memory) {
  using Concrete = LockClient<Lock>;
  if (memory == Memory::own) return {new Concrete(workers), [](Client* client) { delete client; }};
  return {::new (map_shared(sizeof(Concrete))) Concrete(workers), [](Client* client) {
            auto* concrete = static_cast<Concrete*>(client);
            concrete->~Concrete();
            unmap_shared(concrete, sizeof(Concrete));
          }};
}

enum class Variable { data, lock };

// How a broken form shows itself under stress, if it does.
struct Symptoms {
  std::optional<Variable> race = std::nullopt;  // ThreadSanitizer's first report is a data race on this
  bool mistake = false;                         // the client sees an overlap or a lost update, on any hardware
};

// A form of a lock, as it is stressed.
struct Form {
  std::string name;  // "correct_rmw"; in the catalogue "peterson/correct_rmw"
  ClientPointer (*make)(int workers, Memory memory) = nullptr;
  bool right = true;
  Symptoms symptoms = {};
  int workers = 2;
};

template <class Lock>
Form right_form(std::string_view name) {
  return {.name = std::string(name), .make = make_client<Lock>};
}

template <class Lock>
Form broken_form(std::string_view name, Symptoms symptoms) {
  return {.name = std::string(name), .make = make_client<Lock>, .right = false, .symptoms = symptoms};
}

// The lock removed: shows that the client notices.
struct NoLock {
  void lock(int) {}
  void unlock(int) {}
};

// All forms that this program was linked with.
const std::vector<Form>& catalogue();

// One global of this type a stem, in sanitizers/<stem>.cpp, puts its forms into the catalogue.
struct Stem {
  Stem(std::string_view name, int workers, std::vector<Form> forms);
};

}  // namespace turnstile::stress
