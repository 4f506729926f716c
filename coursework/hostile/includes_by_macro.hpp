// Includes a file without end, and does not say so. The compiler does not find it, or runs out of memory.
#define SOMEWHERE "/dev/zero"
#include SOMEWHERE
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
