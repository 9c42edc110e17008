#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
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
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

constexpr std::size_t longest_name = 160;

/// By what it loses where that is estimated, else by the cross-entropy alone.
std::string title_of(const joint_rank_answer& a) {
  const ranked_joint_model& best = a.models.front();
  const std::string name = elide_middle(printable(model_label(best)), 90);
  if (!best.kl_divergence) {
    return fmt::format("{} has the least cross-entropy: {} bits an observation", name,
                       value_text(in_bits(best.cross_entropy)));
  }
  const estimate kl = in_bits(*best.kl_divergence);
  return fmt::format("{} loses least: {}{} an observation", name, value_text(kl),
                     std::isfinite(kl.value) ? " bits" : "");
}

std::string cell(const std::string& text) { return fmt::format("<td class=\"n\">{}</td>", escaped(text)); }

std::string model_row(const ranked_joint_model& m, std::size_t i) {
  std::string kl_text = "not estimated", how;
  if (m.kl_divergence) {
    const estimate kl = in_bits(*m.kl_divergence);
    kl_text = value_text(kl);
    how = !std::isfinite(kl.value) && !kl.notes.empty() ? printable(kl.notes.front()) : with_commas(method_text(kl));
  }
  return fmt::format("<tr><th scope=\"row\">{}{}{}</th>{}<td class=\"how\">{}</td>{}{}{}{}</tr>\n", line_swatch(i),
                     escaped(elide_middle(printable(model_label(m)), longest_name)),
                     m.fitted > 0 ? fmt::format(" <span class=\"unit whole\">{} numbers</span>", m.fitted) : "",
                     cell(kl_text), escaped(how), cell(value_text(in_bits(m.cross_entropy))), cell(significant(m.aic)),
                     cell(significant(m.bic)), cell(i == 0 ? "" : p_text(m.behind_p_value, 0.05)));
}

std::string table(const joint_rank_answer& a) {
  std::string out =
      "<div class=\"scroll\"><table class=\"pairs\"><thead><tr><th scope=\"col\">Model</th><th scope=\"col\" "
      "class=\"n\">KL(data‖model) <span class=\"unit\">bits</span></th><th scope=\"col\">How it was got</th><th "
      "scope=\"col\" class=\"n\">Cross-entropy <span class=\"unit\">bits</span></th><th scope=\"col\" "
      "class=\"n\">AIC</th><th scope=\"col\" class=\"n\">BIC</th><th scope=\"col\" class=\"n\">Behind the first by "
      "chance</th></tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < a.models.size(); ++i) {
    out += model_row(a.models[i], i);
  }
  return out + "</tbody></table></div>\n";
}

std::string figures(const shown_joint_rank& r, const observed_rows& data) {
  const joint_rank_answer& a = r.answer;
  std::vector<joint_distribution> models;
  std::vector<std::string> names;
  std::vector<loss_bar> losses;
  for (std::size_t i = 0; i < std::min(a.models.size(), most_lines); ++i) {
    const ranked_joint_model& m = a.models[i];
    models.push_back(m.member);
    names.push_back(printable(model_label(m)));
    if (m.kl_divergence) {
      const estimate kl = in_bits(*m.kl_divergence);
      losses.push_back({names.back(), kl.value, kl.interval ? kl.interval->lower : kl.value,
                        kl.interval ? kl.interval->upper : kl.value});
    }
  }
  std::string out = "<h4>The data, grey, and the models</h4>\n";
  out += planes_figure(data, models, names, r.columns, a.observations);
  if (losses.size() == models.size()) {  // of one space: all have it, or none
    out += "<h4>What each loses: extra bits an observation</h4>\n";
    out += chart("losses", loss_chart(losses, "KL(data‖model), bits"), "a bar a model, with its interval");
  }
  if (a.models.size() > models.size()) {
    out += fmt::format("<p class=\"how\">The best {} are drawn.</p>\n", models.size());
  }
  return out;
}

}  // namespace

std::string to_html(const shown_joint_rank& r, const observed_rows& data, const std::string& command) {
  const joint_rank_answer& a = r.answer;
  std::string out = page_top(title_of(a), "data", r.data, "", a.notes);
  out += "<article class=\"card pair\">\n" + figures(r, data) + "</article>\n" + table(a);
  return out + rank_footer(a.observations, command) + "</main>\n" + page_end();
}

}  // namespace relent
