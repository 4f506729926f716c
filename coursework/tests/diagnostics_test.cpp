// What is made of the words of compilers and linkers.
#include "coursework/grading/diagnostics.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coursework/grading/expansion.hpp"

namespace turnstile::coursework {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

const Source source = {.name = "my.hpp", .text = "class Lock {\n  int x\n};\n", .refused = {}};

Diagnostics read(const std::string& output) { return diagnostics(output, source, "./submission/my.hpp"); }

TEST(diagnostics, show_the_students_line) {
  EXPECT_EQ(read("./submission/my.hpp:2:8: error: expected ';' at end of member declaration\n"
                 "    2 |   int x\n"
                 "      |        ^\n")
                .errors,
            "my.hpp:2:8: error: expected ';' at end of member declaration\n"
            "    2 |   int x\n"
            "      |        ^\n");
}

TEST(diagnostics, are_about_the_place_in_the_submission_that_led_there) {
  EXPECT_EQ(read("In file included from /usr/include/c++/12/vector:66,\n"
                 "                 from ./submission/my.hpp:1:\n"
                 "/usr/include/c++/12/bits/x.h: In instantiation of 'void f() [with T = int]':\n"
                 "./submission/my.hpp:2:3:   required from here\n"
                 "/usr/include/c++/12/bits/x.h:90:56: error: static assertion failed: no\n"
                 "/usr/include/c++/12/bits/x.h:90:56: note: 'false' evaluates to false\n")
                .errors,
            "my.hpp:2:3: error: static assertion failed: no\n"
            "    2 |   int x\n"
            "      |   ^\n");
  EXPECT_EQ(read("In file included from /usr/include/c++/12/vector:66,\n"
                 "                 from ./submission/my.hpp:1:\n"
                 "/usr/include/c++/12/bits/x.h:90:56: error: expected ';'\n")
                .errors,
            "my.hpp:1: error: expected ';'\n    1 | class Lock {\n");
  EXPECT_EQ(read("build/check.cpp:1:20: error: expected '}' at end of input\n").errors,
            "my.hpp: error: expected '}' at end of input\n");
}

TEST(diagnostics, notes_belong_to_what_is_shown) {
  const Diagnostics both = read(
      "./submission/my.hpp:1:7: warning: w [-Wall]\n"
      "./submission/my.hpp:3:1: note: n\n"
      "/usr/include/a.h:1:7: warning: w\n"
      "./submission/my.hpp:3:1: note: of the one before\n"
      "./submission/my.hpp:1:7: error: e\n");
  EXPECT_EQ(both.warnings,
            "my.hpp:1:7: warning: w [-Wall]\n    1 | class Lock {\n      |       ^\n"
            "my.hpp:3:1: note: n\n    3 | };\n      | ^\n");
  EXPECT_EQ(both.errors, "my.hpp:1:7: error: e\n    1 | class Lock {\n      |       ^\n");
}

TEST(diagnostics, our_own_assertions) {
  EXPECT_EQ(read("/x/serve.hpp:10:3: error: static assertion failed: turnstile: class Lock has no lock\n").unfit,
            "my.hpp: class Lock has no lock");
  EXPECT_EQ(read("./submission/my.hpp:2:3:   required from here\n"
                 "/x/atomic.hpp:10:3: error: static assertion failed due to requirement 'a<b>': turnstile: too large\n")
                .unfit,
            "my.hpp:2:3: too large");
}

TEST(diagnostics, tell_what_was_read) {
  const Diagnostics said = read(". ./submission/my.hpp\n.. /etc/passwd\n.. /etc/passwd\n... not\n/etc/shadow\n");
  EXPECT_THAT(said.included, ElementsAre("./submission/my.hpp", "/etc/passwd", "not"));
}

TEST(diagnostics, are_fit_for_a_terminal) {
  EXPECT_EQ(read("./submission/my.hpp:9: error: \x1b[31mred\a\n").errors, "my.hpp:9: error:  [31mred \n");
}

TEST(diagnostics, are_cut) {
  std::string output;
  for (int i = 0; i < 5000; ++i) output += "./submission/my.hpp:2:3: error: number " + std::to_string(i) + "\n";
  const std::string errors = read(output).errors;
  EXPECT_LE(errors.size(), longest_messages);
  EXPECT_THAT(errors, EndsWith("^\n... and more\n"));
}

TEST(diagnostics, any_bytes_will_do) {
  for (const char* output : {"", ":", ": error: ", ":1:2: error: ", "a:99999999999999999999:1: error: x", ". ", "\n\n",
                             "In file included from ", "    from ,", ":   required "})
    EXPECT_THAT(read(output).unfit, IsEmpty());
}

TEST(limits, are_read_from_the_tools_own_words) {
  EXPECT_EQ(limit_reached("c++: fatal error: CPU time limit exceeded signal terminated program cc1plus\n"),
            "takes too long to compile");
  EXPECT_EQ(limit_reached("cc1plus: out of memory allocating 4064 bytes after a total of 1 bytes\n"),
            "needs too much memory to compile");
  EXPECT_EQ(limit_reached("/tmp/x.s: Fatal error: can't write 1 bytes to section .data: 'File too large'\n"),
            "becomes too large when it is compiled");
  EXPECT_EQ(limit_reached("./submission/my.hpp:2:3: internal compiler error: Segmentation fault\n"),
            "the compiler itself fails on it");
  EXPECT_EQ(limit_reached("./submission/my.hpp:2:3: error: #error out of memory\n"), "");
}

TEST(linking, is_told_without_files_of_ours) {
  EXPECT_EQ(
      link_errors("/usr/bin/ld: /x/lib.a(a.o): in function `__tsan_read4':\n"
                  "/x/a.cpp:28: multiple definition of `__tsan_read4'; build/main.o:/s/my.hpp:2: first defined here\n"
                  "/usr/bin/ld: build/main.o: in function `main':\n"
                  "my.hpp:5: undefined reference to `foo(int)'\n"
                  "my.hpp:6: undefined reference to `foo(int)'\n",
                  source),
      "my.hpp: error: it defines what the grader or the system defines: __tsan_read4\n"
      "my.hpp: error: it uses what is nowhere defined: foo(int)\n");
  // Those of std::atomic are known; not all that compilers have.
  EXPECT_EQ(link_errors("my.hpp:5: undefined reference to `__tsan_atomic32_fetch_nand'\n", source),
            "my.hpp: error: it has atomics that are not turnstile's\n");
}

TEST(expansion, is_compared_line_by_line) {
  const std::string one = "# 1 \"/usr/x.h\" 1 3\nint y;\n# 1 \"my.hpp\" 1\n\nint x;\n# 7 \"my.hpp\"\nint z;\n";
  EXPECT_EQ(first_difference(one, one, "my.hpp"), 0);
  EXPECT_EQ(
      first_difference(one, "# 2 \"my.hpp\" 2\nint x;\n# 0 \"other\"\nint a;\n# 7 \"my.hpp\"\nint z;\n", "my.hpp"), 0);
  EXPECT_EQ(first_difference(one, "# 1 \"my.hpp\"\n\nint x;\n", "my.hpp"), 7);
  EXPECT_EQ(first_difference("# 1 \"my.hpp\"\n\nint x;\n", one, "my.hpp"), 7);
  EXPECT_EQ(first_difference(one, "# 1 \"my.hpp\"\n\nint w;\n# 7 \"my.hpp\"\nint z;\n", "my.hpp"), 2);
  EXPECT_EQ(first_difference(one, one, "another.hpp"), 1);
  EXPECT_EQ(first_difference("", "", "my.hpp"), 1);
}

}  // namespace
}  // namespace turnstile::coursework
