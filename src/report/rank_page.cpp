#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "relent/report/fits.hpp"

#include "report/fit_words.hpp"
#include "report/html.hpp"
#include "report/number_text.hpp"
#include "report/overlay_chart.hpp"
#include "report/overlay_picture.hpp"
#include "report/page_frame.hpp"
#include "report/page_parts.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;

std::string title_of(const rank_answer& a) {
  const ranked_model& best = a.models.front();
  const estimate kl = in_bits(best.kl_divergence);
  return fmt::format("{} loses least: {}{} an observation", model_label(best), value_text(kl),
                     std::isfinite(kl.value) ? " bits" : "");
}

std::string cell(const std::string& text) { return fmt::format("<td class=\"n\">{}</td>", escaped(text)); }

std::string table(const rank_answer& a) {
  const bool observed = a.observations.has_value();
  std::string out =
      "<div class=\"scroll\"><table class=\"pairs\"><thead><tr><th scope=\"col\">Model</th><th scope=\"col\" "
      "class=\"n\">KL(data‖model) <span class=\"unit\">bits</span></th><th scope=\"col\">How it was got</th><th "
      "scope=\"col\" class=\"n\">Cross-entropy <span class=\"unit\">bits</span></th>";
  out += observed ? "<th scope=\"col\" class=\"n\">AIC</th><th scope=\"col\" class=\"n\">BIC</th><th scope=\"col\" "
                    "class=\"n\">Behind the first by chance</th>"
                  : "";
  out += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < a.models.size(); ++i) {
    const ranked_model& m = a.models[i];
    const estimate kl = in_bits(m.kl_divergence), cross = in_bits(m.cross_entropy);
    const bool infinite = !std::isfinite(kl.value) && !kl.notes.empty();
    out += fmt::format(
        "<tr><th scope=\"row\">{}{}{}</th>{}<td class=\"how\">{}</td>{}", line_swatch(i),
        escaped(elide_middle(model_label(m), 160)),
        m.fitted > 0 ? fmt::format(" <span class=\"unit whole\">{} fitted</span>", m.fitted) : "", cell(value_text(kl)),
        escaped(infinite ? printable(kl.notes.front()) : with_commas(method_text(kl))), cell(value_text(cross)));
    if (observed) {
      out += cell(m.aic ? significant(*m.aic) : "") + cell(m.bic ? significant(*m.bic) : "") +
             cell(i == 0 ? "" : p_text(m.behind_p_value, 0.05));
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string figures(const shown_rank& r, const fit_target& data) {
  const rank_answer& a = r.answer;
  std::vector<distribution> models;
  std::vector<std::string> names;
  std::vector<loss_bar> losses;
  for (std::size_t i = 0; i < std::min(a.models.size(), most_lines); ++i) {
    const ranked_model& m = a.models[i];
    models.push_back(m.member);
    names.push_back(model_label(m));
    const estimate kl = in_bits(m.kl_divergence);
    losses.push_back({names.back(), kl.value, kl.interval ? kl.interval->lower : kl.value,
                      kl.interval ? kl.interval->upper : kl.value});
  }
  const overlay_picture drawn = draw_over(data, models);
  std::string out = "<h4>The data, grey, and the models</h4>\n";
  out += chart("distribution", overlay_chart(drawn, "data", names),
               fmt::format("{} filled, with {} over it", r.data, how_many(std::ssize(models), "model", "models")));
  out += "<h4>What each loses: extra bits an observation</h4>\n";
  out += chart("losses", loss_chart(losses, "KL(data‖model), bits"), "a bar a model, with its interval");
  if (a.models.size() > models.size()) {
    out += fmt::format("<p class=\"how\">The best {} are drawn.</p>\n", models.size());
  }
  return out;
}

}  // namespace

std::string to_html(const shown_rank& r, const rank_data& data, const std::string& command) {
  const rank_answer& a = r.answer;
  std::string out = page_top(title_of(a), "data", r.data, "", a.notes);
  out += "<article class=\"card pair\">\n" + figures(r, as_drawn(data)) + "</article>\n" + table(a);
  return out + rank_footer(a.observations, command) + "</main>\n" + page_end();
}

}  // namespace relent
