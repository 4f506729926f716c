// Text that others have written (names of files, what a compiler says, source), made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace turnstile::coursework {

// UTF-8 without anything that acts instead of being seen: control characters other than new line and tab, which a
// terminal obeys and XML forbids, and the marks that turn the direction of writing round. In place of each stands U+FFFD,
// as in place of what is no UTF-8. The ends of lines become new lines.
std::string harmless(std::string_view text);

// The same, on one line.
std::string on_one_line(std::string_view text);

}  // namespace turnstile::coursework
