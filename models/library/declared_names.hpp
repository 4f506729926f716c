// What the source calls the variables that were constructed: std::source_location tells where, and the declaration there
// has the name.
//
// A member that is initialized where it is declared has the place of its constructor, or of its class. So the variables
// that one constructor has made, in their order, are compared with the members of the class, in theirs. Where the two do
// not fit each other nothing is said: no name is better than a wrong one.
#pragma once

#include <source_location>
#include <string>
#include <vector>

namespace turnstile::detail {

struct Constructed {
  const void* address = nullptr;
  std::source_location where{};

  bool operator==(const Constructed& other) const {
    return address == other.address && where.line() == other.where.line() && where.column() == other.where.column() &&
           where.file_name() == other.where.file_name() && where.function_name() == other.where.function_name();
  }
};

// The name of each variable, "next" or "jobs_[1]", in the order of their construction; empty where it cannot be told.
// Several objects of a class give several variables of one name.
std::vector<std::string> declared_names(const std::vector<Constructed>& variables);

}  // namespace turnstile::detail
