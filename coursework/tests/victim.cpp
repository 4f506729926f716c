// What the tests of the sandbox run in it: tries one thing that it should not be able to do, and says how that went.
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

int say(const char* what) {
  std::puts(what);
  return 0;
}

// The result of a system call: what it did, or why not.
int say(long result) { return result < 0 ? say(std::strerror(errno)) : say("done"); }

int use_processor() {
  volatile bool ever = true;
  while (ever) {
  }
  return 0;
}

int use_memory() {
  std::size_t megabytes = 0;
  while (void* const block = std::malloc(1U << 20U)) {
    std::memset(block, 1, 1U << 20U);
    asm volatile("" : : "r"(block) : "memory");  // so that it is not optimized away
    ++megabytes;
  }
  std::printf("%zu\n", megabytes);
  return 0;
}

int write_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return say(-1L);
  const std::vector<char> block(1U << 20U);
  std::size_t written = 0;
  for (ssize_t size = 0; (size = ::write(file, block.data(), block.size())) > 0 && written < (1U << 28U);)
    written += static_cast<std::size_t>(size);
  std::printf("%zu\n", written);
  return 0;
}

int write_output() {
  const std::string line(1023, 'x');
  for (int i = 0; i < 10'000; ++i) std::puts(line.c_str());
  return 0;
}

int list_descriptors() {
  struct stat about{};
  for (int i = 0; i < 1024; ++i)
    if (::fstat(i, &about) == 0) std::printf("%d ", i);
  return 0;
}

int list_environment() {
  for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
  return 0;
}

int start_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  return say(child);
}

int sleep_long() {
  const timespec ten = {.tv_sec = 10, .tv_nsec = 0};
  return say(::nanosleep(&ten, nullptr));
}

int wait_in_system() {
  int word = 0;
  return say(::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0));
}

int write_into(pid_t process, const char* address) {
  int value = 1;
  const iovec from = {.iov_base = &value, .iov_len = sizeof value};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): in another process
  const iovec to = {.iov_base = reinterpret_cast<void*>(std::strtoull(address, nullptr, 16)), .iov_len = sizeof value};
  return say(::process_vm_writev(process, &from, 1, &to, 1, 0));
}

int echo() {
  std::array<char, 64> text{};
  const ssize_t size = ::recv(3, text.data(), text.size(), 0);
  return say(size < 0 ? size : ::send(3, text.data(), static_cast<std::size_t>(size), 0));
}

int overflow(const volatile int* above) {
  const volatile int below = *above + 1;
  return below == 0 ? 0 : overflow(&below) + below;
}

int raise_limit() {
  const rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
  return say(::setrlimit(RLIMIT_CPU, &more));
}

using Attempt = int (*)(const char* first, const char* second);

// With what the command line says behind its name.
const std::map<std::string_view, Attempt> attempts = {
    {"processor", [](const char*, const char*) { return use_processor(); }},
    {"memory", [](const char*, const char*) { return use_memory(); }},
    {"write", [](const char* path, const char*) { return write_file(path); }},
    {"output", [](const char*, const char*) { return write_output(); }},
    {"descriptors", [](const char*, const char*) { return list_descriptors(); }},
    {"environment", [](const char*, const char*) { return list_environment(); }},
    {"fork", [](const char*, const char*) { return start_process(); }},
    {"sleep", [](const char*, const char*) { return sleep_long(); }},
    {"wait", [](const char*, const char*) { return wait_in_system(); }},
    {"echo", [](const char*, const char*) { return echo(); }},
    {"open", [](const char* path, const char*) { return say(::open(path, O_RDONLY)); }},
    {"socket", [](const char*, const char*) { return say(::socket(AF_INET, SOCK_STREAM, 0)); }},
    {"kill", [](const char* process, const char*) { return say(::kill(std::atoi(process), SIGKILL)); }},
    {"ptrace", [](const char* process,
                  const char*) { return say(::ptrace(PTRACE_ATTACH, std::atoi(process), nullptr, nullptr)); }},
    {"overwrite", [](const char* process, const char* address) { return write_into(std::atoi(process), address); }},
    {"limits", [](const char*, const char*) { return raise_limit(); }},
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const int start = 0;
  if (what == "overflow") return overflow(&start);
  if (what == "abort") std::abort();
  const auto found = attempts.find(what);
  return found == attempts.end() ? 2 : found->second(argc > 2 ? argv[2] : "", argc > 3 ? argv[3] : "");
}
