#include "models/engines/rc11/plain.hpp"

namespace turnstile::rc11 {

int PlainVariables::create(int thread, int moment) {
  Variable variable;
  variable.writer = thread;
  variable.written = moment;
  variables_.push_back(variable);
  return static_cast<int>(variables_.size()) - 1;
}

PlainVariables::Answer PlainVariables::read(int variable, int thread, int moment, const Clock& known) {
  Variable& v = at(variable);
  if (v.destroyed) return Answer::destroyed;
  if (v.writer != thread && !ordered(v.writer, v.written, known)) return Answer::race;
  v.reads[static_cast<std::size_t>(thread)] = moment;
  return Answer::fine;
}

PlainVariables::Answer PlainVariables::write(int variable, int thread, int moment, const Clock& known) {
  if (at(variable).destroyed) return Answer::destroyed;
  return replace(variable, thread, moment, known);
}

PlainVariables::Answer PlainVariables::replace(int variable, int thread, int moment, const Clock& known) {
  Variable& v = at(variable);
  if (v.writer != thread && !ordered(v.writer, v.written, known)) return Answer::race;
  for (int t = 0; t < graph_threads; ++t) {
    const int read = v.reads[static_cast<std::size_t>(t)];
    if (t != thread && read >= 0 && !ordered(t, read, known)) return Answer::race;
  }
  v.writer = thread;
  v.written = moment;
  return Answer::fine;
}

PlainVariables::Answer PlainVariables::destroy(int variable, int thread, int moment, const Clock& known) {
  const Answer answer = write(variable, thread, moment, known);
  at(variable).destroyed = true;
  // An access that is not ordered with the variable's end may come after it.
  return answer == Answer::race ? Answer::destroyed : answer;
}

}  // namespace turnstile::rc11
