#include "models/counterexample/columns.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "models/counterexample/folding.hpp"
#include "models/counterexample/layout.hpp"
#include "models/vocabulary/row.hpp"

namespace turnstile::counterexample {

namespace {

constexpr std::size_t width_of_bar = 2;
constexpr std::size_t most_rows = 160;  // a page that shows more shows nothing

class Columns {
 public:
  Columns(const Facts& facts, const Wording& words, const TextStyle& style)
      : facts_(facts), words_(words), style_(style), draws_sections_(has_critical_sections(facts.artifact())) {
    const auto& culprits = facts.artifact().culprits;
    culprits_.insert(culprits.begin(), culprits.end());
    measure();
  }

  std::string text() {
    add_heading();
    const std::size_t heading = rows_.size();
    for (const Shown& shown : folded(facts_.artifact().events)) add(shown);
    if (const auto& cycle = facts_.artifact().cycle) {
      add_rule(fmt::format(" and so on, from step {} ", number_of(*cycle)));
    }
    return joined(heading);
  }

 private:
  // --- sizes ---------------------------------------------------------------------------------------------------------

  void measure() {
    for (const Step& step : facts_.artifact().events) place_width_ = std::max(place_width_, width(place(step)) + 2);
    if (!style_.details) place_width_ = 0;
    const std::size_t threads = std::max<std::size_t>(facts_.threads().size(), 1);
    const std::size_t taken = gutter_width() + place_width_;
    column_ = std::max<std::size_t>((width_of_page - std::min(taken, width_of_page)) / threads, 12);
  }
  [[nodiscard]] std::size_t gutter_width() const { return style_.details ? 7 : 13; }
  [[nodiscard]] static std::string place(const Step& step) {
    return step.file.empty() ? "" : fmt::format("{}:{}", file_name(step.file), step.line);
  }

  // --- rows ----------------------------------------------------------------------------------------------------------

  struct Look {
    std::string mark = " ";
    std::string number{};
    std::string line{};
    std::string place{};
    Colour colour = Colour::none;
  };

  [[nodiscard]] std::string gutter(const Look& look) const {
    if (style_.details) return fmt::format("{} {:>3}  ", look.mark, look.number);
    return fmt::format("{} {:>3}  {:>4}  ", look.mark, look.number, look.line);
  }
  [[nodiscard]] std::string painted(const std::string& text, Colour colour) const {
    return style_.colour ? coloured(text, colour) : text;
  }
  [[nodiscard]] std::string bar(int thread) const { return inside_.contains(thread) ? "┃ " : "  "; }

  void add_heading() {
    std::string row = gutter({.number = "step", .line = "line"}).substr(1);
    for (const int thread : facts_.threads()) {
      row += padded(std::string(width_of_bar, ' ') + words_.thread(thread), column_);
    }
    rows_.push_back(painted(without_trailing_space(row), Colour::strong));
  }

  // Adds what one thread does to its column; main takes the whole page.
  void add_row(int thread, const std::string& text, const Look& look, const std::string& own_bar = "") {
    const std::size_t columns = thread < 0 ? std::max<std::size_t>(facts_.threads().size(), 1) : 1;
    const std::size_t room = columns * column_ - width_of_bar;
    bool is_first = true;
    for (const std::string& line : wrapped(text, room - 1)) {
      const std::string begin = is_first && !own_bar.empty() ? own_bar : bar(thread);
      const std::string cell = begin + painted(line, look.colour) + std::string(room - width(line), ' ');
      std::string row = gutter(is_first ? look : Look{}) + (thread < 0 ? cell : among_bars(thread, cell));
      if (is_first && style_.details) row += "  " + look.place;
      rows_.push_back(without_trailing_space(row));
      is_first = false;
    }
  }
  // Lets the bars of the other threads go on beside the cell.
  [[nodiscard]] std::string among_bars(int thread, const std::string& cell) const {
    std::string row;
    for (const int other : facts_.threads()) row += other == thread ? cell : padded(bar(other), column_);
    return row;
  }

  // Draws a line across the page; `label` stands at the column of the thread that goes on.
  void add_rule(const std::string& label, int thread = -1) {
    std::string row(gutter_width(), ' ');
    if (facts_.threads().empty()) row += "──" + label + "──";
    for (const int other : facts_.threads()) {
      const bool here = other == (thread < 0 ? facts_.threads().front() : thread);
      const std::string text = (inside_.contains(other) ? "┃" : "─") + std::string("─") + (here ? label : "");
      const std::size_t has = width(text);
      row += text + repeated("─", has < column_ ? column_ - has : 0);
    }
    rows_.push_back(painted(row, Colour::faint));
  }

  // --- steps ---------------------------------------------------------------------------------------------------------

  void add(const Shown& shown) {
    const Step& step = facts_[shown.event];
    if (!cycle_begun_ && goes_round(shown.event)) begin_cycle();
    const Section before = section_[step.thread];
    const Section now = section_[step.thread] = facts_.section(shown.event);
    const bool is_mark = step.operation == Operation::mark;
    if (is_mark && step.text.empty()) {
      add_section(shown.event, before, now);
      return;
    }
    begin(step.thread);
    if (draws_sections_ && now == Section::critical) inside_.insert(step.thread);
    if (now != Section::critical) inside_.erase(step.thread);
    const Look plain = look_of(shown.event);
    add_row(step.thread, what(shown), plain);
    add_notes(shown);
  }

  [[nodiscard]] bool goes_round(int event) const {
    const auto& cycle = facts_.artifact().cycle;
    return cycle && event >= *cycle;
  }
  void begin_cycle() {
    cycle_begun_ = true;
    add_rule(" from here on it goes round for ever ");
  }

