// <turnstile/atomic.hpp> for a first look at a submission: what is wrong with it is told in the words of the standard
// library. The names are those that are there where it is graded (runtime/include).
#pragma once

#include <atomic>

namespace turnstile {

using std::atomic;
using std::atomic_flag;
using std::atomic_thread_fence;

}  // namespace turnstile
