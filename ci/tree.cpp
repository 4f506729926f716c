#include "ci/tree.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <regex>

#include <nlohmann/json.hpp>

#include "ci/text.hpp"

namespace turnstile::tree {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view broken_prefix = "broken_";

std::set<std::string> stems_of(const std::vector<Form>& forms) {
  std::set<std::string> stems;
  for (const Form& form : forms) stems.insert(form.stem);
  return stems;
}

// The name of the class that a header defines, which its constructors repeat.
std::regex class_name(const std::vector<std::string>& lines) {
  const std::regex definition(R"(class (\w+) \{)");
  std::smatch match;
  for (const std::string& line : lines) {
    if (std::regex_match(line, match, definition)) return std::regex("\\b" + match[1].str() + "\\b");
  }
  return std::regex("$^");  // none
}

// The code that two siblings share: without comments, and without its own class name and namespace.
std::vector<std::string> comparable_code(const fs::path& header) {
  std::vector<std::string> code;
  const std::vector<std::string> lines = lines_of(header);
  const std::regex own_name = class_name(lines);
  for (std::string line : lines) {
    const bool marked = line.find("// BUG:") != std::string::npos;
    line = trimmed(line.substr(0, line.find("//")));
    if ((line.empty() && !marked) || line.starts_with("namespace ") || line.starts_with("class ")) continue;
    line = std::regex_replace(line, own_name, "Self");
    code.push_back(marked ? line + " // BUG:" : line);
  }
  return code;
}

std::string unmarked(const std::string& line) { return trimmed(line.substr(0, line.find("//"))); }
bool marked(const std::string& line) { return line.ends_with("// BUG:"); }

// Lengths of the longest common subsequences of what follows each pair of lines.
std::vector<std::vector<int>> common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::vector<int>> length(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i][j] =
          unmarked(a[i]) == unmarked(b[j]) ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

// Walks through two texts side by side.
class Comparison {
 public:
  Comparison(const std::vector<std::string>& right, const std::vector<std::string>& broken)
      : right_(right), broken_(broken), common_(common(right, broken)) {}

  // The runs of lines in which the two differ: whether each has a mark in it. A statement that moved is marked where it
  // stands now, and that counts for the place that it left, too.
  std::vector<bool> differences_marked() {
    while (i_ < right_.size() || j_ < broken_.size()) {
      if (same()) {
        // A closing brace that both have does not end a difference: it closes something else in each.
        in_run_ = in_run_ && unmarked(right_[i_]) == "}";
        ++i_, ++j_;
      } else if (added()) {
        differ(marked(broken_[j_++]));
      } else {
        differ(moved(right_[i_]));
        ++i_;
      }
    }
    return runs_;
  }

 private:
  [[nodiscard]] bool same() const {
    return i_ < right_.size() && j_ < broken_.size() && unmarked(right_[i_]) == unmarked(broken_[j_]);
  }
  [[nodiscard]] bool added() const {
    return j_ < broken_.size() && (i_ == right_.size() || common_[i_][j_ + 1] >= common_[i_ + 1][j_]);
  }
  [[nodiscard]] bool moved(const std::string& line) const {
    return std::ranges::any_of(broken_, [&](const std::string& b) { return marked(b) && unmarked(b) == line; });
  }
  void differ(bool has_mark) {
    if (!in_run_) runs_.push_back(false);
    in_run_ = true;
    if (has_mark) runs_.back() = true;
  }

  const std::vector<std::string>& right_;
  const std::vector<std::string>& broken_;
  std::vector<std::vector<int>> common_;
  std::vector<bool> runs_;
  bool in_run_ = false;
  std::size_t i_ = 0;
  std::size_t j_ = 0;
};

Form form_from_json(const std::string& stem, const nlohmann::json& variant,
                    const std::map<std::string, std::string>& headers) {
  Form form;
  form.stem = stem;
  form.variant = variant.at("name");
  form.header = variant.at("header");
  if (variant.at("sibling").is_string()) form.sibling = headers.at(variant.at("sibling"));
  for (const auto& [property, expectation] : variant.at("contract").items()) {
    if (!expectation.is_object() || expectation.at("verdict") == "not_applicable") continue;
    for (const auto& engine : expectation.at("engines")) form.rows.insert(property + "." + engine.get<std::string>());
  }
  if (variant.at("has_orders") && !form.broken()) form.rows.insert("orders.rc11");
  form.thread_sanitizer = variant.at("contract").at("thread_sanitizer");
  return form;
}

// "line 31: acquire", as often as it stands there.
std::multiset<std::string> orders_in(const fs::path& header) {
  std::multiset<std::string> orders;
  const std::regex order(R"(\b(relaxed|consume|acquire|release|acq_rel|seq_cst)[,)])");
  const std::vector<std::string> lines = lines_of(header);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string code = unmarked(lines[i]);
    for (std::sregex_iterator m(code.begin(), code.end(), order), end; m != end; ++m) {
      orders.insert("line " + std::to_string(i + 1) + ": " + (*m)[1].str());
    }
  }
  return orders;
}

}  // namespace

