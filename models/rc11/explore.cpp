#include "models/rc11/explore.hpp"

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/rc11/replay.hpp"
#include "models/rc11/search.hpp"
#include "models/rc11/shrink.hpp"
#include "models/rc11/watchdog.hpp"

namespace turnstile::rc11 {

namespace {

// What a client calls its variables, kept beyond its end.
class KeptNames final : public Names {
 public:
  // A copy: what was given may be memory of the program.
  void add(std::string name, const void* address) override {
    const InEngine inside;
    names_.emplace_back(std::string(name.data(), name.size()), address);
  }
  void tell(Names& other) const {
    for (const auto& [name, address] : names_) other.add(name, address);
  }
  void forget() { names_.clear(); }
  [[nodiscard]] bool empty() const { return names_.empty(); }

 private:
  std::vector<std::pair<std::string, const void*>> names_;
};

// The main thread of a lock's client.
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

// definitions.md: remainder_blocks where one more round of a thread that left early would release somebody.
Kind kind_of_hang(Execution& execution, const Mix& mix) {
  for (int i = 0; i < mix.threads; ++i) {
    const bool finished = execution.thread(i + 1).state == Thread::State::finished;
    if (!finished || !mix.fewer_than_others(i)) continue;
    if (execution.would_release([&] { client_of(execution).another_round(i); })) return Kind::remainder_blocks;
  }
  return Kind::deadlock;
}

}  // namespace

void MeasuredBypass::add(const MeasuredBypass& other) {
  if (other.bound > bound) {
    *this = other;
  } else if (other.bound == bound) {
    exact |= other.exact;
  }
}

Result explore(const std::function<Body()>& make_body, const Options& options) {
  Search search(make_body, options);
  return search.run();
}

Body client_body(MakeProgram make, const Mix& mix) {
  const auto kept = std::make_shared<KeptNames>();
  return {.run = [make, mix, kept] { run_client(make, mix, *kept); },
          .kind_of_hang = [mix](Execution& execution) { return kind_of_hang(execution, mix); },
          .describe =
              [kept](const Execution& execution, Names& names) {
                if (kept->empty()) {
                  client_of(execution).describe(names);
                } else {
                  kept->tell(names);
                }
              }};
}

Result explore(MakeProgram make, const Mix& mix, const Options& options) {
  std::optional<Watchdog> watchdog;
  if (options.watched) watchdog.emplace(options.stuck_seconds, options.budget_seconds);
  Result result = explore([&] { return client_body(make, mix); }, options);
  if (result.end == Result::End::violated) {
    Replayer replayer(client_body(make, mix), options);
    result.trace = shrunk(result.trace, result.kind, options, replayer);
  }
  return result;
}

}  // namespace turnstile::rc11
