#include "models/rc11/explore.hpp"

#include <algorithm>
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
  // Copies: what was given may be memory of the program.
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

const char* model_with(SeqCst seq_cst) {
  switch (seq_cst) {
    case SeqCst::rc11:
      return "RC11, with the SC axiom of its paper and the release sequences of C++20";
    case SeqCst::letter:
      return "RC11, with the SC order of C++20's letter and its release sequences";
    case SeqCst::cxx20:
      break;
  }
  return model;
}

SeqCst seq_cst_of(std::string_view words) {
  for (const SeqCst other : {SeqCst::rc11, SeqCst::letter}) {
    if (words.starts_with(model_with(other))) return other;
  }
  return SeqCst::cxx20;
}

void MeasuredBypass::add(const MeasuredBypass& other) {
  if (other.bound > bound) {
    *this = other;
  } else if (other.bound == bound) {
    exact |= other.exact;
  }
}

// What a search finds out about the program's loops it tells, and the next one knows it. There are as many as the program
// has read-modify-writes, at the most twice.
Result explore(const std::function<Body()>& make_body, const Options& options) {
  Options now = options;
  double seconds = 0;
  for (;;) {
    Result result = Search(make_body, now).run();
    result.seconds = seconds += result.seconds;
    if (result.end != Result::End::learnt) {
      result.lessons = now.limits.lessons;
      return result;
    }
    now.limits.lessons.add(result.lessons);
    if (options.budget_seconds > 0) now.budget_seconds = std::max(options.budget_seconds - seconds, 1e-3);
  }
}

Body client_body(MakeProgram make, const Mix& mix) {
  const auto kept = std::make_shared<KeptNames>();
  return {.run = [make, mix, kept] { run_client(make, mix, *kept); },
          .kind_of_hang = [mix](Execution& execution) { return kind_of_hang(execution, mix); },
          // After a recording, in which the client has told them; it may be gone since.
          .describe = [kept](const Execution&, Names& names) { kept->tell(names); }};
}

Result explore(MakeProgram make, const Mix& mix, const Options& options) {
  std::optional<Watchdog> watchdog;
  if (options.watched) watchdog.emplace(options.stuck_seconds, options.budget_seconds);
  Result result = explore([&] { return client_body(make, mix); }, options);
  if (result.end == Result::End::violated) {
    Options with_lessons = options;
    with_lessons.limits.lessons = result.lessons;
    Replayer replayer(client_body(make, mix), with_lessons);
    result.trace = shrunk(result.trace, result.kind, with_lessons, replayer);
  }
  return result;
}

}  // namespace turnstile::rc11
