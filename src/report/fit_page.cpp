#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/report/fits.hpp"

#include "report/fit_words.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/overlay_chart.hpp"
#include "report/overlay_terms.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr double little = 1.5e-3;  // of a mass: not worth a word
constexpr std::size_t most_rows = 60;

std::string what_is_shown(const fit_answer& a) {
  return a.of_cross_entropy ? "cross-entropy" : objective_label(a.objective);
}

/// The best member; of a long one what it is a member of.
std::string best_text(const fit_answer& a) {
  constexpr std::size_t longest = 90;
  const std::string out = short_numbers(a.optima.front().member.text());
  return display_width(out) <= longest ? out : a.family;
}

std::string title_of(const fit_answer& a) {
  const optimum& best = a.optima.front();
  std::string out = fmt::format("{}: {} {} {}", best_text(a), what_is_shown(a),
                                std::isfinite(best.value.value) ? "=" : "is", value_text(best.value));
  out += in_nats(a.objective) ? " nats" : "";
  return a.optima.size() > 1 ? out + fmt::format(", the best of {} optima", a.optima.size()) : out;
}

std::string parameter_cell(const fitted_parameter& p, double largest, bool with_errors) {
  std::string out = fmt::format("<span class=\"whole\">{} <b>{}</b></span>", escaped(p.name),
                                escaped(parameter_value_text(p, largest)));
  if (!with_errors) {
    return out;
  }
  if (p.interval) {
    out += fmt::format(" <span class=\"unit\">{}</span>", escaped(interval_text(*p.interval)));
  }
  if (p.standard_error) {
    out += fmt::format(" <span class=\"unit\">± {}</span>", significant(*p.standard_error, 2));
  }
  return out;
}

std::string optimum_row(const shown_fit& f, std::size_t i) {
  const fit_answer& a = f.answer;
  const optimum& o = a.optima[i];
  std::string parameters;
  // One a line with their errors, or one behind the other.
  constexpr std::size_t few = 8;
  const bool lines = o.parameters.size() <= few && o.parameters.front().interval.has_value();
  for (const fitted_parameter& p : o.parameters) {
    parameters += parameters.empty() ? "" : lines ? "<br>" : " &ensp; ";
    parameters += parameter_cell(p, largest_parameter(o), lines);
  }
  std::string row =
      fmt::format("<tr><th scope=\"row\">{}{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"how\">{}</td>",
                  line_swatch(i), a.optima.size() > 1 ? std::to_string(i + 1) : "", parameters,
                  escaped(value_text(o.value)), escaped(with_commas(method_text(o.value))));
  if (a.log_evidence && a.objective == "reverse_kl") {
    row += fmt::format("<td class=\"n\">{}</td>", significant(*a.log_evidence - o.value.value));
  }
  if (!a.observations) {
    row += fmt::format("<td class=\"n\">{}</td>", escaped(percent(o.basin_share)));
  }
  return row + "</tr>\n";
}

std::string optima_table(const shown_fit& f) {
  const fit_answer& a = f.answer;
  const bool errors = std::ranges::any_of(a.optima.front().parameters,
                                          [](const fitted_parameter& p) { return p.standard_error.has_value(); });
  std::string out = fmt::format(
      "<div class=\"scroll\"><table class=\"pairs\"><thead><tr><th scope=\"col\">{}</th><th "
      "scope=\"col\">Parameters{}</th><th scope=\"col\" class=\"n\">{}{}</th><th scope=\"col\">How it was got</th>",
      a.optima.size() > 1 ? "Optimum" : "", errors ? ", with interval and standard error" : "",
      escaped(what_is_shown(a)), in_nats(a.objective) ? " <span class=\"unit\">nats</span>" : "");
  if (a.log_evidence && a.objective == "reverse_kl") {
    out += "<th scope=\"col\" class=\"n\">Evidence lower bound</th>";
  }
  if (!a.observations) {
    out += "<th scope=\"col\" class=\"n\">Of the searches</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  const std::size_t shown = std::min(a.optima.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    out += optimum_row(f, i);
  }
  return out + optima_end(shown, a.optima.size());
}

