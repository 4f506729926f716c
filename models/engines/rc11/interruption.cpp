// Executions that the program ends in its own way: it crashes, or goes on for ever without an operation that the engine
// sees. A signal handler finds it (watchdog.cpp), and leads the thread here.
#include <csignal>
#include <cstring>
#include <string>

#include "models/engines/rc11/execution.hpp"

namespace turnstile::rc11 {

namespace {

// How often a thread may access plain variables in one execution. Such accesses are no events, so that no other limit
// would end a loop.
constexpr int most_plain_accesses = 2'000'000;

std::string hexadecimal(const void* address) {
  std::string digits;
  auto rest = reinterpret_cast<std::uintptr_t>(address);
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[rest % 16]);
    rest /= 16;
  } while (rest != 0);
  return "0x" + digits;
}

std::string text(const Interruption& why) {
  switch (why.signal) {
    case SIGSEGV:
    case SIGBUS: {
      const std::string name = why.signal == SIGSEGV ? "SIGSEGV" : "SIGBUS";
      return "a wild pointer (" + name + (why.address != nullptr ? " at address " + hexadecimal(why.address) : "") +
             ")";
    }
    case SIGFPE:
      return "an arithmetic error, such as a division by zero (SIGFPE)";
    case SIGILL:
      return "an instruction that there is not (SIGILL)";
    default:
      return "the program aborts itself, by assert() or std::terminate(), say (SIGABRT)";
  }
}

std::string seconds_of(double seconds) {
  std::string text = std::to_string(seconds);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

// Says what the engine saw last of the current thread. A thread's first event stands at no line of the program.
std::string Execution::after_last_operation() const {
  const Thread& t = thread(current_);
  if (t.plain_moment == t.next) return " after " + rc11::text(t.plain_where);
  if (t.next == 0) return " before the first operation";
  const Event& last = graph().of(current_)[static_cast<std::size_t>(t.next - 1)];
  const bool no_operation = last.type == Type::begin || last.type == Type::end;
  const Place where = no_operation ? graph()[graph().of(current_).front().rf].where : last.where;
  if (where.line() == 0) return " before the first operation of a thread";
  return (no_operation ? " in the thread that was started at " : " after ") + rc11::text(where);
}

void Execution::count_plain_access(Place where) {
  Thread& t = me();
  t.plain_where = where;
  t.plain_moment = t.next;
  if (++t.plain_accesses <= most_plain_accesses) return;
  give_up("a loop went on for more than " + std::to_string(most_plain_accesses) +
          " accesses to plain variables: " + rc11::text(where));
}

void* Execution::take(std::size_t size, std::size_t alignment) {
  void* const block = memory_.take(current_, size, alignment);
  if (block != nullptr) return block;
  const InEngine inside;
  give_up("out of memory: more than " + std::to_string(Memory::heap_size / 1024) + " KB of a thread," +
          after_last_operation());
}

void Execution::refuse_call(const std::string& what) {
  const InEngine inside;
  const bool nothing_was_seen = current_ == 0 && me().next == 0;
  give_up(what + " (" + after_last_operation().substr(1) +
          (nothing_was_seen ? ": is its file compiled with TURNSTILE_CHECKING?)" : ")"));
}

void end_after_overflow() {
  engine_overflowed = false;
  Execution::current().interrupted({.type = Interruption::Type::overflow});
}

void Execution::interrupted(const Interruption& why) {
  const InEngine inside;
  const std::string last = after_last_operation();
  const bool goes_on = why.type == Interruption::Type::stuck || why.type == Interruption::Type::late;
  // The loop would go on for as long every time that it is supposed.
  if (supposition_.runs() && goes_on) supposition_.interrupt("a condition does not come to its end," + last);
  switch (why.type) {
    case Interruption::Type::crash:
      violated(Kind::crash, text(why) + last);
    case Interruption::Type::overflow:
      give_up(too_small_a_stack + ("," + last));
    case Interruption::Type::stuck:
      give_up("no operation for " + seconds_of(why.seconds) + " s" + last);
    case Interruption::Type::late:
      break;
  }
  give_up("the time was over, and an execution did not end:" + last);
}

}  // namespace turnstile::rc11
