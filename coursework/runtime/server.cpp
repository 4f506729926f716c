#include "server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include <sys/mman.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

// The linker says where the program's variables lie.
extern "C" {
extern char __data_start[];  // NOLINT(readability-identifier-naming): the linker's
extern char _end[];          // NOLINT(readability-identifier-naming)
}

namespace turnstile::coursework {

// What is no longer used on a stack is no part of a thread's state: it would make two of what is one.
[[gnu::noinline]] void clear_stack() {
  std::array<std::byte, 4096> below;  // NOLINT(cppcoreguidelines-pro-type-member-init): by the next line
  std::memset(below.data(), 0, below.size());
  asm volatile("" : : "r"(below.data()) : "memory");
}

namespace {

// --- memory ------------------------------------------------------------------------------------------------------------

// The lock, its heap, and the stacks, where nothing else ever is, so that addresses are the same on every machine.
constexpr std::uintptr_t region_address = std::uintptr_t{1} << 44;
constexpr std::size_t lock_size = std::size_t{64} * 1024;
constexpr std::size_t heap_size = std::size_t{64} * 1024;  // of each thread, and of the constructor
constexpr std::size_t stack_size = std::size_t{256} * 1024;
constexpr std::size_t guard_size = std::size_t{64} * 1024;
constexpr int most_threads = 8;
constexpr int heaps = most_threads + 1;
constexpr std::size_t kept_size = lock_size + heaps * heap_size;  // what is restored
constexpr std::size_t region_size = kept_size + most_threads * (guard_size + stack_size);
constexpr std::size_t state_size = std::size_t{1} << 20U;  // below it: what the server keeps
// Basic blocks between two operations. Far more than any lock needs, and soon over.
constexpr std::uint64_t most_blocks = 20'000'000;

// Everything that the server keeps: apart from what belongs to the submission, which is restored and compared.
struct State {
  bool constructing = true;
  bool building = false;  // the lock itself
  bool running = false;   // the submission's code, in a thread
  const Served* served = nullptr;
  int thread = 0;
  std::array<std::size_t, heaps> heap_used{};
  std::array<std::size_t, heaps> heap_used_at_first{};
  std::uint64_t blocks = 0;

  std::array<std::uint64_t, wire::most_atomics> atomics{};
  std::array<wire::Type, wire::most_atomics> types{};
  std::size_t atomic_count = 0;

  wire::Begin begin{};
  bool has_begun = false;
  wire::Subject subject{};
  wire::Question question{};
  std::size_t next = 0;  // of what is given
  wire::Answer answer{};

  // A plain write that threads can see: what was written is known only afterwards.
  const void* written = nullptr;
  std::size_t written_bytes = 0;
  const void* written_code = nullptr;