/// What a term is and what its area says.
std::string about_terms(const fit_answer& a, const overlay_picture& drawn) {
  const pointwise_term term = term_of(a.objective);
  std::string words;
  if (!drawn.bars.empty() && !drawn.lattice) {
    words =
        "p and q are the shares of data and fit in each bar; the sum is the KL of the binned data. Above 0 (orange) "
        "there are more data than the fit expects, below 0 (green) fewer.";
  } else if (drawn.lattice) {
    words = fmt::format("Of the best optimum; the sum is {}.", term.area);
  } else {
    words = fmt::format("The signed area is {}{}.", term.area,
                        a.optima.size() > 1 ? "; each optimum in its colour, the best one's filled" : "");
  }
  return fmt::format("<p class=\"how\">{}</p>\n", escaped(words));
}

std::string outside(const overlay_picture& drawn) {
  std::string out;
  for (std::size_t i = 0; i < drawn.outside.size(); ++i) {
    if (drawn.outside[i] > little) {
      out += fmt::format("{}{} of optimum {}", out.empty() ? "" : ", ", percent(drawn.outside[i]), i + 1);
    }
  }
  return out.empty() ? out : fmt::format("<p class=\"how\">Beyond the axis lies {}.</p>\n", out);
}

std::string figures(const shown_fit& f, const fit_target& target) {
  const fit_answer& a = f.answer;
  std::vector<distribution> models;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(a.optima.size(), most_lines); ++i) {
    models.push_back(a.optima[i].member);
    names.push_back(a.optima.size() > 1 ? fmt::format("optimum {}", i + 1) : "the fit");
  }
  const overlay_picture drawn = draw_over(target, models);
  const std::vector<std::vector<double>> terms = terms_of(drawn, target, models, a.objective, f.alpha);
  const char* formula = !drawn.bars.empty() && !drawn.lattice ? "p log(p/q)" : term_of(a.objective).formula;
  std::string out = "<h4>The target, grey, and the fit</h4>\n";
  out += chart("distribution", overlay_chart(drawn, "target", names),
               fmt::format("{} filled, with {} over it", f.target, how_many(std::ssize(models), "fit", "fits")));
  if (a.optima.size() > models.size()) {
    out += fmt::format("<p class=\"how\">The best {} are drawn.</p>\n", models.size());
  }
  out += outside(drawn);
  const bool binned = !drawn.bars.empty() && !drawn.lattice;
  out += fmt::format("<h4>{}: {}</h4>\n", binned ? "Where data and fit part" : "Where the objective comes from",
                     escaped(formula));
  out += chart("contributions", terms_chart(drawn, terms, display_width(formula) > 20 ? "term" : formula),
               fmt::format("{} at every x", formula));
  return out + about_terms(a, drawn);
}

std::string how_it_was_made(const shown_fit& f, const std::string& command) {
  const fit_answer& a = f.answer;
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  out += footer_row("Family", escaped(a.family));
  out +=
      footer_row("Objective", escaped(a.observations ? "maximum likelihood: the least " + objective_label(a.objective)
                                                     : objective_label(a.objective)));
  if (a.observations) {
    out += footer_row("Observations", thousands(*a.observations));
  } else if (a.starts > 1) {
    out += footer_row("Searches", fmt::format("{}; {} more optima are expected unseen (Boender and Rinnooy Kan)",
                                              a.starts, significant(a.unseen, 1)));
  }
  if (a.log_evidence) {
    out += footer_row("Log evidence", significant(*a.log_evidence));
  }
  out += footer_row("The numbers", "computed from the distributions or the data, never from the charts");
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

std::string to_html(const shown_fit& f, const fit_target& target, const std::string& command) {
  const fit_answer& a = f.answer;
  std::string out =
      page_top(title_of(a), "target", f.target,
               fmt::format("<p class=\"side\">{}q: <b>{}</b></p>\n", line_swatch(0), escaped(a.family)), a.notes);
  out += "<article class=\"card pair\">\n" + figures(f, target) + "</article>\n" + optima_table(f);
  return out + how_it_was_made(f, command) + "</main>\n" + page_end();
}

}  // namespace relent
