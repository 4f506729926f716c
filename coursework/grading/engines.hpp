// The engines, with a submission as the algorithm.
#pragma once

#include <cstdint>

#include "coursework/grading/automaton.hpp"
#include "models/questions/question.hpp"
#include "models/vocabulary/program.hpp"
#include "models/vocabulary/weakening.hpp"

namespace turnstile::coursework {

// A submission is a lock, or one that readers share, or one that asks a scheduler.
enum class Shape : std::uint8_t { exclusive, shared, scheduled };
// The clients of a submission on each platform. They are about an automaton, which an engine is told when it is asked.
Programs rc11_programs(Shape shape);
Programs relacy_programs(Shape shape);
Programs interleaving_programs(Shape shape);

// The same form, with clients of that submission.
Variant about(Automaton& automaton, const Variant& form);

// Each answers a question about the submission, and begins anew as often as something was learned about how it is to be
// run. What they may do is counted in executions, so that the answers are the same on every machine.
Verdict ask_rc11(Automaton& automaton, const Question& question, const OrderTaken& taken = {});
Verdict ask_relacy(Automaton& automaton, const Question& question);
Verdict ask_interleavings(Automaton& automaton, const Question& question);
// For locks that ask a scheduler.
Verdict ask_uniprocessor(Automaton& automaton, const Question& question);

}  // namespace turnstile::coursework
