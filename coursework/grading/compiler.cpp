#include "coursework/grading/compiler.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "coursework/grading/diagnostics.hpp"
#include "coursework/grading/expansion.hpp"
#include "coursework/grading/sandbox.hpp"
#include "coursework/grading/tokens.hpp"

namespace turnstile::coursework {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr Limits compile_limits = {.cpu = 20s,
                                   .address_space = std::uint64_t{2} << 30U,
                                   .file_size = std::uint64_t{64} << 20U,
                                   .open_files = 256,
                                   .output = std::size_t{1} << 20U};
constexpr std::chrono::seconds longest_wait = 60s;  // on a machine that has other things to do

std::string configured(const char* variable, const std::string& otherwise) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : otherwise;
}

// Where it was installed, as seen from this program; where nothing is there, where it was built.
std::string installed_or(const char* installed, const char* built) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path place = (program.parent_path() / installed).lexically_normal();
  return fs::exists(place, error) ? place.string() : built;
}

fs::path found_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return fs::absolute(name);
  for (const char* directory : {"/usr/local/bin", "/usr/bin", "/bin"})
    if (fs::exists(fs::path(directory) / name)) return fs::path(directory) / name;
  return fs::path("/usr/bin") / name;
}

bool is_within(const fs::path& path, const fs::path& directory) {
  const auto [end, ignored] = std::ranges::mismatch(directory, path);
  return end == directory.end();
}

