// A file of settings, in TOML or JSON, as one tree that knows its lines.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

namespace turnstile::coursework {

class Settings {
 public:
  // The suffix of the file's name says what it is. Throws command::BadInput: one line with the file, and the line where
  // it is no TOML or no JSON.
  Settings(const std::string& text, std::string file);

  [[nodiscard]] const nlohmann::json& root() const { return root_; }

  // Throws command::BadInput: "rubric.toml:7: points.compiles is not ...". The path is of keys with dots between them.
  [[noreturn]] void refuse(const std::string& path, const std::string& what) const;

 private:
  void parse_toml(const std::string& text);
  void parse_json(const std::string& text);
  [[noreturn]] void refuse_at(int line, const std::string& what) const;

  std::string file_;
  nlohmann::json root_;
  std::map<std::string, int> lines_;  // of paths; of TOML only
};

}  // namespace turnstile::coursework
