// One thread uses every operation of a platform, and writes down all that it is told.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "algorithms/platform.hpp"

namespace turnstile::tests {

// Fixed memory: inside a simulation, Relacy would take a vector's for the client's.
class Transcript {
 public:
  template <class T>
  void say(T value) {
    lines_.at(size_++) = static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  bool operator==(const Transcript&) const = default;

 private:
  std::array<std::int64_t, 256> lines_{};
  std::size_t size_ = 0;
};

template <platform Platform, class T>
void use_everywhere(Transcript& transcript, T a, T b) {
  typename Platform::template atomic<T> x(a);
  const auto note = [&](auto said) {
    transcript.say(said);
    transcript.say(x.load(relaxed));
  };
  note(x.load(acquire));
  x.store(b, release);
  note(x.load(seq_cst));
  x.store(a, relaxed);
  note(x.exchange(b, acq_rel));
  x.store(a, seq_cst);
  T expected = a;
  note(x.compare_exchange_strong(expected, b, acq_rel, acquire));
  note(expected);
  note(x.compare_exchange_strong(expected, a, seq_cst, relaxed));
  note(expected);
  while (!x.compare_exchange_weak(expected, a, release, relaxed)) {
    // The weak form may fail although the values agree; the values it leaves must agree then.
    if (expected != b) note(expected);
  }
  note(expected);
  T other = b;
  note(x.compare_exchange_weak(other, b, acquire, acquire));
  note(other);
  x.wait(b, acquire);  // holds a: returns at once
  x.notify_one();
  x.notify_all();
}

template <platform Platform, class T>
void count_everywhere(Transcript& transcript, T start, T operand) {
  typename Platform::template atomic<T> x(start);
  for (int round = 0; round < 3; ++round) {
    transcript.say(x.fetch_add(operand, relaxed));
    transcript.say(x.fetch_sub(static_cast<T>(operand / 2 + 1), acq_rel));
    transcript.say(x.fetch_or(operand, acquire));
    transcript.say(x.fetch_xor(static_cast<T>(start + round), release));
    transcript.say(x.fetch_and(static_cast<T>(~operand), seq_cst));
  }
  transcript.say(x.load(relaxed));
}

template <platform Platform>
void use_the_rest(Transcript& transcript) {
  typename Platform::template atomic<int> fresh;
  transcript.say(fresh.load(relaxed));
  typename Platform::template var<int> plain(7);
  transcript.say(plain.read());
  plain.write(8);
  transcript.say(plain.read());
  typename Platform::template var<bool> untouched;
  transcript.say(untouched.read());
  for (const auto order : {relaxed, acquire, release, acq_rel, seq_cst}) Platform::fence(order);
  int looks = 0;
  Platform::await([&] {
    ++looks;
    return true;
  });
  transcript.say(looks);
}

// Wrap-around of the narrow type included.
template <platform Platform>
Transcript transcript() {
  Transcript t;
  use_everywhere<Platform, int>(t, 3, -4);
  use_everywhere<Platform, bool>(t, false, true);
  use_everywhere<Platform, unsigned char>(t, 0, 255);
  count_everywhere<Platform, int>(t, 5, 1000);
  count_everywhere<Platform, unsigned char>(t, 250, 9);
  use_the_rest<Platform>(t);
  return t;
}

}  // namespace turnstile::tests
