// Submissions become programs, or a student is told in their own terms why not.
#include "coursework/grading/compiler.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "coursework/grading/sandbox.hpp"

namespace turnstile::coursework {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr const char* good = R"(#include <turnstile/atomic.hpp>
class Lock {
 public:
  void lock(int) { while (taken.exchange(true)) {} }
  void unlock(int) { taken.store(false); }

 private:
  turnstile::atomic<bool> taken{false};
};
)";

Compiled compiled(const std::string& text, const std::string& name = "my_lock.hpp") {
  return compile(Source{.name = name, .text = text, .refused = {}});
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The weak form of isolation, as long as it lives.
struct Weakly {
  Weakly() { ::setenv("TURNSTILE_ISOLATION", "limits", 1); }
  ~Weakly() { ::unsetenv("TURNSTILE_ISOLATION"); }
};

class CompilerIsolated : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Both, CompilerIsolated, testing::Values("strongest", "limits"),
                         [](const auto& form) { return std::string(form.param); });

TEST_P(CompilerIsolated, makes_a_program_of_the_students_file) {
  std::optional<Weakly> weakly;
  if (GetParam() == std::string_view("limits")) weakly.emplace();
  std::filesystem::path program;
  {
    const Compiled result = compiled(good);
    ASSERT_EQ(result.stage, Stage::graded) << result.messages;
    EXPECT_THAT(result.messages + result.warnings, IsEmpty());
    program = result.program;
    const std::string bytes = bytes_of(program);
    EXPECT_NE(bytes.find("my_lock.hpp"), std::string::npos);
    EXPECT_EQ(bytes.find(result.scratch->path()), std::string::npos);

    // Nobody asks it anything.
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    const Descriptor theirs(ends[0]);
    Sandboxed process({program}, {}, theirs.get());
    {
      const Descriptor ours(ends[1]);
    }
    EXPECT_FALSE(process.wait(10s).value_or(Ended{.by_signal = true}).by_signal);
    EXPECT_THAT(process.output(), IsEmpty());
  }
  EXPECT_FALSE(std::filesystem::exists(program)) << "its scratch directory goes with it";
}

TEST(compiler, tells_errors_in_the_students_lines) {
  const Compiled result =
      compiled("#include <turnstile/atomic.hpp>\nclass Lock {\n  turnstile::atomic<int> x = {1, 2};\n};\n");
  EXPECT_EQ(result.stage, Stage::does_not_compile);
  EXPECT_THAT(result.messages, StartsWith("my_lock.hpp:3:"));
  EXPECT_THAT(result.messages, HasSubstr("\n    3 |   turnstile::atomic<int> x = {1, 2};\n"));
  EXPECT_THAT(result.messages, Not(AnyOf(HasSubstr("/"), HasSubstr("check.cpp"), HasSubstr("submission"))));
}

TEST(compiler, tells_warnings) {
  std::string text = good;
  text.insert(text.find("while"), "int unused; ");
  const Compiled result = compiled(text);
  EXPECT_EQ(result.stage, Stage::graded) << result.messages;
  EXPECT_THAT(result.warnings, StartsWith("my_lock.hpp:4:"));
  EXPECT_THAT(result.warnings, HasSubstr("unused variable 'unused'"));
}

TEST(compiler, tells_what_a_lock_lacks) {
  EXPECT_EQ(compiled("class Lock {};").messages, "my_lock.hpp: class Lock has no member function lock(int)\n");
  EXPECT_EQ(compiled("struct Lock { void lock(int) {} };").messages,
            "my_lock.hpp: class Lock has no member function unlock(int)\n");
  EXPECT_EQ(compiled("namespace mine { class Lock {}; }").messages,
            "my_lock.hpp: there is no class Lock outside of all namespaces\n");
}

TEST(compiler, macros_that_are_left_behind_do_no_harm) {
  const std::string macros =
      "#define private public\n#define while if\n#define class struct\n#define int long\n#define return throw\n"
      "#define requires\n#define namespace union\n#define turnstile std\n#define serve nothing\n#define Lock Key\n"
      "#define const\n#define template\n#define if while\n#define constexpr\n#define main nothing\n";
  EXPECT_EQ(compiled(good + macros).stage, Stage::graded);
}

TEST(compiler, nothing_of_the_graders_can_be_replaced) {
  const Compiled main = compiled(std::string(good) + "int main() { return 0; }\n");
  EXPECT_EQ(main.stage, Stage::does_not_compile);
  EXPECT_THAT(main.messages, HasSubstr("my_lock.hpp: error: redefinition of 'int main()'\n"));
  const Compiled rest = compiled(std::string(good) + R"(#include <cstddef>
extern "C" void __tsan_read4(void*) {}
extern "C" void* malloc(std::size_t) { return nullptr; }
void nowhere();
void f() { nowhere(); }
)");
  EXPECT_EQ(rest.stage, Stage::does_not_compile);
  EXPECT_THAT(rest.messages,
              HasSubstr("my_lock.hpp: error: it defines what the grader or the system defines: __tsan_read4\n"));
  EXPECT_THAT(rest.messages, HasSubstr("my_lock.hpp: error: it uses what is nowhere defined: nowhere()\n"));
}

// Not everything that the grader's own files include is there for the student.
constexpr const char* if_not_graded =
    "#if !defined(_GLIBCXX_CONCEPTS) || !defined(_GLIBCXX_ITERATOR) || !defined(_GLIBCXX_STRING)\n";

