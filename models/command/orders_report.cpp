#include "models/command/orders_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace turnstile::command {

namespace {

using nlohmann::ordered_json;
using rc11::Attempt;
using rc11::place;

std::string operation_text(const WrittenOrder& order, const std::vector<WrittenOrder>& all) {
  std::string text(name(order.operation));
  if (needs_ordinal(order, all)) text += fmt::format(" #{}", ordinal(order, all));
  return text;
}

// A fence without an order is no fence.
std::string weaker_text(const Weakening& weakening) {
  const bool none = weakening.written.operation == Operation::fence && weakening.weaker == std::memory_order::relaxed;
  return none ? "none" : std::string(name(weakening.weaker));
}

bool excepted(const WeakenedForm& form, const Attempt& attempt) {
  return !attempt.killed() && attempt.outcome != Outcome::unknown && form.exception_for(attempt) != nullptr;
}

// Whether the attempt is a complaint: a weakening that must not come out so.
bool wrong(const WeakenedForm& form, const Attempt& attempt) {
  if (form.variant->broken()) return false;
  return attempt.killed() ? form.exception_for(attempt) != nullptr : !excepted(form, attempt);
}

using Line = std::array<std::string, 7>;

Line line_of(const WeakenedForm& form, const Attempt& attempt) {
  const WrittenOrder& written = attempt.weakening.written;
  Line line = {place(written),
               operation_text(written, form.survey.orders),
               std::string(name(written.order)),
               weaker_text(attempt.weakening),
               std::string(name(attempt.outcome)) + (wrong(form, attempt) ? " (!)" : ""),
               "",
               ""};
  if (attempt.killed()) {
    line[5] = name(attempt.kind);
    line[6] = fmt::format("{} {}", attempt.size.text(), name(attempt.property));
  } else if (excepted(form, attempt)) {
    line[6] = "excepted: " + form.exception_for(attempt)->proof;
  }
  return line;
}

std::string text_of(const std::vector<Line>& lines) {
  std::array<std::size_t, std::tuple_size_v<Line>> widths{};
  for (const Line& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size() + 2);
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < line.size(); ++i) row += fmt::format("{:<{}}", line[i], widths[i]);
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string weakening_text(const WeakenedForm& form, const Attempt& attempt) {
  const WrittenOrder& written = attempt.weakening.written;
  return fmt::format("{} {} {}, {} -> {}", form.name(), place(written), operation_text(written, form.survey.orders),
                     name(written.order), weaker_text(attempt.weakening));
}

std::string complaint(const WeakenedForm& form, const Attempt& attempt) {
  const std::string what = weakening_text(form, attempt);
  if (attempt.killed()) return what + ": is an exception, and is refuted all the same\n";
  const bool unknown = attempt.outcome == Outcome::unknown;
  return fmt::format("{}: {}{}{}\n", what, unknown ? "is not decided" : "survives", attempt.reason.empty() ? "" : "; ",
                     attempt.reason);
}

// Whether it is an exception for this form's text that matches none of its weakenings.
bool is_stale(const OrderException& exception, const WeakenedForm& form) {
  return form.stem->header_of(*form.variant).ends_with("/" + exception.header) &&
         std::ranges::none_of(form.attempts,
                              [&](const Attempt& attempt) { return form.exception_for(attempt) == &exception; });
}

// --- JSON ----------------------------------------------------------------------------------------------------------------

ordered_json or_null(const std::string& text) { return text.empty() ? ordered_json() : ordered_json(text); }

ordered_json json_of(const WrittenOrder& order, const WeakenedForm& form) {
  return {{"file", order.file},
          {"line", order.line},
          {"operation", name(order.operation)},
          {"ordinal", ordinal(order, form.survey.orders)},
          {"order", name(order.order)}};
}

ordered_json json_of(const Attempt& attempt, const WeakenedForm& form) {
  ordered_json json = json_of(attempt.weakening.written, form);
  const OrderException* const exception = form.exception_for(attempt);
  const auto if_killed = [&](const ordered_json& value) { return attempt.killed() ? value : ordered_json(); };
  json["weaker"] = weaker_text(attempt.weakening);
  json["verdict"] = name(attempt.outcome);
  json["kind"] = if_killed(name(attempt.kind));
  json["property"] = if_killed(name(attempt.property));
  json["bounds"] = if_killed({{"threads", attempt.size.party.threads},
                              {"rounds", attempt.size.rounds},
                              {"mix", or_null(attempt.size.party.text())}});
  json["exception"] = exception == nullptr ? ordered_json() : ordered_json(exception->proof);
  json["as_declared"] = !wrong(form, attempt);
  json["counterexample"] = or_null(attempt.counterexample_file);
  json["reason"] = or_null(attempt.reason);
  json["seconds"] = attempt.seconds;
  return json;
}

ordered_json json_of(const WeakenedForm& form) {
  ordered_json orders = ordered_json::array();
  for (const WrittenOrder& order : form.survey.orders) orders.push_back(json_of(order, form));
  ordered_json weakenings = ordered_json::array();
  for (const Attempt& attempt : form.attempts) weakenings.push_back(json_of(attempt, form));
  const Score score = score_of(form);
  return {{"algorithm", form.stem->name},
          {"variant", form.variant->name},
          {"header", form.stem->header_of(*form.variant)},
          {"orders", orders},
          {"weakenings", weakenings},
          {"score", {{"weakenings", score.weakenings}, {"killed", score.killed}, {"excepted", score.excepted}}}};
}

}  // namespace

