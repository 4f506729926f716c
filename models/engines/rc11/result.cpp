#include "models/engines/rc11/result.hpp"

namespace turnstile::rc11 {

const char* model_with(SeqCst seq_cst) {
  switch (seq_cst) {
    case SeqCst::rc11:
      return "RC11, with the SC axiom of its paper and the release sequences of C++20";
    case SeqCst::letter:
      return "RC11, with the SC order of C++20's letter and its release sequences";
    case SeqCst::cxx20:
      break;
  }
  return model;
}

SeqCst seq_cst_of(std::string_view words) {
  for (const SeqCst other : {SeqCst::rc11, SeqCst::letter}) {
    if (words.starts_with(model_with(other))) return other;
  }
  return SeqCst::cxx20;
}

void MeasuredBypass::add(const MeasuredBypass& other) {
  if (other.bound > bound) {
    *this = other;
  } else if (other.bound == bound) {
    exact |= other.exact;
  }
}

}  // namespace turnstile::rc11
