// The thread_local variables of the program under exploration. All of its threads run in one thread of the process,
// which has one of each: where one changes, the threads see what they would not see in the program, and no verdict
// means anything.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace turnstile::rc11 {

class ThreadLocals {
 public:
  // Finds those that the symbol table of the executable names, except for ours. There are none where it has no table
  // ("stripped"); shared libraries are not looked at.
  ThreadLocals();

  // To be called when an execution begins.
  void note();
  // The name of one that has changed since; a null pointer: none has.
  [[nodiscard]] const std::string* changed() const;

 private:
  std::vector<std::byte> before_;  // of all, one after the other
};

}  // namespace turnstile::rc11
