// The code of one thread of a litmus test.
#pragma once

#include <map>
#include <string>

#include "models/rc11/litmus/tokens.hpp"

namespace turnstile::rc11::litmus {

// What a name of the test stands for.
struct Shared {
  int first = 0;  // its location, or that of its first element
  int size = 1;
};

class CodeParser {
 public:
  // `parameters`: the shared variables of this thread, and whether accesses through them are atomic.
  struct Parameter {
    Shared shared;
    bool atomic = true;
  };

  CodeParser(Tokens& tokens, const std::map<std::string, Parameter>& parameters, ThreadText& thread)
      : tokens_(tokens), parameters_(parameters), thread_(thread) {}

  // After its opening brace.
  Statement block();

 private:
  Statement statement();
  Statement simple();
  Statement choose();
  Statement loop();
  Statement declaration();
  Statement assignment(const std::string& name, const Position& where);
  Statement plain_store();
  Statement call_statement();

  Expression expression();
  Expression binary(int level);
  Expression unary();
  Expression primary();
  Expression named();
  Expression element(const Parameter& parameter, const Position& where);
  Expression dereference(const Position& where);

  // Functions, after their name.
  Statement store_call(bool explicit_order, const Position& where);
  Statement fence_call(const Position& where);
  Expression access_call(const std::string& function, const Position& where);
  Expression load_call(bool explicit_order, Expression access);
  Expression update_call(Operation operation, bool explicit_order, Expression access);
  Expression compare_call(bool weak, bool explicit_order, Expression access);
  std::memory_order order(Access access);
  // The address that a plain access goes through: whether it is atomic after all, through an atomic pointer.
  [[nodiscard]] bool through_atomic(const Expression& address) const;

  int local(const std::string& name);
  [[nodiscard]] int known_local(const std::string& name) const;

  // Keeps the depth of nested text within what the stack can hold.
  class Nesting {
   public:
    explicit Nesting(CodeParser& parser);
    ~Nesting() { --parser_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    CodeParser& parser_;
  };

  Tokens& tokens_;
  const std::map<std::string, Parameter>& parameters_;
  ThreadText& thread_;
  int depth_ = 0;
};

}  // namespace turnstile::rc11::litmus
