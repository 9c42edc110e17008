#include "report/card.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "report/display.hpp"
#include "report/findings.hpp"
#include "report/html.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/safe_text.hpp"
#include "report/sentences.hpp"
#include "report/vega_lite.hpp"

namespace relent::report {
namespace {

constexpr std::size_t listed_places = 10;
constexpr std::size_t listed_values = 12;

/// The places that add most, as a table: what the chart shows, for those who cannot see it or want the digits.
std::string places_table(const display& d, unit u) {
  std::vector<const bar*> places;
  for (const bar& b : d.bars) {
    if (b.contribution > 0) {
      places.push_back(&b);
    }
  }
  if (places.empty()) {
    return {};
  }
  std::ranges::stable_sort(places, std::greater{}, &bar::contribution);
  const std::size_t n = std::min(places.size(), listed_places);
  std::string out = fmt::format(
      "<details><summary>{}</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th>"
      "<th scope=\"col\" class=\"n\">reference</th><th scope=\"col\" class=\"n\">current</th><th scope=\"col\" "
      "class=\"n\">adds, "
      "{}</th><th scope=\"col\" class=\"n\">of all</th></tr></thead>\n<tbody>\n",
      n < places.size() ? fmt::format("The {} places that add most", n) : "The same as a table",
      d.numeric ? "values" : "value", name(u));
  for (std::size_t i = 0; i < n; ++i) {
    const bar& b = *places[i];
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{}</td></tr>\n",
        escaped(b.label), percent(b.share[0]), percent(b.share[1]), significant(b.contribution, 3),
        percent(b.contribution / d.total_contribution));
  }
  return out + "</tbody></table></div></details>\n";
}

/// What the charts of a column with many categories leave out.
std::string rest_line(const display& d) {
  if (!d.rest) {
    return {};
  }
  const std::string adds = d.total_contribution > 0 ? fmt::format(", {} of the difference",
                                                                  percent(d.rest->contribution / d.total_contribution))
                                                    : "";
  return fmt::format("<p class=\"how\">Not drawn: all other values, {} of the reference and {} of the current{}.</p>\n",
                     percent(d.rest->share[0]), percent(d.rest->share[1]), adds);
}

std::string figures(const comparison& c, const column_comparison& column) {
  const display d = make_display(column);
  if (d.bars.empty()) {
    return "<div class=\"figures\"><p class=\"note\">Nothing to draw: neither side has values.</p></div>\n";
  }
  const bool bent = d.numeric && d.scale != axis_scale::linear;
  std::string out =
      "<div class=\"figures\">\n<h4>Where the values lie" + std::string(bent ? " (logarithmic axis)" : "") + "</h4>\n";
  out += chart("distribution", distribution_chart(d),
               fmt::format("The distributions of {} in both data sets. {}", column.name, column.what_moved));
  if (d.total_contribution > 0) {
    const std::string far = fmt::format("{} {}", significant(d.total_contribution, 2), name(c.unit));
    out += fmt::format("<h4>Where the {} of difference come from{}</h4>\n", far,
                       d.numeric ? " (up: more than before, down: fewer)" : "");
    out += chart("contributions", contribution_chart(d, c.unit),
                 fmt::format("What every {} adds to the divergence of {}", d.numeric ? "bin" : "value", column.name));
    out += places_table(d, c.unit);
  }
  return out + rest_line(d) + "</div>\n";
}

/// The unit of a measure's value: of information, of time, or none.
std::string_view unit_of(const answer& a, const column_comparison& column, unit u) {
  if (!std::isfinite(a.estimate.value)) {
    return "";
  }
  if (a.in_units) {
    return name(u);
  }
  return column.kind == column_kind::timestamp && a.name == "wasserstein_distance" ? "seconds" : "";
}

std::string measure_row(const answer& a, const column_comparison& column, unit u) {
  std::string value = value_text(a.estimate, 4);
  if (const std::string_view of = unit_of(a, column, u); !of.empty()) {
    value += fmt::format(" <span class=\"unit\">{}</span>", of);
  }
  std::string how = method_text(a.estimate);
  for (const std::string& note : a.estimate.notes) {
    how += "; " + note;
  }
  return fmt::format("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"how\">{}</td></tr>\n",
                     escaped(a.label), value, escaped(how));
}

std::string measures_table(const column_comparison& column, unit u) {
  if (column.measures.empty()) {
    return {};
  }
  std::string out = "<table class=\"measures\"><caption>How far apart</caption><tbody>\n";
  for (const answer& a : column.measures) {
    out += measure_row(a, column, u);
  }
  return out + "</tbody></table>\n";
}

struct side_column {
  const char* what;
  std::string reference, current;
};

void add_summary(std::vector<side_column>& out, const column_comparison& column) {
  const auto both = [&](const char* what, auto number_of) {
    const auto one = [&](std::size_t side) {
      return column.summary[side] ? value_of(number_of(*column.summary[side]), column) : std::string("-");
    };
    out.push_back({what, one(0), one(1)});
  };
  both("mean", [](const numeric_summary& s) { return s.mean; });
  if (column.kind != column_kind::timestamp) {
    both("standard deviation", [](const numeric_summary& s) { return s.sd; });
  }
  both("smallest", [](const numeric_summary& s) { return s.min; });
  constexpr std::array<const char*, 5> names{"1%", "25%", "median", "75%", "99%"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    both(names[i], [i](const numeric_summary& s) { return s.quantiles[i]; });
  }
  both("largest", [](const numeric_summary& s) { return s.max; });
}

/// Rows, missing values and, for numbers, moments and quantiles: a row a side.
std::string sides_table(const column_comparison& column) {
  const auto missing = [&](std::size_t side) {
    return column.missing[side] == 0
               ? std::string("0")
               : fmt::format("{} ({})", thousands(column.missing[side]), percent(missing_share(column, side)));
  };
  std::vector<side_column> all{{"rows", thousands(column.rows[0]), thousands(column.rows[1])},
                               {"missing", missing(0), missing(1)}};
  if (column.summary[0] || column.summary[1]) {
    add_summary(all, column);
  }
  std::string head = "<tr><td></td>", reference = "<tr><th scope=\"row\">reference</th>",
              current = "<tr><th scope=\"row\">current</th>";
  for (const side_column& one : all) {
    head += fmt::format("<th scope=\"col\" class=\"n\">{}</th>", one.what);
    reference += fmt::format("<td class=\"n\">{}</td>", one.reference);
    current += fmt::format("<td class=\"n\">{}</td>", one.current);
  }
  return fmt::format(
      "<div class=\"scroll\"><table class=\"sides\"><tbody>\n{}</tr>\n{}</tr>\n{}</tr>\n</tbody></table></div>\n", head,
      reference, current);
}

/// `= 0.012`; what is too small for a double is `< 1e-300`, not nothing.
std::string tail_text(double p) { return p < 1e-300 ? "< 1e-300" : "= " + significant(p, 2); }

std::string verdict(const comparison& c, const column_comparison& column) {
  std::string out;
  if (!column.what_moved.empty()) {
    out += fmt::format("<p class=\"moved\">{}</p>\n", escaped(column.what_moved));
  }
  const std::string size = size_sentence(column);
  out += fmt::format("<p>{}{}{}</p>\n", escaped(size), size.empty() ? "" : " ", escaped(chance_sentence(column, c)));
  if (column.p_value) {
    const std::string adjusted =
        column.adjusted_p_value ? fmt::format(", adjusted {}", tail_text(*column.adjusted_p_value)) : "";
    out += fmt::format("<p class=\"how\">p {}{}{}</p>\n", tail_text(*column.p_value), adjusted,
                       column.test.empty() ? "" : " (" + escaped(column.test) + ")");
  }
  return out;
}

std::string values_line(const char* what, const std::vector<std::string>& values, std::int64_t all) {
  const std::string list = list_values(values, all, listed_values);
  return list.empty() ? list : fmt::format("<p>{}: {}.</p>\n", what, escaped(list));
}

}  // namespace

