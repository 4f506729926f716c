// The process of a submission, in its sandbox.
#pragma once

#include <filesystem>
#include <string>

#include "coursework/grading/automaton.hpp"

namespace turnstile::coursework {

// How to start the program anew, as often as is wanted.
StartConversation conversation_with(const std::filesystem::path& program);

// Where the program's code was written, in that file if it can be: the name of a file without its directory, and a line.
// addr2line tells it, in the sandbox of compilers.
LineOfCode lines_of(const std::filesystem::path& program, const std::string& file);

}  // namespace turnstile::coursework
