#include "models/command/find.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/clients/rows.hpp"

namespace turnstile::command {

namespace {

[[noreturn]] void unknown_name(std::string_view name) {
  throw BadInput(fmt::format("unknown name '{}'; 'turnstile list' shows all names", name));
}

void add(std::vector<Selected>& selected, const Stem& stem, const Variant& variant) {
  const bool known = std::ranges::any_of(selected, [&](const Selected& other) { return other.variant == &variant; });
  if (!known) selected.push_back({.stem = &stem, .variant = &variant});
}

void add_named(std::vector<Selected>& selected, const std::string& name) {
  const std::size_t slash = name.find('/');
  if (slash != std::string::npos) {
    const Selected one = find_variant(name.substr(0, slash), name.substr(slash + 1));
    return add(selected, *one.stem, *one.variant);
  }
  const auto stem = std::ranges::find_if(catalogue(), [&](const Stem& candidate) { return candidate.name == name; });
  if (stem == catalogue().end()) unknown_name(name);
  for (const Variant& variant : stem->variants) add(selected, *stem, variant);
}

}  // namespace

Selected find_variant(std::string_view stem_name, std::string_view variant_name) {
  for (const Stem& stem : catalogue()) {
    if (stem.name != stem_name) continue;
    for (const Variant& variant : stem.variants) {
      if (variant.name == variant_name) return {.stem = &stem, .variant = &variant};
    }
  }
  unknown_name(fmt::format("{}/{}", stem_name, variant_name));
}

std::vector<Selected> select(const std::vector<std::string>& names) {
  std::vector<Selected> selected;
  for (const std::string& name : names) add_named(selected, name);
  if (!names.empty()) return selected;
  for (const Stem& stem : catalogue()) {
    for (const Variant& variant : stem.variants) add(selected, stem, variant);
  }
  return selected;
}

const ClientRow* find_client(std::string_view name) {
  if (const ClientRow* const ours = client_named(name)) return ours;
  for (const Stem& stem : catalogue()) {
    for (const Variant& variant : stem.variants) {
      for (const Programs* programs : {&variant.programs, &variant.rc11, &variant.interleavings}) {
        const auto found = std::ranges::find(*programs, name, [](const ClientProgram& p) { return p.client->name; });
        if (found != programs->end()) return found->client;
      }
    }
  }
  return nullptr;
}

}  // namespace turnstile::command