const OrderException* WeakenedForm::exception_for(const Attempt& attempt) const {
  const auto found = std::ranges::find_if(stem->order_exceptions, [&](const OrderException& exception) {
    return rc11::is_exception(exception, attempt.weakening, survey.orders);
  });
  return found == stem->order_exceptions.end() ? nullptr : &*found;
}

Score& Score::operator+=(const Score& other) {
  weakenings += other.weakenings;
  killed += other.killed;
  excepted += other.excepted;
  return *this;
}

Score score_of(const WeakenedForm& form) {
  Score score;
  for (const Attempt& attempt : form.attempts) {
    ++score.weakenings;
    score.killed += attempt.killed() ? 1 : 0;
    score.excepted += excepted(form, attempt) ? 1 : 0;
  }
  return score;
}

std::string orders_complaints(const WeakenedForm& form) {
  std::string text;
  if (!form.variant->broken()) {
    for (const std::string& trouble : form.survey.troubles) text += fmt::format("{} {}\n", form.name(), trouble);
  }
  for (const Attempt& attempt : form.attempts) {
    if (wrong(form, attempt)) text += complaint(form, attempt);
  }
  for (const OrderException& exception : form.stem->order_exceptions) {
    if (!is_stale(exception, form)) continue;
    text += fmt::format("{} {}:{} {} -> {}: is an exception, and there is no such order\n", form.name(),
                        exception.header, exception.line, name(exception.operation), name(exception.weaker));
  }
  return text;
}

std::string orders_table(const WeakenedForm& form) {
  std::vector<Line> lines = {{"line", "operation", "order", "weaker", "verdict", "kind", "failed at"}};
  for (const Attempt& attempt : form.attempts) lines.push_back(line_of(form, attempt));
  if (form.attempts.empty()) lines = {{form.survey.orders.empty() ? "names no order" : "every order is relaxed"}};
  return form.name() + "\n" + text_of(lines);
}

std::string score_line(const std::string& name, const Score& score) {
  std::string text = fmt::format("{}: {} of {} weakenings killed", name, score.killed, score.weakenings);
  if (score.excepted > 0) text += fmt::format(", {} excepted", score.excepted);
  return text + "\n";
}

std::string orders_json(const std::vector<WeakenedForm>& forms) {
  ordered_json all = ordered_json::array();
  for (const WeakenedForm& form : forms) all.push_back(json_of(form));
  const ordered_json json = {{"schema", "turnstile.orders/1"}, {"model", rc11::model}, {"forms", all}};
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace turnstile::command
