// What is handed in, what is the same, and what is kept of it.
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "coursework/grading/copies.hpp"
#include "coursework/grading/grade_json.hpp"
#include "coursework/grading/kept.hpp"
#include "coursework/grading/sha256.hpp"
#include "coursework/tests/fake_judge.hpp"
#include "models/command/find.hpp"

namespace turnstile::coursework {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Submissions : public ::testing::Test {
 public:
  Submissions() {
    std::string pattern = ::testing::TempDir() + "turnstile-submissions-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
  }
  ~Submissions() override { fs::remove_all(directory_); }

 protected:
  std::string write(const std::string& name, const std::string& text = "class Lock {};\n") {
    const fs::path path = directory_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  [[nodiscard]] std::string directory() const { return directory_.string(); }

  static std::vector<std::string> names(const std::vector<Submission>& all) {
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const Submission& s : all) names.push_back(s.name);
    return names;
  }

 private:
  fs::path directory_;
};

TEST_F(Submissions, are_sorted_and_known_by_their_bytes) {
  write("bob.hpp", "b");
  write("alice.hpp", "a");
  write("carol/lock.hpp", "c");
  write("notes.txt");
  write("._bob.hpp");
  write("__MACOSX/bob.hpp");
  const auto all = find_submissions({directory()});
  EXPECT_THAT(names(all), ElementsAre("alice.hpp", "bob.hpp", "carol/lock.hpp"));
  EXPECT_EQ(all[1].source, "b");
  EXPECT_EQ(all[1].hash, sha256("b"));
  EXPECT_EQ(all[1].refusal, "");
}

TEST_F(Submissions, are_there_once) {
  const std::string file = write("alice.hpp");
  EXPECT_THAT(names(find_submissions({file, directory(), directory() + "/./alice.hpp"})), ElementsAre("alice.hpp"));
}

TEST_F(Submissions, of_the_same_name_are_told_apart) {
  const std::string one = write("one/lock.hpp");
  const std::string two = write("two/lock.hpp");
  EXPECT_THAT(names(find_submissions({one, two})), ElementsAre(one, two));
}

TEST_F(Submissions, that_are_no_files_of_their_own_are_refused_and_not_read) {
  const std::string secret = write("secret.txt", "the teacher's");
  fs::create_directory(directory() + "/class");
  fs::create_symlink(secret, directory() + "/class/eve.hpp");
  ASSERT_EQ(::mkfifo((directory() + "/class/pipe.hpp").c_str(), 0600), 0);
  write("class/large.hpp", std::string(most_source_bytes + 1, ' '));
  for (const Submission& s : find_submissions({directory() + "/class", "/dev/zero"})) {
    EXPECT_NE(s.refusal, "") << s.name;
    EXPECT_EQ(s.source, "") << s.name;
  }
}

TEST_F(Submissions, that_are_not_there_are_bad_input) {
  EXPECT_THROW(find_submissions({directory() + "/nobody.hpp"}), command::BadInput);
  EXPECT_THROW(find_submissions({directory()}), command::BadInput) << "it is empty";
}

TEST_F(Submissions, have_safe_files_of_their_own) {
  std::vector<Submission> all;
  for (const char* name : {"bob.hpp", "BOB.hpp", "../../etc/passwd.hpp", "<script>.hpp", "index.hpp", "a.b.hpp",
                           "a_b.hpp", ".hpp", "\xC3\xA4.hpp", "bob.mutual_exclusion.rc11.hpp", "x\n.hpp"}) {
    all.push_back({.name = name});
  }
  all.push_back({.name = std::string(5000, 'x') + ".hpp"});
  std::set<std::string> seen = {"index"};
  for (const std::string& stem : file_stems(all)) {
    EXPECT_EQ(stem.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos)
        << stem;
    EXPECT_LT(stem.size(), 100U);
    std::string lower = stem;
    for (char& c : lower) c = static_cast<char>(std::tolower(c));
    EXPECT_TRUE(seen.insert(lower).second) << stem;
  }
  EXPECT_EQ(file_stems(all).front(), "bob");
}

// --- copies ------------------------------------------------------------------------------------------------------------

constexpr const char* original = R"(#include <turnstile/atomic.hpp>
// Peterson's.
class Lock {
 public:
  void lock(int self) {
    interested[self].store(true, std::memory_order_seq_cst);
    while (turn.load() == self) { }
  }
 private:
  turnstile::atomic<bool> interested[2];
  turnstile::atomic<int> turn;
};
)";
constexpr const char* renamed = R"(#include <turnstile/atomic.hpp>
class Lock { public: void lock(int me) { flag[me].store(true, std::memory_order_seq_cst); /* mine */
while (victim.load()==me) {} } private: turnstile::atomic<bool> flag[2]; turnstile::atomic<int> victim; };)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(copies, are_the_same_but_for_names_and_white_space) { EXPECT_EQ(shape_of(original), shape_of(renamed)); }

