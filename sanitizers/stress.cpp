#include "sanitizers/stress.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include <sys/mman.h>

namespace turnstile::stress {

namespace {

std::vector<Form>& forms() {
  static std::vector<Form> all;
  return all;
}

}  // namespace

bool none(const Mistakes& mistakes) {
  return std::ranges::all_of(mistakes, [](const Mistake& mistake) { return mistake.times == 0; });
}

void give_way(const Linger& linger) {
  if (!linger) return;
  if (*linger == Linger::value_type::zero()) {
    std::this_thread::yield();
  } else {
    std::this_thread::sleep_for(*linger);
  }
}

const std::vector<Form>& catalogue() { return forms(); }

Stem::Stem(std::string_view name, int workers, std::vector<Form> forms_of_it) {
  for (Form& form : forms_of_it) {
    form.name = std::string(name) + "/" + form.name;
    form.workers = workers;
    forms().push_back(std::move(form));
  }
}

void* map_shared(std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "cannot map shared memory");
  return memory;
}

void unmap_shared(void* memory, std::size_t size) { ::munmap(memory, size); }

}  // namespace turnstile::stress
