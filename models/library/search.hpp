// What both kinds of checks share: how a search spends its effort.
#pragma once

#include <chrono>
#include <functional>

#include "models/engines/rc11/explore.hpp"
#include "models/engines/rc11/watchdog.hpp"
#include "turnstile/check.hpp"

namespace turnstile::detail {

// Why this cannot be searched; empty: it can.
std::string complaint(const Effort& effort);

class Spender {
 public:
  explicit Spender(const Effort& effort);

  // One search, with what is left. `options` has all but the effort.
  rc11::Result spend(rc11::Options options, const std::function<rc11::Result(const rc11::Options&)>& search);
  // What is left of the time; where there is no limit, very much.
  [[nodiscard]] double seconds_left() const;
  [[nodiscard]] double seconds() const;

 private:
  [[nodiscard]] rc11::Result search_alone_first(rc11::Options options,
                                                const std::function<rc11::Result(const rc11::Options&)>& search) const;

  rc11::Handlers handlers_;
  Effort effort_;
  std::uint64_t executions_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace turnstile::detail
