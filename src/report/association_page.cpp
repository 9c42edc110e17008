#include <algorithm>

#include <fmt/format.h>

#include "relent/report/associations.hpp"

#include "report/association_map.hpp"
#include "report/association_words.hpp"
#include "report/html.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t most_rows = 200;

std::string table(const associations& a) {
  std::string out = fmt::format(
      "<div class=\"scroll\"><table class=\"pairs\"><thead><tr><th scope=\"col\">Columns</th>"
      "<th scope=\"col\">How strong</th><th scope=\"col\" class=\"n\">Mutual information <span class=\"unit\">{}</span>"
      "</th><th scope=\"col\" class=\"n\">{}% interval</th><th scope=\"col\" class=\"n\">By chance</th></tr></thead>\n"
      "<tbody>\n",
      name(a.unit), significant(100 * a.level, 4));
  const std::size_t shown = std::min(a.pairs.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const association& p = a.pairs[i];
    out += fmt::format(
        "<tr><th scope=\"row\">{} <span class=\"unit\">and</span> {}</th><td class=\"far\">{} <span "
        "class=\"n\">{:.2f}</span></td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
        escaped(printable(p.x)), escaped(printable(p.y)), change_bar(p.strength), p.strength, information_text(p),
        range_text(p), escaped(p_text(p.adjusted_p_value, association_alpha)));
  }
  out += "</tbody></table></div>\n";
  if (a.pairs.size() > shown) {
    out += fmt::format("<p class=\"how\">The {} strongest of {} pairs; the JSON has all.</p>\n", shown,
                       thousands(std::ssize(a.pairs)));
  }
  return out;
}

std::string how_it_was_made(const associations& a, const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  out += footer_row("Data", fmt::format("{}: {}", escaped(printable(a.data)), escaped(what_was_read(a))));
  out += footer_row("Mutual information",
                    "numbers by distances between neighbours (Kraskov, Stögbauer and Grassberger; with words, Ross), "
                    "words from their table of counts; the interval from disjoint subsets");
  out += footer_row("How strong",
                    "0 to 1: of two columns of numbers √(1 − e<sup>−2I</sup>), the |correlation| of normal ones; with "
                    "words, the share of their entropy");
  out +=
      footer_row("By chance",
                 "p-value of independence: chi-square on quantile cells and frequent words, and rank correlation for "
                 "numbers; adjusted over the pairs (Benjamini and Hochberg)");
  if (const std::string skipped = skipped_text(a); !skipped.empty()) {
    out += footer_row("Left out", escaped(skipped));
  }
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

std::string to_vega_lite(const associations& a) { return pretty(association_map(a)); }

std::string to_html(const associations& a, const std::string& command) {
  const std::string title = headline(a);
  std::string out = page_head(fmt::format("{}: {}", elide(printable(a.data), 60), title));
  out += fmt::format("<body>\n<main>\n<header>\n<h1>{}.</h1>\n<p class=\"side\"><b>{}</b> {}</p>\n</header>\n",
                     escaped(title), escaped(printable(a.data)), escaped(what_was_read(a)));
  out += "<noscript><p class=\"note\">The map needs JavaScript; every number is in the table.</p></noscript>\n";
  out +=
      "<article class=\"card map\">\n<h4>How strongly columns depend on each other: the stronger, the more "
      "colour</h4>\n";
  out += "<div class=\"scroll\">" +
         chart("associations", association_map(a), "A map of all pairs of columns; the table below has the numbers") +
         "</div>\n</article>\n<h2>Pairs, strongest first</h2>\n";
  return out + table(a) + how_it_was_made(a, command) + "</main>\n" + page_end();
}

}  // namespace relent
