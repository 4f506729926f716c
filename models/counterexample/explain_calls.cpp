// Explains results of calls that no order of the calls can give.
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

// What happened to a node of a stack.
struct Moves {
  std::vector<int> pops;
  int pushes = 0;
};

std::map<int, Moves> moves_of_nodes(const Facts& facts) {
  std::map<int, Moves> moves;
  for (int i = 0; i < facts.size(); ++i) {
    const Step& step = facts[i];
    if (step.operation != Operation::mark || step.thread < 0) continue;
    if (const auto node = number_in(step.text, "pop() is ", "")) moves[*node].pops.push_back(i);
    if (const auto node = number_in(step.text, "calls push(", ")")) ++moves[*node].pushes;
  }
  return moves;
}

// Finds a node that was popped more often than it can have been on the stack: once in the beginning, and once a push.
std::string popped_twice(const Facts& facts, const Wording& words, std::vector<int>& culprits) {
  for (const auto& [node, moves] : moves_of_nodes(facts)) {
    const auto& [events, pushed] = moves;
    if (node < 0 || static_cast<int>(events.size()) <= pushed + 1) continue;
    std::vector<std::string> who;
    who.reserve(events.size());
    for (const int event : events) who.push_back("by " + words.thread(facts[event].thread));
    culprits.insert(culprits.end(), events.begin(), events.end());
    return fmt::format("node {} was popped {}, {}, and pushed {}", node, times(static_cast<int>(events.size())),
                       enumerated(who), pushed == 0 ? "by nobody" : times(pushed));
  }
  return "";
}

// The last time before `event` that its thread accessed the same variable.
std::optional<int> access_before(const Facts& facts, int event) {
  for (int i = event - 1; i >= 0; --i) {
    const Step& step = facts[i];
    const bool same = step.thread == facts[event].thread && step.variable == facts[event].variable;
    if (same && accesses(step.operation)) return i;
  }
  return std::nullopt;
}

// Whether the earlier access only read, and read the value that the exchange found, but from another write.
bool same_value_of_another_write(const Facts& facts, int look, int exchange) {
  const Step& read = facts[look];
  if (!reads(read.operation) || writes(read.operation) || read.read != facts[exchange].read) return false;
  if (!facts.source(look) && !facts.reads_initial(look)) return false;
  return facts.source(look) != facts.source(exchange);
}

// Finds an exchange that found the value that its thread had read before, but from another write.
std::string unnoticed_change(const Facts& facts, const Wording& words, std::vector<int>& culprits) {
  for (int i = 0; i < facts.size(); ++i) {
    const Step& exchange = facts[i];
    if (exchange.operation != Operation::compare_exchange || exchange.thread < 0) continue;
    const auto look = access_before(facts, i);
    const auto source = facts.source(i);
    if (!look || !source || !same_value_of_another_write(facts, *look, i)) continue;
    culprits.insert(culprits.end(), {*look, *source, i});
    return fmt::format(
        "{}'s compare-exchange of {}{} succeeded although it had changed, and changed back to {}, since it was "
        "read{}",
        words.thread(exchange.thread), printable(exchange.variable), words.in_brackets(exchange),
        Wording::value_read(exchange), words.in_brackets(facts[*look]));
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
