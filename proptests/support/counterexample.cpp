#include "proptests/support/counterexample.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/counterexample/json.hpp"
#include "models/counterexample/make.hpp"
#include "models/counterexample/show_text.hpp"
#include "models/engines/interleaving/easiest.hpp"
#include "models/engines/interleaving/replay.hpp"
#include "models/engines/interleaving/shrink.hpp"
#include "models/engines/interleaving/tests/printing.hpp"
#include "models/inquiry/mixes.hpp"

namespace turnstile::interleaving {

namespace {

using counterexample::Artifact;

// --- the smallest program ----------------------------------------------------------------------------------------------

// Schedules of more preemptions are too many to try them all.
constexpr int most_preemptions = 3;

// That a thread stays away matters only to threads that wait for it, and to those that it does not overtake then.
int fewest_rounds(const ClientRow& client) { return client.with_absent || client.counts_overtaking ? 0 : 1; }

int total(const Mix& mix) { return std::accumulate(mix.rounds.begin(), mix.rounds.end(), 0); }

// Each thread up to so many rounds; the fewest in all come first.
std::vector<Mix> mixes_of(const Party& party, int fewest, int most) {
  std::vector<Mix> mixes = {Mix::all(party, fewest)};
  for (int i = 0; i < party.threads; ++i) {
    for (std::size_t n = mixes.size(); n-- > 0;) {
      for (int rounds = fewest + 1; rounds <= most; ++rounds) {
        mixes.push_back(mixes[n]);
        mixes.back()[i] = rounds;
      }
    }
  }
  std::ranges::sort(mixes, {}, [](const Mix& mix) { return std::pair(total(mix), mix.rounds); });
  return mixes;
}

// How often one thread among these must be overtaken to refute the claim; nothing: there is no such number. All other
// threads overtake equally often, so that fewer threads overtake less.
std::optional<int> refuting(const Question& question, const Party& party) {
  const int overtaken = (question.claimed_bypass + 1) * (party.threads - 1);
  const int others = question.mix.threads - 1;
  return overtaken % others == 0 ? std::optional(overtaken / others) : std::nullopt;
}

// The same question about less, smallest first.
std::vector<Question> smaller_questions(const Question& question) {
  std::vector<Question> questions;
  const Party most{.threads = question.mix.threads, .readers = question.mix.readers};
  for (const Party& party : smaller_parties(most, question.fewest_threads)) {
    Question smaller = question;
    const bool claims = question.claimed_bypass >= 0;
    const std::optional<int> overtaken = refuting(question, party);
    if (claims && !overtaken) continue;
    if (claims) smaller.claimed_bypass = *overtaken - 1;
    for (const Mix& mix : mixes_of(party, fewest_rounds(*question.client), question.mix.most())) {
      // The overtaken thread needs one round, and the others together one for each time.
      if (total(mix) < (claims ? overtaken.value_or(0) + 1 : 1)) continue;
      smaller.mix = mix;
      questions.push_back(smaller);
    }
  }
  return questions;
}

// --- the easiest schedule ----------------------------------------------------------------------------------------------

std::optional<Failure> first_failure(Executor& executor, Kind kind) {
  std::optional<Failure> found;
  for (int length = 0; length <= most_preemptions && !found; ++length) {
    for (const int quantum : quanta_to_try(kind)) {
      const auto try_it = [&](const Schedule& schedule) -> std::size_t {
        if (found) return 0;
        const Ending ending = executor.execute(schedule);
        if (ending.kind == kind) found = failure_under(executor, ending, schedule);
        return executor.came_to_pass();
      };
      for_each_different_schedule(executor.mix().threads, length, longest_stretch, quantum, try_it);
    }
  }
  return found;
}

std::optional<counterexample::BypassClaim> claim_of(const Question& question) {
  if (question.claimed_bypass < 0) return std::nullopt;
  const char* writers = question.mix.readers > 0 ? "writer" : "thread";
  return counterexample::BypassClaim{.at_most = question.claimed_bypass,
                                     .of_class = question.claimed_of == Role::reader ? "reader" : writers};
}

Artifact artifact_of(const Question& question, Failure failure) {
  Artifact artifact = {.algorithm = "",
                       .variant = "",
                       .property = question.client->asks,
                       .kind = failure.ending.kind,
                       .engine = Engine::interleavings,
                       .model = "sequentially consistent interleavings",
                       .client = question.client,
                       .mix = question.mix,
                       .claim = claim_of(question)};
  if (failure.cycle) artifact.cycle = static_cast<int>(place_of(failure.trace, failure.cycle->first));
  artifact.events = std::move(failure.trace);
  return counterexample::make(smallest(std::move(artifact), question.program));
}

// --- names and files ---------------------------------------------------------------------------------------------------

// "algorithms/tsl/tsl_ttas.hpp": "correct_ttas"; "algorithms/tsl/broken_spin_wait.hpp": "broken_spin_wait".
std::string form_in(const std::filesystem::path& header, const std::string& stem) {
  const std::string name = header.stem().string();
  return name.starts_with(stem) ? "correct" + name.substr(stem.size()) : name;
}

// Nobody sees half a file, the tests of another process included.
void write(const std::filesystem::path& path, const std::string& content) {
  const std::filesystem::path unfinished = path.string() + ".unfinished";
  std::ofstream file(unfinished);
  file << content;
  file.close();
  if (!file) throw std::runtime_error("cannot write " + unfinished.string());
  std::filesystem::rename(unfinished, path);
}

}  // namespace

std::optional<Artifact> smallest_counterexample(const Question& question, Kind kind) {
  for (const Question& smaller : smaller_questions(question)) {
    Executor executor = executor_of(smaller);
    const std::optional<Failure> failure = first_failure(executor, kind);
    if (failure) return artifact_of(smaller, easiest(executor, *failure));
  }
  return std::nullopt;
}

std::optional<std::string> variant_of(const Trace& events, const std::string& stem, const std::string& test) {
  std::set<std::string> forms;
  for (const Step& step : events) {
    const std::filesystem::path file(step.file);
    if (file.parent_path().parent_path() != "algorithms") continue;
    if (file.parent_path().filename() != stem) return std::nullopt;
    forms.insert(form_in(file, stem));
  }
  if (forms.size() != 1 || !test.starts_with(*forms.begin() + "_")) return std::nullopt;
  return *forms.begin();
}

bool preferred(const Artifact& a, const Artifact& b) {
  const auto rank = [](const Artifact& artifact) {
    return std::tuple(artifact.kind, counterexample::shared_events(artifact.events),
                      counterexample::context_switches(artifact.events), to_json(artifact));
  };
  return rank(a) < rank(b);
}

void keep(const Artifact& artifact, const std::string& directory) {
  const std::string stem = stem_of_file(artifact);
  const std::filesystem::path path = std::filesystem::path(directory) / (stem + ".json");
  if (std::filesystem::exists(path) && !preferred(artifact, counterexample::read(path.string()))) return;
  write(path, to_json(artifact));
  write(std::filesystem::path(directory) / (stem + ".txt"), text(artifact, {.file = stem + ".json"}));
}

void expect_counterexample(const Question& question, Kind kind) {
  const std::optional<Artifact> found = smallest_counterexample(question, kind);
  ASSERT_TRUE(found) << "no schedule of few preemptions shows " << name(kind);
  Artifact artifact = found.value_or(Artifact{});
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  const std::optional<std::string> variant = variant_of(artifact.events, test.test_suite_name(), test.name());
  const counterexample::Replayed replayed = replay(artifact, question.program);
  ASSERT_EQ(replayed.end, counterexample::Replayed::End::violates) << replayed.reason << '\n'
                                                                   << artifact.model << '\n'
                                                                   << text(artifact, {});
  ASSERT_TRUE(variant) << "whose code is this?\n" << text(artifact, {});
  artifact.algorithm = test.test_suite_name();
  artifact.variant = variant.value_or("");
  std::cout << text(artifact, {}) << '\n';
  const char* directory = std::getenv("TURNSTILE_COUNTEREXAMPLES");
  if (directory != nullptr) keep(artifact, directory);
}

}  // namespace turnstile::interleaving
