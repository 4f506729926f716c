// Rows and errors of litmus tests that stand in the tests of the tests.
#pragma once

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "models/engines/rc11/litmus/run.hpp"

namespace turnstile::rc11::litmus {

inline Row row_of(const std::string& text) {
  const Row row = run(parse(text, "test.litmus").at(0));
  EXPECT_EQ(row.end, Result::End::searched) << row.reason;
  return row;
}

inline std::string error_of(const std::string& text) {
  try {
    parse(text, "test.litmus");
  } catch (const SyntaxError& e) {
    return e.what();
  }
  return "no error";
}

// Why no row comes of a test.
inline std::string reason_of(const std::string& text) {
  const Row row = run(parse(text, "test.litmus").at(0));
  EXPECT_NE(row.end, Result::End::searched);
  return row.reason;
}

}  // namespace turnstile::rc11::litmus
