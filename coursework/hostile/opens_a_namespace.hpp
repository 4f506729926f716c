// Takes what the grader has behind it into a namespace.
#pragma once

class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
namespace mine {