  // Draws a rule where another thread goes on.
  void begin(int thread) {
    const bool first = !running_.has_value();
    if (running_ == thread) return;
    running_ = thread;
    if (!first || thread < 0) add_rule(" " + words_.thread(thread) + " ", thread);
  }

  void add_section(int event, Section before, Section now) {
    const auto change = change_of(before, now);
    if (!change) return;
    const int thread = facts_[event].thread;
    begin(thread);
    if (now != Section::critical) inside_.erase(thread);
    Look look = look_of(event);
    if (look.colour == Colour::none) look.colour = Colour::faint;
    add_row(thread, change->text, look, change->bar);
    if (draws_sections_ && now == Section::critical) inside_.insert(thread);
  }

  struct Change {
    std::string text;
    std::string bar{};
  };
  // How the change of section is told; nothing: it is not told.
  [[nodiscard]] std::optional<Change> change_of(Section before, Section now) const {
    const bool enters = now == Section::critical && before != Section::critical;
    const bool leaves = now != Section::critical && before == Section::critical;
    if (draws_sections_ && enters) return Change{.text = Wording::begins(Section::critical), .bar = "┏ "};
    if (draws_sections_ && leaves) return Change{.text = Wording::begins(Section::exit), .bar = "┗ "};
    if (facts_.artifact().kind == Kind::bypass && now == Section::waiting) return Change{.text = Wording::begins(now)};
    if (style_.details) return Change{.text = std::string(name(now))};
    return std::nullopt;
  }

  [[nodiscard]] Look look_of(int event) const {
    const Step& step = facts_[event];
    const bool culprit = culprits_.contains(event);
    Look look{.number = std::to_string(number_of(event)), .place = place(step)};
    if (culprit) look.mark = "▶";
    if (words_.own(step) && step.line > 0) look.line = std::to_string(step.line);
    if (culprit) look.colour = !step.performed() || step.stale() ? Colour::wrong : Colour::strong;
    return look;
  }

  [[nodiscard]] std::string what(const Shown& shown) const {
    const Step& step = facts_[shown.event];
    std::string text = phrase(step);
    if (style_.details) text += order_and_source(shown.event);
    if (shown.steps == 1) text += fmt::format("  × {}", shown.times);
    return text;
  }
  [[nodiscard]] std::string order_and_source(int event) const {
    const Step& step = facts_[event];
    std::vector<std::string> parts;
    if (accesses(step.operation) && !is_plain(step.operation)) parts.emplace_back(name(step.order));
    if (const auto source = facts_.source(event)) parts.push_back(fmt::format("from step {}", number_of(*source)));
    return parts.empty() ? "" : fmt::format("  ({})", fmt::join(parts, ", "));
  }

  void add_notes(const Shown& shown) {
    const Step& step = facts_[shown.event];
    if (step.stale() && step.performed())
      add_row(step.thread, "↳ " + staleness(shown.event), {.colour = Colour::warning});
    if (const auto later = facts_.placed_before(shown.event)) {
      const std::string place =
          fmt::format("↳ takes its place before step {} in modification order", number_of(*later));
      add_row(step.thread, place, {.colour = Colour::warning});
    }
    if (shown.steps > 1) {
      add_row(step.thread, fmt::format("↑ these {} steps × {}", shown.steps, shown.times), {.colour = Colour::faint});
    }
    if (step.blocked && is_last(shown.event)) {
      add_row(step.thread, "∞ waits for ever", {.colour = Colour::wrong});
    }
  }
  [[nodiscard]] std::string staleness(int event) const {
    const Step& step = facts_[event];
    std::string from = "an older value";
    if (facts_.reads_initial(event)) from = "the initial value";
    if (const auto source = facts_.source(event)) from = fmt::format("the value of step {}", number_of(*source));
    const std::string newest = Wording::newest(step);
    const auto since = facts_.newest_before(event);
    if (!since || facts_[*since].written != step.newest) return fmt::format("stale: {}; {} by now", from, newest);
    return fmt::format("stale: {}; {} since step {}", from, newest, number_of(*since));
  }
  // Whether no later step of a waiting round of this thread is shown.
  [[nodiscard]] bool is_last(int event) const {
    for (int i = event + 1; i < facts_.size(); ++i) {
      if (facts_[i].thread == facts_[event].thread && !facts_[i].repeated) return false;
    }
    return true;
  }

  // Joins all rows; where there are very many, the middle is left out.
  [[nodiscard]] std::string joined(std::size_t heading) const {
    std::string text;
    const std::size_t left_out = rows_.size() > most_rows ? rows_.size() - most_rows : 0;
    const std::size_t first_left_out = heading + most_rows / 2;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (left_out > 0 && i == first_left_out) text += fmt::format("      ... {} rows are left out ...\n", left_out);
      if (i < first_left_out || i >= first_left_out + left_out) text += rows_[i] + "\n";
    }
    return text;
  }

  const Facts& facts_;
  const Wording& words_;
  const TextStyle& style_;
  const bool draws_sections_;
  std::set<int> culprits_;
  std::size_t column_ = 0;
  std::size_t place_width_ = 0;

  std::vector<std::string> rows_;
  std::map<int, Section> section_;
  std::set<int> inside_;
  std::optional<int> running_;
  bool cycle_begun_ = false;
};

}  // namespace

std::string columns(const Facts& facts, const Wording& words, const TextStyle& style) {
  return Columns(facts, words, style).text();
}

std::string columns(const Trace& events, int threads) {
  Artifact artifact;
  artifact.mix.threads = threads;
  artifact.events = events;
  return columns(Facts(artifact), Wording(artifact), {.details = true});
}

bool has_critical_sections(const Artifact& artifact) {
  return artifact.client == nullptr || artifact.client->has_sections;
}

}  // namespace turnstile::counterexample
