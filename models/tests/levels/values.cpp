// What an operation gives back, and what its caller keeps meanwhile: the engine leaves the function of an operation by a
// way of its own (models/engines/rc11/call.hpp), and must give back the value as the ABI returns its class, and every register that
// the caller may count on. Ends with status 1 where a client does not hold.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include <turnstile/atomic.hpp>
#include <turnstile/check.hpp>

namespace {

using std::memory_order::acquire;
using std::memory_order::relaxed;
using std::memory_order::release;
using turnstile::atomic;
using turnstile::require;

struct TwoFloats {
  float a, b;
  bool operator==(const TwoFloats&) const = default;
};
struct FloatAndInt {
  float a;
  int b;
  bool operator==(const FloatAndInt&) const = default;
};
struct ThreeBytes {
  std::uint8_t a, b, c;
  bool operator==(const ThreeBytes&) const = default;
};
struct TwoShorts {
  std::int16_t a, b;
  bool operator==(const TwoShorts&) const = default;
};
enum class Byte : std::uint8_t { low = 7, high = 250 };

// Three different values through every operation, beside variables that live across all of them.
template <class T>
void values(T a, T b, T c) {
  atomic<T> x(a);
  int whole = 41;
  double fraction = 2.5;
  long several[3] = {1, 2, 3};
  require(x.load() == a);
  x.store(b);
  require(x.exchange(c) == b);
  T expected = b;
  require(!x.compare_exchange_strong(expected, a));
  require(expected == c);
  while (!x.compare_exchange_weak(expected, a)) {
  }
  require(static_cast<T>(x) == a);
  require(x.exchange(b) == a && x.load() == b);
  require(whole == 41 && fraction == 2.5 && several[0] + several[1] + several[2] == 6);
}

void of_integers() {
  values<bool>(true, false, true);
  values<char>('a', 'b', 'c');
  values<std::uint16_t>(65535, 1, 2);
  values<std::int64_t>(-1, 1, std::numeric_limits<std::int64_t>::min());
  values<Byte>(Byte::low, Byte::high, static_cast<Byte>(9));
}

void of_floating_point() {
  values<float>(1.5F, -0.25F, 3e30F);
  values<double>(1.25, -2.5, 1e300);
}

void of_pointers() {
  int target[2] = {};
  values<int*>(&target[0], &target[1], nullptr);
}

void of_structs() {
  values<TwoFloats>({1, 2}, {3, 4}, {5, 6});
  values<FloatAndInt>({1, 2}, {3, 4}, {5, 6});
  values<ThreeBytes>({1, 2, 3}, {4, 5, 6}, {7, 8, 9});
  values<TwoShorts>({1, 2}, {3, 4}, {-5, 6});
}

// Several in one expression.
void of_expressions() {
  atomic<double> d(1.0);
  require(d.fetch_add(0.5) + d.load() * d.exchange(4.0) == 1.0 + 1.5 * 1.5);
  atomic<int> n(3);
  require(n.fetch_add(2) * 100 + n.fetch_sub(1) * 10 + n.fetch_xor(7) == 300 + 50 + 4);
  require(n == 3);
}

// A lock with as many values in registers as there are, in each round of its loop.
template <class Platform>
class Crowded {
 public:
  void lock(int self) {
    long a = self + 1;
    long b = self + 2;
    long c = self + 3;
    const long d = self + 4;
    const long e = self + 5;
    for (;;) {
      const ThreeBytes seen = held_.load(relaxed);
      ++a;
      b += a;
      c += b;
      if (seen == free) {
        ThreeBytes expected = free;
        if (held_.compare_exchange_strong(expected, ThreeBytes{1, 2, 3}, acquire, relaxed)) break;
      }
      a -= 1;
      b -= a + 1;
      c -= b + a + 1;
    }
    const bool as_they_were = a == self + 2 && b == 2 * self + 4 && c == 3 * self + 7 && d == self + 4 && e == self + 5;
    if (!as_they_were) std::abort();
  }
  void unlock(int) { held_.store(free, release); }

 private:
  static constexpr ThreeBytes free{0, 0, 0};
  typename Platform::template atomic<ThreeBytes> held_{free};
};

bool holds(const turnstile::CheckResult& result) {
  std::printf("%s\n", result.summary().c_str());
  return result.verdict == turnstile::Outcome::holds;
}

}  // namespace

int main() {
  bool all = true;
  for (void (*client)() : {of_integers, of_floating_point, of_pointers, of_structs, of_expressions}) {
    all = holds(turnstile::check(client, {.name = "values", .effort = {.jobs = 1}})) && all;
  }
  const turnstile::LockOptions two{.threads = 2, .rounds = 2, .effort = {.seconds = 10, .jobs = 1}};
  return holds(turnstile::check_lock<Crowded>(two)) && all ? 0 : 1;
}
