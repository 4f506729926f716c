// The names that a client gives its variables, by their addresses.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "models/vocabulary/program.hpp"

namespace turnstile {

class NameTable final : public Names {
 public:
  void add(std::string name, const void* address) override { names_[address] = std::move(name); }
  void add_values(const void* address, const InWords& in_words) override { values_[address] = in_words; }

  [[nodiscard]] bool has(const void* address) const { return names_.contains(address); }
  // "?" where nobody has named it.
  [[nodiscard]] std::string of(const void* address) const {
    const auto found = names_.find(address);
    return found == names_.end() ? "?" : found->second;
  }
  // How its values are shown; none: as numbers.
  [[nodiscard]] const InWords* values_of(const void* address) const {
    const auto found = values_.find(address);
    return found == values_.end() ? nullptr : &found->second;
  }

 private:
  std::map<const void*, std::string> names_;
  std::map<const void*, InWords> values_;
};

}  // namespace turnstile
