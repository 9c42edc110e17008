#include <fmt/format.h>

#include "relent/report/logits.hpp"

#include "report/html.hpp"
#include "report/logits_chart.hpp"
#include "report/logits_words.hpp"
#include "report/number_text.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t longest_text = 300;

std::string side_line(const char* side, const logit_file_info& file) {
  const std::string path = file.tensor.empty() ? file.path : file.path + ":" + file.tensor;
  return fmt::format("<p class=\"side\">{} <b>{}</b> {}</p>\n", side,
                     escaped(elide_middle(printable(path), longest_text)), escaped(kind_of(file)));
}

std::string cell(const std::string& text) { return "<td class=\"n\">" + escaped(text) + "</td>"; }

std::string heads(std::initializer_list<std::string> names) {
  std::string out = "<thead><tr><td></td>";
  for (const std::string& name : names) {
    out += "<th scope=\"col\" class=\"n\">" + escaped(name) + "</th>";
  }
  return out + "</tr></thead>\n";
}

std::string level_text(const logit_comparison& c) { return fmt::format("{}% interval", significant(100 * c.level, 4)); }

std::string divergence_row(const char* label, const token_summary& s) {
  std::string out =
      fmt::format("<tr><th scope=\"row\">{}</th>{}{}", label, cell(mean_text(s.mean)), cell(range_of(s.mean)));
  for (const double x : {s.spread.median, s.spread.p90, s.spread.p95, s.spread.p99, s.spread.p99_9, s.spread.maximum}) {
    out += cell(significant(x, 3));
  }
  return out + "</tr>\n";
}

std::string divergences(const logit_comparison& c) {
  std::string out =
      fmt::format("<h2>How far apart, in {} a token</h2>\n<div class=\"scroll\"><table class=\"pairs\">{}<tbody>\n",
                  name(c.unit), heads({"mean", level_text(c), "median", "90%", "95%", "99%", "99.9%", "most"}));
  out += divergence_row("KL(teacher‖student)", c.kl_divergence);
  out += divergence_row("KL(student‖teacher)", c.reverse_kl_divergence);
  out += divergence_row("Jensen-Shannon", c.js_divergence);
  return out + "</tbody></table></div>\n";
}

std::string mean_row(const char* label, const std::string& value, const std::string& range) {
  return fmt::format("<tr><th scope=\"row\">{}</th>{}{}</tr>\n", label, cell(value), cell(range));
}

std::string likelihoods(const logit_comparison& c) {
  std::string out =
      fmt::format("<h2>The tokens they choose{}</h2>\n<div class=\"scroll\"><table class=\"pairs narrow\">{}<tbody>\n",
                  c.likelihoods ? ", and those that came" : "", heads({"", level_text(c)}));
  out += mean_row("same most likely token", share_text(c.same_top), share_range(c.same_top));
  if (c.likelihoods) {
    const likelihood_comparison& l = *c.likelihoods;
    out += mean_row("teacher’s perplexity", perplexity_text(l.teacher_perplexity, l.ratio),
                    range_of(l.teacher_perplexity));
    out += mean_row("student’s perplexity", perplexity_text(l.student_perplexity, l.ratio),
                    range_of(l.student_perplexity));
    out += mean_row("their ratio", mean_text(l.ratio), range_of(l.ratio));
    out += mean_row("their difference", mean_text(l.difference), range_of(l.difference));
    out += mean_row("Δp of the token that came, mean", share_text(l.delta_p.mean), share_range(l.delta_p.mean));
    out += mean_row("Δp, root mean square", share_text(l.delta_p_rms), share_range(l.delta_p_rms));
  }
  return out + "</tbody></table></div>\n";
}

std::string choice_cells(const token_difference::choice& of) {
  return cell(std::to_string(of.token)) + cell(percent(of.teacher) + " → " + percent(of.student));
}

std::string worst(const logit_comparison& c) {
  if (c.worst.empty()) {
    return {};
  }
  std::string out =
      "<h2>Where they differ most</h2>\n<div class=\"scroll\"><table class=\"pairs\"><thead><tr><td></td>"
      "<th scope=\"col\" class=\"n\">KL</th><th scope=\"col\" class=\"n\">teacher’s choice</th>"
      "<th scope=\"col\" class=\"n\">teacher → student</th><th scope=\"col\" class=\"n\">student’s choice</th>"
      "<th scope=\"col\" class=\"n\">teacher → student</th>";
  out += c.likelihoods ? "<th scope=\"col\" class=\"n\">came</th><th scope=\"col\" class=\"n\">teacher → student</th>"
                       : "";
  out += "</tr></thead>\n<tbody>\n";
  for (const token_difference& one : c.worst) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>{}{}{}{}</tr>\n", escaped(place_text(c, one)),
                       cell(significant(one.kl_divergence, 3)), choice_cells(one.teacher_top),
                       choice_cells(one.student_top),
                       one.predicted   ? choice_cells(*one.predicted)
                       : c.likelihoods ? cell("") + cell("")
                                       : "");
  }
  return out + "</tbody></table></div>\n";
}

std::string charts(const logit_comparison& c) {
  if (c.histogram.empty()) {
    return fmt::format("<p class=\"note\">{}</p>\n", c.zeros == c.tokens ? "KL is exactly 0 at every token."
                                                                         : "KL is infinite wherever it is not 0.");
  }
  std::string out = "<article class=\"card pair\">\n<h4>How KL is spread over the tokens</h4>\n";
  out += chart("distribution", spread_chart(c),
               "Histogram of the KL of every token; the tables below have its percentiles");
  out += "<h4>The share of tokens up to each KL</h4>\n";
  out += chart("contributions", cumulative_chart(c), "Cumulative share of tokens over KL");
  if (c.zeros > 0) {
    out += fmt::format("<p class=\"how\">{} with a KL of exactly 0 lie{} left of the axis.</p>\n",
                       how_many(c.zeros, "token", "tokens"), c.zeros == 1 ? "s" : "");
  }
  return out + "</article>\n";
}

std::string how_it_was_made(const logit_comparison& c, const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  out += footer_row("Compared", fmt::format("{}, a vocabulary of {}", how_many(c.tokens, "token", "tokens"),
                                            thousands(c.vocabulary)));
  if (const std::string times = dependence_text(c.kl_divergence.mean); !times.empty()) {
    out += footer_row(
        "Intervals",
        fmt::format("allow for the dependence of neighbouring tokens (Geyer’s initial monotone sequence): the "
                    "standard error of KL is {}, {} that of independent tokens",
                    significant(*c.kl_divergence.mean.estimate.standard_error, 2), times));
  }
  for (const std::string& note : c.notes) {
    out += footer_row("Note", escaped(printable(note)));
  }
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

std::string to_html(const logit_comparison& c, const std::string& command) {
  std::string title = headline(c);
  if (const std::size_t arrow = title.find("->"); arrow != std::string::npos) {
    title.replace(arrow, 2, "→");
  }
  std::string out = page_head(title);
  out += fmt::format("<body>\n<main>\n<header>\n<h1>{}.</h1>\n{}{}</header>\n", escaped(title),
                     side_line("teacher", c.teacher), side_line("student", c.student));
  out += "<noscript><p class=\"note\">The charts need JavaScript; every number is in the tables.</p></noscript>\n";
  return out + charts(c) + divergences(c) + likelihoods(c) + worst(c) + how_it_was_made(c, command) + "</main>\n" +
         page_end();
}

}  // namespace relent
