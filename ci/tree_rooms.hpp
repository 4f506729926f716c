// The map of the source, docs/source.md, held against the source: in which room each file stands, and which room may include
// which. The page says it once, in a table of rooms and a table of exceptions, and is read here.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "ci/tree.hpp"

namespace turnstile::tree {

struct Room {
  std::string name;
  std::vector<std::string> places;    // folders without those below them, and files; `*` is any one folder
  std::set<std::string> may_include;  // names of rooms; each may include itself
};

struct Include {
  std::string file;
  std::string included;
  auto operator<=>(const Include&) const = default;
};

struct SourceMap {
  std::vector<Room> rooms;        // from those that know nothing of the others downwards
  std::set<Include> exceptions;   // that are there, although they should not be
  std::vector<Include> arrows{};  // of the diagram, from room to room
};

SourceMap source_map(const std::filesystem::path& root);

// Every folder with sources is a place of a room, and every place is there.
Complaints unmapped_folders(const std::filesystem::path& root);

// A room may include only rooms that stand above it, so that the directions make no circle. The diagram draws none else.
Complaints misstated_directions(const std::filesystem::path& root);

// No file includes what its room may not, but for the exceptions.
Complaints upward_includes(const std::filesystem::path& root);

// No files include each other in a circle, but for the exceptions. A source file and its header count as one.
Complaints circles(const std::filesystem::path& root);

// Every exception is there, and is one.
Complaints needless_exceptions(const std::filesystem::path& root);

}  // namespace turnstile::tree
