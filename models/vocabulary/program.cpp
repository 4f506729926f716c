#include "models/vocabulary/program.hpp"

#include <algorithm>
#include <string>

namespace turnstile {

std::string Party::text() const {
  if (readers == 0) return "";
  return std::to_string(readers) + "R" + std::to_string(writers()) + "W";
}

Programs Programs::about(void* subject) const {
  Programs bound = *this;
  for (ClientProgram& program : bound.programs_) program.make = program.make.about(subject);
  return bound;
}

MakeProgram Programs::of(const ClientRow& client) const {
  const auto found = std::ranges::find(programs_, &client, &ClientProgram::client);
  return found == programs_.end() ? nullptr : found->make;
}

void Programs::remove(const ClientRow& client) {
  std::erase_if(programs_, [&](const ClientProgram& program) { return program.client == &client; });
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
