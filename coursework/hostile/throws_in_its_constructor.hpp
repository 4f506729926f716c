// There never is a lock. Nothing is known of it.
#pragma once

class Lock {
 public:
  Lock() { throw 0; }
  void lock(int) {}
  void unlock(int) {}
};
