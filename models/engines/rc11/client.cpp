#include "models/engines/rc11/client.hpp"

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/engines/rc11/explore.hpp"
#include "models/engines/rc11/watchdog.hpp"

namespace turnstile::rc11 {

namespace {

// What a client calls its variables, kept beyond its end.
class KeptNames final : public Names {
 public:
  // Copies the name, which may lie in memory of the program.
  void add(std::string name, const void* address) override {
    const InEngine inside;
    names_.emplace_back(std::string(name.data(), name.size()), address);
  }
  void add_values(const void* address, const InWords& in_words) override {
    const InEngine inside;
    values_.emplace_back(address, in_words);
  }
  void tell(Names& other) const {
    for (const auto& [name, address] : names_) other.add(name, address);
    for (const auto& [address, in_words] : values_) other.add_values(address, in_words);
  }
  void forget() {
    names_.clear();
    values_.clear();
  }

 private:
  std::vector<std::pair<std::string, const void*>> names_;
  std::vector<std::pair<const void*, InWords>> values_;
};

// What the main thread of a lock's client does.
void run_client(MakeProgram make, const Mix& mix, KeptNames& names) {
  Execution& execution = Execution::current();
  names.forget();
  Program* program = make(execution.memory().object(program_size), mix);
  execution.memory().object(program->bytes());
  if (execution.recording()) program->describe(names);
  program->before();
  std::array<int, max_threads> threads{};
  for (int i = 0; i < mix.threads; ++i) {
    threads[static_cast<std::size_t>(i)] = execution.spawn([program, i] { program->thread(i); }, Place{});
  }
  for (int i = 0; i < mix.threads; ++i) execution.join(threads[static_cast<std::size_t>(i)]);
  program->after();
  program->~Program();
  execution.check_leaks();
}

Program& client_of(const Execution& execution) {
  return *std::launder(reinterpret_cast<Program*>(execution.memory().object()));
}

// remainder_blocks where one more round of a thread that left early would release a thread (docs/definitions.md).
Kind kind_of_hang(Execution& execution, const Mix& mix) {
  for (int i = 0; i < mix.threads; ++i) {
    const bool finished = execution.thread(i + 1).state == Thread::State::finished;
    if (!finished || !mix.fewer_than_others(i)) continue;
    if (execution.would_release([&] { client_of(execution).another_round(i); })) return Kind::remainder_blocks;
  }
  return Kind::deadlock;
}

}  // namespace

Body client_body(MakeProgram make, const Mix& mix) {
  const auto kept = std::make_shared<KeptNames>();
  return {.run = [make, mix, kept] { run_client(make, mix, *kept); },
          .kind_of_hang = [mix](Execution& execution) { return kind_of_hang(execution, mix); },
          // Is called after a recording, in which the client has told the names: it may be gone by now.
          .describe = [kept](const Execution&, Names& names) { kept->tell(names); }};
}

Result explore(MakeProgram make, const Mix& mix, const Options& options) {
  return explore([&] { return client_body(make, mix); }, options);
}

}  // namespace turnstile::rc11
