// A submission under Relacy. A process can run one simulation: each runs in a copy of this one. A simulation that asks
// something new is told to end, since Relacy would take the automaton's memory for the lock's; it is asked here, and
// the simulation begins anew.
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "coursework/grading/engines.hpp"
#include "coursework/grading/submitted_lock.hpp"
#include "models/engines/relacy/check.hpp"
#include "models/engines/relacy/counterexample.hpp"
#include "models/engines/relacy/platform.hpp"
#include "models/engines/relacy/wire.hpp"

namespace turnstile::coursework {

namespace {

using json = nlohmann::json;

constexpr int most_beginnings = 1'000;
// The limits of one simulation: RC11 says what holds, so that this is a second opinion and may be quick.
constexpr std::uint64_t iterations = 2'000;
constexpr std::uint64_t work_limit = 150'000;
constexpr double longest_seconds = 120;  // in which it does that much work on any machine

json way_json(const std::vector<Given>& way) {
  json steps = json::array();
  for (const Given& g : way) steps.push_back({g.value, g.done, g.call ? static_cast<int>(*g.call) : -1});
  return steps;
}

std::vector<Given> way_in(const json& steps) {
  std::vector<Given> way;
  for (const json& step : steps) {
    Given given{.value = step.at(0), .done = step.at(1)};
    if (const int call = step.at(2); call >= 0) given.call = static_cast<wire::Call>(call);
    way.push_back(given);
  }
  return way;
}

void write_all(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t size = ::write(descriptor, text.data() + done, text.size() - done);
    if (size <= 0) return;
    done += static_cast<std::size_t>(size);
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 65536> part{};
  for (ssize_t size = 0; (size = ::read(descriptor, part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  return text;
}

relacy::Result unknown(const std::string& why) {
  relacy::Result result;
  result.end = relacy::Result::End::unknown;
  result.reason = why;
  return result;
}

// What `work` returns, computed in a copy of this process; empty where that came to nothing.
template <class Work>
std::string in_a_copy(Work work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return "";
  const pid_t copy = ::fork();
  if (copy == 0) {
    ::close(ends[0]);
    write_all(ends[1], work());
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string answer = copy > 0 ? read_all(ends[0]) : "";
  ::close(ends[0]);
  int status = 0;
  if (copy > 0) ::waitpid(copy, &status, 0);
  return status == 0 ? answer : "";
}

relacy::Result simulate(Automaton& automaton, const Question& question, const relacy::Simulation& simulation) {
  relacy::Search search = simulation.search;
  search.iterations = std::min(search.iterations, iterations);
  search.work_limit = std::min(search.work_limit, work_limit);
  search.budget_seconds = longest_seconds;
  for (int i = 0; i < most_beginnings; ++i) {
    automaton.take_in();
    const std::string text = in_a_copy([&] {
      automaton.seal();
      const relacy::Result result = relacy::simulate(question.variant->programs.of(*simulation.client), simulation.mix,
                                                     search, simulation.settings);
      return json{{"result", relacy::to_json(result)},
                  {"thread", automaton.missing_thread()},
                  {"way", way_json(automaton.missing_way())}}
          .dump();
    });
    if (text.empty()) return unknown("Relacy's simulation crashed");
    const json answer = json::parse(text);
    if (answer.at("way").empty()) return relacy::result_from_json(answer.at("result"));
    automaton.follow(answer.at("thread"), way_in(answer.at("way")));
  }
  return unknown("its loops are too many");
}

}  // namespace

Programs relacy_programs(Shape shape) {
  if (shape == Shape::shared) return programs_of<SubmittedSharedLock, relacy::Platform>();
  if (shape == Shape::scheduled) return programs_of<SubmittedPriorityLock, relacy::Platform>();
  return programs_of<SubmittedLock, relacy::Platform>();
}

Verdict ask_relacy(Automaton& automaton, const Question& question) {
  const Variant form = about(automaton, *question.variant);
  Question limited = question;
  limited.variant = &form;
  limited.budget_seconds = 1e9;
  Verdict verdict;
  // The loop is needed here, too: to make a counterexample small it is run here, which can teach something new.
  for (int i = 0; i < most_beginnings; ++i) {
    automaton.take_in();
    verdict = relacy::check(
        limited, [&](const relacy::Simulation& s) { return simulate(automaton, limited, s); },
        [&](const counterexample::Artifact& recorded, double) {
          return relacy::smallest(recorded, limited.variant->interleavings.of(*recorded.client));
        });
    if (!automaton.learned()) break;
  }
  return verdict;
}

}  // namespace turnstile::coursework