TEST(copies, differ_in_anything_that_means_something) {
  const std::string shape = shape_of(renamed);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"memory_order_seq_cst", "memory_order_release"},
                                                        {"store(", "exchange("},
                                                        {"true", "false"},
                                                        {"[2]", "[3]"},
                                                        {"==", "!="},
                                                        {"flag[me].store", "victim[me].store"},
                                                        {"victim.load", "flag.load"},
                                                        {"turnstile/atomic.hpp", "turnstile/mutex.hpp"},
                                                        {"turnstile::atomic<bool>", "std::atomic<bool>"},
                                                        {"atomic<int> victim", "atomic<long> victim"},
                                                        {"atomic<int> victim", "something<int> victim"},
                                                        {"public: ", "public: int unused;"}}) {
    EXPECT_NE(shape_of(replaced(renamed, from, to)), shape) << from << " -> " << to;
  }
}

TEST(copies, are_not_made_by_where_a_directive_ends) {
  EXPECT_NE(shape_of("#define A b\nc"), shape_of("#define A b c"));
  EXPECT_EQ(shape_of("#define A b \\\n c"), shape_of("#define A b c"));
}

Submission submission(const std::string& name, const std::string& source) {
  return {.name = name, .source = source, .hash = sha256(source)};
}

TEST(copies, are_noted_on_both) {
  const auto notes = copies_among({submission("alice.hpp", original), submission("bob.hpp", renamed),
                                   submission("carol.hpp", "class Lock {};"), submission("dave.hpp", original)});
  EXPECT_THAT(notes[0],
              ElementsAre("the same as bob.hpp but for names, white space and comments", "the same as dave.hpp"));
  EXPECT_THAT(notes[1], ElementsAre("the same as alice.hpp but for names, white space and comments",
                                    "the same as dave.hpp but for names, white space and comments"));
  EXPECT_THAT(notes[2], IsEmpty());
}

TEST(copies, of_nothing_are_none) {
  const auto notes =
      copies_among({submission("a.hpp", ""), submission("b.hpp", "// only a comment"), {.name = "c.hpp"}});
  for (const auto& note : notes) EXPECT_THAT(note, IsEmpty());
}

// --- what is kept ------------------------------------------------------------------------------------------------------

class Kept : public Submissions {
 protected:
  Kept() {
    grade_.hash = alice_.hash;
    grade_.submission = "alice.hpp";
  }
  [[nodiscard]] fs::path only_file() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(directory())) files.push_back(entry.path());
    EXPECT_EQ(files.size(), 1U);
    return files.front();
  }

  Submission alice_ = {.name = "alice.hpp", .path = "class/alice.hpp", .source = "x", .hash = sha256("x")};
  Grade grade_ = tests::fake_grade({tests::fake_property(Property::progress, Outcome::violated, "They wait.")});
};

TEST_F(Kept, is_found_again) {
  const KeptGrades kept(directory(), "fake", "1");
  EXPECT_FALSE(kept.find(alice_));
  kept.keep(alice_, grade_);
  const std::optional<Grade> found = kept.find(alice_);
  EXPECT_EQ(found ? to_json(*found) : "", to_json(grade_));
}

TEST_F(Kept, is_of_these_bytes_this_assignment_and_this_version) {
  KeptGrades(directory(), "fake", "1").keep(alice_, grade_);
  EXPECT_TRUE(KeptGrades(directory(), "fake", "1").find(alice_));
  EXPECT_FALSE(KeptGrades(directory(), "fake", "2").find(alice_));
  EXPECT_FALSE(KeptGrades(directory(), "other", "1").find(alice_));
  Submission changed = alice_;
  changed.hash = sha256("y");
  EXPECT_FALSE(KeptGrades(directory(), "fake", "1").find(changed));
  Submission bob = alice_;
  bob.path = "class/bob.hpp";
  EXPECT_FALSE(KeptGrades(directory(), "fake", "1").find(bob)) << "the compiler names the file";
  EXPECT_FALSE(KeptGrades("", "fake", "1").find(alice_));
}

TEST_F(Kept, that_was_damaged_is_not_found) {
  const KeptGrades kept(directory(), "fake", "1");
  kept.keep(alice_, grade_);
  std::ifstream in(only_file(), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t at = 0; at < whole.size(); at += 13) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    std::ofstream(only_file(), std::ios::binary) << damaged;
    ASSERT_FALSE(kept.find(alice_)) << at;
    std::ofstream(only_file(), std::ios::binary) << whole.substr(0, at);
    ASSERT_FALSE(kept.find(alice_)) << "cut off at " << at;
  }
  kept.keep(alice_, grade_);
  EXPECT_TRUE(kept.find(alice_));
}

TEST_F(Kept, needs_a_place) { EXPECT_THROW(KeptGrades(write("file") + "/below", "fake", "1"), command::BadInput); }

}  // namespace
}  // namespace turnstile::coursework
