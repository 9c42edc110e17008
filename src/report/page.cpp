#include <set>

#include <fmt/format.h>

#include "relent/report/report.hpp"

#include "report/card.hpp"
#include "report/findings.hpp"
#include "report/html.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/sentences.hpp"
#include "report/summary_table.hpp"

namespace relent {
namespace {

using namespace report;

std::string side_line(const char* role, const data_side& s) {
  return fmt::format(R"(<p class="side"><span class="swatch {0}" aria-hidden="true"></span>{0}: <b>{1}</b>, {2}</p>)",
                     role, escaped(s.name), how_many(s.rows, "row", "rows"));
}

std::string top(const comparison& c, const findings& found) {
  std::string lead = escaped(lead_sentence(c));
  if (!found.changed.empty()) {
    const column_comparison& most = *found.changed.front();
    lead += fmt::format(R"(; <a href="#{}">{}</a> changed most)", card_id(c, most), shown_name(most));
  }
  std::string out = fmt::format("<header>\n<h1>{}.</h1>\n{}\n{}\n</header>\n", lead,
                                side_line("reference", c.reference), side_line("current", c.current));
  return out;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) {
    out += fmt::format("{}<b>{}</b>", out.empty() ? "" : ", ", escaped(name));
  }
  return out;
}

/// What was not compared, said before the cards: it is part of what changed.
std::string not_compared(const comparison& c) {
  std::string items;
  if (!c.only_reference.empty()) {
    items += fmt::format("<li>{} lacks {}.</li>\n", escaped(c.current.name), list_of(c.only_reference));
  }
  if (!c.only_current.empty()) {
    items += fmt::format("<li>{} lacks {}.</li>\n", escaped(c.reference.name), list_of(c.only_current));
  }
  for (const skipped_column& s : c.skipped) {
    items += fmt::format("<li><b>{}</b>: {}, not compared.</li>\n", escaped(s.name), escaped(s.reason));
  }
  return items.empty() ? items : fmt::format("<ul class=\"aside-list\">\n{}</ul>\n", items);
}

std::string bins_sentence(const comparison& c) {
  if (c.options.preset != preset::relent) {
    return fmt::format("as {} does it; the other numbers from {} bins at the reference's quantiles",
                       report::name(c.options.preset), c.options.bins);
  }
  return fmt::format(
      "numbers and times in {} bins at the reference's quantiles and, beyond them, tail bins of doubling width (a "
      "column of few values: a bin a value); everything else value by value. Charts merge bins; the numbers do not.",
      c.options.bins);
}

std::string how_it_was_made(const comparison& c, const std::string& command) {
  std::set<std::string> tests;
  for (const column_comparison& column : c.columns) {
    if (!column.test.empty()) {
      tests.insert(escaped(column.test));
    }
  }
  std::string all_tests;
  for (const std::string& test : tests) {
    all_tests += (all_tests.empty() ? "" : "; ") + test;
  }
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  const auto data = [](const data_side& s) {
    return fmt::format("{}: {}, {}", escaped(s.name), how_many(s.rows, "row", "rows"),
                       how_many(static_cast<std::int64_t>(s.columns), "column", "columns"));
  };
  out += footer_row("Reference (P)", data(c.reference)) + footer_row("Current (Q)", data(c.current));
  out += footer_row("Bins", bins_sentence(c));
  if (!all_tests.empty()) {
    out += footer_row("Tests", all_tests);
  }
  out += footer_row(
      "Changed means",
      c.options.preset == preset::relent
          ? fmt::format("adjusted p-value below {}; p-values are adjusted over the {} by Benjamini and Hochberg's "
                        "procedure, so that of the columns called changed at most that share is expected to be wrong",
                        significant(c.options.alpha), how_many(std::ssize(c.columns), "column", "columns"))
          : fmt::format("the score is past the threshold of {}", report::name(c.options.preset)));
  out += footer_row("How far",
                    fmt::format("Jensen-Shannon divergence in {}, from 0 (the same) to {} (nothing in common); its bar "
                                "is the square root of that share, which is a distance",
                                relent::name(c.unit), significant(from_nats(0.6931471805599453, c.unit), 4)));
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

std::string cards(const comparison& c, const std::vector<const column_comparison*>& columns, const char* id,
                  const char* title) {
  if (columns.empty()) {
    return {};
  }
  std::string out = fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n", id, title);
  for (const column_comparison* column : columns) {
    out += card(c, *column);
  }
  return out + "</section>\n";
}

}  // namespace

std::string to_html(const comparison& c, const std::string& command) {
  const findings found = sort_out(c);
  std::string out = page_head(fmt::format("{}: {} and {}", lead_sentence(c), c.reference.name, c.current.name));
  out += "<body>\n<a class=\"skip\" href=\"#columns\">Skip to the columns</a>\n<main>\n";
  out += top(c, found) + summary_table(c, found) + not_compared(c);
  out += "<noscript><p class=\"note\">The charts need JavaScript; every number is in the tables.</p></noscript>\n";
  out += "<div id=\"columns\" tabindex=\"-1\">\n";
  out += cards(c, found.changed, "changed", "What changed");
  out += cards(c, found.unchanged, "unchanged", found.changed.empty() ? "The columns" : "What did not change");
  out += "</div>\n" + how_it_was_made(c, command) + "</main>\n";
  return out + page_end();
}

}  // namespace relent
