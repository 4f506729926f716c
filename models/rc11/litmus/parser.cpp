#include <algorithm>
#include <map>
#include <utility>

#include "models/rc11/litmus/code_parser.hpp"

namespace turnstile::rc11::litmus {

namespace {

constexpr int most_locations = 256;

// C NAME "comment" { initial values } P0 (parameters) { code } P1 ... exists (condition)
class TestParser {
 public:
  TestParser(Tokens& tokens, const std::string& file) : tokens_(tokens) { test_.file = file; }

  Test parse() {
    header();
    initial_state();
    while (tokens_.is_name() && is_thread(tokens_.now().spelling)) thread();
    if (test_.threads.empty()) tokens_.fail("the first thread, \"P0\"");
    if (tokens_.accept("locations")) locations_clause();
    quantifier();
    test_.condition = condition();
    return std::move(test_);
  }

 private:
  static bool is_thread(const std::string& name) {
    return name.size() > 1 && name[0] == 'P' &&
           std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  void header() {
    if (!tokens_.is("C")) tokens_.fail("\"C\" and the name of a test");
    test_.name = tokens_.lexer().rest_of_line();
    if (test_.name.empty()) tokens_.fail("\"C\" and the name of a test on one line");
    tokens_.advance();
    while (tokens_.now().type == Token::Type::text) tokens_.advance();
  }

  // --- the initial state -----------------------------------------------------------------------------------------------

  Shared declare(const std::string& name, int size) {
    const auto known = shared_.find(name);
    if (known != shared_.end()) return known->second;
    if (static_cast<int>(test_.locations.size()) + size > most_locations) tokens_.fail("fewer shared variables");
    const Shared shared{.first = static_cast<int>(test_.locations.size()), .size = size};
    for (int i = 0; i < size; ++i) {
      test_.locations.push_back(size == 1 ? name : name + "[" + std::to_string(i) + "]");
      test_.initial.push_back(0);
    }
    return shared_[name] = shared;
  }

  void initial_state() {
    tokens_.expect("{");
    while (!tokens_.accept("}")) {
      if (tokens_.accept(";")) continue;
      tokens_.is_number() ? initial_local() : initial_location();
      if (!tokens_.is("}")) tokens_.expect(";");
    }
  }

  // 0:r1 = 5
  void initial_local() {
    const Position where = tokens_.where();
    const std::int64_t thread = tokens_.expect_number();
    if (thread >= most_threads) tokens_.fail_at(where, "expected the number of a thread");
    tokens_.expect(":");
    const std::string name = tokens_.expect_name("the name of a local variable");
    tokens_.expect("=");
    initial_locals_[static_cast<int>(thread)][name] = value();
  }

  // [x] = 0, x = 0, int x, atomic_int x[2] = {0, 1}
  void initial_location() {
    if (tokens_.accept("[")) {
      const Shared shared = declare(tokens_.expect_name("the name of a shared variable"), 1);
      tokens_.expect("]");
      return initial_value(shared);
    }
    std::string name;
    do {
      while (tokens_.accept("*")) {
      }
      name = tokens_.expect_name("the name of a shared variable");
    } while (tokens_.is_name() || tokens_.is("*"));
    int size = 1;
    if (tokens_.accept("[")) {
      const Position where = tokens_.where();
      const std::int64_t elements = tokens_.expect_number();
      if (elements < 1 || elements > most_locations) tokens_.fail_at(where, "expected the size of an array");
      size = static_cast<int>(elements);
      tokens_.expect("]");
    }
    initial_value(declare(name, size));
  }

  void initial_value(const Shared& shared) {
    if (!tokens_.accept("=")) return;
    if (!tokens_.accept("{")) {
      initial(shared.first) = value();
      return;
    }
    for (int i = 0; !tokens_.accept("}"); ++i) {
      if (i == shared.size) tokens_.fail("\"}\": the array has no more elements");
      initial(shared.first + i) = value();
      if (!tokens_.is("}")) tokens_.expect(",");
    }
  }
  std::int64_t& initial(int location) { return test_.initial[static_cast<std::size_t>(location)]; }

  // A number, or the address of a shared variable.
  std::int64_t value() {
    const bool address = tokens_.accept("&");
    if (!address && !tokens_.is_name()) return tokens_.expect_number();
    const std::string name = tokens_.expect_name("the name of a shared variable");
    return first_address + declare(name, 1).first;
  }

  // --- threads ---------------------------------------------------------------------------------------------------------

  void thread() {
    const auto number = test_.threads.size();
    if (tokens_.now().spelling != "P" + std::to_string(number)) tokens_.fail("\"P" + std::to_string(number) + "\"");
    if (number == most_threads) tokens_.fail("no more than eight threads");
    tokens_.advance();
    const auto parameters = this->parameters();
    ThreadText text;
    for (const auto& [name, value] : initial_locals_[static_cast<int>(number)]) {
      text.locals.push_back(name);
      text.initial.push_back(value);
    }
    if (text.locals.size() > most_locals) tokens_.fail("fewer local variables");
    tokens_.lexer().in_code(true);
    tokens_.expect("{");
    text.body = CodeParser(tokens_, parameters, text).block();
    tokens_.lexer().in_code(false);
    tokens_.expect("}");
    test_.threads.push_back(std::move(text));
  }

  std::map<std::string, CodeParser::Parameter> parameters() {
    std::map<std::string, CodeParser::Parameter> parameters;
    tokens_.expect("(");
    while (!tokens_.accept(")")) {
      bool atomic = false;
      std::string word;
      while (tokens_.is_name() || tokens_.is("*")) {
        word = tokens_.now().spelling;
        tokens_.advance();
        // The last word is the name, all before it the type.
        if (tokens_.is_name() || tokens_.is("*")) atomic |= word.starts_with("atomic") || word == "_Atomic";
      }
      if (word.empty() || word == "*") tokens_.fail("a parameter");
      parameters[word] = {.shared = declare(word, 1), .atomic = atomic};
      if (!tokens_.is(")")) tokens_.expect(",");
    }
    return parameters;
  }

  // --- the condition ---------------------------------------------------------------------------------------------------

  // locations [x; y;]: what a simulator should print.
  void locations_clause() {
    tokens_.expect("[");
    while (!tokens_.accept("]")) {
      if (tokens_.at_end()) tokens_.fail("\"]\"");
      tokens_.advance();
    }
  }

  void quantifier() {
    if (tokens_.accept("~")) {
      tokens_.expect("exists");
      test_.quantifier = Quantifier::not_exists;
    } else if (tokens_.accept("forall")) {
      test_.quantifier = Quantifier::forall;
    } else if (!tokens_.accept("exists")) {
      tokens_.fail(R"("exists", "~exists", "forall" or another thread)");
    }
  }

  Condition condition() {
    Condition either{.type = Condition::Type::either};
    do {
      either.parts.push_back(conjunction());
    } while (tokens_.accept(R"(\/)") || tokens_.accept("||"));
    return either;
  }

  Condition conjunction() {
    Condition both{.type = Condition::Type::both};
    do {
      both.parts.push_back(atom());
    } while (tokens_.accept(R"(/\)") || tokens_.accept("&&"));
    return both;
  }

  Condition atom() {
    if (++depth_ > most_nested) tokens_.fail("a condition that is nested less deeply");
    Condition result;
    if (tokens_.accept("(")) {
      result = condition();
      tokens_.expect(")");
    } else if (tokens_.accept("not") || tokens_.accept("~")) {
      result.type = Condition::Type::opposite;
      result.parts.push_back(atom());
    } else if (!tokens_.accept("true")) {
      result = tokens_.is_number() ? local_equals() : location_equals();
    }
    --depth_;
    return result;
  }

  void equals() {
    if (!tokens_.accept("==")) tokens_.expect("=");
  }

  Condition local_equals() {
    const Position where = tokens_.where();
    const std::int64_t thread = tokens_.expect_number();
    if (thread >= static_cast<std::int64_t>(test_.threads.size())) {
      tokens_.fail_at(where, "expected the number of a thread, found \"" + std::to_string(thread) + "\"");
    }
    tokens_.expect(":");
    const Position name_where = tokens_.where();
    const std::string name = tokens_.expect_name("the name of a local variable");
    const auto& locals = test_.threads[static_cast<std::size_t>(thread)].locals;
    const auto found = std::ranges::find(locals, name);
    if (found == locals.end()) {
      tokens_.fail_at(name_where,
                      "expected a local variable of P" + std::to_string(thread) + ", found \"" + name + "\"");
    }
    equals();
    return {.type = Condition::Type::local,
            .thread = static_cast<int>(thread),
            .index = static_cast<int>(found - locals.begin()),
            .value = value()};
  }

  Condition location_equals() {
    const bool brackets = tokens_.accept("[");
    const Position where = tokens_.where();
    const std::string name = tokens_.expect_name("a condition");
    const auto found = shared_.find(name);
    if (found == shared_.end()) tokens_.fail_at(where, "expected a shared variable, found \"" + name + "\"");
    std::int64_t element = 0;
    if (tokens_.accept("[")) {
      element = tokens_.expect_number();
      if (element < 0 || element >= found->second.size) tokens_.fail_at(where, "expected an element of the array");
      tokens_.expect("]");
    }
    if (brackets) tokens_.expect("]");
    equals();
    return {
        .type = Condition::Type::location, .index = found->second.first + static_cast<int>(element), .value = value()};
  }

  Tokens& tokens_;
  Test test_;
  std::map<std::string, Shared> shared_;
  std::map<int, std::map<std::string, std::int64_t>> initial_locals_;
  int depth_ = 0;
};

}  // namespace

std::vector<Test> parse(std::string_view text, const std::string& file) {
  Tokens tokens(text, file);
  std::vector<Test> tests;
  do {
    tests.push_back(TestParser(tokens, file).parse());
  } while (!tokens.at_end());
  return tests;
}

}  // namespace turnstile::rc11::litmus
