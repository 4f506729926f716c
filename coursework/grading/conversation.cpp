#include "coursework/grading/conversation.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include "coursework/grading/sandbox.hpp"

namespace turnstile::coursework {

namespace {

using namespace std::chrono_literals;

// This is much longer than any answer takes: endless loops in code that the compiler saw are counted, and ended there.
constexpr std::chrono::milliseconds longest_silence = 20s;
constexpr std::chrono::milliseconds time_to_end = 2s;

std::pair<int, int> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return {ends[0], ends[1]};
}

class Talk final : public Conversation {
 public:
  explicit Talk(const std::filesystem::path& program) : Talk(program, socket_pair()) {}

  bool send(std::span<const std::byte> message) override {
    const ssize_t sent = ::send(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL);
    return sent == static_cast<ssize_t>(message.size());
  }

  bool receive(std::span<std::byte> message) override {
    pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(longest_silence.count()));
    if (ready == 0) what_ = "it does not answer";
    if (ready <= 0) return false;
    const ssize_t size = ::recv(socket_.get(), message.data(), message.size(), MSG_TRUNC);
    if (size == static_cast<ssize_t>(message.size())) return true;
    if (size > 0) what_ = "it says what nobody asked";
    return false;
  }

  std::string end() override {
    if (!what_.empty()) return what_;
    const std::optional<Ended> ended = process_.wait(time_to_end);
    return ended ? "it ended with " + describe(*ended) : "it closed its connection";
  }

 private:
  Talk(const std::filesystem::path& program, std::pair<int, int> ends)
      : socket_(ends.first),
        its_end_(std::make_unique<Descriptor>(ends.second)),
        process_({program.string()}, {.profile = Profile::run, .limits = {.cpu = 120s}}, ends.second) {
    its_end_.reset();
  }

  Descriptor socket_;
  std::unique_ptr<Descriptor> its_end_;
  Sandboxed process_;
  std::string what_{};
};

// "/somewhere/my_lock.hpp:31 (discriminator 2)"
Line parsed(std::string_view output) {
  Line line;
  const std::size_t colon = output.rfind(':');
  if (colon == std::string_view::npos) return line;
  std::from_chars(output.data() + colon + 1, output.data() + output.size(), line.line);
  const std::string_view path = output.substr(0, colon);
  line.file = path.substr(path.rfind('/') + 1);
  if (line.line == 0 || line.file == "??") line = {};
  return line;
}

// The output has a line for each function that was inlined, the innermost first. The result is the innermost line in
// that file; if there is none, the innermost of all.
Line innermost(std::string_view output, const std::string& file) {
  Line first = parsed(output.substr(0, output.find('\n')));
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size() - 1);
    Line line = parsed(output.substr(0, end));
    if (line.file == file) return line;
    output.remove_prefix(end + 1);
  }
  return first;
}

Line ask_addr2line(const std::filesystem::path& program, const std::string& file, std::uint64_t code) {
  if (code == 0) return {};
  // What is known is where the call returns to.
  Sandboxed process({"/usr/bin/addr2line", "-i", "-e", program.string(), fmt::format("{:#x}", code - 1)},
                    {.profile = Profile::compile, .readable = {program}, .limits = {.address_space = 1ULL << 31U}});
  (void)process.wait(10s);
  return innermost(process.output(), file);
}

}  // namespace

StartConversation conversation_with(const std::filesystem::path& program) {
  return [program] { return std::make_unique<Talk>(program); };
}

LineOfCode lines_of(const std::filesystem::path& program, const std::string& file) {
  return [program, file, known = std::make_shared<std::map<std::uint64_t, Line>>()](std::uint64_t code) {
    const auto [line, is_new] = known->try_emplace(code);
    if (is_new) line->second = ask_addr2line(program, file, code);
    return line->second;
  };
}

}  // namespace turnstile::coursework
