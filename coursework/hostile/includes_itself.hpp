// Includes itself without end.
#include "includes_itself.hpp"
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
