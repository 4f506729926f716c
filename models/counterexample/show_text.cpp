#include "models/counterexample/show_text.hpp"

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "models/counterexample/columns.hpp"
#include "models/counterexample/explain.hpp"
#include "models/counterexample/layout.hpp"

namespace turnstile::counterexample {

namespace {

class Text {
 public:
  Text(const Artifact& artifact, const TextStyle& style)
      : artifact_(artifact), style_(style), facts_(artifact), words_(artifact) {}

  std::string all() const {
    std::string text = title() + paragraph(artifact_.sentence, Colour::none) + "\n";
    if (const auto& schedule = artifact_.schedule) return text + timeline(*schedule) + "\n" + closing();
    text += columns(facts_, words_, style_) + "\n";
    if (style_.details) text += sources();
    return text + closing();
  }

 private:
  [[nodiscard]] std::string painted(const std::string& text, Colour colour) const {
    return style_.colour ? coloured(text, colour) : text;
  }
  [[nodiscard]] std::string paragraph(const std::string& text, Colour colour) const {
    std::string lines;
    for (const std::string& line : wrapped(printable(text), width_of_page)) lines += painted(line, colour) + "\n";
    return lines;
  }

  [[nodiscard]] std::string title() const {
    if (full_name(artifact_).empty()) return "";  // a client of one's own, of which no property was asked
    return paragraph(
        fmt::format("{}  {}  violated: {}", full_name(artifact_), name(artifact_.property), name(artifact_.kind)),
        Colour::strong);
  }

  [[nodiscard]] static std::string timeline(Schedule schedule) {
    for (Task& task : schedule.tasks) {
      for (std::string* part : {&task.name, &task.script, &task.ticks}) *part = printable(*part);
    }
    return turnstile::counterexample::text(schedule);
  }

  // The lines that the sentence is about.
  [[nodiscard]] std::string sources() const {
    std::set<std::pair<std::string, int>> lines;
    for (const int culprit : artifact_.culprits) {
      if (0 <= culprit && culprit < facts_.size()) lines.emplace(facts_[culprit].file, facts_[culprit].line);
    }
    std::string text;
    for (const auto& [file, line] : lines) {
      const std::string code = line_of(artifact_.sources, file, line);
      if (!code.empty()) text += fmt::format("{}:{}: {}\n", file_name(file), line, printable(code));
    }
    return text.empty() ? "" : text + "\n";
  }

  [[nodiscard]] std::string closing() const {
    std::vector<std::string> parts = {size()};
    if (!artifact_.schedule) {
      if (facts_.threads().empty()) parts = {"main alone"};
      parts.push_back(counted(shared_events(artifact_), "event"));
      if (!facts_.threads().empty()) parts.push_back(counted(context_switches(artifact_), "context switch"));
    }
    std::string text = fmt::format("{}; {}", fmt::join(parts, ", "),
                                   artifact_.model.empty() ? std::string(name(artifact_.engine)) : artifact_.model);
    if (!style_.file.empty()) text += "; replay with: turnstile replay " + style_.file;
    return paragraph(text, Colour::faint);
  }
  // "2 threads x 1 round", "3 threads (2R1W) x 1,1,2 rounds"
  [[nodiscard]] std::string size() const {
    const Mix& mix = artifact_.mix;
    if (artifact_.schedule) return counted(static_cast<int>(artifact_.schedule->tasks.size()), "task");
    std::string text = counted(static_cast<int>(facts_.threads().size()), "thread");
    if (mix.readers > 0) text += " (" + Party{.threads = mix.threads, .readers = mix.readers}.text() + ")";
    if (mix.threads == 0 || mix.most() == 0) return text;
    const auto of_threads = std::views::take(mix.rounds, std::clamp(mix.threads, 0, max_threads));
    const bool alike = std::ranges::all_of(of_threads, [&](int rounds) { return rounds == mix.most(); });
    return text + " x " + (alike ? counted(mix.most(), "round") : mix.text() + " rounds");
  }

  const Artifact& artifact_;
  const TextStyle& style_;
  Facts facts_;
  Wording words_;
};

}  // namespace

std::string text(const Artifact& artifact, const TextStyle& style) { return Text(artifact, style).all(); }

}  // namespace turnstile::counterexample