std::string card_id(const comparison& c, const column_comparison& column) {
  return fmt::format("column-{}", &column - c.columns.data() + 1);
}

std::string shown_name(const column_comparison& column, std::size_t cells) {
  return column.name.empty() ? "(no name)" : escaped(elide(printable(column.name), cells));
}

std::string card(const comparison& c, const column_comparison& column) {
  const std::string id = card_id(c, column);
  std::string out = fmt::format(
      "<article id=\"{0}\" class=\"card\" tabindex=\"-1\" aria-labelledby=\"{0}-name\">\n<h3 id=\"{0}-name\">{1} <span "
      "class=\"type\">{2}, {3}</span></h3>\n<div class=\"columns\">\n",
      id, shown_name(column, 300), manner(column.kind), escaped(column.type));
  out += figures(c, column);
  out += "<div class=\"numbers\">\n" + verdict(c, column);
  out += values_line("New values", column.new_values, column.new_value_count);
  out += values_line("Vanished values", column.vanished_values, column.vanished_value_count);
  for (const std::string& note : column.notes) {
    out += fmt::format("<p class=\"note\">{}</p>\n", escaped(note));
  }
  // Two numbers a side go with the others; a dozen need the card's whole width.
  const bool wide = column.summary[0] || column.summary[1];
  out += measures_table(column, c.unit) + (wide ? "" : sides_table(column)) + "</div>\n</div>\n";
  out += wide ? sides_table(column) : "";
  return out + "<p class=\"up\"><a href=\"#summary\">Back to the table</a></p>\n</article>\n";
}

}  // namespace relent::report
