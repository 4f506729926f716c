#include "models/clients/program.hpp"

#include <algorithm>
#include <string>

namespace turnstile {

int Mix::most() const { return *std::max_element(rounds.begin(), rounds.begin() + threads); }

std::string Mix::text() const {
  std::string text;
  for (int i = 0; i < threads; ++i) text += (i == 0 ? "" : ",") + std::to_string((*this)[i]);
  return text;
}

}  // namespace turnstile
