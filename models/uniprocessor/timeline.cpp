#include "models/uniprocessor/timeline.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace turnstile::uniprocessor {

namespace {

constexpr std::size_t widest = 80;  // ticks in one block
constexpr std::size_t mark_every = 5;

}  // namespace

void Timeline::clear(std::vector<std::string> names) {
  names_ = std::move(names);
  rows_.assign(names_.size(), "");
}

void Timeline::set(int tick, int task, Mark mark) {
  std::string& row = rows_.at(static_cast<std::size_t>(task));
  row.resize(std::max(row.size(), static_cast<std::size_t>(tick) + 1), static_cast<char>(Mark::gone));
  row.at(static_cast<std::size_t>(tick)) = static_cast<char>(mark);
}

std::string Timeline::text() const {
  std::size_t margin = std::string_view("tick").size();
  std::size_t length = 0;
  for (const std::string& name : names_) margin = std::max(margin, name.size());
  for (const std::string& row : rows_) length = std::max(length, row.size());
  std::string text;
  for (std::size_t first = 0; first < length; first += widest) {
    text += block(first, std::min(first + widest, length), margin);
  }
  return text + std::string(legend);
}

std::string Timeline::block(std::size_t first, std::size_t last, std::size_t margin) const {
  std::string marks(last - first, ' ');
  for (std::size_t tick = first; tick < last; tick += mark_every) {
    const std::string number = std::to_string(tick);
    if (tick - first + number.size() <= marks.size()) marks.replace(tick - first, number.size(), number);
  }
  const auto line = [&](std::string_view name, const std::string& row) {
    std::string text = fmt::format("{:<{}}  {}", name, margin, row);
    return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  std::string text = line("tick", marks);
  for (std::size_t task = rows_.size(); task-- > 0;) {
    const std::string& row = rows_[task];
    text += line(names_[task], first < row.size() ? row.substr(first, last - first) : "");
  }
  return text;
}

}  // namespace turnstile::uniprocessor
