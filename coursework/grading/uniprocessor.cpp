// A submission on the simulated processor, where priorities decide which task runs.
#include <memory>
#include <system_error>

#include "coursework/grading/engines.hpp"
#include "coursework/grading/submitted_lock.hpp"
#include "models/engines/uniprocessor/check.hpp"
#include "models/engines/uniprocessor/explore.hpp"
#include "models/engines/uniprocessor/processor.hpp"

namespace turnstile::coursework {

namespace {

constexpr int most_beginnings = 200;
constexpr double no_limit = 1e6;

// That engine has no way to say that an execution means nothing: it is ended, and the automaton remembers why.
struct Platform : uniprocessor::Platform {
  static void stop() {
    if (uniprocessor::Processor::current != nullptr) uniprocessor::Processor::current->stop();
  }
};

// One lock, for the tasks of a scenario.
class Locks final : public uniprocessor::Locks {
 public:
  Locks(Automaton& automaton, uniprocessor::Processor& processor)
      : lock_(Context{.subject = &automaton}, scheduling_by(processor)) {}

  std::errc lock(int, int task) override {
    lock_.lock(task);
    return {};
  }
  std::errc try_lock_for(int, int, Ticks) override { return std::errc::operation_not_supported; }
  std::errc unlock(int, int task) override {
    lock_.unlock(task);
    return {};
  }

 private:
  SubmittedLock<Platform> lock_;
};

}  // namespace

Verdict ask_uniprocessor(Automaton& automaton, const Question& question) {
  const auto make = [&automaton](uniprocessor::Processor& processor, const uniprocessor::Scenario&) {
    return std::make_unique<Locks>(automaton, processor);
  };
  const uniprocessor::Subject subject{.make = make, .keeps_books = false, .bound = uniprocessor::Bound::inheritance};
  Verdict verdict;
  for (int i = 0; i < most_beginnings; ++i) {
    automaton.take_in();
    verdict = uniprocessor::check(question, [&](const uniprocessor::Job& job) {
      return uniprocessor::explore_scenarios(subject, job.property, {.budget_seconds = no_limit});
    });
    if (!automaton.learned()) break;
  }
  if (automaton.given_up().empty()) return verdict;
  verdict.outcome = Outcome::unknown;
  verdict.kind = Kind::none;
  verdict.reason = automaton.given_up();
  verdict.artifact.reset();
  return verdict;
}

}  // namespace turnstile::coursework
