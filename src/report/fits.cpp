#include "relent/report/fits.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "report/json_value.hpp"
#include "report/number_text.hpp"
#include "report/paint.hpp"
#include "report/safe_text.hpp"

namespace relent {
namespace {

using namespace report;
using object = nlohmann::ordered_json;

constexpr double nats_a_bit = 0.69314718055994530942;

object interval_json(const std::optional<interval>& i, double unit = 1) {
  return i ? object::array({number(i->lower / unit), number(i->upper / unit)}) : object();
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

/// How a parameter reads: with its interval where there is one.
std::string parameter_text(const fitted_parameter& p, double largest) {
  constexpr double noise = 1e-9;  // of the largest parameter: below it a search tells nothing
  const std::string value =
      fmt::format("{} {}", p.name, significant(std::abs(p.value) < noise * largest ? 0 : p.value));
  return p.interval ? fmt::format("{} ({})", value, interval_text(*p.interval)) : value;
}

std::string objective_label(const std::string& objective) {
  return objective == "forward_kl" ? "KL(target‖q)" : objective == "reverse_kl" ? "KL(q‖target)" : objective;
}

std::string notes_text(const std::vector<std::string>& notes, std::size_t width) {
  std::string out;
  for (const std::string& note : notes) {
    out += '\n' + wrap(printable(note), width, 0) + '\n';
  }
  return out;
}

/// A distribution's text with six digits a number, for reading.
std::string short_numbers(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool in_word = i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0 || text[i - 1] == '_');
    if (!digit || in_word) {
      out += text[i++];
      continue;
    }
    std::size_t length = 0;
    const double value = std::stod(text.substr(i), &length);
    out += significant(value);
    i += length;
  }
  return out;
}

estimate in_bits(estimate e) {
  e.value /= nats_a_bit;
  if (e.interval) {
    e.interval = interval{e.interval->lower / nats_a_bit, e.interval->upper / nats_a_bit};
  }
  for (std::optional<double>* part : {&e.standard_error, &e.error_bound}) {
    if (*part) {
      **part /= nats_a_bit;
    }
  }
  return e;
}

}  // namespace

std::string to_text(const shown_fit& f, const text_style& style) {
  const paint colours{style.colour};
  const auto width = static_cast<std::size_t>(std::max(style.width, 40));
  const fit_answer& a = f.answer;
  const std::string what = a.observations ? "cross-entropy" : objective_label(a.objective);
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
    double largest = 0;
    for (const fitted_parameter& p : o.parameters) {
      largest = std::max(largest, std::abs(p.value));
    }
    for (const fitted_parameter& p : o.parameters) {
      parameters += (parameters.empty() ? "" : "    ") + parameter_text(p, largest);
    }
    out += "  " + wrap(parameters, width, 2) + '\n';
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
  for (const ranked_model& m : a.models) {
    cells = std::max(cells, display_width(short_numbers(m.text)));
  }
  cells = std::min(cells, width / 2);
  out += fmt::format("{}  KL(data‖model)  cross-entropy\n", pad_right("model", cells));
  for (const ranked_model& m : a.models) {
    const estimate kl = in_bits(m.kl_divergence), cross = in_bits(m.cross_entropy);
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
    out += fmt::format("{}  {}  {}\n  {}\n", pad_right(elide_middle(short_numbers(m.text), cells), cells),
                       colours.strong(pad_right(value_text(kl), 14)), value_text(cross), wrap(words, width, 2));
  }
  return out + notes_text(a.notes, width);
}

std::string to_json(const shown_rank& r) {
  object models = object::array();
  for (const ranked_model& m : r.answer.models) {
    const estimate kl = in_bits(m.kl_divergence), cross = in_bits(m.cross_entropy);
    models.push_back({{"model", m.text},
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
