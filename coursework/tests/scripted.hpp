// A submission without a process: its threads are an ordinary function here, which is run from the beginning for each
// question, with what it is given, until nothing is left of that. What it then wants is the answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coursework/grading/automaton.hpp"

namespace turnstile::coursework {

using Way = std::vector<Given>;

// An answer: of a sequentially consistent operation of 32 bits, unless it is changed.
wire::Answer wish(wire::Ask ask, std::uint64_t address = 0, std::uint64_t operand = 0, unsigned line = 1);

class ScriptedThread {
 public:
  ScriptedThread(int self, Way way, const wire::Begin& begin) : self_(self), way_(std::move(way)), begin_(&begin) {}

  [[nodiscard]] int self() const { return self_; }

  // `state` stands for the thread's future: the same number, the same future; 0: like none before.
  std::uint64_t load(std::uint64_t address, std::uint64_t state = 0, unsigned line = 1);
  void store(std::uint64_t address, std::uint64_t value, std::uint64_t state = 0, unsigned line = 2);
  std::uint64_t exchange(std::uint64_t address, std::uint64_t value, std::uint64_t state = 0);
  // Plain memory of four bytes.
  std::uint64_t read(std::uint64_t address) { return access(address, 4, false, 0); }
  void write(std::uint64_t address, std::uint64_t value) { (void)access(address, 4, true, value); }
  std::uint64_t access(std::uint64_t address, std::uint64_t bytes, bool writes, std::uint64_t value);
  // Anything.
  Given ask(wire::Answer answer, std::uint64_t state = 0);

 private:
  int self_;
  Way way_;
  std::size_t next_ = 0;
  const wire::Begin* begin_;
  std::vector<wire::Touched> touched_{};
};

// What such a process is, and what has been said to it.
struct Script {
  std::function<void(ScriptedThread& thread, wire::Call call)> code{};
  std::vector<wire::Atomic> atomics{};
  std::string trouble{};
  std::uint32_t version = wire::version;
  // Whether a process is gone at one of its questions. Both are counted from 1.
  std::function<bool(int process, int question)> breaks = [](int, int) { return false; };
  // What it says instead.
  std::function<void(wire::Answer&)> forge = [](wire::Answer&) {};
  std::function<void(wire::Subject&, int process)> forge_subject = [](wire::Subject&, int) {};

  int processes = 0;
  // Each with its process, its thread and the whole way.
  std::vector<std::pair<int, std::pair<int, Way>>> questions{};
  wire::Begin begin{};  // the last one

  // Adds an atomic of 32 bits.
  void declare(std::uint64_t address, std::uint64_t initial, const std::string& name = "");
  [[nodiscard]] StartConversation start();
};

inline constexpr std::uint64_t x = 0x1000;
inline constexpr std::uint64_t y = 0x1008;
inline constexpr std::uint64_t plain = 0x2000;

inline const Given call_lock{.value = 0, .done = false, .call = wire::Call::lock};
inline const Given call_unlock{.value = 0, .done = false, .call = wire::Call::unlock};
inline Given value(std::uint64_t v) { return {.value = v, .done = false, .call = {}}; }

// A submission and what is known of it.
struct Asked {
  explicit Asked(std::function<void(ScriptedThread&, wire::Call)> code, int of_threads = 2) : threads(of_threads) {
    script.code = std::move(code);
    script.declare(x, 0, "x");
    script.declare(y, 0, "y");
  }

  Automaton& get() {
    if (!automaton)
      automaton = std::make_unique<Automaton>(script.start(), [](std::uint64_t) { return Line{}; }, threads);
    return *automaton;
  }
  // From the beginning of a thread.
  const Node* after(int thread, const Way& way) {
    const Node* node = get().root(thread);
    for (const Given& given : way) node = get().next(node, given);
    return node;
  }

  int threads;
  Script script;
  std::unique_ptr<Automaton> automaton;
};

}  // namespace turnstile::coursework
