#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

/// What is to be told apart: rows of features of P (the first `first` of them) and of Q behind them.
struct labelled {
  matrix features;
  std::size_t first = 0;
  std::vector<double> weights;  ///< of the rows; those of P and those of Q have one sum
  std::vector<double> offset;   ///< added to the log odds; empty for none
};

/// A fitted log odds f(z) = offset + features . coefficients.
struct logistic_fit {
  std::vector<double> coefficients;
  matrix covariance;      ///< of the coefficients, H^-1 V H^-1 with V the spread of the rows' gradients within sides
  double loss = 0;        ///< the weighted sum of -log probability of the right label
  double complexity = 0;  ///< tr H^-1 V: how much lower the loss is than it would be on other rows, in sum, twice over
};

/// The minimum of loss + sum penalty_j coefficient_j^2 / 2, by Newton's method with step halving, from `start` (empty:
/// from zero). Every penalty is above zero, so that the minimum is unique.
/// Source: Hastie, Tibshirani & Friedman 2009, section 4.4; the sandwich covariance: White 1982; its trace as a price
/// for complexity: Takeuchi 1976.
[[nodiscard]] logistic_fit fit_logistic(const labelled& data, std::span<const double> penalties,
                                        std::span<const double> start = {});

/// f at every row, without the offset.
[[nodiscard]] std::vector<double> log_odds(const matrix& features, std::span<const double> coefficients);
/// The variance of f at every row, as the covariance has it.
[[nodiscard]] std::vector<double> odds_variance(const matrix& features, const matrix& covariance);

}  // namespace relent::estimating
