// Includes a file without end.
#include "/dev/zero"
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
