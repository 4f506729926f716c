// How fast the exhaustive engine is: programs whose executions are counted by its tests, with one job and with two.
//
//   executions    that came to their end; blocked and discarded ones were run as well
//   ns_per_graph  processor time of a run, whatever its end, all jobs together
//   graphs        that were kept at once
//   graph_bytes   what one of them takes
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "models/engines/rc11/tests/programs.hpp"

namespace {

using turnstile::rc11::Counted;
using turnstile::rc11::Hangs;
using turnstile::rc11::Options;
using turnstile::rc11::Result;

// Whether some number of executions was wrong: then this program fails.
bool failed = false;

// A program is measured only if it has so many executions that its time means something.
constexpr std::uint64_t fewest_executions = 100;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void explore(benchmark::State& state, const Counted& counted, int jobs) {
  Options options;
  options.jobs = jobs;
  options.hangs = Hangs::blocked;
  Result result;
  double runs = 0;
  double seconds = 0;
  for ([[maybe_unused]] const auto iteration : state) {
    const double before = processor_seconds();
    result = turnstile::rc11::explore_all(counted.program, options);
    seconds += processor_seconds() - before;
    runs += static_cast<double>(result.executions + result.blocked + result.discarded);
  }
  if (!result.complete || result.executions != counted.executions) {
    failed = true;
    state.SkipWithError("the number of executions is wrong");
    return;
  }
  state.counters["executions"] = static_cast<double>(result.executions);
  state.counters["ns_per_graph"] = 1e9 * seconds / runs;
  state.counters["graphs"] = static_cast<double>(result.graphs);
  state.counters["graph_bytes"] = static_cast<double>(result.bytes) / static_cast<double>(result.graphs);
}

void add_all() {
  for (const Counted& counted : turnstile::rc11::all_counted()) {
    if (counted.executions < fewest_executions) continue;
    for (const int jobs : {1, 2}) {
      const std::string name = "rc11_" + counted.name + "/jobs:" + std::to_string(jobs);
      benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) { explore(state, counted, jobs); })
          ->Unit(benchmark::kMillisecond)
          ->MeasureProcessCPUTime()
          ->UseRealTime();
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int bad_input = 2;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return bad_input;
  add_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
