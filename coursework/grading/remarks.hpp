// What strikes a reader in the text of a submission. No failures: whether it is right is another question.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace turnstile::coursework {

// "line 12: std::mutex blocks in the operating system: ...", by line, each once in a line. `may_block`: to do that is
// part of the task.
std::vector<std::string> remarks(std::string_view source, bool may_block = false);

}  // namespace turnstile::coursework
