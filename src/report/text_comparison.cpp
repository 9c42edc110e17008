#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/report/report.hpp"

#include "report/findings.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"
#include "report/summary_table.hpp"
#include "report/text_bar.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t p_cells = 9;

/// Where the columns of the table stand; the last one, what moved, takes the rest of the line.
struct layout {
  std::size_t width, name, far, verdict, what;
};

std::string plain_name(const column_comparison& c) { return c.name.empty() ? "\"\"" : printable(c.name); }

/// Reference, current and size, side by side where that fits, else one below the other.
std::string heading(const comparison& c, std::size_t width) {
  const auto side = [&](const data_side& s, std::size_t room) {
    const std::string rows = how_many(s.rows, "row", "rows");
    return elide_middle(printable(s.name), room > rows.size() + 10 ? room - rows.size() - 2 : 8) + "  " + rows;
  };
  const std::string size = fmt::format("{}, {} s", how_many(std::ssize(c.columns), "column", "columns"),
                                       c.seconds < 0.1 ? significant(c.seconds, 1) : fmt::format("{:.1f}", c.seconds));
  const std::string line = fmt::format("{}   {}   {}\n", side(c.reference, 1000), side(c.current, 1000), size);
  if (display_width(line) <= width + 1) {
    return line;
  }
  return fmt::format("{}\n{}\n{}\n", side(c.reference, width), side(c.current, width), size);
}

std::string far_title(const comparison& c) { return fmt::format("how far (JS, {})", name(c.unit)); }

layout lay_out(const comparison& c, const findings& found, std::size_t width) {
  layout at{width, 6, far_title(c).size(), p_cells, 0};
  for (const column_comparison* column : found.changed) {
    at.name = std::max(at.name, display_width(plain_name(*column)));
    at.far = std::max(at.far, bar_cells + 1 + display_width(change_text(*column)));
    at.verdict = std::max(at.verdict, display_width(verdict_text(*column, c.options.alpha)));
  }
  at.name = std::clamp<std::size_t>(at.name, 9, std::max<std::size_t>(width / 5, 9));
  at.what = 2 + at.name + 2 + at.far + 2 + at.verdict + 2;
  return at;
}

std::string what_moved(const column_comparison& c) {
  std::string words = c.score ? printable(c.score->name) + (c.what_moved.empty() ? "" : ": ") : std::string();
  words += printable(c.what_moved);
  return words.empty() ? std::string("-") : words;
}

/// At most two lines of what moved; more is cut.
std::string two_lines(const std::string& text, const layout& at) {
  const std::size_t room = at.width > at.what + 12 ? at.width - at.what : 12;
  const std::string wrapped = wrap(text, at.what + room, at.what);
  const std::size_t first = wrapped.find('\n');
  const std::size_t second = first == std::string::npos ? first : wrapped.find('\n', first + 1);
  if (second == std::string::npos) {
    return wrapped;
  }
  const std::string line = wrapped.substr(first + 1 + at.what, second - first - 1 - at.what);
  const std::string cut = display_width(line) + 2 > room ? elide(line + "…", room) : line + " …";
  return wrapped.substr(0, first + 1) + std::string(at.what, ' ') + cut;
}

std::string table_head(const comparison& c, const layout& at) {
  const std::string verdict = c.options.preset == preset::relent ? "by chance" : std::string(name(c.options.preset));
  return fmt::format("  {}  {}  {}  what moved\n", pad_right("column", at.name), pad_right(far_title(c), at.far),
                     pad_right(verdict, at.verdict));
}

std::string table_row(const column_comparison& c, const layout& at, double alpha, unit u, const paint& colours) {
  return fmt::format("  {}  {} {}  {}  {}\n", colours.strong(pad_right(elide(plain_name(c), at.name), at.name)),
                     colours.accent(text_bar(change_on_scale(change_of(c), u))),
                     pad_right(change_text(c), at.far - bar_cells - 1), pad_right(verdict_text(c, alpha), at.verdict),
                     two_lines(what_moved(c), at));
}

