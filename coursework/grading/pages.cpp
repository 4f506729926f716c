#include "coursework/grading/pages.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "coursework/grading/plain_text.hpp"
#include "models/counterexample/html.hpp"

namespace turnstile::coursework {

extern const char* const class_page_frame;  // made from page/ by cmake/embed_page.cmake
extern const char* const student_page_frame;

namespace {

// All that stands on a page and comes from elsewhere goes through here.
std::string shown(const std::string& text) { return counterexample::escaped(harmless(text)); }
std::string shown_on_one_line(const std::string& text) { return counterexample::escaped(on_one_line(text)); }

std::string element(const char* tag, const std::string& content, const std::string& attributes = "") {
  return fmt::format("<{0}{1}{2}>{3}</{0}>", tag, attributes.empty() ? "" : " ", attributes, content);
}

std::string attribute(const char* name, const std::string& value) {
  return fmt::format("{}=\"{}\"", name, shown_on_one_line(value));
}

// A name of a file that has only letters, digits, '.', '-' and '_'.
std::string link(const std::string& file, const std::string& content) {
  return element("a", content, attribute("href", file + ".html"));
}

std::string points_text(Points earned, Points of) { return earned.text() + " of " + of.text(); }

std::string verdict_mark(const PropertyGrade& property) {
  return element("span", shown(verdict_text(property)),
                 fmt::format("class=\"verdict {}{}\"", name(property.outcome), property.asked ? "" : " not_asked"));
}

// A cell of a table whose rows become cards: it says itself what it is.
std::string cell(const std::string& title, const std::string& content, const std::string& attributes = "") {
  return element("td", content, R"(role="cell" )" + attribute("data-title", title) + attributes);
}

std::string head(const std::vector<std::string>& titles) {
  std::string cells;
  for (const std::string& title : titles) {
    cells += element("th", shown(title), R"(scope="col" role="columnheader")");
  }
  return element("thead", element("tr", cells, R"(role="row")"), R"(role="rowgroup")") + "\n";
}

std::string table(const std::string& label, const std::vector<std::string>& titles, const std::string& rows) {
  return element("table", "\n" + head(titles) + element("tbody", "\n" + rows, R"(role="rowgroup")"),
                 R"(class="matrix" role="table" )" + attribute("aria-label", label));
}

std::string row(const std::string& header, const std::string& cells) {
  return element("tr", element("th", header, R"(scope="row" role="rowheader")") + cells, R"(role="row")") + "\n";
}

std::string list(const std::vector<std::string>& items) {
  std::string content;
  for (const std::string& item : items) content += element("li", item);
  return element("ul", content, R"(class="findings")");
}

std::string section(const char* title, const std::string& content) {
  return element("section", element("h2", title) + content) + "\n";
}

// A section with a list; empty where there is nothing to say.
std::string list_section(const char* title, std::vector<std::string> texts) {
  for (std::string& text : texts) text = shown(text);
  return texts.empty() ? "" : section(title, list(texts));
}

// --- of the class ------------------------------------------------------------------------------------------------------

std::vector<std::string> notes_of(const Result& result) {
  const Grade& grade = result.grade;
  std::vector<std::string> notes;
  if (grade.stage != Stage::graded) notes.push_back(words(grade.stage));
  notes.insert(notes.end(), result.same_as.begin(), result.same_as.end());
  const auto count = [&](std::size_t number, const char* one, const char* many) {
    if (number > 0) notes.push_back(fmt::format("{} {}", number, number == 1 ? one : many));
  };
  count(grade.missing.size(), "missing order", "missing orders");
  count(grade.stronger_than_needed.size(), "order stronger than needed", "orders stronger than needed");
  count(grade.remarks.size(), "remark", "remarks");
  for (const PropertyGrade& property : grade.properties) {
    if (!property.disagreement.empty()) notes.push_back("the engines disagree about " + words(property.property));
  }
  return notes;
}

std::string row_of(const Result& result, const Assignment& assignment) {
  std::string cells = cell("points", points_text(result.score.earned, result.score.of), R"( class="points")");
  for (const Property property : assignment.properties) {
    const auto found = std::ranges::find(result.grade.properties, property, &PropertyGrade::property);
    cells += cell(words(property), found == result.grade.properties.end() ? "" : verdict_mark(*found));
  }
  std::vector<std::string> notes = notes_of(result);
  for (std::string& note : notes) note = shown_on_one_line(note);
  cells += cell("notes", notes.empty() ? "" : list(notes));
  return row(link(result.stem, shown_on_one_line(result.submission.name)), cells);
}

// --- of a student ------------------------------------------------------------------------------------------------------

std::string explanation_of(const PropertyGrade& property, const std::vector<Shown>& counterexamples) {
  std::string text = shown(property.sentence);
  if (!property.disagreement.empty()) {
    text += element("p", "The engines disagree: " + shown(property.disagreement));
  }
  const Shown* counterexample = shown_for(property, counterexamples);
  if (counterexample != nullptr) text += element("p", link(counterexample->stem, "Step through the counterexample"));
  return text;
}

std::string row_of(const Part& part, const Grade& grade, const std::vector<Shown>& counterexamples) {
  const auto is_it = [&](const PropertyGrade& p) { return part.what == name(p.property); };
  const auto property = std::ranges::find_if(grade.properties, is_it);
  const bool of_property = property != grade.properties.end();
  std::string verdict = of_property ? verdict_mark(*property) : "";
  std::string explanation = of_property ? explanation_of(*property, counterexamples) : "";
  if (!part.why.empty()) explanation += element("p", shown(part.why));
  std::string points = part.earned == Points{} ? "" : part.earned.text();
  if (part.of > Points{}) points = points_text(part.earned, part.of);
  std::string title = part.what;
  std::ranges::replace(title, '_', ' ');
  return row(shown(title),
             cell("points", points, R"( class="points")") + cell("verdict", verdict) + cell("why", explanation));
}

std::string line_link(int line) { return fmt::format("<a href=\"#line-{0}\">line {0}</a>", line); }

std::string findings_of(const Result& result) {
  const Grade& grade = result.grade;
  std::string rows;
  const std::vector<Shown> counterexamples = counterexamples_of(result);
  for (const Part& part : result.score.parts) rows += row_of(part, grade, counterexamples);
  std::string findings;
  if (!grade.messages.empty()) {
    const bool compiler = grade.stage == Stage::does_not_compile;
    findings += section(compiler ? "What the compiler says" : "Messages",
                        element("pre", shown(grade.messages), R"(class="messages" tabindex="0")"));
  }
  findings += section("Points", table("Points", {"", "points", "verdict", "why"}, rows));
  std::vector<std::string> orders;
  orders.reserve(grade.stronger_than_needed.size());
  for (const OrderRemark& remark : grade.stronger_than_needed) orders.push_back(text(remark));
  return findings + list_section("Missing memory orders", grade.missing) +
         list_section("Memory orders that are stronger than needed", orders) + list_section("Remarks", grade.remarks);
}

std::string source_of(const Result& result) {
  if (result.submission.source.empty()) return "";
  const std::vector<int> named = lines_named(result.grade);
  std::string source = harmless(result.submission.source);
  if (source.ends_with('\n')) source.pop_back();
  std::string lines;
  std::string links;
  int number = 0;
  for (std::size_t at = 0; at <= source.size();) {
    const std::size_t end = std::min(source.find('\n', at), source.size());
    const bool is_named = std::ranges::binary_search(named, ++number);
    if (is_named) links += (links.empty() ? "" : ", ") + line_link(number);
    lines += element("li", element("code", counterexample::escaped(source.substr(at, end - at))),
                     fmt::format("id=\"line-{}\"{}", number, is_named ? " class=\"named\"" : ""));
    at = end + 1;
  }
  const std::string listing = element("ol", lines, R"(class="source")");
  const std::string region =
      element("div", listing, R"(class="source-pane page-source" role="region" aria-label="Source" tabindex="0")");
  return section("Source", (links.empty() ? "" : element("p", "Named above: " + links, R"(class="facts")")) + region);
}

std::string facts_of(const Result& result) {
  const Grade& grade = result.grade;
  std::string facts =
      fmt::format("{}, {} of {} points", words(grade.stage), result.score.earned.text(), result.score.of.text());
  if (!grade.isolation.empty()) facts += "; ran in: " + grade.isolation;
  if (!grade.hash.empty()) facts += "; SHA-256 of the file: " + grade.hash;
  return facts;
}

}  // namespace

std::string class_page(const ClassResult& all) {
  std::string rows;
  for (const Result& result : all.results) rows += row_of(result, *all.assignment);
  std::vector<std::string> titles = {"submission", "points"};
  for (const Property property : all.assignment->properties) titles.push_back(words(property));
  titles.emplace_back("notes");
  const auto right = std::ranges::count_if(all.results, [](const Result& r) { return all_hold(r.grade); });
  return counterexample::filled(
      class_page_frame, {{"TITLE", shown_on_one_line("Assignment " + all.assignment->name)},
                         {"FACTS", fmt::format("{} submission{}; every property asked holds in {}.", all.results.size(),
                                               all.results.size() == 1 ? "" : "s", right)},
                         {"TABLE", table("Submissions", titles, rows)}});
}

std::string student_page(const Result& result) {
  return counterexample::filled(
      student_page_frame,
      {{"TITLE", shown_on_one_line(fmt::format("{}: {}", result.grade.assignment, result.submission.name))},
       {"FACTS", shown_on_one_line(facts_of(result))},
       {"FINDINGS", findings_of(result)},
       {"SOURCE", source_of(result)}});
}

}  // namespace turnstile::coursework
