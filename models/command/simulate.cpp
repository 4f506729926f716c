#include "models/command/simulate.hpp"

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "models/command/child.hpp"
#include "models/command/find.hpp"
#include "models/relacy/wire.hpp"

namespace turnstile::command {

namespace {

// A simulation ends its search by itself when its budget is gone; who does not in this time on top of it hangs.
constexpr double grace_seconds = 5;

relacy::Result unknown(std::string reason) {
  relacy::Result result;
  result.end = relacy::Result::End::unknown;
  result.reason = std::move(reason);
  return result;
}

std::string last_line(std::string log) {
  while (!log.empty() && log.back() == '\n') log.pop_back();
  return log.substr(log.rfind('\n') + 1);
}

std::string with_log(const std::string& what, const std::string& log) {
  return log.empty() ? what : what + ": " + last_line(log);
}

bool write_all(int descriptor, const std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto size = ::write(descriptor, text.data() + done, text.size() - done);
    if (size <= 0) return false;
    done += static_cast<std::size_t>(size);
  }
  return true;
}

}  // namespace

relacy::Result simulate_in_child(const relacy::Simulation& simulation) {
  const auto limit = std::chrono::duration<double>(simulation.search.budget_seconds + grace_seconds);
  const Ended ended = run_child({simulate_command, std::to_string(::getpid()), relacy::to_json(simulation)},
                                std::chrono::duration_cast<std::chrono::milliseconds>(limit));
  switch (ended.how) {
    case Ended::How::interrupted:
      throw Interrupted{};
    case Ended::How::timed_out:
      return unknown(with_log(fmt::format("the simulation did not end within {:.0f} s", limit.count()), ended.log));
    case Ended::How::killed_by_signal:
      return unknown(with_log(fmt::format("the simulation crashed ({})", ::strsignal(ended.status)), ended.log));
    case Ended::How::exited:
      break;
  }
  if (ended.status != 0) {
    return unknown(with_log(fmt::format("the simulation ended with status {}", ended.status), ended.log));
  }
  try {
    return relacy::result_from_json(ended.answer);
  } catch (const std::runtime_error& e) {
    return unknown(e.what());
  }
}

int answer_simulation(int parent, const std::string& text) {
  die_with_parent(parent);
  const relacy::Simulation simulation = relacy::simulation_from_json(text);
  const Selected selected = find_variant(simulation.algorithm, simulation.variant);
  const MakeProgram make = relacy::program_for(selected.variant->programs, simulation.client);
  const relacy::Result result = relacy::simulate(make, simulation.mix, simulation.search, simulation.settings);
  return write_all(answer_descriptor, relacy::to_json(result)) ? 0 : 1;
}

}  // namespace turnstile::command
