// The programs that are checked, as an engine sees them: some threads, each with its rounds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace turnstile {

inline constexpr int max_threads = 8;

// How many rounds each thread performs. 0: it stays in its remainder section.
struct Mix {
  int threads = 0;
  std::array<int, max_threads> rounds{};

  static Mix all(int threads, int rounds) {
    Mix mix{.threads = threads, .rounds = {}};
    for (int i = 0; i < threads; ++i) mix[i] = rounds;
    return mix;
  }

  int& operator[](int thread) { return rounds[static_cast<std::size_t>(thread)]; }
  int operator[](int thread) const { return rounds[static_cast<std::size_t>(thread)]; }
  [[nodiscard]] int most() const;
  // Whether some thread performs more rounds than this one.
  [[nodiscard]] bool fewer_than_others(int thread) const { return rounds[static_cast<std::size_t>(thread)] < most(); }
  [[nodiscard]] std::string text() const;  // "2,0"
};

// Where a thread is in its round.
enum class Section : std::uint8_t { remainder, doorway, waiting, critical, exit };

// Thrown out of an await to end an execution that can go no further.
struct Abandoned {};

// Receives the name of each shared variable and its address.
class Names {
 public:
  virtual ~Names() = default;
  virtual void add(std::string name, const void* address) = 0;

  template <class Variable>
  void operator()(std::string_view name, const Variable& variable) {
    if constexpr (requires { variable[0]; }) {
      int i = 0;
      for (const auto& element : variable) add(std::string(name) + "[" + std::to_string(i++) + "]", &element);
    } else {
      add(std::string(name), &variable);
    }
  }
};

// A client of a lock, over some platform.
class Program {
 public:
  virtual ~Program() = default;
  // All rounds of one thread.
  virtual void thread(int self) = 0;
  // One more round of a thread that has finished: what would it have done?
  virtual void another_round(int self) = 0;
  // After all threads have finished.
  virtual void after() {}
  virtual void describe(Names& names) const = 0;
};

// Puts a program into storage of at least program_size bytes, aligned for anything.
using MakeProgram = Program* (*)(void* storage, const Mix& mix);
inline constexpr std::size_t program_size = 4096;

// The clients of one lock on one platform (models/clients/).
struct Programs {
  MakeProgram occupancy = nullptr;
  MakeProgram visibility = nullptr;
  MakeProgram progress = nullptr;
  MakeProgram bypass = nullptr;
};

template <class Client>
Program* place(void* storage, const Mix& mix) {
  static_assert(sizeof(Client) <= program_size && alignof(Client) <= alignof(std::max_align_t));
  return ::new (storage) Client(mix);
}

}  // namespace turnstile
