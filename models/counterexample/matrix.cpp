#include "models/counterexample/matrix.hpp"

#include <cstddef>

namespace turnstile::counterexample {

Matrix& Matrix::operator|=(const Matrix& other) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] |= other.bits_[i];
  return *this;
}

void Matrix::add_row(int a, const Matrix& other, int b) {
  for (std::size_t w = 0; w < words_; ++w) bits_[index(a) * words_ + w] |= other.bits_[index(b) * words_ + w];
}

Matrix operator*(const Matrix& first, const Matrix& then) {
  Matrix both(first.size_);
  for (int a = 0; a < first.size_; ++a) {
    for (int k = 0; k < first.size_; ++k) {
      if (first.at(a, k)) both.add_row(a, then, k);
    }
  }
  return both;
}

Matrix Matrix::closed() const {
  Matrix all = *this;
  for (int k = 0; k < size_; ++k) {
    for (int a = 0; a < size_; ++a) {
      if (all.at(a, k)) all.add_row(a, all, k);
    }
  }
  return all;
}

Matrix Matrix::or_same() const {
  Matrix all = *this;
  for (int a = 0; a < size_; ++a) all.set(a, a);
  return all;
}

std::optional<int> Matrix::reflexive() const {
  for (int a = 0; a < size_; ++a) {
    if (at(a, a)) return a;
  }
  return std::nullopt;
}

}  // namespace turnstile::counterexample
