#include "ci/tree_rooms.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>

#include "ci/text.hpp"

namespace turnstile::tree {

namespace fs = std::filesystem;

namespace {

// --- the page --------------------------------------------------------------------------------------------------------

using Cells = std::vector<std::string>;

Cells split(const std::string& text, char separator) {
  Cells parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(trimmed(part));
  return parts;
}

// The rows of the table with this header.
std::vector<Cells> table(const std::vector<std::string>& lines, std::string_view header) {
  std::vector<Cells> rows;
  auto line = std::ranges::find(lines, header);
  if (line == lines.end()) return rows;
  for (line += 2; line != lines.end() && line->starts_with("| "); ++line) {
    Cells cells = split(*line, '|');
    cells.erase(cells.begin());
    rows.push_back(std::move(cells));
  }
  return rows;
}

// What stands between backticks.
Cells quoted(const std::string& cell) {
  const Cells parts = split(cell, '`');
  Cells inside;
  for (std::size_t i = 1; i < parts.size(); i += 2) inside.push_back(parts[i]);
  return inside;
}

Room room_of(const Cells& row, const std::vector<Room>& above) {
  Room room{.name = row.at(0), .places = quoted(row.at(1)), .may_include = {}};
  const std::string& says = row.at(3);
  if (says == "all above") {
    for (const Room& other : above) room.may_include.insert(other.name);
  } else if (says != "nothing") {
    for (const std::string& name : split(says, ',')) room.may_include.insert(name);
  }
  return room;
}

// "rc11 --> observation" in the diagram.
std::vector<Include> arrows_in(const std::vector<std::string>& lines) {
  constexpr std::string_view arrow = " --> ";
  std::vector<Include> arrows;
  for (const std::string& line : lines) {
    const auto at = line.find(arrow);
    if (at == std::string::npos || line.starts_with("|")) continue;
    for (const std::string& to : split(line.substr(at + arrow.size()), '&')) {
      for (const std::string& from : split(line.substr(0, at), '&')) arrows.push_back({from, to});
    }
  }
  return arrows;
}

// --- the source ------------------------------------------------------------------------------------------------------

bool is_compiled(const fs::path& file) { return file.extension() == ".cpp" || file.extension() == ".hpp"; }
bool is_source(const fs::path& file) {
  return is_compiled(file) || file.extension() == ".js" || file.extension() == ".cmake";
}

// Whether the folder is hidden, or was built.
bool is_left_out(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with(".") || name == "build" || fs::exists(folder / "CMakeCache.txt");
}

std::set<std::string> sources_below(const fs::path& root) {
  std::set<std::string> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory()) {
      if (is_left_out(entry->path())) entry.disable_recursion_pending();
    } else if (is_source(entry->path())) {
      files.insert(entry->path().lexically_relative(root).string());
    }
  }
  return files;
}

// What the line includes; empty: it is no include.
std::string name_included(const std::string& line) {
  const std::string code = trimmed(line);
  if (!code.starts_with("#include")) return "";
  const auto first = code.find_first_of("<\"");
  const auto last = code.find_first_of(">\"", first + 1);
  return last == std::string::npos ? "" : code.substr(first + 1, last - first - 1);
}

// Looks for an include in the folder of the file and in those above it, in each also below `include`. Empty: it is not
// of this tree.
std::string found(const std::set<std::string>& files, const std::string& file, const std::string& name) {
  fs::path folder = fs::path(file).parent_path();
  for (;;) {
    for (const fs::path& candidate : {folder / name, folder / "include" / name}) {
      const std::string path = candidate.lexically_normal().string();
      if (files.contains(path)) return path;
    }
    if (folder.empty()) return "";
    folder = folder.parent_path();
  }
}

std::set<Include> includes_in(const fs::path& root) {
  std::set<Include> includes;
  const std::set<std::string> files = sources_below(root);
  for (const std::string& file : files) {
    if (!is_compiled(file)) continue;
    for (const std::string& line : lines_of(root / file)) {
      const std::string name = name_included(line);
      const std::string included = name.empty() ? "" : found(files, file, name);
      if (!included.empty()) includes.insert({file, included});
    }
  }
  return includes;
}

// --- rooms -----------------------------------------------------------------------------------------------------------

const Room* room_at(const SourceMap& map, const std::string& place) {
  const auto has_place = [&](const Room& room) { return std::ranges::find(room.places, place) != room.places.end(); };
  const auto room = std::ranges::find_if(map.rooms, has_place);
  return room == map.rooms.end() ? nullptr : &*room;
}

// The room of a file. A file that is a place itself stands there, and not in the room of its folder.
const Room* room_of(const SourceMap& map, const std::string& file) {
  const fs::path folder = fs::path(file).parent_path();
  for (const fs::path& place : {fs::path(file), folder, folder.parent_path() / "*"}) {
    if (const Room* room = room_at(map, place.string())) return room;
  }
  return nullptr;
}

// Whether the file may include the other. A file without a room is complained of elsewhere.
bool allowed(const SourceMap& map, const Include& include) {
  const Room* from = room_of(map, include.file);
  const Room* to = room_of(map, include.included);
  return from == nullptr || to == nullptr || from == to || from->may_include.contains(to->name);
}

