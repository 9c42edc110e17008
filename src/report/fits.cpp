#include "relent/report/fits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/fit_words.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"
#include "report/text_bar.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

object interval_json(const std::optional<interval>& i) {
  return i ? object::array({number(i->lower), number(i->upper)}) : object();
}

object optimum_json(const optimum& o, const std::optional<double>& log_evidence, bool reverse) {
  object parameters = object::object(), errors = object::object(), intervals = object::object();
  for (const fitted_parameter& p : o.parameters) {
    parameters[p.name] = number(p.value);
    if (p.standard_error) {
      errors[p.name] = number(*p.standard_error);
      intervals[p.name] = interval_json(p.interval);
    }
  }
  object out{{"distribution", o.member.text()},
             {"parameters", std::move(parameters)},
             {"value", number(o.value.value)},
             {"method", name(o.value.method)},
             {"error_bound", number(o.value.error_bound)},
             {"standard_error", number(o.value.standard_error)},
             {"basin_share", number(o.basin_share)},
             {"standard_errors", errors.empty() ? object() : errors},
             {"intervals", intervals.empty() ? object() : intervals}};
  if (log_evidence && reverse) {
    out["elbo"] = number(*log_evidence - o.value.value);
  }
  return out;
}

/// How a parameter reads: with its interval where there is one, unless there are many.
std::string parameter_text(const fitted_parameter& p, double largest, bool with_interval) {
  const std::string value = fmt::format("{} {}", p.name, parameter_value_text(p, largest));
  return p.interval && with_interval ? fmt::format("{} ({})", value, interval_text(*p.interval)) : value;
}

}  // namespace

std::string to_text(const shown_fit& f, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const fit_answer& a = f.answer;
  const std::string what = a.of_cross_entropy ? "cross-entropy" : objective_label(a.objective);
  std::string out =
      fmt::format("target  {}\nfamily  {}    nats\n\n", elide_middle(printable(f.target), width - 8), a.family);
  for (const optimum& o : a.optima) {
    std::string line = method_text(o.value);
    if (a.optima.size() > 1) {
      line += fmt::format("    {} of the searches", percent(o.basin_share));
    }
    const std::string value = pad_right(value_text(o.value), 10);
    out += fmt::format("{}  {}  {}\n", what, colours.strong(value), wrap(line, width, display_width(what) + 14));
    std::string parameters;
    const double largest = largest_parameter(o);
    const bool few = o.parameters.size() <= 12;
    for (const fitted_parameter& p : o.parameters) {
      parameters += (parameters.empty() ? "" : "    ") + parameter_text(p, largest, few);
    }
    out += "  " + wrap(parameters, width, 2) + '\n';
    if (a.log_evidence && a.objective == "reverse_kl") {
      out += fmt::format("  evidence lower bound {}, below the log evidence by this KL\n",
                         significant(*a.log_evidence - o.value.value));
    }
  }
  if (a.objective == "reverse_kl" || a.starts > 8) {
    out += fmt::format("\n{} from {} searches; {} more expected unseen\n",
                       how_many(static_cast<std::int64_t>(a.optima.size()), "optimum", "optima"), a.starts,
                       significant(a.unseen, 1));
  }
  if (a.log_evidence) {
    out += fmt::format("\nlog evidence {}\n", significant(*a.log_evidence));
  }
  return out + notes_text(a.notes, width);
}

std::string to_json(const shown_fit& f) {
  const fit_answer& a = f.answer;
  object optima = object::array();
  for (const optimum& o : a.optima) {
    optima.push_back(optimum_json(o, a.log_evidence, a.objective == "reverse_kl"));
  }
  return pretty({{"target", f.target},
                 {"family", a.family},
                 {"objective", a.objective},
                 {"unit", "nats"},
                 {"optima", std::move(optima)},
                 {"searches", a.starts},
                 {"unseen", number(a.unseen)},
                 {"log_evidence", number(a.log_evidence)},
                 {"observations", a.observations ? object(*a.observations) : object()},
                 {"notes", a.notes}});
}

std::string to_text(const shown_rank& r, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 60));
  const rank_answer& a = r.answer;
  const std::string seen = a.observations ? thousands(*a.observations) + " observations    " : "";
  std::string out = fmt::format("data  {}    {}bits\n\n", elide_middle(printable(r.data), width / 2), seen);
  std::size_t cells = 5;
  double most = 0;
  for (const ranked_model& m : a.models) {
    cells = std::max(cells, display_width(model_label(m)));
    most = std::isfinite(m.kl_divergence.value) ? std::max(most, m.kl_divergence.value) : most;
  }
  cells = std::min(cells, width / 2 - 4);
  out += fmt::format("{}  {}  KL(data‖model)  cross-entropy\n", pad_right("model", cells), pad_right("", bar_cells));
  for (const ranked_model& m : a.models) {
    const estimate kl = in_bits(m.kl_divergence), cross = in_bits(m.cross_entropy);
    const double share = std::isinf(kl.value) ? 1 : most > 0 ? std::clamp(m.kl_divergence.value / most, 0.0, 1.0) : 0;
    std::string words = method_text(kl);
    if (m.aic) {
      words += fmt::format("    AIC {}, BIC {}", significant(*m.aic), significant(*m.bic));
    }
    if (m.behind_p_value) {
      words += fmt::format("    behind the first by chance: p {}", p_text(m.behind_p_value, 0.05));
    }
    if (!std::isfinite(kl.value) && !kl.notes.empty()) {
      words = printable(kl.notes.front());
    }
    out += fmt::format("{}  {}  {}  {}\n  {}\n", pad_right(elide_middle(model_label(m), cells), cells), text_bar(share),
                       colours.strong(pad_right(value_text(kl), 14)), value_text(cross), wrap(words, width, 2));
  }
  return out + notes_text(a.notes, width);
}

std::string to_json(const shown_rank& r) {
  object models = object::array();
  for (const ranked_model& m : r.answer.models) {
    const estimate kl = in_bits(m.kl_divergence), cross = in_bits(m.cross_entropy);
    models.push_back({{"model", m.text},
                      {"family", m.family.empty() ? object() : object(m.family)},
                      {"fitted_parameters", m.fitted},
                      {"kl_divergence", number(kl.value)},
                      {"interval", interval_json(kl.interval)},
                      {"level", number(kl.level)},
                      {"method", name(kl.method)},
                      {"extra_bits", number(kl.value)},
                      {"cross_entropy", number(cross.value)},
                      {"standard_error", number(cross.standard_error)},
                      {"aic", number(m.aic)},
                      {"bic", number(m.bic)},
                      {"behind_p_value", number(m.behind_p_value)},
                      {"notes", kl.notes}});
  }
  return pretty({{"data", r.data},
                 {"observations", r.answer.observations ? object(*r.answer.observations) : object()},
                 {"unit", "bits"},
                 {"models", std::move(models)},
                 {"notes", r.answer.notes}});
}

}  // namespace relent
