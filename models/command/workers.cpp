#include "models/command/workers.hpp"

#include <atomic>
#include <cstdio>
#include <exception>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "models/command/child.hpp"

namespace turnstile::command {

void work_off(int jobs, std::size_t count, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto worker = [&] {
    try {
      for (std::size_t i = next++; i < count && !Interrupt::came(); i = next++) task(i);
    } catch (const Interrupted&) {
    } catch (...) {
      const std::scoped_lock guard(failure_mutex);
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> workers;
    workers.reserve(static_cast<std::size_t>(jobs));
    for (int i = 0; i < jobs; ++i) workers.emplace_back(worker);
  }
  if (failure) std::rethrow_exception(failure);
}

ProgressLine::ProgressLine(std::size_t total) : total_(total), visible_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::finished(const std::string& what) {
  const std::scoped_lock guard(mutex_);
  ++done_;
  say(what);
}

void ProgressLine::at(const std::string& what) {
  const std::scoped_lock guard(mutex_);
  say(what);
}

void ProgressLine::make_way() {
  const std::scoped_lock guard(mutex_);
  clear();
}

void ProgressLine::say(const std::string& what) const {
  if (!visible_) return;
  clear();
  fmt::print(stderr, "[{}/{}] {}", done_, total_, what);
  std::fflush(stderr);
}

void ProgressLine::clear() const {
  if (visible_) fmt::print(stderr, "\r\033[K");
}

}  // namespace turnstile::command
