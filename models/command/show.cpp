#include "models/command/show.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "models/command/engine_process.hpp"
#include "models/command/find.hpp"
#include "models/command/output_file.hpp"
#include "models/counterexample/dot.hpp"
#include "models/counterexample/html.hpp"
#include "models/counterexample/json.hpp"
#include "models/counterexample/replay.hpp"
#include "models/counterexample/show_text.hpp"

namespace turnstile::command {

namespace {

using counterexample::Artifact;
using counterexample::Replayed;

Artifact read(const std::string& file) {
  try {
    return counterexample::read(file, find_client);
  } catch (const counterexample::NotACounterexample& e) {
    throw BadInput(fmt::format("{}: {}", file, e.what()));
  }
}

bool on_a_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

// Steps of our own code are known by their place in the tree, those of others by the name of a file.
bool is_ours(const Artifact& artifact) {
  return std::ranges::all_of(
      artifact.events, [](const Step& step) { return step.file.empty() || step.file.find('/') != std::string::npos; });
}

// Refuses a file about something that this program does not know.
void check_known(const std::string& file, const Artifact& artifact) {
  if (!is_ours(artifact)) {
    throw BadInput(fmt::format(
        "{}: is of code that is not Turnstile's own: a submission has to be graded again, a lock of your own "
        "checked again",
        file));
  }
  try {
    find_variant(artifact.algorithm, artifact.variant);
  } catch (const BadInput& e) {
    throw BadInput(fmt::format("{}: {}", file, e.what()));
  }
}

bool can_be_replayed(const Artifact& artifact) {
  try {
    check_known("", artifact);
    return true;
  } catch (const BadInput&) {
    return false;
  }
}

std::string shown(const Artifact& artifact, const ShowOptions& options) {
  switch (options.format) {
    case Format::dot:
      return counterexample::dot(artifact);
    case Format::html:
      return counterexample::html(artifact);
    case Format::text:
      break;
  }
  const bool colour = options.output.empty() && on_a_terminal() && std::getenv("NO_COLOR") == nullptr;
  return counterexample::text(
      artifact, {.colour = colour, .details = options.details, .file = can_be_replayed(artifact) ? options.file : ""});
}

}  // namespace

int show(const ShowOptions& options) {
  const Artifact artifact = read(options.file);
  if (options.output.empty()) {
    fmt::print("{}", shown(artifact, options));
    return 0;
  }
  OutputFile output(options.output);
  output.finish(shown(artifact, options));
  return 0;
}

int replay(const ReplayOptions& options) {
  const Artifact artifact = read(options.file);
  check_known(options.file, artifact);
  const Replayed replayed = replay_in_child(options.file);
  const std::string what = fmt::format("{} {}: {} ({})", full_name(artifact), name(artifact.property),
                                       name(artifact.kind), name(artifact.engine));
  switch (replayed.end) {
    case Replayed::End::violates:
      fmt::print("{}: still violated\n{}\n", what, artifact.sentence);
      return exit_violates;
    case Replayed::End::no_longer:
      fmt::print("{}: no longer violated: {}\n", what, replayed.reason);
      return exit_no_longer;
    case Replayed::End::does_not_fit:
      break;
  }
  const std::string where = replayed.step < 0 ? "" : fmt::format(" at step {}", replayed.step + 1);
  throw BadInput(fmt::format("{}: does not fit the code{}: {}", options.file, where, replayed.reason));
}

}  // namespace turnstile::command
