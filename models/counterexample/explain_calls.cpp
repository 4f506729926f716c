// What the calls returned, that no order of them explains.
#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "models/counterexample/explanations.hpp"

namespace turnstile::counterexample {

namespace {

// The number in "pop() is 2" or "calls push(2)".
std::optional<int> number_in(std::string_view text, std::string_view before, std::string_view after) {
  if (!text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
  if (text.size() <= before.size() + after.size()) return std::nullopt;
  const std::string_view digits = text.substr(before.size(), text.size() - before.size() - after.size());
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// A node that was popped more often than it can have been on the stack: once in the beginning, and once a push.
std::string popped_twice(const Facts& facts, const Wording& words, std::vector<int>& culprits) {
  std::map<int, std::vector<int>> pops;
  std::map<int, int> pushes;
  for (int i = 0; i < facts.size(); ++i) {
    const Step& step = facts[i];
    if (step.operation != Operation::mark || step.thread < 0) continue;
    if (const auto node = number_in(step.text, "pop() is ", "")) pops[*node].push_back(i);
    if (const auto node = number_in(step.text, "calls push(", ")")) ++pushes[*node];
  }
  for (const auto& [node, events] : pops) {
    const int pushed = pushes.contains(node) ? pushes[node] : 0;
    if (node < 0 || static_cast<int>(events.size()) <= pushed + 1) continue;
    std::vector<std::string> who;
    for (const int event : events) who.push_back("by " + words.thread(facts[event].thread));
    culprits.insert(culprits.end(), events.begin(), events.end());
    return fmt::format("node {} was popped {}, {}, and pushed {}", node, times(static_cast<int>(events.size())),
                       enumerated(who), pushed == 0 ? "by nobody" : times(pushed));
  }
  return "";
}

// An exchange that found the value that its thread had read before, but from another write.
std::string unnoticed_change(const Facts& facts, const Wording& words, std::vector<int>& culprits) {
  for (int i = 0; i < facts.size(); ++i) {
    const Step& exchange = facts[i];
    if (exchange.operation != Operation::compare_exchange || exchange.thread < 0) continue;
    for (int look = i - 1; look >= 0; --look) {
      const Step& read = facts[look];
      if (read.thread != exchange.thread || read.variable != exchange.variable || !accesses(read.operation)) continue;
      const bool same_value = reads(read.operation) && !writes(read.operation) && read.read == exchange.read;
      if (!same_value || !facts.source(i) || facts.source(i) == facts.source(look)) break;
      if (!facts.source(look) && !facts.reads_initial(look)) break;
      culprits.insert(culprits.end(), {look, *facts.source(i), i});
      return fmt::format(
          "{}'s compare-exchange of {}{} succeeded although it had changed, and changed back to {}, since it was "
          "read{}",
          words.thread(exchange.thread), printable(exchange.variable), words.in_brackets(exchange),
          Wording::value(exchange.read, exchange.truth), words.in_brackets(read));
    }
  }
  return "";
}

// The calls of a thread with their results: "pop() is 0, push(0)".
std::string calls_of(const Facts& facts, int thread) {
  constexpr std::string_view calling = "calls ";
  constexpr std::string_view nothing = " is done";  // of a call without a result
  std::string calls;
  std::string call;
  for (const Step& step : facts.artifact().events) {
    if (step.thread != thread || step.operation != Operation::mark || step.text.empty()) continue;
    if (step.text.starts_with(calling)) {
      call = step.text.substr(calling.size());
      continue;
    }
    const auto is = step.text.find(" is ");
    if (is == std::string::npos) continue;
    const std::string result = step.text.ends_with(nothing) ? "" : step.text.substr(is);
    calls += (calls.empty() ? "" : ", ") + printable((call.empty() ? step.text.substr(0, is) : call) + result);
    call.clear();
  }
  return calls;
}

// "thread 0: pop() is 0, pop() is 2; thread 1: ..."; empty if it is too much to be read.
std::string results(const Facts& facts, const Wording& words) {
  constexpr std::size_t most = 300;
  std::string text;
  for (const int thread : facts.threads()) {
    const std::string its = calls_of(facts, thread);
    if (!its.empty()) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", words.thread(thread), its);
  }
  return text.size() > most ? "" : text;
}

}  // namespace

Explanation explain_calls(const Facts& facts, const Wording& words) {
  Explanation explanation;
  const std::string change = unnoticed_change(facts, words, explanation.culprits);
  std::string what = popped_twice(facts, words, explanation.culprits);
  if (what.empty()) {
    const std::string returned = results(facts, words);
    what = "no order of the calls, one after the other, gives ";
    what += returned.empty() ? "the results that they returned, and what they left"
                             : "what they returned and left: " + returned;
  }
  explanation.sentence = capitalized(what);
  const bool has_a_list = what.find(':') != std::string::npos;
  if (!change.empty()) explanation.sentence += has_a_list ? ". " + capitalized(change) : ": " + change;
  explanation.sentence += ".";
  return explanation;
}

}  // namespace turnstile::counterexample
