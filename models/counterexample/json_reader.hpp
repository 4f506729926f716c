// Reads JSON that anyone may have written: what is missing or wrong is said with its place, in one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/counterexample/not_a_counterexample.hpp"
#include "models/vocabulary/verdict.hpp"

namespace turnstile::counterexample {

// A value somewhere in a file. Every member function throws NotACounterexample where the value is not what is asked for.
class Reader {
 public:
  using Json = nlohmann::json;

  Reader(const Json& json, std::string path) : json_(&json), path_(std::move(path)) {}

  [[nodiscard]] bool is_null() const { return json_->is_null(); }
  [[nodiscard]] bool has(const char* key) const { return json_->is_object() && json_->contains(key); }

  [[nodiscard]] Reader at(const char* key) const {
    const std::string path = path_.empty() ? key : path_ + "." + key;
    if (!json_->is_object()) refuse("an object");
    if (!json_->contains(key)) throw NotACounterexample(path + " is missing");
    return {json_->at(key), path};
  }

  // Calls `each` with every element.
  template <class Each>
  void elements(std::size_t most, Each each) const {
    if (!json_->is_array() || json_->size() > most) refuse(fmt::format("a list of at most {}", most));
    for (std::size_t i = 0; i < json_->size(); ++i) each(Reader((*json_)[i], fmt::format("{}[{}]", path_, i)));
  }

  [[nodiscard]] std::string text(std::size_t most) const {
    if (!json_->is_string() || json_->get_ref<const std::string&>().size() > most) {
      refuse(fmt::format("a text of at most {} bytes", most));
    }
    return json_->get<std::string>();
  }

  [[nodiscard]] bool truth() const {
    if (!json_->is_boolean()) refuse("true or false");
    return json_->get<bool>();
  }

  [[nodiscard]] int number(int low, int high) const {
    const bool whole = json_->is_number_integer();
    const bool fits = whole && !too_large() && json_->get<std::int64_t>() >= low && json_->get<std::int64_t>() <= high;
    if (!fits) refuse(fmt::format("a number from {} to {}", low, high));
    return json_->get<int>();
  }

  // What a variable can hold.
  [[nodiscard]] std::int64_t value(bool as_truth) const {
    if (as_truth) return truth() ? 1 : 0;
    if (!json_->is_number_integer() || too_large()) refuse("a number of 64 bits");
    return json_->get<std::int64_t>();
  }

  [[nodiscard]] std::uint64_t count() const {
    if (!json_->is_number_unsigned()) refuse("a count");
    return json_->get<std::uint64_t>();
  }

  [[nodiscard]] double seconds() const {
    if (!json_->is_number() || json_->get<double>() < 0) refuse("a number of seconds");
    return json_->get<double>();
  }

  // Calls `each` with every name of an object and what stands there.
  template <class Each>
  void members(std::size_t most, Each each) const {
    if (!json_->is_object() || json_->size() > most) refuse(fmt::format("an object of at most {} members", most));
    for (const auto& [key, value] : json_->items()) each(key, Reader(value, path_ + "." + key));
  }

  [[nodiscard]] const Json& json() const { return *json_; }

  template <class Enum>
  [[nodiscard]] Enum choice() const {
    const std::optional<Enum> value =
        json_->is_string() ? named<Enum>(json_->get_ref<const std::string&>()) : std::nullopt;
    if (!value) refuse("one of the names that there are");
    return *value;
  }

  [[noreturn]] void refuse(const std::string& wanted) const {
    throw NotACounterexample(fmt::format("{} is not {}", path_.empty() ? "the whole" : path_, wanted));
  }

 private:
  [[nodiscard]] bool too_large() const {
    return json_->is_number_unsigned() && json_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  }

  const Json* json_;
  std::string path_;
};

}  // namespace turnstile::counterexample
