#include "models/rc11/explore.hpp"

#include <array>
#include <new>

#include "models/rc11/search.hpp"

namespace turnstile::rc11 {

namespace {

// The main thread of a lock's client.
void run_client(MakeProgram make, const Mix& mix) {
  Execution& execution = Execution::current();
  Program* program = make(execution.memory().program(), mix);
  program->before();
  std::array<int, max_threads> threads{};
  for (int i = 0; i < mix.threads; ++i) {
    threads[static_cast<std::size_t>(i)] = execution.spawn([program, i] { program->thread(i); });
  }
  for (int i = 0; i < mix.threads; ++i) execution.join(threads[static_cast<std::size_t>(i)]);
  program->after();
  program->~Program();
  execution.check_leaks();
}

Program& client_of(const Execution& execution) {
  return *std::launder(reinterpret_cast<Program*>(execution.memory().program()));
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

Result explore(MakeProgram make, const Mix& mix, const Options& options) {
  return explore(
      [&]() -> Body {
        return {.run = [make, mix] { run_client(make, mix); },
                .kind_of_hang = [mix](Execution& execution) { return kind_of_hang(execution, mix); },
                .describe = [](const Execution& execution, Names& names) { client_of(execution).describe(names); }};
      },
      options);
}

}  // namespace turnstile::rc11
