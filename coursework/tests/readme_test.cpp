// The section on coursework in the README: its commands work as they stand there, and the first prints what is shown. So
// does what the handout shows.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "coursework/grading/scratch.hpp"

namespace turnstile::coursework {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands between ``` and ```.
std::vector<std::string> blocks_of(const std::string& page) {
  std::vector<std::string> found;
  std::istringstream lines(page);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) found.emplace_back();
    } else if (inside) {
      found.back() += line + "\n";
    }
  }
  return found;
}

// The commands, and what the first of them prints.
std::vector<std::string> blocks() {
  const std::string readme = content(ROOT "/README.md");
  const std::size_t begin = readme.find("\n## Coursework\n");
  return blocks_of(readme.substr(begin, readme.find("\n## ", begin + 1) - begin));
}

struct Command {
  std::string text{};
  int status = -1;  // as the README has it at the end of the line: "# exit 1"
};

std::vector<Command> commands() {
  std::vector<Command> found;
  std::istringstream lines(blocks().at(0));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t status = line.find("# exit ");
    found.push_back({.text = line, .status = status == std::string::npos ? -1 : line[status + 7] - '0'});
  }
  return found;
}

// A tree like this one's, as far as the commands go.
class Readme : public testing::Test {
 protected:
  Readme() {
    fs::create_directories(tree_.path() / "build/release");
    fs::create_symlink(TURNSTILE, tree_.path() / "build/release/turnstile");
    fs::create_directories(tree_.path() / "coursework");
    fs::copy(ROOT "/coursework/samples", tree_.path() / "coursework/samples", fs::copy_options::recursive);
  }

  std::string run(const Command& command) {
    const fs::path out = tree_.path() / "out";
    const int status = std::system(("cd " + tree_.path().string() + " && exec >out && " + command.text).c_str());
    EXPECT_EQ(WEXITSTATUS(status), command.status) << command.text;
    return content(out);
  }

 private:
  const Scratch tree_;
};

// Which is another on other machines.
std::string without_isolation(std::string text) {
  const std::size_t at = text.find("submissions ran in: ");
  return at == std::string::npos ? text : text.erase(at, text.find('\n', at) + 1 - at);
}

TEST_F(Readme, shows_what_is_printed) {
  EXPECT_EQ(without_isolation(run(commands().at(0))), without_isolation(blocks().at(1)));
}

TEST_F(Readme, commands_end_as_it_says) {
  for (const Command& command : commands()) {
    EXPECT_NE(run(command), "");
  }
}

TEST_F(Readme, handout_shows_what_is_printed) {
  const std::string prompt = "$ turnstile ";
  int shown = 0;
  for (const std::string& block : blocks_of(content(ROOT "/docs/coursework.md"))) {
    if (!block.starts_with(prompt)) continue;
    const std::size_t end = block.find('\n');
    const std::string arguments = block.substr(prompt.size(), end - prompt.size());
    const std::string printed = run({"cd coursework/samples && ../../build/release/turnstile " + arguments, 1});
    EXPECT_EQ(without_isolation(printed), without_isolation(block.substr(end + 1)));
    ++shown;
  }
  EXPECT_EQ(shown, 1);
}

}  // namespace
}  // namespace turnstile::coursework
