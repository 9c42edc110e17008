#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/report/report.hpp"

#include "report/line_unit.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t most_contributions = 10;
constexpr std::size_t value_cells = 10;

/// `of at most 0.693147 (ln 2)`, where the catalogue knows a bound; `in the unit of x` along a line.
std::string scale_text(const answer& a, unit u) {
  if (const std::string_view of_line = line_unit(a.name); !of_line.empty()) {
    return std::string(of_line);
  }
  const auto all = measures();
  const auto entry = std::ranges::find(all, a.name, &measure_entry::name);
  if (entry == all.end() || !entry->bound) {
    return {};
  }
  const double bound = in_unit(*entry, *entry->bound, u);
  const bool is_ln2 = entry->in_units && std::fabs(*entry->bound - 0.6931471805599453) < 1e-15;
  const char* known_as = !is_ln2 || u == unit::bits ? "" : u == unit::nats ? " (ln 2)" : " (log10 2)";
  return fmt::format("of at most {}{}", significant(bound), known_as);
}

bool holds(const std::vector<std::string>& notes, const std::string& note) {
  return std::ranges::find(notes, note) != notes.end();
}

/// The notes that several finite answers share: they are told once, below the table.
std::vector<std::string> shared_notes(const measurement& m) {
  std::vector<std::string> seen, shared;
  for (const answer& a : m.answers) {
    for (const std::string& note : a.estimate.notes) {
      if (!std::isfinite(a.estimate.value) || holds(shared, note)) {
        continue;
      }
      (holds(seen, note) ? shared : seen).push_back(note);
    }
  }
  return shared;
}

std::string joined(const std::vector<std::string>& notes, const std::vector<std::string>& told_below) {
  std::string out;
  for (const std::string& note : notes) {
    if (!holds(told_below, note)) {
      out += (out.empty() ? "" : "; ") + printable(note);
    }
  }
  return out;
}

/// How the value was got; for an infinite one, why it is infinite.
std::string words_of(const answer& a, unit u, const std::vector<std::string>& told_below) {
  const bool finite = std::isfinite(a.estimate.value);
  const std::string notes = joined(a.estimate.notes, finite ? told_below : std::vector<std::string>{});
  if (!finite && !notes.empty()) {
    return notes;
  }
  std::string words = method_text(a.estimate);
  if (const std::string scale = scale_text(a, u); !scale.empty()) {
    words += "    " + scale;
  }
  return notes.empty() ? words : words + "    " + notes;
}

std::string operand_lines(const measurement& m, std::size_t width) {
  const std::string unit_name(name(m.unit));
  const std::string p = printable(m.p);
  if (m.q.empty()) {
    const std::size_t room = width - 3 - 4 - unit_name.size();
    return fmt::format("P  {}    {}\n", elide_middle(p, room), unit_name);
  }
  const std::string q = printable(m.q);
  const std::string line = fmt::format("P  {}    Q  {}    {}\n", p, q, unit_name);
  if (display_width(line) <= width + 1) {
    return line;
  }
  const std::size_t room = width - 3 - 4 - unit_name.size();
  return fmt::format("P  {}\nQ  {}    {}\n", elide_middle(p, width - 3), elide_middle(q, room), unit_name);
}

std::string share_text(double part, double whole) {
  // Rounded before it is written, so that a small negative part is no "-0.0%".
  return std::isfinite(whole) && whole > 0 ? fmt::format("{:.1f}%", std::round(1000 * part / whole) / 10 + 0.0)
                                           : std::string("-");
}

/// A table of what each element adds, largest first.
std::string contributions_text(const answer& a, bool has_q, std::size_t width) {
  const std::size_t shown = std::min(a.contributions.size(), most_contributions);
  std::vector<std::array<std::string, 5>> rows{{"element", "P", has_q ? "Q" : "", "adds", "share"}};
  for (std::size_t i = 0; i < shown; ++i) {
    const contribution& c = a.contributions[i];
    rows.push_back({c.label.empty() ? std::to_string(c.index) : printable(c.label), significant(c.p),
                    has_q ? significant(c.q) : "", significant(c.value), share_text(c.value, a.estimate.value)});
  }
  constexpr std::size_t number_cells = 12;
  std::size_t label_cells = 0;
  for (const auto& row : rows) {
    label_cells = std::max(label_cells, display_width(row[0]));
  }
  const std::size_t numbers = (has_q ? 4 : 3) * (number_cells + 1);
  label_cells = std::min(label_cells, width > numbers + 12 ? width - numbers - 2 : 10);
  std::string out = fmt::format("\nwhat adds to {}\n", printable(a.label));
  for (const auto& row : rows) {
    std::string line = "  " + pad_right(elide(row[0], label_cells), label_cells);
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (i != 2 || has_q) {
        line += ' ' + pad_left(row[i], number_cells);
      }
    }
    out += line + '\n';
  }
  if (a.contributions.size() > shown) {
    out += fmt::format("  and {} more\n", thousands(static_cast<std::int64_t>(a.contributions.size() - shown)));
  }
  return out;
}

}  // namespace

std::string to_text(const measurement& m, bool explain, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  std::size_t label_cells = 0;
  for (const answer& a : m.answers) {
    label_cells = std::max(label_cells, display_width(printable(a.label)));
  }
  label_cells = std::min(label_cells, width / 2);
  const std::vector<std::string> below = shared_notes(m);
  std::string out = operand_lines(m, width) + '\n';
  for (const answer& a : m.answers) {
    const std::string value = value_text(a.estimate);
    const std::string label = pad_right(elide(printable(a.label), label_cells), label_cells);
    const std::size_t indent = label_cells + 2 + std::max(value_cells, value.size()) + 2;
    out += fmt::format("{}  {}  {}\n", label, colours.strong(pad_right(value, value_cells)),
                       wrap(words_of(a, m.unit, below), width, indent));
  }
  for (const std::string& note : below) {
    out += '\n' + wrap(printable(note), width, 0) + '\n';
  }
  if (explain) {
    for (const answer& a : m.answers) {
      if (!a.contributions.empty()) {
        // A measure of one distribution may stand beside those of the pair; it has no q to show.
        out += contributions_text(a, !m.q.empty() && !std::isnan(a.contributions.front().q), width);
      }
    }
  }
  return out;
}

}  // namespace relent
