// The thread_local variables of the program under exploration. All of its threads run in one thread of the process, which
// has one of each: where one changes, the threads see what in the program they would not, and no verdict means anything.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace turnstile::rc11 {

class ThreadLocals {
 public:
  // Those that the symbol table of the executable names, but for ours. None where it has no table ("stripped"); shared
  // libraries are not looked at.
  ThreadLocals();

  // An execution begins.
  void note();
  // The name of one that has changed since; nothing: none has.
  [[nodiscard]] const std::string* changed() const;

 private:
  std::vector<std::byte> before_;  // of all, one after the other
};

}  // namespace turnstile::rc11
