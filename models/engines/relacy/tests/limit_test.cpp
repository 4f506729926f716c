// What a search finds is not lost where it is found at the limit of its work.
//
//   turnstile_relacy_limit violated   the first execution violates, and takes the whole of the work
//   turnstile_relacy_limit right      nothing is violated: the search ends after the execution that took it
#include <cstdio>
#include <cstring>
#include <new>

#include "models/engines/relacy/platform.hpp"
#include "models/engines/relacy/simulate.hpp"

namespace turnstile::relacy {
namespace {

bool violates = false;

class TwoStores final : public Program {
 public:
  void thread(int) override {
    x_.store(1, relaxed);
    x_.store(2, relaxed);
    if (violates) Platform::violated(Kind::overlap);
  }
  void another_round(int) override {}
  void describe(Names& names) const override { names("x", x_); }

 private:
  Platform::atomic<int> x_{0};
};

Program* make(void* storage, const Mix&, const Context&) { return ::new (storage) TwoStores; }

int run() {
  const Search search{.scheduler = Scheduler::full, .work_limit = 1};
  const Result result = simulate(&make, Mix::all(2, 1), search, {});
  std::printf("end %d, kind %d, %llu executions, %zu steps\n", static_cast<int>(result.end),
              static_cast<int>(result.kind), static_cast<unsigned long long>(result.tally.executions),
              result.trace.size());
  if (result.tally.executions != 1) return 1;
  if (!violates) return result.end == Result::End::out_of_budget ? 0 : 1;
  return result.end == Result::End::violated && result.kind == Kind::overlap && !result.trace.empty() ? 0 : 1;
}

}  // namespace
}  // namespace turnstile::relacy

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  turnstile::relacy::violates = std::strcmp(argv[1], "violated") == 0;
  return turnstile::relacy::run();
}
