#include "coursework/grading/copies.hpp"

#include <map>

#include <fmt/format.h>

#include "coursework/grading/tokens.hpp"

namespace turnstile::coursework {

namespace {

// Names that mean something outside of the submission. The keywords are not among them: they are tokens of their own.
constexpr std::string_view known_names =
    " abort acq_rel acquire array assert atomic atomic_bool atomic_flag atomic_int atomic_ref "
    "atomic_signal_fence atomic_thread_fence clear compare_exchange_strong compare_exchange_weak consume defined "
    "doorway endif error exchange exit fetch_add fetch_and fetch_or fetch_sub fetch_xor ifdef ifndef include "
    "int16_t int32_t int64_t int8_t is_lock_free line load lock Lock lock_shared max memory_order "
    "memory_order_acq_rel memory_order_acquire memory_order_consume memory_order_relaxed memory_order_release "
    "memory_order_seq_cst min mutex notify_all notify_one once ptrdiff_t relaxed release seq_cst shared_mutex "
    "size_t std store swap test test_and_set thread try_lock try_lock_shared turnstile uint16_t uint32_t "
    "uint64_t uint8_t uintptr_t unlock unlock_shared wait waiting yield ";

bool is_known(std::string_view name) {
  return known_names.find(fmt::format(" {} ", name)) != std::string_view::npos || name.starts_with("__");
}

// What stands in a line like #include <vector> is a name of others, and so is what comes out of their namespaces.
class Shape {
 public:
  explicit Shape(std::string_view source) : tokens_(tokens(source)) {
    for (std::size_t i = 0; i < tokens_.size(); ++i) add(i);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void add(std::size_t i) {
    const Token& token = tokens_[i];
    const bool begins = token.first && token.text == "#";
    if (begins || (token.first && in_directive_)) text_ += '\n';  // where a directive ends is part of it
    if (token.first) in_directive_ = begins;
    if (begins) line_of_include_ = i + 1 < tokens_.size() && tokens_[i + 1].text == "include" ? token.line : 0;
    const bool foreign = token.line == line_of_include_ || of_others(i) || is_known(token.text);
    text_ += token.kind != TokenKind::identifier || foreign ? token.text : renamed(token.text);
    text_ += ' ';
  }

  // std::name, turnstile::name
  [[nodiscard]] bool of_others(std::size_t i) const {
    const auto is = [&](std::size_t back, std::string_view text) {
      return i >= back && tokens_[i - back].text == text;
    };
    return is(1, "::") && (is(2, "std") || is(2, "turnstile"));
  }

  // The name by when it came up first. '@' is in no name.
  std::string renamed(const std::string& name) {
    return fmt::format("@{}", names_.emplace(name, names_.size()).first->second);
  }

  std::vector<Token> tokens_;
  std::map<std::string, std::size_t> names_;
  std::string text_;
  int line_of_include_ = 0;
  bool in_directive_ = false;
};

std::string note(const Submission& one, const Submission& other) {
  return fmt::format("the same as {}{}", other.name,
                     one.hash == other.hash ? "" : " but for names, white space and comments");
}

}  // namespace

std::string shape_of(std::string_view source) { return Shape(source).text(); }

std::vector<std::vector<std::string>> copies_among(const std::vector<Submission>& submissions) {
  std::map<std::string, std::vector<const Submission*>> alike;
  std::vector<std::string> shapes;
  shapes.reserve(submissions.size());
  for (const Submission& submission : submissions) {
    shapes.push_back(shape_of(submission.source));
    if (!shapes.back().empty()) alike[shapes.back()].push_back(&submission);
  }
  std::vector<std::vector<std::string>> notes(submissions.size());
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    for (const Submission* other : alike[shapes[i]]) {
      if (other != &submissions[i]) notes[i].push_back(note(submissions[i], *other));
    }
  }
  return notes;
}

}  // namespace turnstile::coursework