TEST(compiler, is_the_same_for_the_student_and_for_the_grader) {
  EXPECT_EQ(compiled(std::string(good) + if_not_graded + "int extra;\n#endif\n").messages,
            "my_lock.hpp:11: is something else where it is graded\n");
  // It asks, but nothing depends on it. And nothing says that it is instrumented.
  EXPECT_EQ(
      compiled(std::string(good) + if_not_graded + "#endif\n#ifdef __SANITIZE_THREAD__\n#error yes\n#endif\n").stage,
      Stage::graded);
}

TEST(compiler, reads_nothing_outside) {
  for (const char* file : {"\"/etc/passwd\"", "</etc/passwd>", "\"../../etc/passwd\"", "<../secret.hpp>"}) {
    const Compiled result = compiled(std::string("\n#  include ") + file + "\n" + good);
    EXPECT_EQ(result.stage, Stage::refused);
    EXPECT_THAT(result.messages, StartsWith("my_lock.hpp:2: reads outside: "));
  }
}

TEST(compiler, reads_nothing_outside_by_macros_either) {
  const std::string text = std::string("#define FILE_NAME \"/etc/passwd\"\n#include FILE_NAME\n") + good;
  const std::string later = if_not_graded + std::string("#else\n#define F </etc/passwd>\n#include F\n#endif\n") + good;
  const Compiled strong = compiled(text);
  EXPECT_NE(strong.stage, Stage::graded);
  EXPECT_THAT(strong.messages, Not(HasSubstr("root")));
  const Weakly weakly;
  EXPECT_EQ(compiled(text).messages, "my_lock.hpp: reads outside: /etc/passwd\n");
  const Compiled late = compiled(later);
  EXPECT_NE(late.stage, Stage::graded);
  EXPECT_THAT(late.messages, Not(HasSubstr("root")));
}

// The compiler would show that file's line.
TEST(compiler, shows_only_the_students_lines) {
  const Weakly weakly;
  const Compiled result = compiled("#line 1 \"/etc/passwd\"\nint x = ;\n");
  EXPECT_EQ(result.stage, Stage::does_not_compile);
  EXPECT_THAT(result.messages, Not(HasSubstr("root")));
}

TEST(compiler, mistakes_of_all_kinds_end_with_a_message) {
  const std::vector<std::string> texts = {"#include \"my_lock.hpp\"\nclass Lock {};",
                                          std::string(good) + "namespace x {",
                                          std::string(good) + "#if 1",
                                          std::string(good) + "/*",
                                          std::string(good) + "auto x = R\"(",
                                          std::string("\0\xff\x01", 3)};
  for (const std::string& text : texts) {
    const Compiled result = compiled(text);
    EXPECT_EQ(result.stage, Stage::does_not_compile) << text.substr(0, 40);
    EXPECT_THAT(result.messages, HasSubstr("error")) << text.substr(0, 40);
  }
}

TEST(compiler, limits_end_it_in_one_line) {
  EXPECT_EQ(compiled(std::string(good) + "char large[1ULL << 30] = {1};\n").messages,
            "my_lock.hpp: becomes too large when it is compiled\n");
  EXPECT_EQ(compiled(std::string(100'000, '(')).messages, "my_lock.hpp: the compiler itself fails on it\n");
  EXPECT_EQ(compiled(std::string(good) + "asm(\".rept 1000000000\\n nop\\n .endr\");\n").messages,
            "my_lock.hpp: needs too much memory to compile\n");
}

TEST(compiler, files_of_all_names) {
  for (const char* name : {"-o größe %s$(x)'.hpp", "main.cpp"}) {
    const Compiled result = compiled(good, name);
    EXPECT_EQ(result.stage, Stage::graded) << name << ": " << result.messages;
  }
}

TEST(sources, are_regular_files_of_more_or_less_their_size) {
  const Scratch scratch;
  const auto file = [&](const char* name) { return scratch.path() / name; };
  std::ofstream(file("good.hpp")) << good;
  EXPECT_EQ(read_source(file("good.hpp")).text, good);
  EXPECT_EQ(read_source(file("good.hpp")).name, "good.hpp");
  EXPECT_EQ(read_source(file("good.hpp")).refused, "");

  std::ofstream(file("limit.hpp")) << std::string(largest_source, ' ');
  EXPECT_EQ(read_source(file("limit.hpp")).refused, "");
  std::ofstream(file("large.hpp")) << std::string(largest_source + 1, ' ');
  EXPECT_EQ(read_source(file("large.hpp")).refused, "large.hpp: larger than 256 KiB");
  EXPECT_EQ(read_source(file("none.hpp")).refused, "none.hpp: No such file or directory");
  std::filesystem::create_symlink("/etc/passwd", file("link.hpp"));
  EXPECT_EQ(read_source(file("link.hpp")).refused, "link.hpp: a symbolic link");
  ASSERT_EQ(::mkfifo(file("pipe.hpp").c_str(), 0600), 0);
  EXPECT_EQ(read_source(file("pipe.hpp")).refused, "pipe.hpp: not a regular file");
  EXPECT_EQ(read_source(scratch.path()).refused, scratch.path().filename().string() + ": not a regular file");
  EXPECT_EQ(read_source("/dev/zero").refused, "zero: not a regular file");
  EXPECT_THAT(read_source(file("a\"b.hpp")).refused, HasSubstr("cannot stand in an #include directive"));
  EXPECT_EQ(compile(file("large.hpp")).messages, "large.hpp: larger than 256 KiB\n");
}

}  // namespace
}  // namespace turnstile::coursework
