// Knows which variable was constructed last in each piece of memory. Construction and destruction are accesses to the
// storage, and what is constructed anew must come after all that was done with what stood there before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnstile::rc11 {

class Storage {
 public:
  struct Tenant {
    bool plain = false;  // the number is that of a plain variable, else of a location
    int number = -1;
    bool operator==(const Tenant&) const = default;
  };

  // Empties all storage.
  void reset() {
    ++epoch_;
    used_ = 0;
  }

  // The tenant moves in; `leaves(tenant)` is called for each that lived there until now.
  template <class Leaves>
  void move_in(const void* address, std::size_t bytes, Tenant tenant, const Leaves& leaves) {
    const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(address) / granule;
    Tenant last;
    for (std::uintptr_t g = first; g < first + (bytes + granule - 1) / granule; ++g) {
      const Tenant before = replace(g, tenant);
      if (before.number >= 0 && before != last) leaves(before);
      last = before;
    }
  }

 private:
  // No variable of the engine's begins elsewhere.
  static constexpr std::uintptr_t granule = 4;

  struct Slot {
    std::uintptr_t place = 0;
    std::uint64_t epoch = 0;
    Tenant tenant;
  };

  Tenant replace(std::uintptr_t place, Tenant tenant) {
    if (2 * used_ >= slots_.size()) grow();
    Slot& slot = slot_of(place);
    Tenant before;
    if (slot.epoch == epoch_) {
      before = slot.tenant;
    } else {
      ++used_;
    }
    slot = {.place = place, .epoch = epoch_, .tenant = tenant};
    return before;
  }

  // The slot where the place stands, or can stand: the table has open addressing.
  Slot& slot_of(std::uintptr_t place) {
    std::size_t i = (place * 0x9E3779B97F4A7C15U) >> 20U;
    for (;; ++i) {
      Slot& slot = slots_[i % slots_.size()];
      if (slot.epoch != epoch_ || slot.place == place) return slot;
    }
  }

  void grow() {
    std::vector<Slot> before(slots_.empty() ? 256 : 2 * slots_.size());
    before.swap(slots_);
    for (const Slot& slot : before) {
      if (slot.epoch == epoch_) slot_of(slot.place) = slot;
    }
  }

  std::vector<Slot> slots_;
  std::uint64_t epoch_ = 1;
  std::size_t used_ = 0;
};

}  // namespace turnstile::rc11
