// Does many tasks on several threads, which mostly wait for children.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace turnstile::command {

// Does each task from 0 to `count` - 1 once. After an interrupt no further one is begun, and one that ends by Interrupted
// counts as not done. Anything else that a task throws comes out of here.
void work_off(int jobs, std::size_t count, const std::function<void(std::size_t)>& task);

// "[12/69] peterson/correct progress", on a terminal only, always on the same line.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void finished(const std::string& what);
  // Shows how far a long task is.
  void at(const std::string& what);
  // Before something else is printed: the next thing said shows the line again.
  void make_way();

 private:
  void say(const std::string& what) const;
  void clear() const;

  std::size_t total_;
  bool visible_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

}  // namespace turnstile::command
