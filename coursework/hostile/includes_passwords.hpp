// Includes a file of the system that is none of its business, to see it in the messages.
#include "/etc/passwd"
class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
