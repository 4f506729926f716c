#include "models/counterexample/html.hpp"

#include <nlohmann/json.hpp>

#include "models/counterexample/json.hpp"
#include "models/counterexample/sentences.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {

extern const char* const counterexample_page;  // made from page/ by cmake/embed_page.cmake
extern const char* const report_page;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

// Only strings have a '<', and there \u003c is the same.
std::string escaped_json(std::string_view json) {
  std::string result;
  for (const char c : json) {
    if (c == '<') {
      result += "\\u003c";
    } else {
      result += c;
    }
  }
  return result;
}

std::string filled(std::string_view page, const std::map<std::string, std::string>& places) {
  std::string result;
  while (!page.empty()) {
    const std::size_t first = page.find('@');
    const std::size_t last = first == std::string_view::npos ? first : page.find('@', first + 1);
    if (last == std::string_view::npos) break;
    result += page.substr(0, first);
    const auto place = places.find(std::string(page.substr(first + 1, last - first - 1)));
    // A name that is not among the places stays: it is an '@' of the page.
    const std::size_t end = place == places.end() ? first + 1 : last + 1;
    result += place == places.end() ? "@" : place->second;
    page.remove_prefix(end);
  }
  return result + std::string(page);
}

namespace {

// What the kinds of violation mean, by their names.
std::string kinds_json() {
  nlohmann::ordered_json kinds = nlohmann::ordered_json::object();
  for (std::size_t i = 1; i < names_of<Kind>.size(); ++i) {
    kinds[names_of<Kind>[i]] = general_clause(static_cast<Kind>(i));
  }
  return kinds.dump();
}

// The artifact as the page's script reads it: each event also has the phrase that the other views have for it.
std::string page_json(const Artifact& artifact) {
  auto page = nlohmann::ordered_json::parse(to_json(artifact));
  for (std::size_t i = 0; i < artifact.events.size(); ++i) page["events"][i]["phrase"] = phrase(artifact.events[i]);
  return escaped_json(page.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

std::string html(const Artifact& artifact) {
  return filled(counterexample_page, {{"TITLE", escaped(full_name(artifact))},
                                      {"SENTENCE", escaped(artifact.sentence)},
                                      {"DATA", page_json(artifact)}});
}

std::string report_html(std::string_view verdicts, const std::map<std::string, Artifact>& counterexamples) {
  std::string data =
      "{\"verdicts\": " + escaped_json(verdicts) + ", \"kinds\": " + kinds_json() + ", \"counterexamples\": {";
  const char* separator = "";
  for (const auto& [name, artifact] : counterexamples) {
    data += separator + escaped_json(nlohmann::json(name).dump()) + ": " + page_json(artifact);
    separator = ",\n";
  }
  return filled(report_page, {{"DATA", data + "}}"}});
}

}  // namespace turnstile::counterexample
