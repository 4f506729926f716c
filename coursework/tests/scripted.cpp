#include "coursework/tests/scripted.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <string_view>

namespace turnstile::coursework {

namespace {

using wire::Ask;

// Left by a thread that has nothing more to go on with.
struct Wanted {
  std::unique_ptr<wire::Answer> answer;
};

template <std::size_t Size>
void set(std::array<char, Size>& to, std::string_view text) {
  to.fill('\0');
  std::ranges::copy(text.substr(0, Size - 1), to.begin());
}

std::uint64_t digest(int thread, const Way& way) {
  std::uint64_t sum = 1000 + static_cast<std::uint64_t>(thread);
  for (const Given& g : way) sum = (sum * 31 + g.value * 4 + (g.done ? 2 : 0) + (g.call ? 1 : 0)) * 0x9e3779b97f4a7c15U;
  return sum | 1U << 20U;
}

template <class Message>
Message message_of(std::span<const std::byte> bytes) {
  Message message{};
  std::memcpy(&message, bytes.data(), std::min(bytes.size(), sizeof(message)));
  return message;
}

class Scripted final : public Conversation {
 public:
  Scripted(Script& script, int process) : script_(script), process_(process) {}

  bool send(std::span<const std::byte> message) override {
    if (!has_begun_) {
      begin_ = script_.begin = message_of<wire::Begin>(message);
      return true;
    }
    const auto question = std::make_unique<wire::Question>(message_of<wire::Question>(message));
    if (question->goes_on == 0) way_.clear();
    for (std::size_t i = 0; i < question->count; ++i) {
      const wire::Given& g = question->given[i];
      way_.push_back({.value = g.value, .done = g.done != 0, .call = {}});
      if (g.is_call != 0) way_.back().call = static_cast<wire::Call>(g.call);
    }
    thread_ = question->thread;
    script_.questions.push_back({process_, {thread_, way_}});
    return !script_.breaks(process_, ++asked_);
  }

  bool receive(std::span<std::byte> message) override {
    if (!std::exchange(has_begun_, true)) return receive_subject(message);
    const auto answer = run();
    script_.forge(*answer);
    return deliver(*answer, message);
  }

  std::string end() override { return "it fell silent"; }

 private:
  template <class Message>
  static bool deliver(const Message& from, std::span<std::byte> to) {
    if (to.size() != sizeof(from)) return false;
    std::memcpy(to.data(), &from, sizeof(from));
    return true;
  }

  bool receive_subject(std::span<std::byte> message) {
    const auto subject = std::make_unique<wire::Subject>();
    subject->version = script_.version;
    subject->calls = 3;
    std::vector<wire::Atomic> atomics = script_.atomics;
    for (std::size_t i = 0; i < begin_.foreign_count; ++i) {
      atomics.push_back(
          {.address = begin_.foreign[i].address, .initial = 0, .type = begin_.foreign[i].type, .name = {}});
    }
    subject->atomic_count = atomics.size();
    std::ranges::copy(atomics, subject->atomics.begin());
    set(subject->trouble, script_.trouble);
    script_.forge_subject(*subject, process_);
    return deliver(*subject, message);
  }

  std::unique_ptr<wire::Answer> run() {
    ScriptedThread thread(thread_, way_, begin_);
    try {
      for (;;) script_.code(thread, thread.ask(wish(Ask::returned)).call.value_or(wire::Call::lock));
    } catch (Wanted& wanted) {
      return std::move(wanted.answer);
    }
  }

  Script& script_;
  int process_;
  bool has_begun_ = false;
  wire::Begin begin_{};
  int asked_ = 0;
  int thread_ = 0;
  Way way_{};
};

}  // namespace

wire::Answer wish(Ask ask, std::uint64_t address, std::uint64_t operand, unsigned line) {
  wire::Answer answer{};
  answer.ask = ask;
  answer.type = wire::Type::u32;
  answer.order = answer.failure_order = static_cast<std::uint8_t>(std::memory_order::seq_cst);
  answer.line = line;
  answer.location = address;
  answer.operand = operand;
  return answer;
}

Given ScriptedThread::ask(wire::Answer answer, std::uint64_t state) {
  if (next_ < way_.size()) return way_[next_++];
  answer.state[0] = state != 0 ? state : digest(self_, way_);
  answer.touched_count = touched_.size();
  std::ranges::copy(touched_, answer.touched.begin());
  throw Wanted{std::make_unique<wire::Answer>(answer)};
}

std::uint64_t ScriptedThread::load(std::uint64_t address, std::uint64_t state, unsigned line) {
  return ask(wish(Ask::load, address, 0, line), state).value;
}

void ScriptedThread::store(std::uint64_t address, std::uint64_t value, std::uint64_t state, unsigned line) {
  (void)ask(wish(Ask::store, address, value, line), state);
}

std::uint64_t ScriptedThread::exchange(std::uint64_t address, std::uint64_t value, std::uint64_t state) {
  return ask(wish(Ask::exchange, address, value, 3), state).value;
}

std::uint64_t ScriptedThread::access(std::uint64_t address, std::uint64_t bytes, bool writes, std::uint64_t value) {
  const auto shared = std::span(begin_->plain).first(begin_->plain_count);
  if (std::ranges::find(shared, address, &wire::Extent::address) == shared.end()) {
    touched_.push_back(
        {.extent = {.address = address, .bytes = bytes}, .code = 0, .written = writes ? std::uint64_t{1} : 0});
    return 0;
  }
  return ask(wish(writes ? Ask::write : Ask::read, address, value, 4)).value;
}

void Script::declare(std::uint64_t address, std::uint64_t initial, const std::string& name) {
  atomics.push_back({.address = address, .initial = initial, .type = wire::Type::u32, .name = {}});
  set(atomics.back().name, name);
}

StartConversation Script::start() {
  return [this] { return std::make_unique<Scripted>(*this, ++processes); };
}

}  // namespace turnstile::coursework
