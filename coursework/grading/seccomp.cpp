#include "coursework/grading/seccomp.hpp"

#if TURNSTILE_SECCOMP

#include <array>
#include <cerrno>
#include <memory>

#include <linux/futex.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

namespace turnstile::coursework {

namespace {

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

// What a program needs to start, compute, use the descriptors it has, and end. Everything else fails with EPERM: a lock
// that sleeps does not sleep, one that forks has no child.
constexpr std::array allowed_to_run = {
    "read",
    "readv",
    "write",
    "writev",
    "close",
    "fstat",
    "newfstatat",
    "lseek",
    "recvfrom",
    "recvmsg",
    "sendto",
    "sendmsg",
    "mmap",
    "munmap",
    "mprotect",
    "mremap",
    "brk",
    "madvise",
    "exit",
    "exit_group",
    "rt_sigaction",
    "sigaltstack",
    "rt_sigprocmask",
    "rt_sigreturn",
    "getrandom",
    "arch_prctl",
    "rseq",
    "execve",
    "getpid",
    "gettid",
    "set_tid_address",
    "set_robust_list",
    "readlink",
    "readlinkat",
    "sched_yield",
    "restart_syscall",
    "wait4"};  // wait4: bubblewrap's first process; the submission has nobody to wait for

// Calls that a compiler has no business with. It is a program that we know, so that it may make all others.
constexpr std::array forbidden_to_compile = {"socket",
                                             "socketpair",
                                             "ptrace",
                                             "process_vm_readv",
                                             "process_vm_writev",
                                             "mount",
                                             "umount2",
                                             "pivot_root",
                                             "chroot",
                                             "unshare",
                                             "setns",
                                             "bpf",
                                             "userfaultfd",
                                             "perf_event_open",
                                             "keyctl",
                                             "add_key",
                                             "request_key",
                                             "io_uring_setup",
                                             "io_uring_enter",
                                             "open_by_handle_at",
                                             "kexec_load",
                                             "init_module",
                                             "finit_module",
                                             "reboot",
                                             "mknod",
                                             "mknodat",
                                             "pidfd_getfd",
                                             "pidfd_send_signal",
                                             "tkill",
                                             "tgkill",
                                             "kill",
                                             "fsopen",
                                             "open_tree",
                                             "move_mount",
                                             "setsid",
                                             "setpgid"};

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
  return {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}
// Compares the command of futex, without the flags that do not change what it does.
scmp_arg_cmp commands(int command) {
  return {.arg = 1,
          .op = SCMP_CMP_MASKED_EQ,
          .datum_a = static_cast<unsigned>(FUTEX_CMD_MASK),
          .datum_b = static_cast<unsigned>(command)};
}

void add(const Filter& filter, std::uint32_t action, const char* name) {
  // A call that this architecture does not have needs no rule.
  const int call = seccomp_syscall_resolve_name(name);
  if (call != __NR_SCMP_ERROR) seccomp_rule_add(filter.get(), action, call, 0);
}

// No thread may wait in the operating system: one of the submission would wait for ever. Waking is harmless, and the
// standard library does it.
void add_for_run(const Filter& filter) {
  for (const char* name : allowed_to_run) add(filter, SCMP_ACT_ALLOW, name);
  const auto add_if = [&](std::uint32_t action, int call, const scmp_arg_cmp& condition) {
    seccomp_rule_add_array(filter.get(), action, call, 1, &condition);
  };
  add_if(SCMP_ACT_ALLOW, SCMP_SYS(futex), commands(FUTEX_WAKE));
  for (const int waiting : {FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, FUTEX_LOCK_PI2}) {
    add_if(SCMP_ACT_KILL_PROCESS, SCMP_SYS(futex), commands(waiting));
  }
  // Limits may be read.
  add_if(SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), equals(2, 0));
}

std::vector<sock_filter> exported(const Filter& filter) {
  const int file = ::memfd_create("seccomp", MFD_CLOEXEC);
  std::vector<sock_filter> program;
  if (file >= 0 && seccomp_export_bpf(filter.get(), file) == 0) {
    program.resize(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)) / sizeof(sock_filter));
    const std::size_t size = program.size() * sizeof(sock_filter);
    if (::pread(file, program.data(), size, 0) != static_cast<ssize_t>(size)) program.clear();
  }
  ::close(file);
  return program;
}

}  // namespace

std::vector<sock_filter> system_call_filter(Profile profile) {
  const bool run = profile == Profile::run;
  const Filter filter(seccomp_init(run ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return {};
  if (run) {
    add_for_run(filter);
  } else {
    for (const char* name : forbidden_to_compile) add(filter, SCMP_ACT_ERRNO(EPERM), name);
  }
  return exported(filter);
}

}  // namespace turnstile::coursework

#else

namespace turnstile::coursework {

std::vector<sock_filter> system_call_filter(Profile) { return {}; }

}  // namespace turnstile::coursework

#endif