std::vector<Form> forms_from_json(const std::string& text) {
  const auto list = nlohmann::json::parse(text);
  std::vector<Form> forms;
  for (const auto& algorithm : list.at("algorithms")) {
    std::map<std::string, std::string> headers;
    for (const auto& v : algorithm.at("variants")) headers[v.at("name")] = v.at("header");
    for (const auto& v : algorithm.at("variants")) forms.push_back(form_from_json(algorithm.at("name"), v, headers));
  }
  return forms;
}

Complaints missing_counterparts(const fs::path& root, const std::vector<Form>& forms) {
  Complaints complaints;
  const std::set<std::string> stems = stems_of(forms);
  for (const std::string& stem : stems) {
    for (const char* folder : {"models/stems", "proptests", "sanitizers", "docs"}) {
      const fs::path file = (fs::path(folder) / stem).replace_extension(folder == std::string("docs") ? "md" : "cpp");
      if (!fs::is_regular_file(root / file)) complaints.push_back(file.string() + " is missing");
    }
  }
  for (const auto& entry : fs::directory_iterator(root / "algorithms")) {
    const std::string stem = entry.path().filename().string();
    if (entry.is_directory() && !stems.contains(stem)) complaints.push_back("algorithms/" + stem + " is not listed");
  }
  return complaints;
}

Complaints missing_headers(const fs::path& root, const std::vector<Form>& forms) {
  Complaints complaints;
  std::set<std::string> known;
  for (const Form& form : forms) {
    known.insert(form.header);
    if (!fs::is_regular_file(root / form.header)) complaints.push_back(form.header + " is missing");
  }
  for (const std::string& stem : stems_of(forms)) {
    for (const auto& entry : fs::directory_iterator(root / "algorithms" / stem)) {
      const std::string header = "algorithms/" + stem + "/" + entry.path().filename().string();
      if (!known.contains(header)) complaints.push_back(header + " is not listed");
    }
  }
  return complaints;
}

Complaints missing_rows(const fs::path& root, const std::vector<Form>& forms) {
  Complaints complaints;
  for (const Form& form : forms) {
    const std::string page = "docs/" + form.stem + ".md";
    const std::string row =
        form.broken() ? "| `" + form.variant.substr(broken_prefix.size()) + '`' : '`' + form.variant + '`';
    if (content(root / page).find(row) == std::string::npos)
      complaints.push_back(page + " has no row of " + form.variant);
  }
  return complaints;
}

Complaints missing_tests(const std::vector<Form>& forms, const std::set<std::string>& tests,
                         const std::set<std::string>& stressed) {
  Complaints complaints;
  const auto some_test_begins = [&](const std::string& name) {
    const auto found = tests.lower_bound(name);
    return found != tests.end() && found->starts_with(name);
  };
  for (const Form& form : forms) {
    const std::string name = form.stem + "." + form.variant;
    if (form.rows.empty()) complaints.push_back("no engine checks " + form.stem + "/" + form.variant);
    for (const std::string& row : form.rows) {
      std::string test = "model." + name;
      test.append(".").append(row);
      if (!tests.contains(test)) complaints.push_back("no test " + test);
    }
    if (!some_test_begins("prop." + name + "_")) complaints.push_back("no test prop." + name + "_*");
    const bool under_stress = !form.broken() || form.thread_sanitizer;
    if (under_stress && !stressed.contains(form.stem + "/" + form.variant)) {
      complaints.push_back("no stress client of " + form.stem + "/" + form.variant);
    }
  }
  return complaints;
}

Complaints unmarked_differences(const fs::path& root, const std::vector<Form>& forms) {
  Complaints complaints;
  for (const Form& form : forms) {
    const auto code = comparable_code(root / form.header);
    const bool has_mark = std::ranges::any_of(code, marked);
    if (has_mark != form.broken()) {
      complaints.push_back(form.header + (has_mark ? " is right, but has a BUG mark" : " has no BUG mark"));
    }
    if (!form.broken()) continue;
    const auto sibling = comparable_code(root / form.sibling);
    const auto runs = Comparison(sibling, code).differences_marked();
    if (runs.empty()) complaints.push_back(form.header + " does not differ from " + form.sibling);
    if (std::ranges::find(runs, false) != runs.end()) {
      complaints.push_back(form.header + " differs from " + form.sibling + " where no BUG mark is");
    }
  }
  return complaints;
}

