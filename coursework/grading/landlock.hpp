// What of the file system is left to a process, where there are no namespaces: Landlock, of Linux 5.13 and later.
#pragma once

#include <filesystem>
#include <vector>

namespace turnstile::coursework {

struct Places {
  std::vector<std::filesystem::path> readable{};  // files, or directories with all that is in them; those that exist
  std::vector<std::filesystem::path> writable{};
};

// A descriptor of the rules, for landlock_restrict_self(); -1: the kernel has none, or forbids them.
int landlock_rules(const Places& places);
// For the child, between fork and exec. Needs no_new_privs.
bool restrict_to(int rules);

}  // namespace turnstile::coursework
