#include "models/clients/program.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace turnstile {

std::string Party::text() const {
  if (readers == 0) return "";
  return std::to_string(readers) + "R" + std::to_string(writers()) + "W";
}

MakeProgram Programs::of(ClientKind client) const {
  switch (client) {
    case ClientKind::occupancy:
      return occupancy;
    case ClientKind::visibility:
      return visibility;
    case ClientKind::readers_together:
      return readers_together;
    case ClientKind::progress:
      return progress;
    case ClientKind::lock_freedom:
      return lock_freedom;
    case ClientKind::bypass:
      return bypass;
    case ClientKind::history:
      return history;
    case ClientKind::ownership:
      return ownership;
    case ClientKind::bystander:
      return bystander;
    case ClientKind::crowd:
      return crowd;
    case ClientKind::chain:
      return chain;
    case ClientKind::priorities:
      return priorities;
    case ClientKind::opposite_orders:
      return opposite_orders;
  }
  return nullptr;
}

bool Programs::any() const {
  const std::initializer_list<MakeProgram> main_ones = {occupancy, progress,  lock_freedom, bypass,
                                                        history,   bystander, priorities};
  return std::ranges::any_of(main_ones, [](MakeProgram program) { return program != nullptr; });
}

int Mix::most() const { return *std::max_element(rounds.begin(), rounds.begin() + threads); }

std::string Mix::text() const {
  std::string text;
  for (int i = 0; i < threads; ++i) text += (i == 0 ? "" : ",") + std::to_string((*this)[i]);
  return text;
}

namespace {

std::string with_numbers(const Mark& mark) {
  std::string text;
  std::size_t number = 0;
  for (const char* c = mark.found; *c != '\0'; ++c) {
    text += *c == '#' ? std::to_string(mark.numbers.at(number++)) : std::string(1, *c);
  }
  return text;
}

}  // namespace

std::string text(const Mark& mark) {
  if (mark.found != nullptr) return with_numbers(mark);
  if (mark.call == nullptr) return "";
  const std::string call = mark.call;
  const std::string value = mark.value ? std::to_string(*mark.value) : "";
  if (!mark.returned) return "calls " + call + "(" + value + ")";
  if (!mark.value) return call + "() is done";
  return call + (*mark.value < 0 ? "() finds nothing" : "() is " + value);
}

}  // namespace turnstile