bool is_there(const fs::path& root, const std::string& place) {
  return fs::exists(root / (place.ends_with("/*") ? place.substr(0, place.size() - 2) : place));
}

// --- circles ---------------------------------------------------------------------------------------------------------

using Graph = std::map<std::string, std::set<std::string>>;

std::string unit_of(const std::string& file) { return fs::path(file).replace_extension().string(); }

Graph graph_of(const std::set<Include>& includes, const std::set<Include>& left_out) {
  Graph graph;
  for (const Include& include : includes) {
    if (left_out.contains(include) || unit_of(include.file) == unit_of(include.included)) continue;
    graph[unit_of(include.file)].insert(unit_of(include.included));
  }
  return graph;
}

bool leads_to(const Graph& graph, const std::string& from, const std::string& to, std::set<std::string>& seen) {
  if (from == to) return true;
  if (!seen.insert(from).second || !graph.contains(from)) return false;
  return std::ranges::any_of(graph.at(from), [&](const std::string& next) { return leads_to(graph, next, to, seen); });
}

bool in_circle(const Graph& graph, const Include& include) {
  std::set<std::string> seen;
  const std::string unit = unit_of(include.file);
  return unit != unit_of(include.included) && leads_to(graph, unit_of(include.included), unit, seen);
}

// Walks the graph along all its edges, and notes each way that comes back to itself.
class Walk {
 public:
  explicit Walk(const Graph& graph) : graph_(graph) {
    for (const auto& [unit, unused] : graph) visit(unit);
  }
  [[nodiscard]] const Complaints& circles() const { return circles_; }

 private:
  void visit(const std::string& unit) {
    const auto on_way = std::ranges::find(way_, unit);
    if (on_way != way_.end()) return note(on_way);
    if (!done_.insert(unit).second || !graph_.contains(unit)) return;
    way_.push_back(unit);
    for (const std::string& next : graph_.at(unit)) visit(next);
    way_.pop_back();
  }
  void note(std::vector<std::string>::const_iterator first) {
    std::string circle = "a circle: ";
    for (auto unit = first; unit != way_.cend(); ++unit) circle.append(*unit).append(" -> ");
    circles_.push_back(circle + *first);
  }

  const Graph& graph_;
  std::vector<std::string> way_;
  std::set<std::string> done_;
  Complaints circles_;
};

}  // namespace

SourceMap source_map(const fs::path& root) {
  const std::vector<std::string> lines = lines_of(root / "docs/source.md");
  SourceMap map;
  for (const Cells& row : table(lines, "| room | where | what is in it | may include |")) {
    map.rooms.push_back(room_of(row, map.rooms));
  }
  for (const Cells& row : table(lines, "| exception | includes | why |")) {
    map.exceptions.insert({quoted(row.at(0)).at(0), quoted(row.at(1)).at(0)});
  }
  map.arrows = arrows_in(lines);
  return map;
}

Complaints unmapped_folders(const fs::path& root) {
  const SourceMap map = source_map(root);
  std::set<std::string> complaints;
  for (const std::string& file : sources_below(root)) {
    if (room_of(map, file) == nullptr) complaints.insert(fs::path(file).parent_path().string() + " is in no room");
  }
  for (const Room& room : map.rooms) {
    if (room.places.empty()) complaints.insert(room.name + " is nowhere");
    for (const std::string& place : room.places) {
      if (!is_there(root, place)) complaints.insert("there is no " + place + ", a place of " + room.name);
    }
  }
  return {complaints.begin(), complaints.end()};
}

Complaints misstated_directions(const fs::path& root) {
  const SourceMap map = source_map(root);
  Complaints complaints;
  std::map<std::string, const Room*> above;
  for (const Room& room : map.rooms) {
    for (const std::string& name : room.may_include) {
      if (!above.contains(name))
        complaints.push_back(room.name + " may include " + name + ", which is no room above it");
    }
    above[room.name] = &room;
  }
  for (const auto& [from, to] : map.arrows) {
    const bool stated = above.contains(from) && above.at(from)->may_include.contains(to);
    std::string complaint = "the diagram leads from ";
    complaint.append(from).append(" to ").append(to).append(", and the table does not");
    if (!stated) complaints.push_back(complaint);
  }
  return complaints;
}

Complaints upward_includes(const fs::path& root) {
  const SourceMap map = source_map(root);
  Complaints complaints;
  for (const Include& include : includes_in(root)) {
    if (allowed(map, include) || map.exceptions.contains(include)) continue;
    complaints.push_back(include.file + " includes " + include.included + ": " + room_of(map, include.file)->name +
                         " may not include " + room_of(map, include.included)->name);
  }
  return complaints;
}

Complaints circles(const fs::path& root) {
  const Graph graph = graph_of(includes_in(root), source_map(root).exceptions);
  return Walk(graph).circles();
}

Complaints needless_exceptions(const fs::path& root) {
  const SourceMap map = source_map(root);
  const std::set<Include> includes = includes_in(root);
  const Graph graph = graph_of(includes, {});
  Complaints complaints;
  for (const Include& exception : map.exceptions) {
    const bool needed = includes.contains(exception) && (!allowed(map, exception) || in_circle(graph, exception));
    if (!needed) complaints.push_back(exception.file + " needs no exception for " + exception.included);
  }
  return complaints;
}

}  // namespace turnstile::tree
