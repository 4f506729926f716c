#include "coursework/grading/remarks.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "coursework/grading/tokens.hpp"

namespace turnstile::coursework {

namespace {

struct Rule {
  std::vector<std::string_view> names;  // x* is all that begin with x
  std::string_view meaning;
  bool of_std = false;    // only as std::name, or after `using namespace std`
  bool blocking = false;  // no remark where that is the task
};

// Names that a student would hardly use for something else, and, with of_std, those that they well might.
const auto& rules() {
  static const std::array all = {
      Rule{.names = {"mutex", "recursive_mutex", "timed_mutex", "recursive_timed_mutex", "shared_mutex",
                     "shared_timed_mutex", "lock_guard", "unique_lock", "shared_lock", "scoped_lock",
                     "condition_variable", "condition_variable_any", "counting_semaphore", "binary_semaphore",
                     "barrier", "latch", "future", "promise", "call_once"},
           .meaning = "blocks in the operating system: a lock is to be built, not borrowed",
           .of_std = true,
           .blocking = true},
      Rule{.names = {"pthread_*", "mtx_lock", "cnd_wait", "sem_wait", "sem_post", "syscall", "SYS_futex"},
           .meaning = "blocks in the operating system: a lock is to be built, not borrowed",
           .blocking = true},
      Rule{.names = {"thread", "jthread", "async"},
           .meaning = "starts threads: where it is graded there are none",
           .of_std = true},
      Rule{.names = {"atomic", "atomic_flag", "atomic_ref", "atomic_bool", "atomic_char*", "atomic_int*",
                     "atomic_uint*", "atomic_long", "atomic_ulong", "atomic_size_t"},
           .meaning = "is graded, but with turnstile::atomic reports are clearer",
           .of_std = true},
      Rule{.names = {"__atomic_*", "__sync_*", "_Atomic"},
           .meaning = "is graded, but with turnstile::atomic reports are clearer"},
      Rule{.names = {"atomic_thread_fence", "atomic_signal_fence"},
           .meaning = "stands beside the operations it orders: an order in the operation itself says more"},
      Rule{.names = {"volatile"}, .meaning = "orders nothing between threads"},
      Rule{.names = {"sleep_for", "sleep_until", "usleep", "nanosleep", "clock_nanosleep", "sleep", "yield",
                     "sched_yield", "pthread_yield"},
           .meaning = "does nothing where it is graded: no lock may depend on time",
           .blocking = true},
      Rule{.names = {"rand", "random_device", "mt19937*", "steady_clock", "system_clock", "high_resolution_clock",
                     "clock_gettime", "gettimeofday", "__rdtsc", "__builtin_ia32_rdtsc"},
           .meaning = "differs from run to run"},
      Rule{.names = {"thread_local", "__thread"},
           .meaning = "is one variable only where it is graded: keep it in the lock, by thread"},
      Rule{.names = {"asm", "__asm__", "__asm"}, .meaning = "is not seen where it is graded"},
      Rule{.names = {"goto"}, .meaning = "is hard to follow"},
      Rule{.names = {"no_sanitize*", "disable_sanitizer_instrumentation"}, .meaning = "hides accesses from the grader"},
      Rule{.names = {"coursework"}, .meaning = "is the grader's own"},
  };
  return all;
}

// Names that exist only, or have another value, where it is graded.
constexpr std::array<std::string_view, 4> tell_tale = {"TURNSTILE*", "__SANITIZE*", "__has_feature", "__has_include"};

bool matches(std::string_view name, std::string_view pattern) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

class Reader {
 public:
  Reader(std::string_view source, bool may_block) : tokens_(tokens(source)), may_block_(may_block) {}

  std::vector<std::string> read() {
    uses_std_ = uses_namespace_std();
    for (at_ = 0; at_ < tokens_.size(); ++at_) {
      if (tokens_[at_].first && tokens_[at_].text == "#") read_directive();
      if (tokens_[at_].kind == TokenKind::identifier || tokens_[at_].kind == TokenKind::keyword) read_name();
    }
    std::vector<std::string> result;
    result.reserve(found_.size());
    for (const auto& [line, text] : found_) result.push_back(fmt::format("line {}: {}", line, text));
    return result;
  }

 private:
  [[nodiscard]] std::string_view text(std::size_t at) const {
    return at < tokens_.size() ? std::string_view(tokens_[at].text) : std::string_view();
  }
  // The text of a token before the one at hand: 1 is the last one before it.
  [[nodiscard]] std::string_view before(std::size_t by) const { return at_ < by ? std::string_view() : text(at_ - by); }

  [[nodiscard]] bool uses_namespace_std() const {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (text(i) == "using" && text(i + 1) == "namespace" && text(i + 2) == "std") return true;
    return false;
  }

  // Whether the name is one of std, as far as that can be told without a compiler.
  [[nodiscard]] bool is_of_std() const {
    if (before(1) == "::") return before(2) == "std" || before(4) == "std";
    return uses_std_ && before(1) != "." && before(1) != "->" && text(at_ + 1) != ";";
  }

  void read_name() {
    for (const Rule& rule : rules()) {
      if (rule.blocking && may_block_) continue;
      if (std::ranges::none_of(rule.names, [this](std::string_view name) { return matches(text(at_), name); }))
        continue;
      if (rule.of_std && !is_of_std()) continue;
      add(fmt::format("{}{} {}", rule.of_std ? "std::" : "", text(at_), rule.meaning));
    }
  }

  // #if and its relatives; but not the guard around a header.
  void read_directive() {
    const std::string_view name = text(at_ + 1);
    if (name != "if" && name != "ifdef" && name != "ifndef" && name != "elif" && name != "elifdef" &&
        name != "elifndef")
      return;
    const bool guard =
        name == "ifndef" && text(at_ + 3) == "#" && text(at_ + 4) == "define" && text(at_ + 5) == text(at_ + 2);
    for (std::size_t i = at_ + 2; i < tokens_.size() && !tokens_[i].first && !guard; ++i) {
      if (std::ranges::any_of(tell_tale, [&](std::string_view pattern) { return matches(text(i), pattern); }))
        add(fmt::format("{} is asked for: what behaves differently where it is graded is not what is graded", text(i)));
    }
  }

  void add(std::string what) { found_.emplace(tokens_[at_].line, std::move(what)); }

  std::vector<Token> tokens_;
  bool may_block_;
  bool uses_std_ = false;
  std::size_t at_ = 0;
  std::set<std::pair<int, std::string>> found_{};
};

}  // namespace

std::vector<std::string> remarks(std::string_view source, bool may_block) { return Reader(source, may_block).read(); }

}  // namespace turnstile::coursework
