#include "relent/report/joint_fits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "report/fit_words.hpp"
#include "report/joint_words.hpp"
#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

/// `count` elements from `from` on, nested as the shape says; `element` makes one.
template <class F>
object nested(std::span<const std::size_t> shape, std::size_t& from, const F& element) {
  if (shape.empty()) {
    return element(from++);
  }
  object out = object::array();
  for (std::size_t i = 0; i < shape.front(); ++i) {
    out.push_back(nested(shape.subspan(1), from, element));
  }
  return out;
}

template <class F>
object nested(const std::vector<std::size_t>& shape, const F& element) {
  std::size_t from = 0;
  return nested(std::span(shape), from, element);
}

object optimum_json(const joint_optimum& o) {
  object parameters = object::object(), errors = object::object(), intervals = object::object();
  for (const fitted_array& p : o.parameters) {
    parameters[p.name] = nested(p.shape, [&](std::size_t i) { return number(p.values[i]); });
    if (!p.standard_errors.empty()) {
      errors[p.name] = nested(p.shape, [&](std::size_t i) { return number(p.standard_errors[i]); });
      intervals[p.name] = nested(p.shape, [&](std::size_t i) {
        return object::array({number(p.intervals[i].lower), number(p.intervals[i].upper)});
      });
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
  if (o.elbo) {
    out["elbo"] = number(*o.elbo);
  }
  return out;
}

}  // namespace

std::string to_text(const shown_joint_fit& f, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const joint_fit_answer& a = f.answer;
  const std::string what = a.observations ? "cross-entropy" : objective_label(a.objective);
  std::string out =
      fmt::format("target  {}\nfamily  {}    nats\n\n", elide_middle(printable(f.target), width - 8), a.family);
  for (const joint_optimum& o : a.optima) {
    std::string line = method_text(o.value);
    if (a.optima.size() > 1) {
      line += fmt::format("    {} of the searches", percent(o.basin_share));
    }
    if (a.log_evidence && o.elbo) {
      line += fmt::format("    ELBO {}", significant(*o.elbo));
    }
    const std::string value = pad_right(value_text(o.value), 10);
    out += fmt::format("{}  {}  {}\n", what, colours.strong(value), wrap(line, width, display_width(what) + 14));
    out += joint_parameters_text(o.parameters, width);
  }
  if (a.objective == "reverse_kl" || a.starts > 8) {
    out += fmt::format("\n{} from {} searches; {} more expected unseen\n",
                       how_many(static_cast<std::int64_t>(a.optima.size()), "optimum", "optima"), a.starts,
                       significant(a.unseen, 1));
  }
  if (a.log_evidence) {
    out += fmt::format("\nlog evidence {}\n",
                       a.evidence_error ? to_error(*a.log_evidence, *a.evidence_error) : significant(*a.log_evidence));
  }
  return out + notes_text(a.notes, width);
}

std::string to_json(const shown_joint_fit& f) {
  const joint_fit_answer& a = f.answer;
  object optima = object::array();
  for (const joint_optimum& o : a.optima) {
    optima.push_back(optimum_json(o));
  }
  return pretty({{"target", f.target},
                 {"family", a.family},
                 {"objective", a.objective},
                 {"unit", "nats"},
                 {"columns", f.columns.empty() ? object() : object(f.columns)},
                 {"optima", std::move(optima)},
                 {"searches", a.starts},
                 {"unseen", number(a.unseen)},
                 {"log_evidence", number(a.log_evidence)},
                 {"evidence_error", number(a.evidence_error)},
                 {"observations", a.observations ? object(*a.observations) : object()},
                 {"notes", a.notes}});
}

std::string to_text(const shown_joint_rank& r, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 60));
  const joint_rank_answer& a = r.answer;
  std::string out = fmt::format("data  {}    {} observations    bits\n\n", elide_middle(printable(r.data), width / 2),
                                thousands(a.observations));
  std::size_t cells = 5;
  for (const ranked_joint_model& m : a.models) {
    cells = std::max(cells, display_width(model_label(m)));
  }
  cells = std::min(cells, width / 2);
  out += fmt::format("{}  KL(data‖model)  cross-entropy\n", pad_right("model", cells));
  for (const ranked_joint_model& m : a.models) {
    const estimate cross = in_bits(m.cross_entropy);
    std::string kl_text = "not estimated", words;
    if (m.kl_divergence) {
      const estimate kl = in_bits(*m.kl_divergence);
      kl_text = value_text(kl);
      words = !std::isfinite(kl.value) && !kl.notes.empty() ? printable(kl.notes.front()) : method_text(kl);
      words += "    ";
    }
    words += fmt::format("AIC {}, BIC {}", significant(m.aic), significant(m.bic));
    if (m.behind_p_value) {
      words += fmt::format("    behind the first by chance: p {}", p_text(m.behind_p_value, 0.05));
    }
    out += fmt::format("{}  {}  {}\n  {}\n", pad_right(elide_middle(printable(model_label(m)), cells), cells),
                       colours.strong(pad_right(kl_text, 14)), value_text(cross), wrap(words, width, 2));
  }
  return out + notes_text(a.notes, width);
}

std::string to_json(const shown_joint_rank& r) {
  object models = object::array();
  for (const ranked_joint_model& m : r.answer.models) {
    const estimate cross = in_bits(m.cross_entropy);
    object row{
        {"model", m.text}, {"family", m.family.empty() ? object() : object(m.family)}, {"fitted_parameters", m.fitted}};
    const std::optional<estimate> kl = m.kl_divergence ? std::optional(in_bits(*m.kl_divergence)) : std::nullopt;
    const object none;
    row["kl_divergence"] = kl ? number(kl->value) : none;
    row["interval"] =
        kl && kl->interval ? object::array({number(kl->interval->lower), number(kl->interval->upper)}) : none;
    row["level"] = kl ? number(kl->level) : none;
    row["method"] = kl ? object(name(kl->method)) : none;
    row["extra_bits"] = row["kl_divergence"];
    row["cross_entropy"] = number(cross.value);
    row["standard_error"] = number(cross.standard_error);
    row["aic"] = number(m.aic);
    row["bic"] = number(m.bic);
    row["behind_p_value"] = number(m.behind_p_value);
    row["notes"] = kl ? object(kl->notes) : object::array();
    models.push_back(std::move(row));
  }
  return pretty({{"data", r.data},
                 {"observations", r.answer.observations},
                 {"unit", "bits"},
                 {"models", std::move(models)},
                 {"notes", r.answer.notes}});
}

}  // namespace relent
