#include "coursework/grading/rubric_file.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "coursework/grading/plain_text.hpp"
#include "models/command/find.hpp"

namespace turnstile::coursework {

namespace {

using nlohmann::json;

std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

// What has no counterpart in JSON (dates) becomes null, which nothing here expects.
json json_of(const toml::node& node, const std::string& path, std::map<std::string, int>& lines) {
  lines[path] = static_cast<int>(node.source().begin.line);
  json result;
  if (const toml::table* table = node.as_table()) {
    result = json::object();
    for (const auto& [key, value] : *table) {
      const std::string_view name = key.str();
      result[std::string(name)] = json_of(value, below(path, name), lines);
    }
  } else if (const toml::array* array = node.as_array()) {
    result = json::array();
    for (const toml::node& element : *array) result.push_back(json_of(element, path, lines));
  } else if (node.is_string()) {
    result = node.as_string()->get();
  } else if (node.is_integer()) {
    result = node.as_integer()->get();
  } else if (node.is_floating_point()) {
    result = node.as_floating_point()->get();
  } else if (node.is_boolean()) {
    result = node.as_boolean()->get();
  }
  return result;
}

// JSON leaves open what a key means that stands twice; here it is refused.
class OnceEach {
 public:
  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) {
      keys_.resize(std::max(keys_.size(), static_cast<std::size_t>(depth) + 2));
      keys_[static_cast<std::size_t>(depth) + 1].clear();
    }
    if (event == json::parse_event_t::key) {
      const auto key = parsed.get<std::string>();
      if (!keys_[static_cast<std::size_t>(depth)].insert(key).second && twice_.empty()) twice_ = key;
    }
    return true;
  }
  [[nodiscard]] const std::string& twice() const { return twice_; }

 private:
  std::vector<std::set<std::string>> keys_;  // of the objects that are open
  std::string twice_;
};

}  // namespace

Settings::Settings(const std::string& text, std::string file) : file_(std::move(file)) {
  if (file_.ends_with(".toml")) {
    parse_toml(text);
  } else if (file_.ends_with(".json")) {
    parse_json(text);
  } else {
    refuse("", "is neither a .toml nor a .json file");
  }
}

void Settings::parse_toml(const std::string& text) {
  try {
    root_ = json_of(toml::parse(text), "", lines_);
  } catch (const toml::parse_error& e) {
    refuse_at(static_cast<int>(e.source().begin.line), fmt::format("no TOML: {}", e.description()));
  }
}

void Settings::parse_json(const std::string& text) {
  OnceEach once_each;
  try {
    root_ = json::parse(text, std::ref(once_each));
  } catch (const json::parse_error& e) {
    const std::size_t read = std::min(e.byte, text.size());
    const auto line = 1 + std::ranges::count(std::string_view(text).substr(0, read), '\n');
    refuse_at(static_cast<int>(line), "no JSON");
  } catch (const json::exception& e) {
    refuse("", fmt::format("no JSON: {}", e.what()));
  }
  if (!once_each.twice().empty()) refuse("", fmt::format("the key '{}' stands twice in one place", once_each.twice()));
}

void Settings::refuse(const std::string& path, const std::string& what) const {
  const auto line = lines_.find(path);
  refuse_at(line == lines_.end() ? 0 : line->second, path.empty() ? what : path + " " + what);
}

void Settings::refuse_at(int line, const std::string& what) const {
  const std::string where = line > 0 ? fmt::format("{}:{}", file_, line) : file_;
  throw command::BadInput(on_one_line(fmt::format("{}: {}", where, what)));
}

}  // namespace turnstile::coursework
