#include "coursework/grading/rubric.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include "coursework/grading/rubric_file.hpp"
#include "models/command/find.hpp"

namespace turnstile::coursework {

namespace {

using nlohmann::json;

constexpr double most_points = 1000;
constexpr std::size_t most_bytes = 1 << 20;

// A place in the tree of settings.
class Place {
 public:
  Place(const Settings& settings, const json& value, std::string path)
      : settings_(&settings), value_(&value), path_(std::move(path)) {}

  // What is done with a key of this name.
  struct Key {
    std::string name;
    std::function<void(const Place&)> read;
  };

  // Each of its keys must be one of these. None has to be there.
  void read(const std::vector<Key>& keys) const {
    members([&](const std::string& name, const Place& place) {
      const auto found = std::ranges::find(keys, name, &Key::name);
      if (found == keys.end()) place.refuse(fmt::format("is unknown: expected {}", list_of(keys)));
      found->read(place);
    });
  }

  template <class Each>
  void members(Each each) const {
    if (!value_->is_object()) refuse("is not a table");
    for (const auto& [name, value] : value_->items()) {
      each(name, Place(*settings_, value, path_.empty() ? name : path_ + "." + name));
    }
  }

  [[nodiscard]] Points points() const {
    const double points = number(most_points);
    const double hundredths = std::round(100 * points);
    if (std::abs(100 * points - hundredths) > 1e-6) refuse("has more than two decimals");
    return {.hundredths = static_cast<int>(hundredths)};
  }
  [[nodiscard]] double share() const { return number(1); }

  [[noreturn]] void refuse(const std::string& what) const { settings_->refuse(path_, what); }

 private:
  [[nodiscard]] double number(double most) const {
    const double number = value_->is_number() ? value_->get<double>() : -1;
    const bool inside = number >= 0 && number <= most;  // what is no number at all is not
    if (!inside) refuse(fmt::format("is not a number from 0 to {}", most));
    return number;
  }

  static std::string list_of(const std::vector<Key>& keys) {
    std::string list;
    for (const Key& key : keys) list += (list.empty() ? "" : ", ") + key.name;
    return list;
  }

  const Settings* settings_;
  const json* value_;
  std::string path_;
};

using Key = Place::Key;

Key points_key(std::string name, Points& into) {
  return {.name = std::move(name), .read = [&into](const Place& place) { into = place.points(); }};
}
Key share_key(std::string name, double& into) {
  return {.name = std::move(name), .read = [&into](const Place& place) { into = place.share(); }};
}

void read_points(const Place& place, Rubric& rubric) {
  std::vector<Key> keys = {points_key("compiles", rubric.compiles)};
  for (std::size_t i = 0; i < rubric.properties.size(); ++i) {
    keys.push_back(points_key(names_of<Property>[i], rubric.properties[i]));
  }
  place.read(keys);
}

void read_earned(const Place& place, Rubric& rubric) {
  place.read({share_key("not_refuted", rubric.not_refuted), share_key("unknown", rubric.unknown),
              share_key("without_exclusion", rubric.without_exclusion)});
}

void read_remarks(const Place& place, Rubric& rubric) {
  place.members([&](const std::string& text, const Place& points) {
    if (text.empty()) points.refuse("is a remark without a text");
    std::erase_if(rubric.remarks, [&](const auto& known) { return known.first == text; });
    rubric.remarks.emplace_back(text, points.points());
  });
}

void read_penalties(const Place& place, Rubric& rubric) {
  place.read({points_key("remark", rubric.remark),
              points_key("stronger_order", rubric.stronger_order),
              {.name = "at_most", .read = [&](const Place& p) { rubric.at_most = p.points(); }},
              {.name = "remarks", .read = [&](const Place& p) { read_remarks(p, rubric); }}});
}

std::vector<Key> sections_of(Rubric& rubric) {
  return {{.name = "points", .read = [&](const Place& place) { read_points(place, rubric); }},
          {.name = "earned", .read = [&](const Place& place) { read_earned(place, rubric); }},
          {.name = "penalties", .read = [&](const Place& place) { read_penalties(place, rubric); }}};
}

}  // namespace

Rubric default_rubric(const Assignment& assignment) {
  Rubric rubric;
  for (const Asked& asked : assignment.asked) {
    rubric.properties[static_cast<std::size_t>(asked.property)] = whole(asked.points);
  }
  return rubric;
}

Rubric rubric_of(const std::string& text, const std::string& file, const std::string& assignment,
                 const std::vector<Assignment>& assignments) {
  const Settings settings(text, file);
  const Place root(settings, settings.root(), "");
  Rubric rubric;
  for (const Assignment& a : assignments) {
    if (a.name == assignment) rubric = default_rubric(a);
  }
  const json* exceptions = nullptr;
  std::vector<Key> keys = sections_of(rubric);
  keys.push_back({.name = "assignment", .read = [&](const Place&) { exceptions = &settings.root().at("assignment"); }});
  root.read(keys);
  if (exceptions == nullptr) return rubric;

  // All of them are read, so that what is wrong is found before it is needed; one of them counts.
  std::vector<Key> of_assignments;
  Rubric of_another = rubric;
  for (const Assignment& a : assignments) {
    Rubric& into = a.name == assignment ? rubric : of_another;
    of_assignments.push_back({.name = a.name, .read = [&into](const Place& p) { p.read(sections_of(into)); }});
  }
  Place(settings, *exceptions, "assignment").read(of_assignments);
  return rubric;
}

Rubric read_rubric(const std::string& file, const std::string& assignment, const std::vector<Assignment>& assignments) {
  std::ifstream in(file, std::ios::binary);
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad() || !in.eof()) {
    const bool too_large = in.gcount() > static_cast<std::streamsize>(most_bytes);
    throw command::BadInput(fmt::format("{}: {}", file, too_large ? "larger than 1 MiB" : "cannot be read"));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return rubric_of(text, file, assignment, assignments);
}

}  // namespace turnstile::coursework
