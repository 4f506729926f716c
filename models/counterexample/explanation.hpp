// What went wrong, in words.
#pragma once

#include <string>
#include <vector>

namespace turnstile::counterexample {

struct Explanation {
  std::string sentence;
  std::vector<int> culprits;  // the events that it names, the one that completes the violation last
};

}  // namespace turnstile::counterexample
