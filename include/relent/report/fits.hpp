#pragma once

#include <string>

#include "relent/core/unit.hpp"
#include "relent/fit/fit.hpp"
#include "relent/fit/rank.hpp"
#include "relent/report/report.hpp"

namespace relent {

/// A fit as it is shown: the target as it was written.
struct shown_fit {
  std::string target;
  fit_answer answer;
  double alpha = 0.5;  ///< of the objectives that have one
};

/// Models ranked: the data as they were written.
struct shown_rank {
  std::string data;
  rank_answer answer;
};

/// The optima, best first, each with its value, how that was got, and its share of the searches.
[[nodiscard]] std::string to_text(const shown_fit& f, const text_style& style = {});
/// `{"target", "family", "objective", "unit", "optima": [{"distribution", "parameters": {...}, "standard_errors",
/// "intervals", "value", "method", "error_bound", "standard_error", "basin_share", "elbo"}], "searches", "unseen",
/// "log_evidence", "observations", "notes"}`. In nats.
[[nodiscard]] std::string to_json(const shown_fit& f);
/// One self-contained page: the target filled, each optimum a line over it, best first; below on the same axis what is
/// integrated for the objective; a table of the optima. Observations are a histogram. `command` is the line that makes
/// it again, empty where there is none. Throws error(errc::unsupported) where densities and masses meet.
[[nodiscard]] std::string to_html(const shown_fit& f, const fit_target& target, const std::string& command);

/// A model, a bar of what it loses, and how it was got; in bits an observation.
[[nodiscard]] std::string to_text(const shown_rank& r, const text_style& style = {});
/// `{"data", "observations", "unit": "bits", "models": [{"model", "family", "fitted_parameters", "kl_divergence",
/// "interval", "level", "method", "extra_bits", "cross_entropy", "standard_error", "aic", "bic", "behind_p_value",
/// "notes"}], "notes"}`, best first.
[[nodiscard]] std::string to_json(const shown_rank& r);
/// One self-contained page: the data filled, the models as lines over them, and a bar of what each loses with its
/// interval; a table of all. `command` as above.
[[nodiscard]] std::string to_html(const shown_rank& r, const rank_data& data, const std::string& command);

}  // namespace relent