void write(const fs::path& file, std::string_view text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::system_error(errno, std::generic_category(), file.string());
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The names that members can have: the grader looks which of them are.
std::set<std::string> names_in(const std::vector<Token>& source) {
  std::set<std::string> names;
  for (const Token& token : source) {
    const bool can_be_undefined = !token.text.starts_with("__") && token.text != "defined";
    if (token.kind == TokenKind::identifier && can_be_undefined) names.insert(token.text);
  }
  return names;
}

// Whatever macros the submission leaves behind, none of its words, nor any of the language's, is one any more.
std::string main_file(const Source& source) {
  const std::set<std::string> names = names_in(tokens(source.text));
  std::string text = fmt::format("#include \"serve.hpp\"\n#include \"submission/{}\"\n", source.name);
  for (const std::string_view word : keywords()) text += fmt::format("#undef {}\n", word);
  for (const std::string& name : names) text += fmt::format("#undef {}\n", name);
  text += "#define TURNSTILE_MEMBERS(M)";
  for (const std::string& name : names) text += fmt::format(" M({})", name);
  text += "\n#include \"members.hpp\"\nint main() { return turnstile::coursework::serve<Lock>(); }\n";
  return text;
}

// The file that an #include directive at `at` names, if it says so itself.
std::string included_at(const std::vector<Token>& source, std::size_t at) {
  if (at + 2 >= source.size() || !source[at].first || source[at].text != "#") return {};
  const std::string& directive = source[at + 1].text;
  if (directive != "include" && directive != "include_next" && directive != "import") return {};
  const Token& what = source[at + 2];
  if (what.kind == TokenKind::text) return what.text.substr(1, what.text.size() - 2);
  std::string name;
  for (std::size_t i = at + 3; i < source.size() && source[i].line == what.line && source[i].text != ">"; ++i)
    name += source[i].text;
  return name;
}

class Compilation {
 public:
  Compilation(const Source& source, const CompileOptions& options)
      : source_(source), options_(options), compiler_(found_program(options.compiler)) {}

  Compiled run() {
    for (const fs::path& needed : {compiler_, options_.submission_include, options_.submission_library}) {
      if (fs::exists(needed)) continue;
      throw fs::filesystem_error("cannot compile", needed, std::make_error_code(std::errc::no_such_file_or_directory));
    }
    if (!source_.refused.empty()) {
      refuse(source_.refused);
    } else if (names_only_what_it_may() && prepare() && check() && means_the_same() && build() && link()) {
      result_.stage = Stage::graded;
    }
    if (result_.stage != Stage::graded) result_.scratch.reset();
    return std::move(result_);
  }

 private:
  static constexpr const char* program = "build/program";

  [[nodiscard]] const fs::path& scratch() const { return result_.scratch->path(); }
  [[nodiscard]] std::string as() const { return "./submission/" + source_.name; }

  bool refuse(const std::string& why) { return stop(Stage::refused, why + "\n"); }
  bool stop(Stage stage, std::string messages) {
    result_.stage = stage;
    result_.messages = std::move(messages);
    return false;
  }

  // Whether the source includes only what it may. An include that a macro hides is found by what the compiler reads.
  bool names_only_what_it_may() {
    const std::vector<Token> source = tokens(source_.text);
    for (std::size_t i = 0; i < source.size(); ++i) {
      const std::string file = included_at(source, i);
      if (file.starts_with('/') || file.find("..") != std::string::npos) {
        return refuse(fmt::format("{}:{}: reads outside: {}", source_.name, source[i].line, file));
      }
    }
    return true;
  }

  bool prepare() {
    result_.scratch = std::make_unique<Scratch>();
    fs::create_directories(scratch() / "submission");
    fs::create_directories(scratch() / "build");
    write(scratch() / as(), source_.text);
    write(scratch() / "build/check.cpp", fmt::format("#include \"submission/{}\"\n", source_.name));
    write(scratch() / "build/main.cpp", main_file(source_));
    return true;
  }

  // Whether it compiles. What was said is in output_; nothing may have been read that must not be.
  bool compiles(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), compiler_);
    Sandboxed process(
        arguments,
        {.profile = Profile::compile, .scratch = scratch(), .readable = readable(), .limits = compile_limits});
    const auto end = process.wait(longest_wait);
    output_ = process.output();
    said_ = diagnostics(output_, source_, as());
    for (const fs::path& file : said_.included) {
      if (is_outside(file)) return refuse(fmt::format("{}: reads outside: {}", source_.name, file.string()));
    }
    if (end && !end->by_signal && end->status == 0) return true;
    if (!end || end->by_signal) return refuse(source_.name + ": takes too long to compile");
    if (const std::string limit = limit_reached(output_); !limit.empty()) return refuse(source_.name + ": " + limit);
    return false;
  }

  // Compiles it against the ordinary atomic: the errors are about the student's code, in the standard library's words.
  bool check() {
    const bool good = compiles(ordinary({"-fsyntax-only", "-Wall", "-Wextra", "-H", "build/check.cpp"}));
    if (good) result_.warnings = said_.warnings;
    if (good || !result_.messages.empty()) return good;
    return stop(Stage::does_not_compile, said_.errors.empty() ? failed() : said_.errors);
  }

  // Macros can tell where it is graded, and then it could be something else there. What the preprocessor makes of it must
  // be the same in both places.
  bool means_the_same() {
    const bool good = compiles(ordinary({"-w", "-E", "build/check.cpp", "-o", "build/check.ii"})) &&
                      compiles(graded({"-E", "build/main.cpp", "-o", "build/main.ii"}));
    if (!good) return !result_.messages.empty() ? false : stop(Stage::does_not_compile, failed());
    const int line = first_difference(read(scratch() / "build/check.ii"), read(scratch() / "build/main.ii"), as());
    if (line == 0) return true;
    return refuse(fmt::format("{}:{}: is something else where it is graded", source_.name, line));
  }

  bool build() {
    const bool good = compiles(graded({"-H", "-c", "build/main.cpp", "-o", "build/main.o"}));
    if (good || !result_.messages.empty()) return good;
    if (said_.errors.find(": error: 'Lock' ") != std::string::npos ||
        said_.errors.find("undeclared identifier 'Lock'") != std::string::npos)
      return stop(Stage::does_not_compile, source_.name + ": there is no class Lock outside of all namespaces\n");
    if (!said_.unfit.empty()) return stop(Stage::does_not_compile, said_.unfit + "\n");
    const std::string introduction = ": compiles with std::atomic, but not where it is graded:\n";
    return stop(Stage::does_not_compile,
                source_.name + introduction + (said_.errors.empty() ? failed() : said_.errors));
  }

  // Links all of the library, so that none of its functions can be taken over. The linker sends what allocates to it.
  bool link() {
    const bool good = compiles(
        {"-static", "-no-pie", "-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free",
         "-Wl,--wrap=pthread_mutex_lock,--wrap=pthread_mutex_trylock,--wrap=pthread_mutex_unlock", "build/main.o",
         "-Wl,--whole-archive", options_.submission_library, "-Wl,--no-whole-archive", "-o", program});
    if (good) result_.program = scratch() / program;
    if (good || !result_.messages.empty()) return good;
    const std::string errors = link_errors(output_, source_);
    return stop(Stage::does_not_compile, errors.empty() ? failed() : errors);
  }

  static std::vector<std::string> common() {
    return {"-std=c++20", "-O1", "-fno-pie", "-ffile-prefix-map=./submission/=", "-iquote", "."};
  }
  [[nodiscard]] std::vector<std::string> ordinary(const std::vector<std::string>& more) const {
    std::vector<std::string> words = common();
    words.insert(words.end(), {"-I", options_.submission_include / "ordinary"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  // -fsanitize=thread without its library: every access to memory becomes a call of ours; likewise every basic block.
  [[nodiscard]] std::vector<std::string> graded(const std::vector<std::string>& more) const {
    std::vector<std::string> words = common();
    words.insert(words.end(),
                 {"-g1", "-w", "-fsanitize=thread", "-U__SANITIZE_THREAD__", "-fsanitize-coverage=trace-pc",
                  "-fno-access-control", "-ffile-prefix-map=" + scratch().string() + "=.", "-iquote",
                  options_.submission_include, "-I", options_.submission_include / "include"});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  [[nodiscard]] std::string failed() const { return source_.name + ": error: the compiler fails\n"; }

  // The files that the compiler may read besides the system's.
  [[nodiscard]] std::vector<fs::path> readable() const {
    std::vector<fs::path> places = {fs::canonical(options_.submission_include),
                                    fs::absolute(options_.submission_library)};
    if (const fs::path prefix = compiler_.parent_path().parent_path(); !is_within(compiler_, "/usr") && prefix != "/")
      places.push_back(prefix);
    return places;
  }

  [[nodiscard]] bool is_outside(const fs::path& file) const {
    const fs::path real = fs::weakly_canonical(scratch() / file);
    std::vector<fs::path> places = readable();
    places.insert(places.end(), {"/usr/include", "/usr/lib", "/usr/lib64", "/usr/local/include", "/lib", scratch()});
    return std::ranges::none_of(places, [&](const fs::path& place) { return is_within(real, place); });
  }

  const Source& source_;
  const CompileOptions& options_;
  fs::path compiler_;
  Compiled result_{};
  std::string output_{};
  Diagnostics said_{};
};

}  // namespace

CompileOptions::CompileOptions()
    : compiler(configured("TURNSTILE_COMPILER", TURNSTILE_COMPILER)),
      submission_include(configured("TURNSTILE_SUBMISSION_INCLUDE",
                                    installed_or(TURNSTILE_INSTALLED_INCLUDE, TURNSTILE_SUBMISSION_INCLUDE))),
      submission_library(configured("TURNSTILE_SUBMISSION_LIBRARY",
                                    installed_or(TURNSTILE_INSTALLED_LIBRARY, TURNSTILE_SUBMISSION_LIBRARY))) {}

Compiled compile(const Source& source, const CompileOptions& options) { return Compilation(source, options).run(); }

Compiled compile(const fs::path& header, const CompileOptions& options) {
  return compile(read_source(header), options);
}

}  // namespace turnstile::coursework
