#include "models/engines/rc11/litmus/conditions.hpp"

#include <algorithm>
#include <utility>

namespace turnstile::rc11::litmus {

namespace {

Condition negated(Condition condition) {
  Condition opposite{.type = Condition::Type::opposite};
  opposite.parts.push_back(std::move(condition));
  return opposite;
}

// The number as the variable holds it: -1 and 0xffffffff are one number in 32 bits. What does not fit at all stays what
// it is, and is never equal.
std::int64_t as_held(std::int64_t value, const Type& type) {
  if (type.is_pointer() || type.bits == 1 || type.bits == 64 || is_address(value)) return value;
  const std::int64_t half = std::int64_t{1} << (type.bits - 1);
  return value >= -half && value < 2 * half ? converted(value, type) : value;
}

}  // namespace

void ConditionParser::parse() {
  if (tokens_.accept("regions")) skip_regions();
  if (tokens_.accept("locations")) skip_locations();
  if (tokens_.accept("filter")) test_.filter = condition();
  quantifier();
}

// Skips "regions: x:NAME, y:NAME", which has no meaning in C.
void ConditionParser::skip_regions() {
  tokens_.expect(":");
  do {
    (void)tokens_.expect_name("the name of a shared variable");
    tokens_.expect(":");
    (void)tokens_.expect_name("the name of a region");
  } while (tokens_.accept(",") || tokens_.accept(";"));
}

// Skips "locations [x; y[1]; 0:r1;]", which says what a simulator should print.
void ConditionParser::skip_locations() {
  tokens_.expect("[");
  for (int depth = 1; depth > 0; tokens_.advance()) {
    if (tokens_.at_end()) tokens_.fail("\"]\"");
    if (tokens_.is("[")) ++depth;
    if (tokens_.is("]")) --depth;
  }
}

void ConditionParser::quantifier() {
  if (tokens_.accept("~")) {
    tokens_.expect("exists");
    test_.quantifier = Quantifier::not_exists;
  } else if (tokens_.accept("forall")) {
    test_.quantifier = Quantifier::forall;
  } else if (tokens_.accept("exists")) {
    test_.quantifier = Quantifier::exists;
  } else if (tokens_.at_end() || tokens_.is("C")) {
    return;
  } else {
    tokens_.fail(R"("exists", "~exists", "forall", another thread or another test)");
  }
  test_.condition = condition();
}

// => binds least of all, and to the right.
Condition ConditionParser::condition() {
  if (++depth_ > most_nested) tokens_.fail("a condition that is nested less deeply");
  Condition result = disjunction();
  if (tokens_.accept("=>")) {
    Condition either{.type = Condition::Type::either};
    either.parts.push_back(negated(std::move(result)));
    either.parts.push_back(condition());
    result = std::move(either);
  }
  --depth_;
  return result;
}

Condition ConditionParser::disjunction() {
  Condition either{.type = Condition::Type::either};
  do {
    either.parts.push_back(conjunction());
  } while (tokens_.accept(R"(\/)") || tokens_.accept("||"));
  return either;
}

Condition ConditionParser::conjunction() {
  Condition both{.type = Condition::Type::both};
  do {
    both.parts.push_back(atom());
  } while (tokens_.accept(R"(/\)") || tokens_.accept("&&"));
  return both;
}

Condition ConditionParser::atom() {
  if (++depth_ > most_nested) tokens_.fail("a condition that is nested less deeply");
  Condition result;
  const Position where = tokens_.where();
  if (tokens_.accept("(")) {
    result = condition();
    tokens_.expect(")");
  } else if (tokens_.accept("not") || tokens_.accept("~") || tokens_.accept("!")) {
    result = negated(atom());
  } else if (tokens_.accept("false")) {
    result.type = Condition::Type::never;
  } else if (tokens_.is_number()) {
    const std::int64_t thread = tokens_.expect_number();
    const bool known = thread >= 0 && thread < static_cast<std::int64_t>(test_.threads.size());
    result = of_local(known ? static_cast<int>(thread) : -1, where);
  } else if (is_thread()) {
    const std::string name = tokens_.expect_name("a thread");
    result = of_local(name[1] - '0', where);
  } else if (!tokens_.accept("true")) {
    result = of_location();
  }
  --depth_;
  return result;
}

// "P0", where no shared variable has that name.
bool ConditionParser::is_thread() const {
  const std::string& name = tokens_.now().spelling;
  return tokens_.is_name() && name.size() == 2 && name[0] == 'P' && name[1] >= '0' && name[1] <= '9' &&
         !shared_.contains(name);
}

Condition ConditionParser::of_local(int thread, const Position& where) {
  if (thread < 0 || thread >= static_cast<int>(test_.threads.size())) {
    tokens_.fail_at(where, "expected the number of a thread");
  }
  tokens_.expect(":");
  const Position name_where = tokens_.where();
  const std::string name = tokens_.expect_name("the name of a local variable");
  const ThreadText& text = test_.threads[static_cast<std::size_t>(thread)];
  const auto found = std::ranges::find(text.locals, name);
  if (found == text.locals.end()) {
    tokens_.fail_at(name_where, "expected a local variable of P" + std::to_string(thread) + ", found \"" + name + "\"");
  }
  const auto index = found - text.locals.begin();
  return compared({.type = Condition::Type::local, .thread = thread, .index = static_cast<int>(index)},
                  text.types[static_cast<std::size_t>(index)]);
}

Condition ConditionParser::of_location() {
  const bool brackets = tokens_.accept("[");
  if (!brackets) tokens_.accept("*");  // *x, as it stands in the code
  const int index = element("a condition");
  if (brackets) tokens_.expect("]");
  return compared({.type = Condition::Type::location, .index = index}, test_.types[static_cast<std::size_t>(index)]);
}

// x or x[1], of shared variables.
int ConditionParser::element(std::string_view what) {
  const Position where = tokens_.where();
  const std::string name = tokens_.expect_name(what);
  const auto found = shared_.find(name);
  if (found == shared_.end()) tokens_.fail_at(where, "expected a shared variable, found \"" + name + "\"");
  if (!tokens_.accept("[")) return found->second.first;
  const std::int64_t element = tokens_.expect_number();
  if (element < 0 || element >= found->second.size) tokens_.fail_at(where, "expected an element of the array");
  tokens_.expect("]");
  return found->second.first + static_cast<int>(element);
}

Condition ConditionParser::compared(Condition variable, const Type& type) {
  const bool unequal = tokens_.accept("!=");
  if (!unequal && !tokens_.accept("==")) tokens_.expect("=");
  variable.value = value(type);
  return unequal ? negated(std::move(variable)) : variable;
}

// A number, or the address of a shared variable.
std::int64_t ConditionParser::value(const Type& type) {
  const bool address = tokens_.accept("&");
  if (address || tokens_.is_name()) return first_address + element("a shared variable");
  return as_held(tokens_.expect_number(), type);
}

}  // namespace turnstile::rc11::litmus
