// The pages without the rest of the command line: pages show FILE.json --format html -o OUT, pages report DIR -o OUT.
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "models/command/output_file.hpp"
#include "models/command/report.hpp"
#include "models/counterexample/html.hpp"
#include "models/counterexample/json.hpp"

int main(int argc, char** argv) {
  using namespace turnstile;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 4) return 2;
  try {
    if (arguments[0] == "report") return command::report({.directory = arguments[1], .output = arguments.back()});
    command::OutputFile(arguments.back()).finish(html(counterexample::read(arguments[1])));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
}
