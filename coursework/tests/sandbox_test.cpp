// Each limit really bites, in both forms of isolation.
#include "coursework/grading/sandbox.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "coursework/grading/scratch.hpp"

namespace turnstile::coursework {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

const std::filesystem::path victim = TURNSTILE_VICTIM;
const std::string refused = "Operation not permitted\n";  // by the filter
const std::string denied = "Permission denied\n";         // by Landlock

Ended end_of(Sandboxed& child) {
  const auto end = child.wait(20s);
  EXPECT_TRUE(end.has_value());
  return end.value_or(Ended{});
}

class Isolated : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string form = GetParam();
    if (form != "strongest") ::setenv("TURNSTILE_ISOLATION", form.c_str(), 1);
    if (form == "landlock" && !isolation().starts_with("landlock")) GTEST_SKIP() << "this kernel has no Landlock";
    if (form == "strongest" && !isolation().starts_with("namespaces"))
      GTEST_SKIP() << "bubblewrap is not here, or may do nothing";
  }
  void TearDown() override { ::unsetenv("TURNSTILE_ISOLATION"); }

  [[nodiscard]] static bool weak() { return std::string_view(GetParam()) == "limits"; }
  [[nodiscard]] static bool namespaces() { return std::string_view(GetParam()) == "strongest"; }
  [[nodiscard]] static bool filtered() { return isolation().find("seccomp") != std::string::npos; }

  // As a submission runs; what it says.
  std::string run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), victim);
    Sandboxed child(arguments, options_);
    ended_ = end_of(child);
    return child.output();
  }
  // As a compiler runs.
  std::string compile(std::vector<std::string> arguments) {
    options_.profile = Profile::compile;
    options_.scratch = scratch_.path();
    options_.readable = {victim.parent_path()};
    return run(std::move(arguments));
  }

  SandboxOptions options_{};
  Ended ended_{};
  Scratch scratch_{};
};
INSTANTIATE_TEST_SUITE_P(Both, Isolated, testing::Values("strongest", "landlock", "limits"),
                         [](const auto& form) { return std::string(form.param); });

TEST_P(Isolated, says_which_it_is) {
  const std::string files = namespaces() ? "namespaces, " : "landlock, ";
  EXPECT_EQ(isolation(), (weak() ? "" : files) + (filtered() ? "seccomp, limits" : "limits"));
}

TEST_P(Isolated, processor_time) {
  options_.limits.cpu = 1s;
  run({"processor"});
  ASSERT_TRUE(ended_.by_signal);
  // bubblewrap's first process passes the one on, or is killed by the other.
  EXPECT_THAT(ended_.status, AnyOf(SIGXCPU, SIGKILL));
}

TEST_P(Isolated, address_space) {
  options_.limits.address_space = 64U << 20U;
  const int megabytes = std::stoi(run({"memory"}));
  EXPECT_GT(megabytes, 20);
  EXPECT_LT(megabytes, 64);
}

TEST_P(Isolated, output) {
  EXPECT_EQ(run({"output"}).size(), options_.limits.output);
  EXPECT_EQ(ended_.status, 0);
}

TEST_P(Isolated, stack_ends) {
  run({"overflow"});
  EXPECT_TRUE(ended_.by_signal);
  EXPECT_EQ(describe(ended_), "signal 11 (Segmentation fault)");
}

TEST_P(Isolated, abort_is_seen) {
  run({"abort"});
  EXPECT_TRUE(ended_.by_signal);
}

TEST_P(Isolated, descriptors_are_those_that_were_given) {
  const Descriptor leaking(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC
  ASSERT_GE(leaking.get(), 0);
  EXPECT_EQ(run({"descriptors"}), "0 1 2 ");
}

TEST_P(Isolated, the_extra_descriptor_is_the_third) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  Sandboxed child({victim, "echo"}, options_, theirs.get());
  ASSERT_EQ(::send(ours.get(), "hello", 5, 0), 5);
  std::array<char, 8> answer{};
  EXPECT_EQ(::recv(ours.get(), answer.data(), answer.size(), 0), 5);
  EXPECT_STREQ(answer.data(), "hello");
  EXPECT_TRUE(child.wait(10s).has_value());

  Sandboxed another({victim, "descriptors"}, options_, theirs.get());
  another.wait(10s);
  EXPECT_EQ(another.output(), "0 1 2 3 ");
}

TEST_P(Isolated, environment_is_cleared) {
  ::setenv("TURNSTILE_SECRET", "secret", 1);
  EXPECT_THAT(run({"environment"}), AnyOf("", "PWD=/\n"));  // bubblewrap's own
  EXPECT_THAT(compile({"environment"}), Not(HasSubstr("SECRET")));
  ::unsetenv("TURNSTILE_SECRET");
}

TEST_P(Isolated, nothing_can_be_opened) {
  if (weak() && !filtered()) GTEST_SKIP() << "without libseccomp and bubblewrap nothing prevents it";
  for (const char* path : {"/etc/passwd", "/dev/zero", "/proc/self/mem", "/proc/1/mem"})
    EXPECT_THAT(run({"open", path}), AnyOf(refused, "No such file or directory\n")) << path;
  const std::string outside = scratch_.path() / "written";
  EXPECT_THAT(run({"write", outside}), AnyOf(refused, "No such file or directory\n"));
  EXPECT_FALSE(std::filesystem::exists(outside));
}

