// A few lines that are more classes than there is memory for.
#pragma once

template <int n, class A, class B>
struct Tree {
  using Left = typename Tree<n - 1, Tree<n, A, A>, Tree<n, B, A>>::Left;
  using Right = typename Tree<n - 1, Tree<n, B, B>, Tree<n, B, A>>::Right;
};
template <class A, class B>
struct Tree<0, A, B> {
  using Left = A;
  using Right = B;
};
inline Tree<100, int, char>::Left tree;

class Lock {
 public:
  void lock(int) {}
  void unlock(int) {}
};
