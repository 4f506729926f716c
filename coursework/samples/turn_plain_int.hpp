// Strict alternation on an ordinary variable.
// Source: E. W. Dijkstra, Cooperating Sequential Processes, EWD 123, 1965, section 2.1; the flaw is ours.
// Expected: a data race on the turn itself, whatever is asked: one thread reads it while the other one writes it, which
// has no meaning in C++. A compiler may read it once and loop for ever.
#pragma once

class Lock {
 public:
  void lock(int self) {
    while (turn_ != self) {
    }
  }

  void unlock(int self) { turn_ = 1 - self; }

 private:
  int turn_ = 0;
};