Complaints misquoted_code(const fs::path& root, const std::vector<Form>& forms) {
  Complaints complaints;
  const std::regex quotation(R"(`([a-z_]+(?:\[[a-z]+\])?\.(?:load|store|exchange|fetch|compare)[a-z_]*\([^`\n]*\))`)");
  const std::regex place(R"(([a-z_]+\.hpp):([0-9]+))");
  for (const std::string& stem : stems_of(forms)) {
    std::string code;
    for (const auto& entry : fs::directory_iterator(root / "algorithms" / stem)) code += content(entry.path());
    const std::string page = "docs/" + stem + ".md";
    const std::string text = content(root / page);
    for (std::sregex_iterator m(text.begin(), text.end(), quotation), end; m != end; ++m) {
      if (code.find((*m)[1].str()) == std::string::npos) complaints.push_back(page + " quotes " + (*m)[1].str());
    }
    for (std::sregex_iterator m(text.begin(), text.end(), place), end; m != end; ++m) {
      const auto lines = lines_of(root / "algorithms" / stem / (*m)[1].str());
      const std::size_t number = std::stoul((*m)[2].str());
      const bool is_code = number >= 1 && number <= lines.size() && !trimmed(lines[number - 1]).starts_with("//") &&
                           lines[number - 1].find('(') != std::string::npos;
      if (!lines.empty() && !is_code) complaints.push_back(page + " refers to " + m->str());
    }
  }
  return complaints;
}

Complaints snippets_not_in(const fs::path& folder, const fs::path& page) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(content(entry.path()));
  Complaints complaints;
  std::optional<std::string> snippet;  // of the block that a line is in
  bool is_code = false;
  for (const std::string& line : lines_of(page)) {
    if (!line.starts_with("```")) {
      if (snippet) *snippet += line + "\n";
      continue;
    }
    if (!snippet) {
      snippet = "";
      is_code = line.size() > 3;
      continue;
    }
    const auto has_it = [&](const std::string& text) { return text.find(*snippet) != std::string::npos; };
    if (is_code && std::ranges::none_of(files, has_it)) {
      complaints.push_back(page.filename().string() + " shows what no file has:\n" + *snippet);
    }
    snippet.reset();
  }
  return complaints;
}

Complaints untried_orders(const fs::path& root, const std::string& orders) {
  Complaints complaints;
  const auto all = nlohmann::json::parse(orders);
  for (const auto& form : all.at("forms")) {
    const std::string header = form.at("header");
    std::multiset<std::string> tried;
    for (const auto& order : form.at("orders")) {
      if (order.at("file") != header) continue;
      tried.insert("line " + std::to_string(order.at("line").get<int>()) + ": " + order.at("order").get<std::string>());
    }
    const std::multiset<std::string> written = orders_in(root / header);
    Complaints differences;
    std::ranges::set_symmetric_difference(written, tried, std::back_inserter(differences));
    for (const std::string& difference : differences)
      complaints.push_back(std::string(header).append(", ").append(difference));
  }
  return complaints;
}

Complaints unproved_exceptions(const fs::path& root, const std::string& list) {
  Complaints complaints;
  const auto all = nlohmann::json::parse(list);
  for (const auto& algorithm : all.at("algorithms")) {
    for (const auto& exception : algorithm.at("order_exceptions")) {
      const std::string proof = exception.at("proof");
      const std::size_t hash = proof.find('#');
      const std::string anchor = hash == std::string::npos ? "" : "<a id=\"" + proof.substr(hash + 1) + "\"></a>";
      const bool proved = !anchor.empty() && content(root / proof.substr(0, hash)).find(anchor) != std::string::npos;
      if (!proved) complaints.push_back("there is no " + proof);
    }
  }
  return complaints;
}

Complaints tools_in_algorithms(const fs::path& root) {
  Complaints complaints;
  const std::regex tool("\\b(rl::|relacy|rapidcheck|gtest|__tsan|__SANITIZE|rc11::)");
  for (const auto& entry : fs::recursive_directory_iterator(root / "algorithms")) {
    if (entry.path().extension() != ".hpp") continue;
    const bool production = entry.path().filename() == "std_platform.hpp";
    for (const std::string& line : lines_of(entry.path())) {
      const std::string code = line.substr(0, line.find("//"));
      const bool conditional = code.starts_with("#if") && !production;
      if (conditional || std::regex_search(code, tool)) complaints.push_back(entry.path().string() + ": " + line);
    }
  }
  return complaints;
}

}  // namespace turnstile::tree
