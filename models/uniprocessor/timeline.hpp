// What each task did in each tick, as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace turnstile::uniprocessor {

enum class Mark : char {
  not_here_yet = '.',
  gone = ' ',
  runs = '=',
  runs_inside = '#',
  runs_boosted = '^',
  runs_boosted_outside = '!',
  ready = '-',
  ready_inside = '+',
  waits = 'w'
};

inline constexpr std::string_view legend =
    "= runs   # runs, holds a lock   ^ the same, boosted   ! boosted, holds none\n"
    "- ready   + ready, holds a lock   w waits for a lock   . not here yet\n";

class Timeline {
 public:
  void clear(std::vector<std::string> names);
  void set(int tick, int task, Mark mark);

  // A row for each task, the last one on top; a column for each tick. At most 100 columns wide: what is longer goes on
  // below.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string block(std::size_t first, std::size_t last, std::size_t margin) const;

  std::vector<std::string> names_;
  std::vector<std::string> rows_;
};

}  // namespace turnstile::uniprocessor
