#include "coursework/grading/landlock.hpp"

#if __has_include(<linux/landlock.h>)

#include <cstdint>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "coursework/grading/descriptor.hpp"

namespace turnstile::coursework {

namespace {

// The rights of Landlock's first version, which all later ones have, too.
constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t all = (std::uint64_t{LANDLOCK_ACCESS_FS_MAKE_SYM} << 1U) - 1;
// The rights that there are to what is no directory.
constexpr std::uint64_t of_files =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

bool add(int rules, const std::filesystem::path& place, std::uint64_t access) {
  const Descriptor at(::open(place.c_str(), O_PATH | O_CLOEXEC));
  struct stat about{};
  if (at.get() < 0 || ::fstat(at.get(), &about) != 0) return true;  // not there
  const landlock_path_beneath_attr rule = {.allowed_access = S_ISDIR(about.st_mode) ? access : access & of_files,
                                           .parent_fd = at.get()};
  return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

}  // namespace

int landlock_rules(const Places& places) {
  const landlock_ruleset_attr handled = {.handled_access_fs = all};
  const auto rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
  if (rules < 0) return -1;
  bool added = true;
  for (const auto& place : places.readable) added = added && add(rules, place, reading);
  for (const auto& place : places.writable) added = added && add(rules, place, all);
  if (added) return rules;
  ::close(rules);
  return -1;
}

bool restrict_to(int rules) { return ::syscall(SYS_landlock_restrict_self, rules, 0) == 0; }

}  // namespace turnstile::coursework

#else

namespace turnstile::coursework {

int landlock_rules(const Places&) { return -1; }
bool restrict_to(int) { return false; }

}  // namespace turnstile::coursework

#endif
