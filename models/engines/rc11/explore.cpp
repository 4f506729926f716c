#include "models/engines/rc11/explore.hpp"

#include <algorithm>

#include "models/engines/rc11/search.hpp"

namespace turnstile::rc11 {

// What one search finds out about the program's loops, the next one knows. There are at most twice as many such lessons
// as the program has read-modify-writes.
Result explore(const std::function<Body()>& make_body, const Options& options) {
  Options now = options;
  double seconds = 0;
  for (;;) {
    Result result = Search(make_body, now).run();
    result.seconds = seconds += result.seconds;
    if (result.end != Result::End::learnt) {
      result.lessons = now.limits.lessons;
      return result;
    }
    now.limits.lessons.add(result.lessons);
    if (options.budget_seconds > 0) now.budget_seconds = std::max(options.budget_seconds - seconds, 1e-3);
  }
}

}  // namespace turnstile::rc11
