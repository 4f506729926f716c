// What an execution shows of itself: to whoever records it, asks it whether it hangs, supposes something, or leads it along a
// script. They know no more of it.
#pragma once

#include "models/engines/rc11/exploration.hpp"
#include "models/engines/rc11/memory.hpp"
#include "models/engines/rc11/place.hpp"
#include "models/engines/rc11/thread.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::rc11 {

class ExecutionView {
 public:
  ExecutionView() = default;
  ExecutionView(const ExecutionView&) = delete;
  ExecutionView& operator=(const ExecutionView&) = delete;

  // The number that the client gives a thread: it creates its first thread first, and main has no number.
  [[nodiscard]] static int seat(int thread) { return thread - 1; }

  [[nodiscard]] virtual const Graph& graph() const = 0;
  [[nodiscard]] virtual const Thread& thread(int t) const = 0;
  [[nodiscard]] virtual const LocationInfo& info(int location) const = 0;
  [[nodiscard]] virtual const Memory& memory() const = 0;
  // The thread that runs.
  [[nodiscard]] virtual int self() const = 0;

  // --- when it has ended
  [[nodiscard]] virtual Kind kind() const = 0;  // of a violation
  // The thread that has ended it, and whether because it waits for another one where that is wrong. -1: nobody.
  [[nodiscard]] virtual int ended_by() const = 0;
  [[nodiscard]] virtual bool waits_wrongly() const = 0;
  // Whether some thread waits, and looks at that location.
  [[nodiscard]] virtual bool somebody_waits_for(int location) const = 0;

  // --- for a supposition and a script
  virtual Memory& memory() = 0;
  virtual Exploration& exploration() = 0;
  // The threads of this run, by name.
  [[nodiscard]] virtual const std::vector<int>& started() const = 0;
  // The running thread goes on when its turn has come; or never, since the execution is none that anybody wants.
  virtual void wait_out_of_turn() = 0;
  [[noreturn]] virtual void discard() = 0;

 protected:
  ~ExecutionView() = default;
};

}  // namespace turnstile::rc11
