#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "relent/report/joint_fits.hpp"

#include "report/fit_words.hpp"
#include "report/html.hpp"
#include "report/joint_words.hpp"
#include "report/number_text.hpp"
#include "report/overlay_chart.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/planes_figure.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t most_rows = 60;  // of the table
constexpr std::size_t most_kept = 3000;
constexpr std::size_t parameters_width = 96;

std::string what_is_shown(const joint_fit_answer& a) {
  return a.observations ? "cross-entropy" : objective_label(a.objective);
}

std::string title_of(const joint_fit_answer& a) {
  const joint_optimum& best = a.optima.front();
  std::string out = fmt::format("{}: {} {} {}", a.family, what_is_shown(a),
                                std::isfinite(best.value.value) ? "=" : "is", value_text(best.value));
  out += in_nats(a.objective) ? " nats" : "";
  return a.optima.size() > 1 ? out + fmt::format(", the best of {} optima", a.optima.size()) : out;
}

bool has_bound(const joint_fit_answer& a) { return a.log_evidence && a.optima.front().elbo; }

/// As on a terminal, less the blanks that every line begins with.
std::string parameters_html(const joint_optimum& o) {
  std::string out;
  const std::string text = joint_parameters_text(o.parameters, parameters_width);
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::size_t indent = text.compare(from, 2, "  ") == 0 ? 2 : 0;
    out += escaped(text.substr(from + indent, end - from - indent)) + '\n';
    from = end + 1;
  }
  return out;
}

std::string optimum_row(const joint_fit_answer& a, std::size_t i) {
  const joint_optimum& o = a.optima[i];
  std::string row = fmt::format(
      "<tr><th scope=\"row\">{}{}</th><td><pre class=\"parameters\">{}</pre></td><td class=\"n\">{}</td><td "
      "class=\"how\">{}</td>",
      line_swatch(i), a.optima.size() > 1 ? std::to_string(i + 1) : "", parameters_html(o),
      escaped(value_text(o.value)), escaped(with_commas(method_text(o.value))));
  if (has_bound(a)) {
    row += fmt::format("<td class=\"n\">{}</td>", o.elbo ? significant(*o.elbo) : "");
  }
  if (!a.observations) {
    row += fmt::format("<td class=\"n\">{}</td>", escaped(percent(o.basin_share)));
  }
  return row + "</tr>\n";
}

std::string optima_table(const joint_fit_answer& a) {
  const bool errors =
      std::ranges::any_of(a.optima.front().parameters, [](const fitted_array& p) { return !p.intervals.empty(); });
  std::string out = fmt::format(
      "<div class=\"scroll\"><table class=\"pairs several\"><thead><tr><th scope=\"col\">{}</th><th "
      "scope=\"col\">Parameters{}</th><th scope=\"col\" class=\"n\">{}{}</th><th scope=\"col\">How it was got</th>",
      a.optima.size() > 1 ? "Optimum" : "", errors ? ", with intervals" : "", escaped(what_is_shown(a)),
      in_nats(a.objective) ? " <span class=\"unit\">nats</span>" : "");
  out += has_bound(a) ? "<th scope=\"col\" class=\"n\">Evidence lower bound</th>" : "";
  out += a.observations ? "" : "<th scope=\"col\" class=\"n\">Of the searches</th>";
  out += "</tr></thead>\n<tbody>\n";
  const std::size_t shown = std::min(a.optima.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    out += optimum_row(a, i);
  }
  return out + optima_end(shown, a.optima.size());
}

std::string figures(const shown_joint_fit& f, const joint_fit_target& target) {
  const joint_fit_answer& a = f.answer;
  std::vector<joint_distribution> models;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(a.optima.size(), most_lines); ++i) {
    models.push_back(a.optima[i].member);
    names.push_back(a.optima.size() > 1 ? fmt::format("optimum {}", i + 1) : "the fit");
  }
  std::string out =
      a.optima.size() > 1 ? "<h4>The target, grey, and the optima</h4>\n" : "<h4>The target, grey, and the fit</h4>\n";
  joint_fit_target shown = target;
  if (auto* density = std::get_if<joint_log_density_target>(&shown)) {
    density->log_evidence = a.log_evidence;
  }
  out += planes_figure(shown, models, names, f.columns, a.observations);
  if (a.optima.size() > models.size()) {
    out += fmt::format("<p class=\"how\">The best {} are drawn.</p>\n", models.size());
  }
  return out;
}

std::string how_it_was_made(const joint_fit_answer& a, const std::string& command) {
  std::string out = "<footer id=\"how\">\n<h2>How this was made</h2>\n<dl>\n";
  out += footer_row("Family", escaped(a.family));
  out += footer_row("Objective", escaped(a.observations ? "maximum likelihood: the least cross-entropy"
                                                        : objective_label(a.objective)));
  if (a.observations) {
    out += footer_row("Observations", thousands(*a.observations));
  } else if (a.starts > 1) {
    out += footer_row("Searches", fmt::format("{}; {} more optima are expected unseen (Boender and Rinnooy Kan)",
                                              a.starts, significant(a.unseen, 1)));
  }
  if (a.log_evidence) {
    out += footer_row("Log evidence",
                      a.evidence_error ? to_error(*a.log_evidence, *a.evidence_error) : significant(*a.log_evidence));
  }
  out += footer_row("The numbers", "computed from the distributions or the data, never from the charts");
  out += footer_row("Versions", fmt::format("relent {}; charts by {}", RELENT_VERSION, page::vega_versions));
  if (!command.empty()) {
    out += footer_row("Made again by", fmt::format("<code>{}</code>", escaped(command)));
  }
  return out + "</dl>\n</footer>\n";
}

}  // namespace

joint_fit_target to_be_drawn(joint_fit_target target) {
  if (auto* rows = std::get_if<observed_rows>(&target)) {
    rows->rows = thinned(rows->rows, most_kept);
  }
  return target;
}

std::string to_html(const shown_joint_fit& f, const joint_fit_target& target, const std::string& command) {
  const joint_fit_answer& a = f.answer;
  std::string out =
      page_top(title_of(a), "target", f.target,
               fmt::format("<p class=\"side\">{}q: <b>{}</b></p>\n", line_swatch(0), escaped(a.family)), a.notes);
  out += "<article class=\"card pair\">\n" + figures(f, target) + "</article>\n" + optima_table(a);
  return out + how_it_was_made(a, command) + "</main>\n" + page_end();
}

}  // namespace relent
