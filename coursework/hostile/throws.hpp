// Throws where locks do not. Nothing is known of such a lock.
#pragma once

class Lock {
 public:
  void lock(int) { throw 0; }
  void unlock(int) {}
};
