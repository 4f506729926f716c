// Never returns, and touches nothing. Ended after a number of basic blocks, not of seconds.
#pragma once

class Lock {
 public:
  void lock(int) {
    volatile bool ever = true;
    while (ever) {
    }
  }
  void unlock(int) {}
};
