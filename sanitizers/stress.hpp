// The stress client: workers, real threads or processes, that use a lock as often as they can.
//
// It is the same program under every sanitizer and under none. It sees for itself an overlap, a lost update
// (docs/definitions.md), and what else a client names. That it sees none proves little, since the schedules of one
// machine are few and alike: that is what the model checkers are for. It shows that the text they check works in
// production, on real hardware.
//
// A form of an algorithm names its client: LockClient (here), ReaderWriterClient, CounterClient, StackClient (in files
// of their own). All share the start line, the rhythm of the rounds, and what is counted at any time.
#pragma once

#include <atomic>
#include <chrono>
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

// How often something happened that must not happen, by its name in the plural.
struct Mistake {
  std::string_view what;
  std::int64_t times = 0;
};
using Mistakes = std::vector<Mistake>;
[[nodiscard]] bool none(const Mistakes& mistakes);

// A piece of memory.
struct Range {
  const void* begin = nullptr;
  std::size_t size = 0;

  [[nodiscard]] bool contains(const void* address) const {
    return !std::less<>()(address, begin) && std::less<>()(address, static_cast<const std::byte*>(begin) + size);
  }
};

// What a report of ThreadSanitizer can be about.
struct Ranges {
  Range lock;  // or whatever else is tested
  Range data;  // plain, and protected by it
};

// The lock, the data and the client's own variables lie on different lines of the cache: the less they disturb each
// other, the closer the workers come.
inline constexpr std::size_t cache_line = 64;

// Whether a worker gives the processor away where that hurts most, and for how long at least; zero: a yield.
using Linger = std::optional<std::chrono::microseconds>;
void give_way(const Linger& linger);

// What the workers do between two start lines.
struct Batch {
  static constexpr std::int64_t most_rounds = 1'000'000;

  std::int64_t rounds = 0;  // of each worker
  Linger linger;            // once in a period, inside and outside
  int period = 1;           // rounds
};

// What the workers share, but for the lock and the data: the line where they start together, and what can be looked at
// while they work. Every variable of it is relaxed: what the lock must order is not to be ordered by the client.
class Client {
 public:
  Client(int workers, const Ranges& ranges) : workers_(workers), ranges_(ranges) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  virtual ~Client() = default;

  [[nodiscard]] const Ranges& ranges() const { return ranges_; }

  // Is called before the workers come.
  virtual void prepare(const Batch&) { arrived_.store(0, relaxed); }
  // Performs the batch of worker `self`, which begins when all workers are there.
  virtual void work(int self, const Batch& batch) = 0;
  // Is called after all workers have gone: looks for mistakes that show only then.
  virtual void finish(const Batch& batch) = 0;

  // Can be asked at any time.
  [[nodiscard]] virtual Mistakes mistakes() const = 0;
  // Critical sections, or what comes near them, that followed one of another worker: without any, nothing was tested.
  [[nodiscard]] virtual std::int64_t handovers() const = 0;
  // Grows as long as workers get ahead.
  [[nodiscard]] std::int64_t entries() const { return entries_.load(relaxed); }

 protected:
  [[nodiscard]] int workers() const { return workers_; }

  // Calls round(linger) as often as the batch says; between the rounds a worker lingers, too.
  template <class Round>
  void perform(const Batch& batch, Round round) {
    start_together();
    for (std::int64_t i = 0; i < batch.rounds; ++i) {
      round(i % batch.period == 0 ? batch.linger : std::nullopt);
      if (i % batch.period == batch.period / 2) give_way(batch.linger);
    }
  }

  void entered() { entries_.fetch_add(1, relaxed); }
  void overlapped() { overlaps_.fetch_add(1, relaxed); }
  // Entries that found another worker inside, which must not be there.
  [[nodiscard]] std::int64_t overlaps() const { return overlaps_.load(relaxed); }

 private:
  void start_together() {
    arrived_.fetch_add(1, relaxed);
    StdPlatform::await([&] { return arrived_.load(relaxed) == workers_; });
  }

  int workers_;
  Ranges ranges_;
  alignas(cache_line) std::atomic<std::int64_t> entries_{0};
  std::atomic<std::int64_t> overlaps_{0};
  alignas(cache_line) std::atomic<int> arrived_{0};
};

