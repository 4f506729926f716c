#include "models/counterexample/dot.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/counterexample/columns.hpp"
#include "models/counterexample/facts.hpp"
#include "models/counterexample/folding.hpp"
#include "models/counterexample/layout.hpp"
#include "models/counterexample/wording.hpp"

namespace turnstile::counterexample {

namespace {

struct Relation {
  const char* name;
  const char* meaning;
  const char* style;
};

constexpr Relation po = {"po", "program order", R"(color="#57606a")"};
constexpr Relation rf = {"rf", "reads from", R"(color="#1a7f37", fontcolor="#1a7f37")"};
constexpr Relation co = {"co", "coherence order", R"(color="#8250df", fontcolor="#8250df", style=dashed)"};
constexpr Relation fr = {"fr", "from-read, to the next newer write",
                         R"(color="#cf222e", fontcolor="#cf222e", style=dotted)"};
constexpr Relation hb = {"hb", "happens before, nothing between",
                         R"(color="#0969da", fontcolor="#0969da", style=bold)"};
constexpr Relation relations[] = {po, rf, co, fr, hb};

// Makes it fit between quotation marks, where all of it is shown as it is. "\n" begins a new line.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '"' || c == '\\') safe += '\\';
    safe += c == '&' ? "&amp;" : std::string(1, c);
  }
  return safe;
}

std::string label(const std::vector<std::string>& lines) {
  std::vector<std::string> safe;
  safe.reserve(lines.size());
  for (const std::string& line : lines) safe.push_back(escaped(printable(line)));
  return fmt::format("\"{}\"", fmt::join(safe, "\\n"));
}

class Graph {
 public:
  explicit Graph(const Artifact& artifact)
      : artifact_(artifact),
        facts_(artifact),
        words_(artifact),
        culprits_(artifact.culprits.begin(), artifact.culprits.end()) {
    for (const Shown& shown : folded(artifact.events)) {
      if (is_node(shown.event)) shown_[shown.event] = shown.times;
    }
  }

  std::string text() {
    out_ = "digraph counterexample {\n";
    add_title();
    std::set<int> threads;
    for (const auto& [event, times] : shown_) threads.insert(facts_[event].thread);
    for (const int thread : threads) add_thread(thread);
    add_reads_from();
    add_coherence();
    for (const auto& [before, after] : artifact_.happens_before) add_edge(before, after, hb);
    add_legend();
    return out_ + "}\n";
  }

 private:
  [[nodiscard]] bool is_node(int event) const {
    const Step& step = facts_[event];
    if (step.operation != Operation::mark || !step.text.empty()) return true;
    return has_critical_sections(artifact_) && step.section == Section::critical;
  }

  void add_title() {
    std::vector<std::string> lines = {
        fmt::format("{}  {}  violated: {}", full_name(artifact_), name(artifact_.property), name(artifact_.kind))};
    for (std::string& line : wrapped(printable(artifact_.sentence), width_of_page)) lines.push_back(std::move(line));
    out_ += fmt::format("  label={};\n  labelloc=t;\n  fontname=\"sans-serif\";\n", label(lines));
    out_ += "  node [shape=box, fontname=\"monospace\", fontsize=10];\n";
    out_ += "  edge [fontname=\"sans-serif\", fontsize=9];\n";
  }

  // --- nodes ---------------------------------------------------------------------------------------------------------

  void add_thread(int thread) {
    const std::string id = thread < 0 ? "main" : std::to_string(thread);
    out_ += fmt::format("  subgraph cluster_{} {{\n    label={};\n", id, label({words_.thread(thread)}));
    int before = -1;
    for (const auto& [event, times] : shown_) {
      if (facts_[event].thread != thread) continue;
      add_node(event, times);
      if (before >= 0) add_edge(before, event, po);
      before = event;
    }
    out_ += "  }\n";
  }

  void add_node(int event, int times) {
    const Step& step = facts_[event];
    std::vector<std::string> lines = {fmt::format("{}: {}", number_of(event), what(step))};
    if (times > 1) lines[0] += fmt::format("  × {}", times);
    const bool is_stale = step.stale() && step.performed();
    if (is_stale) lines.push_back(fmt::format("stale: {} by now", Wording::newest(step)));
    if (const auto later = facts_.placed_before(event)) {
      lines.push_back(fmt::format("takes its place before {} in modification order", number_of(*later)));
    }
    if (step.blocked) lines.emplace_back("waits for ever");
    if (!words_.line(step).empty()) lines.push_back(words_.line(step));
    const bool is_culprit = culprits_.contains(event);
    std::string style;
    if (step.operation == Operation::mark) style += ", shape=plaintext, fontcolor=\"#57606a\"";
    if (is_stale) style += ", style=filled, fillcolor=\"#fff8c5\"";
    if (is_culprit) style += ", color=\"#cf222e\", penwidth=2.5";
    std::string kind = "event";
    if (is_culprit) kind += " culprit";
    if (is_stale) kind += " stale";
    out_ += fmt::format("    e{} [class=\"{}\", label={}{}];\n", number_of(event), kind, label(lines), style);
  }
  // "store interested[0] := true  release"
  [[nodiscard]] static std::string what(const Step& step) {
    if (!accesses(step.operation) || !step.performed()) return phrase(step);
    std::string text = Wording::noun(step) + " " + phrase(step);
    if (!is_plain(step.operation)) text += "  " + std::string(name(step.order));
    return text;
  }

  // --- edges ---------------------------------------------------------------------------------------------------------

  void add_edge(int from, int to, const Relation& relation) {
    if (!shown_.contains(from) || !shown_.contains(to)) return;
    add_edge(fmt::format("e{}", number_of(from)), fmt::format("e{}", number_of(to)), relation);
  }
  void add_edge(const std::string& from, const std::string& to, const Relation& relation) {
    const bool is_po = &relation == &po;
    out_ += fmt::format("  {} -> {} [class=\"{}\", label=\"{}\", {}, {}];\n", from, to, relation.name,
                        is_po ? "" : relation.name, relation.style, is_po ? "weight=20" : "constraint=false");
  }

  void add_reads_from() {
    std::vector<std::string> initial;
    std::string edges_before = std::exchange(out_, "");
    for (const auto& [event, times] : shown_) {
      if (!facts_[event].performed()) continue;
      if (const auto source = facts_.source(event)) add_edge(*source, event, rf);
      if (!facts_.reads_initial(event)) continue;
      initial.push_back(Wording::read(facts_[event]));
      add_edge("initial", fmt::format("e{}", number_of(event)), rf);
    }
    std::ranges::sort(initial);
    const auto twice = std::ranges::unique(initial);
    initial.erase(twice.begin(), twice.end());
    if (!initial.empty()) {
      initial.insert(initial.begin(), "initially");
      edges_before += fmt::format("  initial [class=\"initial\", shape=note, label={}];\n", label(initial));
    }
    out_ = edges_before + out_;
  }

  void add_coherence() {
    for (const Variable& variable : artifact_.variables) {
      const auto& order = variable.coherence;
      for (std::size_t i = 1; i < order.size(); ++i) add_edge(order[i - 1], order[i], co);
      for (const auto& [event, times] : shown_) {
        if (facts_[event].variable == variable.name && reads(facts_[event].operation)) add_from_read(event, order);
      }
    }
  }
  // Leads to the first write that is newer than what was read. For an update that is its own write, and no edge.
  void add_from_read(int event, const std::vector<int>& order) {
    const auto source = facts_.source(event);
    if (!facts_[event].performed() || (!source && !facts_.reads_initial(event))) return;
    auto next = order.begin();
    if (source) {
      next = std::ranges::find(order, *source);
      if (next != order.end()) ++next;
    }
    if (next != order.end() && *next != event) add_edge(event, *next, fr);
  }

  void add_legend() {
    out_ += "  subgraph cluster_legend {\n    label=\"what the arrows mean\";\n    fontsize=10;\n";
    out_ += "    node [shape=point];\n";
    for (std::size_t i = 0; i < std::size(relations); ++i) {
      out_ += fmt::format("    legend{} -> legend{} [class=\"legend\", label=\"  {}: {}\", {}];\n", i, i + 1,
                          relations[i].name, relations[i].meaning, relations[i].style);
    }
    out_ += "  }\n";
  }

  const Artifact& artifact_;
  Facts facts_;
  Wording words_;
  std::set<int> culprits_;
  std::map<int, int> shown_;  // how often it came
  std::string out_;
};

}  // namespace

std::string dot(const Artifact& artifact) { return Graph(artifact).text(); }

}  // namespace turnstile::counterexample
