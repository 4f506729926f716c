// The programs that are checked, as an engine sees them: some threads, each with its rounds.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/vocabulary/verdict.hpp"

namespace turnstile {

inline constexpr int max_threads = 8;

// What a thread does with a reader-writer lock. With any other lock all are writers: they exclude each other.
enum class Role : std::uint8_t { writer, reader };

// The threads that take part. The first of them are the readers.
struct Party {
  int threads = 0;
  int readers = 0;

  [[nodiscard]] int writers() const { return threads - readers; }
  [[nodiscard]] std::string text() const;  // "2R1W"; empty where there are no readers
  bool operator==(const Party&) const = default;
};

// How many rounds each thread performs. 0: it stays in its remainder section.
struct Mix {
  int threads = 0;
  std::array<int, max_threads> rounds{};
  int readers = 0;  // the first so many threads

  static Mix all(const Party& party, int rounds) {
    Mix mix{.threads = party.threads, .rounds = {}, .readers = party.readers};
    for (int i = 0; i < party.threads; ++i) mix[i] = rounds;
    return mix;
  }
  static Mix all(int threads, int rounds) { return all(Party{.threads = threads}, rounds); }

  [[nodiscard]] Role role(int thread) const { return thread < readers ? Role::reader : Role::writer; }

  int& operator[](int thread) { return rounds[static_cast<std::size_t>(thread)]; }
  int operator[](int thread) const { return rounds[static_cast<std::size_t>(thread)]; }
  [[nodiscard]] int most() const;
  // Whether some thread performs more rounds than this one.
  [[nodiscard]] bool fewer_than_others(int thread) const { return rounds[static_cast<std::size_t>(thread)] < most(); }
  [[nodiscard]] std::string text() const;  // "2,0"
  bool operator==(const Mix&) const = default;
};

// Where a thread is in its round.
// `trying`: in a try_lock, which must not wait.
enum class Section : std::uint8_t { remainder, trying, doorway, waiting, critical, exit };

// What is worth telling of an execution beside its operations: a call of a data structure's operation, or its return; or
// what a client has found wrong.
struct Mark {
  const char* call = nullptr;  // "push"
  bool returned = false;
  std::optional<int> value{};    // the argument, or what it returned; below 0: it found nothing
  const char* found = nullptr;   // instead of a call: "task # keeps priority #"
  std::array<int, 4> numbers{};  // that stand in it
};
// "calls push(1)", "push() is done", "pop() is 1", "pop() finds nothing", "task 1 keeps priority 3"
std::string text(const Mark& mark);

// Thrown out of an await to end an execution that can go no further.
struct Abandoned {};

// Receives the name of each shared variable and its address.
class Names {
 public:
  virtual ~Names() = default;
  virtual void add(std::string name, const void* address) = 0;
  // How the values of that variable are shown, where a number says little.
  using InWords = std::function<std::string(std::int64_t)>;
  virtual void add_values(const void* /*address*/, const InWords& /*in_words*/) {}

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

// The subject of a program, where its type does not say it: a lock that was read from a submission, for instance. A
// type that can be constructed from a Context is given it.
struct Context {
  void* subject = nullptr;
};

class Program;
template <class Client>
Program* place(void* storage, const Mix& mix, const Context& context);

// A client of an algorithm, over some platform.
class Program {
 public:
  virtual ~Program() = default;
  // Before all threads: everybody sees what it does.
  virtual void before() {}
  // Performs all rounds of one thread.
  virtual void thread(int self) = 0;
  // One more round of a thread that has finished: what would it have done?
  virtual void another_round(int self) = 0;
  // After all threads have finished.
  virtual void after() {}
  virtual void describe(Names& names) const = 0;

  // How much of its storage it takes.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  template <class Client>
  friend Program* place(void* storage, const Mix& mix, const Context& context);

  std::size_t bytes_ = 0;
};

inline constexpr std::size_t program_size = 4096;

// Puts a program into storage of at least program_size bytes, aligned for anything.
class MakeProgram {
 public:
  using Function = Program* (*)(void* storage, const Mix& mix, const Context& context);

  constexpr MakeProgram() = default;
  constexpr MakeProgram(std::nullptr_t) {}
  constexpr MakeProgram(Function make) : make_(make) {}

  Program* operator()(void* storage, const Mix& mix) const { return make_(storage, mix, context_); }
  // The same program of that subject, which has to outlive it.
  [[nodiscard]] MakeProgram about(void* subject) const {
    MakeProgram bound = *this;
    bound.context_.subject = subject;
    return bound;
  }
  friend constexpr bool operator==(const MakeProgram& made, std::nullptr_t) { return made.make_ == nullptr; }

 private:
  Function make_ = nullptr;
  Context context_{};
};

struct ClientRow;  // row.hpp

// A client of an algorithm on a platform.
struct ClientProgram {
  const ClientRow* client = nullptr;
  MakeProgram make = nullptr;
};

// The clients of one algorithm on one platform (models/clients/), those that make sense for it. Where several ask the
// same question, what an earlier one shows outranks what a later one would.
class Programs {
 public:
  Programs() = default;
  Programs(std::initializer_list<ClientProgram> programs) : programs_(programs) {}

  void add(const ClientProgram& program) { programs_.push_back(program); }
  void remove(const ClientRow& client);

  // The same clients of that subject.
  [[nodiscard]] Programs about(void* subject) const;
  // That client, or nothing.
  [[nodiscard]] MakeProgram of(const ClientRow& client) const;
  [[nodiscard]] bool has(const ClientRow& client) const { return of(client) != nullptr; }
  [[nodiscard]] bool empty() const { return programs_.empty(); }
  [[nodiscard]] auto begin() const { return programs_.begin(); }
  [[nodiscard]] auto end() const { return programs_.end(); }

 private:
  std::vector<ClientProgram> programs_;
};

template <class Client>
Program* place(void* storage, const Mix& mix, const Context& context) {
  static_assert(sizeof(Client) <= program_size && alignof(Client) <= alignof(std::max_align_t));
  Program* program = nullptr;
  if constexpr (std::constructible_from<Client, const Mix&, const Context&>) {
    program = ::new (storage) Client(mix, context);
  } else {
    program = ::new (storage) Client(mix);
  }
  program->bytes_ = sizeof(Client);
  return program;
}

}  // namespace turnstile
