// The source stands as docs/source.md says; and the check of it notices what does not.
#include "ci/tree_rooms.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "ci/spoilt_tree.hpp"

namespace turnstile::tree {
namespace {

namespace fs = std::filesystem;

TEST(tree, has_a_map) {
  const SourceMap map = source_map(root);
  EXPECT_GE(map.rooms.size(), 20U);
  EXPECT_GE(map.arrows.size(), 10U);
}
TEST(tree, every_folder_is_on_the_map) { EXPECT_NONE(unmapped_folders(root)); }
TEST(tree, the_map_leads_downwards) { EXPECT_NONE(misstated_directions(root)); }
TEST(tree, no_file_includes_upwards) { EXPECT_NONE(upward_includes(root)); }
TEST(tree, no_files_include_each_other_in_a_circle) { EXPECT_NONE(circles(root)); }
TEST(tree, every_exception_of_the_map_is_one) { EXPECT_NONE(needless_exceptions(root)); }

// --- the check itself ----------------------------------------------------------------------------------------------------

const char* const page = "docs/source.md";

class SpoiltRooms : public SpoiltTree {
 protected:
  void add(const fs::path& file, const std::string& line) const {
    fs::create_directories((copy() / file).parent_path());
    std::ofstream(copy() / file, std::ios::app) << line << "\n";
  }
};

TEST_F(SpoiltRooms, a_missing_room_is_noticed) {
  add("models/stray/stray.cpp", "");
  EXPECT_NOTICED(unmapped_folders(copy()), "models/stray is in no room");
  add("stray/stray.js", "");
  EXPECT_NOTICED(unmapped_folders(copy()), "stray is in no room");
  fs::remove_all(copy() / "models/history");
  EXPECT_NOTICED(unmapped_folders(copy()), "there is no models/history, a place of history");
}

TEST_F(SpoiltRooms, what_was_built_is_no_room) {
  add("build/release/made.cpp", "");
  add("out/CMakeCache.txt", "");
  add("out/models/made.cpp", "");
  add(".hidden/hidden.cpp", "");
  EXPECT_NONE(unmapped_folders(copy()));
}

TEST_F(SpoiltRooms, an_upward_include_is_noticed) {
  add("models/engines/rc11/clock.hpp", "#include \"models/command/find.hpp\"");
  EXPECT_NOTICED(upward_includes(copy()),
                 "models/engines/rc11/clock.hpp includes models/command/find.hpp: rc11 may not include command");
  add("algorithms/turn/turn.hpp", "#include <turnstile/check.hpp>");
  EXPECT_NOTICED(upward_includes(copy()), "algorithms/turn/turn.hpp includes include/turnstile/check.hpp");
  add("coursework/samples/tsl_exchange.hpp", "#include \"../grading/judge.hpp\"");
  EXPECT_NOTICED(upward_includes(copy()), "coursework/samples/tsl_exchange.hpp includes coursework/grading/judge.hpp");
  EXPECT_EQ(upward_includes(copy()).size(), 3U);
}

TEST_F(SpoiltRooms, a_file_can_stand_in_another_room_than_its_folder) {
  add("models/vocabulary/verdict.hpp", "#include \"models/stems/stems.hpp\"");
  EXPECT_NOTICED(upward_includes(copy()), "vocabulary may not include stems");
}

TEST_F(SpoiltRooms, files_in_a_circle_are_noticed) {
  add("models/history/history.hpp", "#include \"models/history/specifications.hpp\"");
  add("models/history/specifications.hpp", "#include \"models/history/linearizability.hpp\"");
  add("models/history/linearizability.hpp", "#include \"models/history/history.hpp\"");
  EXPECT_NOTICED(
      circles(copy()),
      "a circle: models/history/history -> models/history/specifications -> models/history/linearizability -> "
      "models/history/history");
}

TEST_F(SpoiltRooms, a_source_file_and_its_header_are_one) {
  for (const char* header : {"models/history/upper.hpp", "models/history/lower.hpp"}) add(header, "");
  add("models/history/upper.cpp", "#include \"models/history/upper.hpp\"\n#include \"models/history/lower.hpp\"");
  EXPECT_NONE(circles(copy()));
  add("models/history/lower.cpp", "#include \"models/history/upper.hpp\"");
  EXPECT_NOTICED(circles(copy()), "models/history/lower -> models/history/upper -> models/history/lower");
}

TEST_F(SpoiltRooms, rooms_in_a_circle_are_noticed) {
  replace(page, "the report of a run | vocabulary, clients |", "the report of a run | vocabulary, clients, rc11 |");
  EXPECT_NOTICED(misstated_directions(copy()), "counterexample may include rc11, which is no room above it");
  replace(page, "rc11 --> inquiry", "rc11 --> command");
  EXPECT_NOTICED(misstated_directions(copy()), "the diagram leads from rc11 to command, and the table does not");
}

TEST_F(SpoiltRooms, an_exception_is_one_until_it_is_needless) {
  add("models/history/history.hpp", "#include \"models/history/specifications.hpp\"");
  replace(page, "| exception | includes | why |\n|---|---|---|\n",
          "| exception | includes | why |\n|---|---|---|\n| `models/history/history.hpp` | "
          "`models/history/specifications.hpp` | |\n");
  EXPECT_NONE(circles(copy()));
  EXPECT_NONE(needless_exceptions(copy()));
  replace("models/history/history.hpp", "#include \"models/history/specifications.hpp\"", "");
  EXPECT_NOTICED(needless_exceptions(copy()),
                 "models/history/history.hpp needs no exception for models/history/specifications.hpp");
}

TEST_F(SpoiltRooms, a_needless_exception_is_noticed) {
  replace(page, "| exception | includes | why |\n|---|---|---|\n",
          "| exception | includes | why |\n|---|---|---|\n| `models/engines/rc11/graph.hpp` | "
          "`models/engines/rc11/event.hpp` | |\n");
  EXPECT_NOTICED(needless_exceptions(copy()),
                 "models/engines/rc11/graph.hpp needs no exception for models/engines/rc11/event.hpp");
}

}  // namespace
}  // namespace turnstile::tree