TEST_P(Isolated, system_calls_of_a_submission) {
  if (!filtered()) GTEST_SKIP() << "built without libseccomp";
  const std::string parent = std::to_string(::getpid());
  EXPECT_EQ(run({"fork"}), refused);
  EXPECT_EQ(run({"socket"}), refused);
  EXPECT_EQ(run({"kill", parent}), refused);
  EXPECT_EQ(run({"kill", "-1"}), refused);
  EXPECT_EQ(run({"ptrace", parent}), refused);
  EXPECT_EQ(run({"sleep"}), refused);
  EXPECT_EQ(run({"open", victim}), refused);
  EXPECT_EQ(run({"limits"}), refused);
}

TEST_P(Isolated, nobody_waits_in_the_operating_system) {
  if (!filtered()) GTEST_SKIP() << "built without libseccomp";
  run({"wait"});
  EXPECT_EQ(describe(ended_), "signal 31 (Bad system call)");
}

TEST_P(Isolated, memory_of_the_grader_is_out_of_reach) {
  if (weak() && !filtered()) GTEST_SKIP() << "without libseccomp and bubblewrap nothing prevents it";
  static volatile int secret = 0;
  std::array<char, 32> address{};
  std::snprintf(address.data(), address.size(), "%llx",
                static_cast<unsigned long long>(reinterpret_cast<std::uintptr_t>(&secret)));
  run({"overwrite", std::to_string(::getpid()), address.data()});
  EXPECT_EQ(secret, 0);
}

TEST_P(Isolated, a_compiler_writes_to_its_scratch_directory_only) {
  options_.limits.file_size = 4U << 20U;
  EXPECT_EQ(compile({"write", scratch_.path() / "file"}), std::to_string(4U << 20U) + "\n");
  if (weak()) return;  // it writes wherever the user may
  const Scratch other;
  EXPECT_NE(compile({"write", other.path() / "file"}), std::to_string(4U << 20U) + "\n");
  EXPECT_THAT(std::filesystem::directory_iterator(other.path()), std::filesystem::directory_iterator());
  EXPECT_EQ(compile({"write", "/usr/include/turnstile_was_here"}), namespaces() ? "Read-only file system\n" : denied);
}

TEST_P(Isolated, a_compiler_reads_the_system_only) {
  if (weak()) GTEST_SKIP() << "without bubblewrap and Landlock it reads what the user may";
  EXPECT_EQ(compile({"open", "/usr/include/stdio.h"}), "done\n");
  for (const char* path : {"/etc/passwd", "/dev/zero", "/proc/self/environ"}) {
    EXPECT_EQ(compile({"open", path}), namespaces() ? "No such file or directory\n" : denied) << path;
  }
}

TEST_P(Isolated, a_compiler_has_no_network) {
  if (!filtered()) GTEST_SKIP() << "built without libseccomp";
  EXPECT_EQ(compile({"socket"}), refused);
  EXPECT_EQ(compile({"kill", std::to_string(::getpid())}), refused);
  EXPECT_EQ(compile({"fork"}), "done\n");
}

// The other end of the socket is closed once the last process that has it is gone.
TEST_P(Isolated, killing_takes_the_whole_tree) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor ours(ends[0]);
  options_.profile = Profile::compile;
  options_.scratch = scratch_.path();
  {
    const Descriptor theirs(ends[1]);
    Sandboxed child({"/bin/sh", "-c", "sleep 1000 & echo started >&3; sleep 1000"}, options_, theirs.get());
    std::array<char, 16> text{};
    ASSERT_GT(::recv(ours.get(), text.data(), text.size(), 0), 0);
    EXPECT_TRUE(child.kill().by_signal);
  }
  pollfd closed = {.fd = ours.get(), .events = POLLIN, .revents = 0};
  ASSERT_EQ(::poll(&closed, 1, 5000), 1);
  EXPECT_NE(closed.revents & POLLHUP, 0);
}

TEST_P(Isolated, what_outlives_the_program_is_killed) {
  options_.profile = Profile::compile;
  options_.scratch = scratch_.path();
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const Descriptor ours(ends[0]);
  {
    const Descriptor theirs(ends[1]);
    Sandboxed child({"/bin/sh", "-c", "sleep 1000 & exit 7"}, options_, theirs.get());
    EXPECT_EQ(describe(end_of(child)), "exit status 7");
  }
  pollfd closed = {.fd = ours.get(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&closed, 1, 5000), 1);
}

TEST_P(Isolated, what_cannot_be_started_is_said) {
  if (!namespaces()) {
    EXPECT_THROW(Sandboxed({"/no/such/program"}, options_), std::system_error);
  } else {
    Sandboxed child({"/no/such/program"}, options_);
    EXPECT_EQ(describe(end_of(child)), "exit status 1");
    EXPECT_THAT(child.output(), HasSubstr("/no/such/program"));
  }
}

}  // namespace
}  // namespace turnstile::coursework
