// The code of one thread of a litmus test.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "models/engines/rc11/litmus/conditions.hpp"
#include "models/engines/rc11/litmus/declarations.hpp"
#include "models/engines/rc11/litmus/tokens.hpp"

namespace turnstile::rc11::litmus {

class CodeParser {
 public:
  // A shared variable of this thread, and the pointer through which it has it.
  struct Parameter {
    Shared shared;
    Type type = pointer_type;
  };

  CodeParser(Tokens& tokens, const std::map<std::string, Parameter>& parameters, ThreadText& thread)
      : tokens_(tokens), parameters_(parameters), thread_(thread) {}

  // To be called after the opening brace.
  Statement block();

 private:
  Statement statement();
  Statement simple();
  Statement choose();
  Statement loop();
  Statement declaration();
  Statement assignment(const std::string& name, const Position& where);
  Statement plain_store();
  std::optional<Statement> named_statement(const std::string& name, const Position& where);
  Statement call_statement();

  Expression expression();
  Expression binary(int level);
  Expression unary();
  Expression primary();
  Expression named();
  Expression element(const Parameter& parameter, const Position& where);
  Expression dereference(const Position& where);
  Expression address_of(const Position& where);
  Expression cast_or_inner(const Position& where);
  Expression lvalue();

  // These read calls of functions, and are called after the name.
  Statement store_call(bool explicit_order, const Position& where);
  Statement fence_call(const Position& where);
  Expression access_call(const std::string& function, const Position& where);
  Expression load_call(bool explicit_order, Expression access);
  Expression update_call(Operation operation, bool explicit_order, Expression access);
  Expression c11_or_kernel(Operation operation, Expression access);
  Expression compare_call(bool weak, bool explicit_order, Expression access);
  std::memory_order order(Access access);

  // These read the Linux kernel's operations (kernel_calls.cpp). Nothing: it is none of them.
  std::optional<Statement> kernel_statement(const std::string& name, const Position& where);
  std::optional<Expression> kernel_expression(const std::string& name, const Position& where);
  std::optional<Expression> kernel_load(const std::string& name, const Position& where);
  std::optional<Expression> kernel_exchange(const std::string& name, const Position& where);
  std::optional<Expression> kernel_update(const std::string& name, const Position& where);
  std::optional<Statement> kernel_store(const std::string& name, const Position& where);
  std::optional<Statement> kernel_lock(const std::string& name, const Position& where);
  Expression kernel_compare(std::string_view order, Expression address, Expression expected, Expression desired);
  Expression update_in_kernel_order(Operation operation, Expression value, Expression address, const Position& where);
  void refuse_in_kernel(const std::string& name, const Position& where);
  // Reads an argument, after "(" or another argument.
  Expression argument(std::string_view before);

  int local(const std::string& name, const Type& type);
  [[nodiscard]] const Type& type_of_local(int index) const { return thread_.types[static_cast<std::size_t>(index)]; }
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
