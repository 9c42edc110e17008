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

/// A line a model, in bits an observation.
[[nodiscard]] std::string to_text(const shown_rank& r, const text_style& style = {});
/// `{"data", "observations", "unit": "bits", "models": [{"model", "fitted_parameters", "kl_divergence", "interval",
/// "level", "method", "extra_bits", "cross_entropy", "standard_error", "aic", "bic", "behind_p_value", "notes"}],
/// "notes"}`, best first.
[[nodiscard]] std::string to_json(const shown_rank& r);

}  // namespace relent
