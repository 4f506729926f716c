#include "coursework/grading/source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "coursework/grading/sandbox.hpp"

namespace turnstile::coursework {

namespace {

// In an #include directive, and in messages.
bool can_be_included(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::ranges::none_of(name, [](char c) {
    return c == '"' || c == '\\' || (static_cast<signed char>(c) >= 0 && c < ' ') || c == '\x7f';
  });
}

// Why the file cannot be read; empty: all of it is in `text`.
std::string read(int file, std::string& text) {
  struct stat about{};
  if (file < 0 && errno == ELOOP) return "a symbolic link";
  if (file < 0 || ::fstat(file, &about) != 0) return std::strerror(errno);
  if (!S_ISREG(about.st_mode)) return "not a regular file";
  text.resize(largest_source + 1);
  std::size_t size = 0;
  for (ssize_t more = 0; (more = ::read(file, text.data() + size, text.size() - size)) != 0;) {
    if (more < 0 && errno != EINTR) return std::strerror(errno);
    size += static_cast<std::size_t>(std::max<ssize_t>(more, 0));
  }
  text.resize(size);
  if (size > largest_source) return fmt::format("larger than {} KiB", largest_source / 1024);
  return {};
}

}  // namespace

Source read_source(const std::filesystem::path& path) {
  Source result{.name = path.filename(), .text = {}, .refused = {}};
  if (!can_be_included(result.name)) {
    result.refused = "a file name that cannot stand in an #include directive";
    return result;
  }
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (const std::string why = read(file.get(), result.text); !why.empty()) {
    result.text.clear();
    result.refused = result.name + ": " + why;
  }
  return result;
}

}  // namespace turnstile::coursework