  ucontext_t outside{};
  ucontext_t inside{};
  std::byte* variables = nullptr;  // as they were right after construction
  std::byte* kept = nullptr;
};

void* map(void* address, std::size_t size, int flags) {
  void* memory = mmap(address, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  if (memory == MAP_FAILED) _exit(3);
  return memory;
}

std::byte* region() {
  return reinterpret_cast<std::byte*>(region_address);  // NOLINT(performance-no-int-to-ptr): where it was mapped
}
std::byte* heap(int i) { return region() + lock_size + static_cast<std::size_t>(i) * heap_size; }
std::byte* stack(int thread) {
  return region() + kept_size + static_cast<std::size_t>(thread) * (guard_size + stack_size) + guard_size;
}

State& state() {
  static State* const only = [] {
    map(region(), region_size, MAP_FIXED_NOREPLACE);
    static_assert(sizeof(State) <= state_size);
    for (int t = 0; t < most_threads; ++t) mprotect(stack(t) - guard_size, guard_size, PROT_NONE);
    return ::new (map(region() - state_size, state_size, MAP_FIXED_NOREPLACE)) State;
  }();
  return *only;
}

std::span<std::byte> variables() {
  return {reinterpret_cast<std::byte*>(__data_start), static_cast<std::size_t>(_end - __data_start)};
}

bool lies_in(const void* address, const std::byte* begin, std::size_t size) {
  return reinterpret_cast<std::uintptr_t>(address) - reinterpret_cast<std::uintptr_t>(begin) < size;
}

std::uint64_t bits_at(const void* address, std::size_t bytes) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, address, bytes);
  return bits;
}

std::uint64_t number(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

void take_picture(State& s) {
  s.variables = static_cast<std::byte*>(map(nullptr, variables().size(), 0));
  s.kept = static_cast<std::byte*>(map(nullptr, kept_size, 0));
  s.heap_used_at_first = s.heap_used;
  std::ranges::copy(variables(), s.variables);
  std::memcpy(s.kept, region(), kept_size);
}

void restore(State& s) {
  std::memcpy(variables().data(), s.variables, variables().size());
  std::memcpy(region(), s.kept, lock_size);
  for (int i = 0; i < heaps; ++i) {
    const auto used = s.heap_used[static_cast<std::size_t>(i)];
    if (used > 0) std::memcpy(heap(i), s.kept + (heap(i) - region()), used);
  }
  s.heap_used = s.heap_used_at_first;
}

// --- the state of a thread -----------------------------------------------------------------------------------------------

// Two sums, that two different states have the same by accident once in a universe.
class Digest {
 public:
  void add(std::uint64_t word) {
    first_ = (first_ ^ word) * 0x9e3779b97f4a7c15U;
    first_ ^= first_ >> 29U;
    second_ = (second_ + word) * 0xd1342543de82ef95U;
    second_ ^= second_ >> 32U;
  }
  void add(const std::byte* bytes, std::size_t size) {
    add(size);
    for (; size >= sizeof(std::uint64_t); size -= sizeof(std::uint64_t), bytes += sizeof(std::uint64_t)) {
      add(bits_at(bytes, sizeof(std::uint64_t)));
    }
    if (size > 0) add(bits_at(bytes, size));
  }
  [[nodiscard]] std::array<std::uint64_t, 2> value() const { return {first_, second_}; }

 private:
  std::uint64_t first_ = 0x243f6a8885a308d3U;
  std::uint64_t second_ = 0x13198a2e03707344U;
};

std::array<std::uint64_t, 2> digest(const State& s) {
  Digest digest;
  const auto& registers = s.inside.uc_mcontext.gregs;
  for (const int r : {REG_RBX, REG_RBP, REG_R12, REG_R13, REG_R14, REG_R15, REG_RSP, REG_RIP}) {
    digest.add(static_cast<std::uint64_t>(registers[r]));
  }
  const auto* live = reinterpret_cast<const std::byte*>(registers[REG_RSP]);  // NOLINT(performance-no-int-to-ptr)
  const std::byte* top = stack(s.thread) + stack_size;
  if (live >= stack(s.thread) && live < top) digest.add(live, static_cast<std::size_t>(top - live));
  digest.add(variables().data(), variables().size());
  digest.add(region(), lock_size);
  for (int i = 0; i < heaps; ++i) digest.add(heap(i), s.heap_used[static_cast<std::size_t>(i)]);
  return digest.value();
}

// --- the socket ----------------------------------------------------------------------------------------------------------

void send_all(const void* data, std::size_t size) {
  while (send(wire::descriptor, data, size, MSG_NOSIGNAL) < 0) {
    if (errno != EINTR) _exit(0);
  }
}

// False where no more questions come.
bool receive(void* data, std::size_t least, std::size_t most) {
  ssize_t size = 0;
  do size = recv(wire::descriptor, data, most, 0);
  while (size < 0 && errno == EINTR);
  return size >= static_cast<ssize_t>(least);
}

void receive_begin(State& s) {
  if (s.has_begun) return;
  s.has_begun = receive(&s.begin, sizeof(s.begin), sizeof(s.begin)) && s.begin.version == wire::version;
  if (!s.has_begun) _exit(2);
}

template <std::size_t Size>
void set_text(std::array<char, Size>& to, const char* from) {
  to.fill('\0');
  std::strncpy(to.data(), from, Size - 1);
}

// --- threads -------------------------------------------------------------------------------------------------------------

void leave(State& s) {
  s.running = false;
  swapcontext(&s.inside, &s.outside);
  s.running = true;
}

// What threads share is asked for whenever it is read: what was seen there last is no part of anyone's state.
void forget_shared(const State& s) {
  for (std::size_t i = 0; i < s.begin.plain_count; ++i) {
    const wire::Extent& e = s.begin.plain[i];
    std::memset(reinterpret_cast<void*>(e.address), 0, e.bytes);  // NOLINT(performance-no-int-to-ptr)
  }
}

wire::Given next_given(State& s) {
  if (s.next == s.question.count) {
    forget_shared(s);
    leave(s);
  }
  s.blocks = 0;
  return s.question.given[s.next++];
}

void want(State& s, const What& what, const void* location, std::uint64_t operand, std::uint64_t expected,
          const std::source_location& place, const void* code) {
  wire::Answer& a = s.answer;
  a.ask = what.ask;
  a.type = what.type;
  a.order = static_cast<std::uint8_t>(what.order);
  a.failure_order = static_cast<std::uint8_t>(what.failure_order);
  a.line = place.line();
  a.column = place.column();
  a.code = number(code);
  a.location = number(location);
  a.operand = operand;
  a.expected = expected;
  set_text(a.file, place.file_name());
}

wire::Type type_of_bytes(std::size_t bytes) {
  if (bytes == 1) return wire::Type::u8;
  if (bytes == 2) return wire::Type::i16;
  return bytes == 4 ? wire::Type::i32 : wire::Type::i64;
}

void publish_write(State& s) {
  if (s.written == nullptr) return;
  const void* place = s.written;
  s.written = nullptr;
  const What what{.ask = wire::Ask::write, .type = type_of_bytes(s.written_bytes), .order = std::memory_order::relaxed};
  want(s, what, place, bits_at(place, s.written_bytes), 0, {}, s.written_code);
  (void)next_given(s);
}

// Two functions, so that nothing of one call is left in the frame of the next one's caller.
[[gnu::noinline]] void make_call(State& s) {
  s.served->call(region(), static_cast<wire::Call>(s.question.given[s.next - 1].call), s.thread);
}

[[gnu::noinline]] void return_from_call(State& s) {
  publish_write(s);
  want(s, {.ask = wire::Ask::returned}, nullptr, 0, 0, {}, nullptr);
}

void run_thread() {
  State& s = state();
  s.running = true;
  // The thread may call anything, and that may throw anything.
  try {
    for (;;) {
      (void)next_given(s);
      clear_stack();
      make_call(s);
      clear_stack();
      return_from_call(s);
      clear_stack();
    }
  } catch (...) {
    give_up("it throws an exception");
  }
}

void start(State& s, int thread) {
  restore(s);
  s.thread = thread;
  s.blocks = 0;
  s.written = nullptr;
  s.answer.touched_count = 0;
  s.running = false;
  std::memset(stack(thread), 0, stack_size);
  getcontext(&s.inside);
  // Whatever the server had in its registers is no part of the thread.
  for (const int r : {REG_RBX, REG_RBP, REG_R12, REG_R13, REG_R14, REG_R15}) s.inside.uc_mcontext.gregs[r] = 0;
  s.inside.uc_stack.ss_sp = stack(thread);
  s.inside.uc_stack.ss_size = stack_size;
  s.inside.uc_link = nullptr;
  makecontext(&s.inside, &run_thread, 0);
}

void answer_question(State& s) {
  if (s.question.thread < 0 || s.question.thread >= most_threads || s.question.count > wire::most_given) _exit(2);
  if (s.question.goes_on == 0) start(s, s.question.thread);
  s.next = 0;
  set_text(s.answer.text, "");
  s.answer.ask = wire::Ask::returned;
  swapcontext(&s.outside, &s.inside);
  s.answer.state = digest(s);
  send_all(&s.answer, sizeof(s.answer));
}

// --- plain memory --------------------------------------------------------------------------------------------------------

bool overlap(std::uint64_t a, std::size_t a_bytes, std::uint64_t b, std::size_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

// The place that threads share and this access is to.
bool is_shared(const State& s, const void* address, std::size_t bytes) {
  for (std::size_t i = 0; i < s.begin.plain_count; ++i) {
    const wire::Extent& e = s.begin.plain[i];
    if (e.address == number(address) && e.bytes == bytes) return true;
    if (overlap(e.address, e.bytes, number(address), bytes)) {
      give_up("plain memory that threads share is accessed in pieces of different sizes");
    }
  }
  return false;
}

void note_touched(State& s, const void* address, std::size_t bytes, bool writes, const void* code) {
  wire::Answer& a = s.answer;
  for (std::size_t i = 0; i < a.touched_count; ++i) {
    wire::Touched& touched = a.touched[i];
    if (touched.extent.address != number(address) || touched.extent.bytes != bytes) continue;
    if (touched.written == 0 && writes) touched.code = number(code);
    touched.written |= writes ? 1U : 0U;
    return;
  }
  if (a.touched_count == wire::most_touched) give_up("it accesses more plain memory than can be watched");
  a.touched[a.touched_count++] = {
      .extent = {.address = number(address), .bytes = bytes}, .code = number(code), .written = writes ? 1U : 0U};
}

bool on_some_stack(const void* address) { return lies_in(address, region() + kept_size, region_size - kept_size); }

bool is_watched(const void* address) {
  return lies_in(address, region(), kept_size) || lies_in(address, variables().data(), variables().size());
}

// --- construction --------------------------------------------------------------------------------------------------------

class Describing final : public Naming {
 public:
  explicit Describing(wire::Subject& subject, const wire::Begin& begin) : subject_(subject), begin_(begin) {}
  void add(const void* member, const std::string& name) override {
    for (std::size_t i = 0; i < subject_.atomic_count; ++i) {
      if (subject_.atomics[i].address == number(member)) set_text(subject_.atomics[i].name, name.c_str());
    }
    for (std::size_t i = 0; i < begin_.plain_count; ++i) {
      if (begin_.plain[i].address == number(member)) set_text(subject_.plain[i].name, name.c_str());
    }
  }

 private:
  wire::Subject& subject_;
  const wire::Begin& begin_;
};

std::size_t bytes_of(wire::Type type) {
  constexpr std::array<std::size_t, wire::types> bytes = {1, 1, 1, 2, 2, 4, 4, 8, 8};
  return bytes[static_cast<std::size_t>(type)];
}

void add_atomic(State& s, const void* address, wire::Type type) {
  for (std::size_t i = 0; i < s.atomic_count; ++i) {
    if (s.atomics[i] == number(address)) return;
  }
  if (s.atomic_count == wire::most_atomics) give_up("it has more atomics than can be checked");
  s.atomics[s.atomic_count] = number(address);
  s.types[s.atomic_count++] = type;
}

void add_foreign_atomics(State& s) {
  for (std::size_t i = 0; i < s.begin.foreign_count; ++i) {
    const wire::Foreign& f = s.begin.foreign[i];
    const auto* place = reinterpret_cast<const void*>(f.address);  // NOLINT(performance-no-int-to-ptr)
    if (!is_watched(place)) give_up("an atomic is used that is no part of the lock");
    add_atomic(s, place, f.type);
  }
}

void construct(State& s) {
  s.building = true;
  s.served->construct(region(), s.begin.threads);
  s.building = false;
  add_foreign_atomics(s);
  s.subject.version = wire::version;
  s.subject.calls = s.served->calls;
  s.subject.atomic_count = s.atomic_count;
  for (std::size_t i = 0; i < s.atomic_count; ++i) {
    const auto* place = reinterpret_cast<const void*>(s.atomics[i]);  // NOLINT(performance-no-int-to-ptr)
    s.subject.atomics[i] = {
        .address = s.atomics[i], .initial = bits_at(place, bytes_of(s.types[i])), .type = s.types[i], .name = {}};
  }
  for (std::size_t i = 0; i < s.begin.plain_count; ++i) {
    const wire::Extent& e = s.begin.plain[i];
    const auto* place = reinterpret_cast<const void*>(e.address);  // NOLINT(performance-no-int-to-ptr)
    if (!is_watched(place) || e.bytes > sizeof(std::uint64_t)) _exit(2);
    s.subject.plain[i] = {.initial = bits_at(place, e.bytes), .name = {}};
  }
  Describing naming(s.subject, s.begin);
  s.served->name(region(), naming);
  s.constructing = false;
}

}  // namespace

bool constructing() { return state().constructing; }

void constructed(const void* address, wire::Type type) {
  State& s = state();
  if (!s.constructing) give_up("an atomic is constructed after the lock: make it a member");
  add_atomic(s, address, type);
}

void give_up(const char* why) {
  State& s = state();
  if (s.constructing) {
    receive_begin(s);
    s.subject.version = wire::version;
    set_text(s.subject.trouble, why);
    send_all(&s.subject, sizeof(s.subject));
    _exit(0);
  }
  s.answer.ask = wire::Ask::gave_up;
  set_text(s.answer.text, why);
  s.running = false;
  setcontext(&s.outside);
  _exit(3);
}

namespace {

[[gnu::noinline]] Reply ask_on_clear_stack(std::uint32_t what, const void* location, std::uint64_t operand,
                                           std::uint64_t expected, std::source_location place, const void* code) {
  State& s = state();
  if (!s.running) give_up("an atomic is used outside of the lock's functions");
  publish_write(s);
  want(s,
       {.ask = static_cast<wire::Ask>(what & 0xffU),
        .type = static_cast<wire::Type>(what >> 8U & 0xffU),
        .order = static_cast<std::memory_order>(what >> 16U & 0xffU),
        .failure_order = static_cast<std::memory_order>(what >> 24U & 0xffU)},
       location, operand, expected, place, code);
  const wire::Given given = next_given(s);
  return {.value = given.value, .done = given.done != 0};
}

}  // namespace

[[gnu::noinline]] Reply ask(std::uint32_t what, const void* location, std::uint64_t operand, std::uint64_t expected,
                            std::source_location place, const void* code) {
  clear_stack();
  return ask_on_clear_stack(what, location, operand, expected, place, code);
}

void touch(const void* address, std::size_t bytes, bool writes, const void* code) {
  State& s = state();
  if (!s.running || lies_in(address, stack(s.thread), stack_size)) return;
  publish_write(s);
  if (on_some_stack(address)) give_up("it accesses the stack of another thread");
  if (!is_watched(address)) return;
  if (!is_shared(s, address, bytes)) return note_touched(s, address, bytes, writes, code);
  if (writes) {
    s.written = address;
    s.written_bytes = bytes;
    s.written_code = code;
    return;
  }
  const What what{.ask = wire::Ask::read, .type = type_of_bytes(bytes), .order = std::memory_order::relaxed};
  want(s, what, address, 0, 0, {}, code);
  const wire::Given given = next_given(s);
  std::memcpy(const_cast<void*>(address), &given.value, bytes);
}

bool runs() { return state().running; }

void count_block() {
  State& s = state();
  if (s.running && ++s.blocks > most_blocks) give_up("it goes on for ever without any operation on shared memory");
}

void* allocate(std::size_t bytes) {
  State& s = state();
  if (!s.running && !s.building) return nullptr;
  const int i = s.building ? most_threads : s.thread;
  std::size_t& used = s.heap_used[static_cast<std::size_t>(i)];
  constexpr std::size_t alignment = alignof(std::max_align_t);
  if (bytes > heap_size) give_up("it allocates too much memory");
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  if (rounded > heap_size - used) give_up("it allocates too much memory");
  std::byte* memory = heap(i) + used;
  used += rounded;
  return memory;
}

bool allocated_here(const void* address) { return lies_in(address, region() + lock_size, kept_size - lock_size); }

int serve(const Served& served) {
  State& s = state();
  s.served = &served;
  if (served.size > lock_size) give_up("the lock is larger than 64 KiB");
  receive_begin(s);
  if (s.begin.threads < 1 || s.begin.threads > most_threads || s.begin.plain_count > wire::most_plain) return 2;
  if (s.begin.foreign_count > wire::most_foreign) return 2;
  construct(s);
  take_picture(s);
  send_all(&s.subject, sizeof(s.subject));
  while (receive(&s.question, offsetof(wire::Question, given), sizeof(s.question))) answer_question(s);
  return 0;
}

}  // namespace turnstile::coursework
