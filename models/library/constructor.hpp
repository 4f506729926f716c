// Reads what compilers call functions, as far as it tells about constructors.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace turnstile::detail {

struct Constructor {
  std::string of_class{};                          // "Queue"; empty: the function is no constructor
  std::map<std::string, std::string> arguments{};  // of templates around it, by parameter
};

// "Node" of "(anonymous namespace)::Node" and of "Node<int>".
std::string own_name(std::string_view type);

// Reads "Queue<T, N>::Queue(int) [with T = long; int N = 4]" (GCC) or "Queue<long, 4>::Queue(int) [T = long, N = 4]"
// (Clang).
Constructor constructor(std::string_view function);

}  // namespace turnstile::detail
