#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// Observations, one a row, and how they came about.
struct observations {
  matrix rows;
  std::vector<double> weights{};  ///< one a row, >= 0; empty: all equal
  bool serial = false;            ///< the rows are a stationary series, in their order, not independent draws
  /// log q at every row where the distribution Q of one side is known (either side's rows, Q's density); else empty.
  std::vector<double> known{};
};

/// A column of numbers as observations.
[[nodiscard]] observations observed(std::span<const double> values, std::vector<double> weights = {},
                                    bool serial = false);

/// The logarithm of p/q at the observations of P and of Q, each from a fit that has not seen the observation.
struct log_ratios {
  struct side {
    std::vector<double> at;       ///< log p/q
    std::vector<double> weights;  ///< of the observations; they sum to 1
    bool serial = false;
    bool known = false;  ///< draws of a distribution that is known, not data
  };
  side p, q;
  std::vector<double> variance{};     ///< of log p/q at Q's observations, as the fit has it
  std::size_t numbers = 1;            ///< in a row
  double beyond_p = 0, beyond_q = 0;  ///< shares of P and Q where the ratio is larger, or smaller, than data can show
  std::vector<std::string> notes{};
};

/// The least number of observations a side.
inline constexpr std::size_t least_for_ratio = 20;

/// Fits log p/q: a penalised logistic regression tells the observations of P from those of Q, by quadratics and
/// Gaussian bumps in the coordinates (asinh of them where values lie more than 8 standard deviations out). Width of the
/// bumps and penalties are those of the least Takeuchi criterion. Five folds, drawn by a fixed seed (consecutive
/// stretches of a series): the ratio at each observation is from the other four. It is kept within +-(1 + log n) for n
/// observations of the larger side: what lies beyond is not in the data.
///
/// Q known: see `observations::known`; then log p itself may be what the features hold.
///
/// Each fold fits at most 10,000 rows of a side, so time is linear in the number of rows, with some 60 features; memory
/// 60 numbers a row. The same bits for any number of threads.
///
/// Throws error(errc::empty) for less than `least_for_ratio` rows a side, error(errc::invalid_value) with the place of
/// what is not finite and of a weight that is no finite number >= 0 or of weights that sum to zero,
/// error(errc::shape_mismatch) for rows of different width or weights of another number.
/// Sources: Qin 1998 (the ratio as a logistic regression); Chernozhukov et al. 2018 (folds).
[[nodiscard]] log_ratios fit_log_ratios(const observations& p, const observations& q);

/// The measures `divergence_by_ratio` knows.
inline constexpr std::array<std::string_view, 15> ratio_measures{
    "kl_divergence",      "reverse_kl_divergence", "jeffreys_divergence",      "population_stability_index",
    "js_divergence",      "js_distance",           "renyi_divergence",         "tsallis_divergence",
    "alpha_divergence",   "total_variation",       "hellinger_distance",       "bhattacharyya_distance",
    "chi_square_pearson", "chi_square_neyman",     "triangular_discrimination"};

struct ratio_options {
  double alpha = 0.5;   ///< order of Renyi, Tsallis and alpha, > 0
  double weight = 0.5;  ///< of P in Jensen-Shannon, inside (0, 1)
  double level = 0.95;
};

/// A measure of P and Q from their log ratios. With D = E_Q phi(r), r = p/q, and a fitted r,
///
///     D = E_P phi'(r) + E_Q [phi(r) - r phi'(r)],
///
/// which is exact to first order in the error of r and never above the truth in expectation. What is missing at second
/// order, E_Q phi''(r) r^2 var(log r) / 2, is added. Method `density_ratio`. Roots and logarithms are taken of it.
///
/// The interval is the normal one for the spread of the two means' terms (their influence function) and the correction
/// itself as one more standard error; it reaches down from the value without the correction and up from the one with
/// it, and is cut to the measure's range. Weights enter both; for a series the spread of each mean is that of its
/// terms times their integrated autocorrelation time. Above 5 numbers it is a lower confidence bound, which `notes`
/// says; so it is where more than 1% of a side lies beyond what the data can show and the measure has no upper bound.
/// `notes` tells too where the largest terms decide the value, so that the interval promises too much.
/// How often it holds the truth is measured: docs/calibration.md.
///
/// Throws error(errc::unknown_name), error(errc::out_of_range) for alpha, weight and level.
/// Sources: Nguyen, Wainwright & Jordan 2010, eq. 7 (the two means); Geyer 1992 (series); Kish 1965 (weights).
[[nodiscard]] estimate divergence_by_ratio(std::string_view measure, const log_ratios& found,
                                           const ratio_options& how = {});

/// KL(P‖Q) of two samples by `fit_log_ratios` and `divergence_by_ratio`.
[[nodiscard]] estimate kl_by_density_ratio(const observations& p, const observations& q, double level = 0.95);

/// One measure estimated in two ways: `first`, with the value of `second` in the notes. Where their intervals do not
/// meet, `notes` says that they disagree, and the interval is the union of both.
[[nodiscard]] estimate beside(estimate first, const estimate& second);

/// Draws of a known distribution to stand for it beside data, and its log density at the draws and at the data: P's
/// rows and Q's for `fit_log_ratios`. Ten draws a row of data, between 5,000 and 50,000, by a fixed seed.
struct against_known {
  observations data, draws;
};
[[nodiscard]] against_known beside_draws(observations data, const distribution& known);
[[nodiscard]] against_known beside_draws(observations data, const joint_distribution& known);

}  // namespace relent