template <class T>
Range range_of(const T& object) {
  return {.begin = &object, .size = sizeof object};
}

// Every worker takes the lock and adds one to a plain counter: the counter of the course.
template <class Lock>
class LockClient final : public Client {
 public:
  explicit LockClient(int workers) : Client(workers, {.lock = range_of(lock_), .data = range_of(data_)}) {}

  void work(int self, const Batch& batch) override {
    perform(batch, [&](const Linger& linger) {
      lock_.lock(self);
      critical_section(self, linger);
      lock_.unlock(self);
    });
  }
  void finish(const Batch& batch) override {
    rounds_ += batch.rounds * workers();
    lost_updates_ = rounds_ - data_.counter;
  }
  [[nodiscard]] Mistakes mistakes() const override {
    return {{.what = "overlaps", .times = overlaps()}, {.what = "lost updates", .times = lost_updates_}};
  }
  [[nodiscard]] std::int64_t handovers() const override { return data_.handovers; }

 private:
  struct Protected {
    std::int64_t counter = 0;  // of critical sections
    std::int64_t handovers = 0;
    int last = -1;  // worker inside
  };

  // Lingers between its read and its write: a worker that the lock lets in by mistake has all the time to come.
  void critical_section(int self, const Linger& linger) {
    if (inside_.fetch_add(1, relaxed) != 0) overlapped();
    entered();
    const std::int64_t read = data_.counter;
    give_way(linger);
    data_.counter = read + 1;
    if (std::exchange(data_.last, self) != self) ++data_.handovers;
    inside_.fetch_sub(1, relaxed);
  }

  alignas(cache_line) Lock lock_;
  alignas(cache_line) Protected data_;
  alignas(cache_line) std::atomic<int> inside_{0};
  alignas(cache_line) std::int64_t rounds_ = 0;  // of all workers, in the batches that are over
  std::int64_t lost_updates_ = 0;                // of those: increments that are not in the counter
};

// What is not lock-free would have its lock in the memory of one process.
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free &&
              std::atomic<std::uint32_t>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free);

// Where a client lives: in memory of its own, or in memory that is shared with the processes forked from here.
enum class Memory { own, shared };

using ClientPointer = std::unique_ptr<Client, void (*)(Client*)>;

// Memory of this size, zeroed, at the same address in all processes forked from here. Throws std::system_error.
void* map_shared(std::size_t size);
void unmap_shared(void* memory, std::size_t size);

template <class Concrete>
ClientPointer make_client(int workers, Memory memory) {
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
  bool mistake = false;                         // the client sees a mistake, on any hardware
  bool stuck = false;                           // or the workers get stuck before it does
};

// Where a form works: a thread that sleeps in std::atomic::wait is woken within its own process only.
enum class Reach { threads, processes };

// A form of an algorithm, as it is stressed.
struct Form {
  std::string name;  // "correct_rmw"; in the catalogue "peterson/correct_rmw"
  ClientPointer (*make)(int workers, Memory memory) = nullptr;
  bool right = true;
  Symptoms symptoms = {};
  int workers = 2;
  Reach reach = Reach::processes;
};

// right_form<CasCounter<>, CounterClient>("correct_counter"); without a client named, it is a lock.
template <class Subject, template <class> class ClientOf = LockClient>
Form right_form(std::string_view name, Reach reach = Reach::processes) {
  return {.name = std::string(name), .make = make_client<ClientOf<Subject>>, .reach = reach};
}

template <class Subject, template <class> class ClientOf = LockClient>
Form broken_form(std::string_view name, Symptoms symptoms) {
  return {.name = std::string(name), .make = make_client<ClientOf<Subject>>, .right = false, .symptoms = symptoms};
}

// No lock at all: it shows that the client notices.
struct NoLock {
  void lock(int) {}
  void unlock(int) {}
  void lock_shared(int) {}
  void unlock_shared(int) {}
};

// All forms that this program was linked with.
const std::vector<Form>& catalogue();

// One global of this type a stem, in sanitizers/<stem>.cpp, puts its forms into the catalogue.
struct Stem {
  Stem(std::string_view name, int workers, std::vector<Form> forms);
};

}  // namespace turnstile::stress
