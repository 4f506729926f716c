// Leaves macros behind that are the language's words. They are gone where they could do harm.
#pragma once

class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};

#define private public
#define class struct
#define if while
#define while if
#define return throw
#define int long
#define const
#define template
#define requires
#define constexpr
#define namespace union
#define static_assert(...)