/// `17 others       below 0.001            > 0.05`.
std::string rest_row(const findings& found, const comparison& c, const layout& at) {
  const std::size_t n = found.unchanged.size();
  double largest = 0;
  std::optional<double> least_p;
  for (const column_comparison* column : found.unchanged) {
    const double change = change_of(*column);
    largest = std::isnan(change) ? largest : std::max(largest, change);
    if (const auto p = deciding_p(*column)) {
      least_p = std::min(least_p.value_or(1), *p);
    }
  }
  const std::string who = found.changed.empty() ? how_many(static_cast<std::int64_t>(n), "column", "columns")
                                                : fmt::format("{} {}", n, n == 1 ? "other" : "others");
  const std::string far = largest > 0 ? "below " + significant(round_up(largest), 1) : std::string("0");
  const std::string p = c.options.preset == preset::relent ? p_text(least_p, c.options.alpha) : "no drift";
  const std::string name_of_one = n == 1 ? elide(plain_name(*found.unchanged.front()), 30) : "";
  std::string line = fmt::format("  {}  {}  {}  {}", pad_right(who, at.name), pad_right(far, at.far),
                                 pad_right(p, at.verdict), elide(name_of_one, at.width - std::min(at.width, at.what)));
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

/// `missing values: age 3% -> 12%; cabin 77% -> 78%`.
std::string missing_text(const comparison& c) {
  std::string out;
  for (const column_comparison& column : c.columns) {
    if (column.missing[0] + column.missing[1] > 0) {
      out += fmt::format("{}{} {} -> {}", out.empty() ? "missing values: " : "; ", printable(column.name),
                         percent(missing_share(column, 0)), percent(missing_share(column, 1)));
    }
  }
  return out;
}

std::string lacks_text(const std::string& who, const std::vector<std::string>& columns) {
  std::string out = printable(who) + " lacks: ";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out += (i == 0 ? "" : ", ") + printable(columns[i]);
  }
  return out + '.';
}

/// A wrapped paragraph under the table, cut after `most` lines.
std::string paragraph(const std::string& text, std::size_t width, int most = 3) {
  std::string wrapped = wrap(text, width, 2);
  std::size_t end = 0;
  for (int line = 0; line < most; ++line) {
    end = wrapped.find('\n', line == 0 ? 0 : end + 1);
    if (end == std::string::npos) {
      return "  " + wrapped + '\n';
    }
  }
  const std::size_t last = wrapped.rfind('\n', end - 1);
  const std::size_t start = last == std::string::npos ? 0 : last + 1;
  const std::string line = wrapped.substr(start, end - start);
  return "  " + wrapped.substr(0, start) + elide(line + " and more", width - 1) + "\n";
}

std::string remarks(const comparison& c, std::size_t width) {
  std::string out;
  if (const std::string missing = missing_text(c); !missing.empty()) {
    out += paragraph(missing, width);
  }
  if (!c.only_reference.empty()) {
    out += paragraph(lacks_text(c.current.name, c.only_reference), width);
  }
  if (!c.only_current.empty()) {
    out += paragraph(lacks_text(c.reference.name, c.only_current), width);
  }
  std::size_t shown = 0;
  for (const skipped_column& s : c.skipped) {
    if (++shown > 8) {
      out += fmt::format("  and {} more not compared\n", c.skipped.size() - 8);
      break;
    }
    const bool said = s.reason.find("not compared") != std::string::npos;
    const char* end = said ? "" : s.reason.empty() ? "not compared" : ", not compared";
    out += paragraph(fmt::format("{}: {}{}.", printable(s.name), printable(s.reason), end), width, 2);
  }
  return out.empty() ? out : '\n' + out;
}

}  // namespace

std::string to_text(const comparison& c, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 60));
  const findings found = sort_out(c);
  const layout at = lay_out(c, found, width);
  std::string out = heading(c, width) + '\n' + colours.strong(headline(c)) + "\n";
  if (!c.columns.empty()) {
    out += '\n' + table_head(c, at);
    for (const column_comparison* column : found.changed) {
      out += table_row(*column, at, c.options.alpha, c.unit, colours);
    }
    if (!found.unchanged.empty()) {
      out += rest_row(found, c, at);
    }
  }
  return out + remarks(c, width);
}

}  // namespace relent
