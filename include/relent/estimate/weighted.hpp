#pragma once

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/estimate/density_ratio.hpp"

namespace relent {

// Estimates from observations with weights, or from a series; both as `observations` says. Independent observations of
// equal weight have estimates of their own.

/// The differential entropy of P. A known distribution Q stands beside the data, in every coordinate a Student's t with
/// 3 degrees of freedom about the median and as wide as the quartiles; H(P) = -E_P log q - KL(P‖Q), and KL is that of
/// `fit_log_ratios` and `divergence_by_ratio`. Method `density_ratio`; the interval is that of the sum. Infinite
/// columns, and constant ones, are refused: error(errc::invalid_value). Throws as `fit_log_ratios`.
[[nodiscard]] estimate entropy_by_ratio(const observations& p, double level = 0.95);

/// -E_P log q: the weighted mean, its standard error and normal interval. Method `plug_in`. Infinite where q has no
/// density at an observation of weight above zero. One number a row. Throws error(errc::empty) for less than two rows,
/// else as `fit_log_ratios`.
[[nodiscard]] estimate cross_entropy_of(const observations& p, const distribution& q, double level = 0.95);

}  // namespace relent
