// Litmus tests in the C dialect of herd (Alglave, Maranget, Tautschnig, Herding Cats, TOPLAS 2014), as syntax trees.
#pragma once

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/engines/rc11/litmus/types.hpp"
#include "models/vocabulary/trace.hpp"

namespace turnstile::rc11::litmus {

struct Position {
  int line = 1;
  int column = 1;
};

// "file:line:column: expected ..., found ..."
class SyntaxError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Operator : std::uint8_t {
  number,
  local,    // the value of a local variable
  address,  // of a shared location
  plus,
  minus,
  times,
  divide,
  modulo,
  bit_and,
  bit_or,
  bit_xor,
  equal,
  unequal,
  less,
  greater,
  less_or_equal,
  greater_or_equal,
  both,
  either,
  negate,
  complement,
  opposite,          // ! ~ -
  cast,              // to the expression's type
  load,              // of operands[0]
  update,            // an exchange or a fetch_...: operands: address, value
  compare_exchange,  // operands: address, desired; and expected: a local, or the address of a shared location
  compare_value,     // the Linux kernel's cmpxchg: operands: address, desired, expected; it returns what it found
};

struct Expression {
  Operator op = Operator::number;
  std::int64_t value = 0;  // a number, the index of a local variable, or an address
  std::vector<Expression> operands{};
  Type type{};
  bool in_memory = false;  // a load that is written as *x or x[i], and could be assigned to
  // The members below are about accesses.
  Operation operation{};
  std::memory_order order = std::memory_order::seq_cst;
  std::memory_order failure = std::memory_order::seq_cst;
  bool plain = false;
  bool weak = false;
  bool full_barrier = false;   // between two seq_cst fences, the second of them only where it writes
  bool returns_after = false;  // an update: the new value
  int depth = 1;               // of the tree below
  int expected_local = -1;     // of a compare-exchange; else the third operand is an address
  Position where{};
};

struct Statement {
  enum class Type : std::uint8_t { nothing, evaluate, assign, store, fence, choose, loop, block };
  Type type = Type::nothing;
  int local = -1;                         // assign
  std::vector<Expression> expressions{};  // assign: value. store: address, value. choose, loop: condition
  std::vector<Statement> parts{};         // block; choose: then, else; loop: body
  std::memory_order order = std::memory_order::seq_cst;
  bool plain = false;
  Position where{};
};

struct Condition {
  enum class Type : std::uint8_t { local, location, both, either, opposite, always, never };
  Type type = Type::always;
  int thread = 0;
  int index = 0;           // of the local variable, or the location
  std::int64_t value = 0;  // that it has
  std::vector<Condition> parts{};
};

struct ThreadText {
  std::vector<std::string> locals{};
  std::vector<std::int64_t> initial{};  // of the locals
  std::vector<Type> types{};            // of the locals
  Statement body{};
  bool kernel = false;  // some operation is the Linux kernel's
};

enum class Quantifier : std::uint8_t { none, exists, not_exists, forall };  // none: no condition, which is met

struct Test {
  std::string name{};
  std::string file{};
  std::vector<std::string> locations{};  // elements of an array follow one another: "y[0]", "y[1]"
  std::vector<std::int64_t> initial{};   // of the locations
  std::vector<Type> types{};             // of the locations
  std::vector<ThreadText> threads{};
  Condition filter{};  // executions that do not meet it are not asked for the condition
  Quantifier quantifier = Quantifier::none;
  Condition condition{};

  // Whether some operation is the Linux kernel's, and stands for C11's.
  [[nodiscard]] bool is_mapped() const;
};

inline constexpr int most_threads = 8;
inline constexpr int most_locals = 64;  // of a thread
inline constexpr int most_nested = 64;  // statements in statements, expressions in expressions

// All tests of a file, one after the other. Throws SyntaxError.
std::vector<Test> parse(std::string_view text, const std::string& file);

}  // namespace turnstile::rc11::litmus
