#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "models/engines/rc11/litmus/code_parser.hpp"
#include "models/engines/rc11/litmus/conditions.hpp"

namespace turnstile::rc11::litmus {

namespace {

constexpr int most_locations = 256;

// C NAME and what is known about it { initial values } P0 (parameters) { code } P1 ... exists (condition)
class TestParser {
 public:
  TestParser(Tokens& tokens, const std::string& file) : tokens_(tokens) { test_.file = file; }

  Test parse() {
    header();
    initial_state();
    while (tokens_.is_name() && is_thread(tokens_.now().spelling)) thread();
    if (test_.threads.empty()) tokens_.fail("the first thread, \"P0\"");
    for (std::size_t i = 0; i < test_.initial.size(); ++i) {
      test_.initial[i] = converted(test_.initial[i], test_.types[i]);
    }
    ConditionParser(tokens_, shared_, test_).parse();
    return std::move(test_);
  }

 private:
  static bool is_thread(const std::string& name) {
    return name.size() > 1 && name[0] == 'P' &&
           std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
  }

  // Herd and diy write texts in quotes, and lines as "Cycle=Rfe PodRW", before the name or after it.
  void header() {
    while (!tokens_.is("C")) {
      const bool entry = tokens_.is_name() && tokens_.lexer().rest_of_line().starts_with('=');
      if (!entry && !tokens_.is_text()) tokens_.fail("\"C\" and the name of a test");
      tokens_.advance();
    }
    test_.name = tokens_.lexer().rest_of_line();
    if (test_.name.empty()) tokens_.fail("\"C\" and the name of a test on one line");
    tokens_.lexer().skip_to_state();
    tokens_.advance();
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
      test_.types.push_back(int_type);
      typed_.push_back(false);
    }
    return shared_[name] = shared;
  }

  // Notes what the initial state or a parameter says the variable is. It may be an int here and a pointer there, as in
  // herd, where addresses are values of any type; but not wide here and narrow there.
  void give_type(const Shared& shared, const Type& type, const Position& where) {
    const auto first = static_cast<std::size_t>(shared.first);
    const Type& known = test_.types[first];
    const bool agree = !typed_[first] || type.is_pointer() || known.is_pointer() || type.bits == known.bits;
    if (!agree) {
      tokens_.fail_at(where, "expected a type of " + std::to_string(known.bits) + " bits, as elsewhere in the test");
    }
    if (typed_[first] && !type.is_pointer()) return;
    for (std::size_t i = first; i < first + static_cast<std::size_t>(shared.size); ++i) {
      test_.types[i] = type;
      typed_[i] = true;
    }
  }

  void initial_state() {
    tokens_.expect("{");
    while (!tokens_.accept("}")) {
      if (tokens_.accept(";")) continue;
      initial_variable();
      if (!tokens_.is("}")) tokens_.expect(";");
    }
  }

  // int x = 1, [x] = 1, x, atomic_int y[2] = {0, 1}, int* p = &x, 0:r1 = 5
  void initial_variable() {
    std::optional<Type> type;
    if (begins_type(tokens_.now())) type = litmus::type(tokens_);
    if (!type && tokens_.accept("*")) type = pointer_type;
    if (tokens_.is_number()) return initial_local(type.value_or(int_type));
    const bool brackets = tokens_.accept("[");
    const Position where = tokens_.where();
    const std::string name = tokens_.expect_name("the name of a shared variable");
    if (is_thread(name) && tokens_.is(":"))
      return initial_local_of(std::stoi(name.substr(1, 3)), type.value_or(int_type));
    if (tokens_.is_name()) tokens_.fail_at(where, "expected a type, found \"" + name + "\"");
    if (brackets) tokens_.expect("]");
    const int size = brackets ? 1 : array_size();
    const Shared shared = declare(name, size);
    if (size > 1 && size != shared.size) tokens_.fail_at(where, "expected an array before it is used");
    if (type) give_type(shared, *type, where);
    initial_value(shared);
  }

  int array_size() {
    if (!tokens_.accept("[")) return 1;
    const Position where = tokens_.where();
    const std::int64_t elements = tokens_.expect_number();
    if (elements < 1 || elements > most_locations) tokens_.fail_at(where, "expected the size of an array");
    tokens_.expect("]");
    return static_cast<int>(elements);
  }

  // 0:r1 = 5
  void initial_local(const Type& type) {
    const Position where = tokens_.where();
    const std::int64_t thread = tokens_.expect_number();
    if (thread < 0 || thread >= most_threads) tokens_.fail_at(where, "expected the number of a thread");
    initial_local_of(static_cast<int>(thread), type);
  }

  void initial_local_of(int thread, const Type& type) {
    if (thread >= most_threads) tokens_.fail("the number of a thread before this");
    tokens_.expect(":");
    const std::string name = tokens_.expect_name("the name of a local variable");
    tokens_.expect("=");
    initial_locals_[thread][name] = {.type = type, .value = converted(value(), type)};
  }

  void initial_value(const Shared& shared) {
    if (!tokens_.accept("=")) return;
    if (tokens_.accept("ATOMIC_INIT")) {
      tokens_.expect("(");
      initial(shared.first) = value();
      return tokens_.expect(")");
    }
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
    const Shared shared = declare(name, 1);
    if (!tokens_.accept("[")) return first_address + shared.first;
    const Position where = tokens_.where();
    const std::int64_t element = tokens_.expect_number();
    if (element < 0 || element >= shared.size) tokens_.fail_at(where, "expected an element of the array");
    tokens_.expect("]");
    return first_address + shared.first + element;
  }

  // --- threads ---------------------------------------------------------------------------------------------------------

  void thread() {
    const auto number = test_.threads.size();
    if (tokens_.now().spelling != "P" + std::to_string(number)) tokens_.fail("\"P" + std::to_string(number) + "\"");
    if (number == most_threads) tokens_.fail("no more than eight threads");
    tokens_.advance();
    const auto parameters = this->parameters();
    ThreadText text;
    for (const auto& [name, initial] : initial_locals_[static_cast<int>(number)]) {
      text.locals.push_back(name);
      text.initial.push_back(initial.value);
      text.types.push_back(initial.type);
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
      Type type = litmus::type(tokens_);
      const Position where = tokens_.where();
      const std::string name = tokens_.expect_name("the name of a parameter");
      if (!type.is_pointer()) ++type.stars;  // "int x" means the shared variable all the same
      const Shared shared = declare(name, 1);
      give_type(shared, type.pointee(), where);
      parameters[name] = {.shared = shared, .type = type};
      if (!tokens_.is(")")) tokens_.expect(",");
    }
    return parameters;
  }

  struct InitialLocal {
    Type type;
    std::int64_t value = 0;
  };

  Tokens& tokens_;
  Test test_;
  SharedNames shared_;
  std::vector<bool> typed_;  // of the locations: whether somebody has said what they are
  std::map<int, std::map<std::string, InitialLocal>> initial_locals_;
};

}  // namespace

bool Test::is_mapped() const { return std::ranges::any_of(threads, &ThreadText::kernel); }

std::vector<Test> parse(std::string_view text, const std::string& file) {
  Tokens tokens(text, file);
  std::vector<Test> tests;
  do {
    tests.push_back(TestParser(tokens, file).parse());
  } while (!tokens.at_end());
  return tests;
}

}  // namespace turnstile::rc11::litmus
