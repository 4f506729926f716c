// The trace of an execution that is run once more to be shown. The execution tells it what its threads do.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "models/engines/rc11/execution_view.hpp"
#include "models/engines/rc11/graph.hpp"
#include "models/engines/rc11/memory.hpp"
#include "models/engines/rc11/place.hpp"
#include "models/engines/rc11/plain.hpp"
#include "models/engines/rc11/thread.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11 {

// What was recorded; the variables have no names yet.
struct Recorded {
  Trace steps;
  std::vector<const void*> addresses;  // of each step the variable's
  std::vector<Ref> moments;            // and what its thread had done before
  Ending ending{};
};

class Recorder {
 public:
  // `performed` is called after each step that is an access or a fence.
  Recorder(const ExecutionView& execution, std::function<void()> performed)
      : execution_(execution), performed_(std::move(performed)) {}

  // --- what happens, in this order
  void access(Ref ref, Place where);
  void plain_access(Operation operation, const LocationInfo& info, Value read, Value written,
                    PlainVariables::Answer answer, Place where);
  void fence(std::memory_order order, Place where);
  void section(Section section);
  void choice(const Event& choice, Place where);
  void mark(std::string text);
  // An atomic or a plain variable ends. The place is known only if it was made by make() and is destroyed with that.
  void ending(const void* address);
  // An operation on an atomic that has ended. It is not performed.
  void use_after_end(Operation operation, const void* address, Place where);
  void allocation(const Memory::Block& block);
  void release(const Memory::Block& block, Place where);
  void leak(const Memory::Block& block) { leaked_ = block.key(); }
  // Says that the thread's events from that one on are a round that has failed.
  void failed_round(int thread, int first_event, bool for_ever);

  // The step that was recorded last, and the address of its variable.
  [[nodiscard]] const Step& last() const { return recorded_.steps.back(); }
  [[nodiscard]] const void* last_address() const { return recorded_.addresses.back(); }

  // The execution has ended.
  Recorded finish(Ending ending);

 private:
  [[nodiscard]] const Thread& me() const;
  [[nodiscard]] Step now(Operation operation, std::memory_order order, const Place& where) const;
  void note(Step step, const void* address, int moment);
  void note_block(Operation operation, const Memory::Block& block, const Place& where);
  [[nodiscard]] int step_writing(Ref write) const;
  [[nodiscard]] Ref newest_recorded(const Event& access) const;
  void note_places();
  void note_who_waits();
  [[nodiscard]] bool is_wrong(std::size_t step, const void* partner) const;
  void keep_what_is_wrong();

  struct PlainWrites {
    int last = Step::initial;
    int number = 0;
  };

  const ExecutionView& execution_;
  std::function<void()> performed_;
  Recorded recorded_;
  std::vector<std::pair<Ref, int>> step_of_;  // of each recorded write
  std::map<const void*, PlainWrites> plain_writes_;
  const void* leaked_ = nullptr;
};

}  // namespace turnstile::rc11
