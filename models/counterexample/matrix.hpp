// A relation between the events of an execution, as a matrix of bits.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <vector>

namespace turnstile::counterexample {

class Matrix {
 public:
  // A matrix of so many events, none of which are related.
  explicit Matrix(int size)
      : size_(size), words_((index(size) + bits_of_word - 1) / bits_of_word), bits_(index(size) * words_) {}
  // A matrix that relates the pairs for which `related` is true.
  template <std::predicate<int, int> Related>
  Matrix(int size, Related related) : Matrix(size) {
    for (int a = 0; a < size; ++a) {
      for (int b = 0; b < size; ++b) {
        if (related(a, b)) set(a, b);
      }
    }
  }

  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] bool at(int a, int b) const { return ((bits_[word(a, b)] >> (index(b) % bits_of_word)) & 1U) != 0; }
  void set(int a, int b) { bits_[word(a, b)] |= std::uint64_t{1} << (index(b) % bits_of_word); }

  Matrix& operator|=(const Matrix& other);
  friend Matrix operator|(Matrix a, const Matrix& b) { return a |= b; }
  // The composition: first the one relation, then the other.
  friend Matrix operator*(const Matrix& first, const Matrix& then);
  // The transitive closure.
  [[nodiscard]] Matrix closed() const;
  // The reflexive closure.
  [[nodiscard]] Matrix or_same() const;
  // An event that is related to itself.
  [[nodiscard]] std::optional<int> reflexive() const;

 private:
  static constexpr std::size_t bits_of_word = 64;
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  [[nodiscard]] std::size_t word(int a, int b) const { return index(a) * words_ + index(b) / bits_of_word; }
  // Whatever `other` has in its row b, this one has in its row a.
  void add_row(int a, const Matrix& other, int b);

  int size_;
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace turnstile::counterexample
