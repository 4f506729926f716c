#include "models/engines/rc11/thread_locals.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace turnstile::rc11 {

namespace {

constinit thread_local std::byte landmark{};

struct Variable {
  std::string name;
  std::ptrdiff_t from_landmark = 0;
  std::size_t size = 0;
};

std::string demangled(const char* symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(abi::__cxa_demangle(symbol, nullptr, nullptr, &status), std::free);
  return name == nullptr ? symbol : name.get();
}

// Whether a variable is the program's. The others are kept by the engine and the library, or by compilers and their
// libraries, whose names are reserved, but for the one in which libstdc++ keeps the exceptions that are being handled,
// and a guard of each variable.
bool is_of_program(std::string_view symbol, std::string_view name) {
  const auto in = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  return !in(symbol, "N9turnstile4rc11") && !in(symbol, "N9turnstile6detail") && !symbol.starts_with("_ZGV") &&
         !name.starts_with("__") && !in(name, "::__") && !in(name, "::eh_globals");
}

// Where the executable's variables of the calling thread begin. A null pointer: it has none, or is linked statically,
// so that the C library keeps its own there.
const std::byte* block_of_executable() {
  const std::byte* block = nullptr;
  const auto first = [](dl_phdr_info* info, std::size_t, void* result) {
    const std::span headers(info->dlpi_phdr, info->dlpi_phnum);
    const bool is_static = std::ranges::none_of(headers, [](const auto& h) { return h.p_type == PT_INTERP; });
    if (!is_static) *static_cast<const std::byte**>(result) = static_cast<const std::byte*>(info->dlpi_tls_data);
    return 1;  // the executable itself comes first
  };
  dl_iterate_phdr(first, static_cast<void*>(&block));
  return block;
}

// The parts of a file, which may contain anything. It is mapped, since little of it is looked at, and each process that
// explores does so.
class Executable {
 public:
  explicit Executable(const char* path) {
    const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status{};
    if (::fstat(descriptor, &status) == 0 && status.st_size > 0)
      map(descriptor, static_cast<std::size_t>(status.st_size));
    ::close(descriptor);
  }
  Executable(const Executable&) = delete;
  Executable& operator=(const Executable&) = delete;
  ~Executable() {
    if (begin_ != nullptr) ::munmap(begin_, size_);
  }

  template <class Visitor>
  void for_each_symbol(const Visitor& visit) const {
    const std::span<const ElfW(Shdr)> all = sections();
    for (const auto& section : all) {
      if (section.sh_type != SHT_SYMTAB || section.sh_link >= all.size()) continue;
      const auto names = part<char>(all[section.sh_link].sh_offset, all[section.sh_link].sh_size);
      if (names.empty() || names.back() != '\0') continue;
      for (const auto& symbol : part<ElfW(Sym)>(section.sh_offset, section.sh_size / sizeof(ElfW(Sym)))) {
        if (symbol.st_name < names.size()) visit(symbol, &names[symbol.st_name]);
      }
    }
  }

 private:
  void map(int descriptor, std::size_t size) {
    void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped == MAP_FAILED) return;
    begin_ = mapped;
    size_ = size;
  }

  [[nodiscard]] std::span<const ElfW(Shdr)> sections() const {
    const auto header = part<ElfW(Ehdr)>(0, 1);
    if (header.empty() || std::memcmp(header[0].e_ident, ELFMAG, SELFMAG) != 0) return {};
    if (header[0].e_shentsize != sizeof(ElfW(Shdr))) return {};
    return part<ElfW(Shdr)>(header[0].e_shoff, header[0].e_shnum);
  }

  // So many of these, from there on; none where the file has not so many, or they are not aligned.
  template <class T>
  [[nodiscard]] std::span<const T> part(std::uint64_t offset, std::size_t number) const {
    if (begin_ == nullptr || offset > size_ || offset % alignof(T) != 0 || number > (size_ - offset) / sizeof(T))
      return {};
    return {reinterpret_cast<const T*>(static_cast<const std::byte*>(begin_) + offset), number};
  }

  void* begin_ = nullptr;
  std::size_t size_ = 0;
};

std::vector<Variable> read_variables() {
  const std::byte* const block = block_of_executable();
  std::vector<Variable> variables;
  if (block == nullptr) return variables;
  Executable("/proc/self/exe").for_each_symbol([&](const ElfW(Sym) & symbol, const char* mangled) {
    if ((symbol.st_info & 0xFU) != STT_TLS || symbol.st_shndx == SHN_UNDEF || symbol.st_size == 0) return;
    std::string name = demangled(mangled);
    if (!is_of_program(mangled, name)) return;
    variables.push_back({.name = std::move(name),
                         .from_landmark = block + symbol.st_value - &landmark,
                         .size = static_cast<std::size_t>(symbol.st_size)});
  });
  return variables;
}

const std::vector<Variable>& variables() {
  static const std::vector<Variable> all = read_variables();
  return all;
}

const std::byte* address_of(const Variable& variable) { return &landmark + variable.from_landmark; }

}  // namespace

ThreadLocals::ThreadLocals() {
  std::size_t size = 0;
  for (const Variable& v : variables()) size += v.size;
  before_.resize(size);
}

void ThreadLocals::note() {
  std::byte* to = before_.data();
  for (const Variable& v : variables()) to = std::copy_n(address_of(v), v.size, to);
}

const std::string* ThreadLocals::changed() const {
  if (before_.empty()) return nullptr;
  const std::byte* was = before_.data();
  for (const Variable& v : variables()) {
    if (std::memcmp(was, address_of(v), v.size) != 0) return &v.name;
    was += v.size;
  }
  return nullptr;
}

}  // namespace turnstile::rc11
