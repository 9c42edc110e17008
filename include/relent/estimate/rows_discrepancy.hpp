#pragma once

#include <span>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent {

/// Rows of numbers, with weights or without (equal ones); weights are divided by their sum.
struct weighted_rows {
  const matrix& rows;
  std::span<const double> weights{};
};

struct discrepancy_options {
  /// Pairs of a row with itself are left out and the means are over the others (the U-statistic, which has no bias and
  /// may be below 0), in place of all pairs (the V-statistic, which is a distance squared). For equal weights only.
  bool unbiased = false;
  bool of_weights = true;  ///< else their derivatives stay empty
  int threads = 0;         ///< 0: all; no bit of the answer depends on it
};

/// How far two samples of rows are apart, with the derivatives to every row and weight (through the division by their
/// sum).
struct discrepancy {
  double value = 0;
  matrix x{}, y{};
  std::vector<double> x_weights{}, y_weights{};
};

// For training: the statistics of energy_test and mmd_test (rows_equality.hpp) with gradients. In c = (p, -q), the
// weights of both samples, both are one quadratic form c^T K c of all pairs, of which a row is computed at a time and
// nothing kept. Time: O((n + m)^2 d); memory: the rows four times more and some numbers a thread.
// The value's error is some 1e-15 of the mean of |K|, which is what close samples leave uncertain.
// Both throw error(errc::empty), error(errc::shape_mismatch) for different numbers of columns or of weights,
// error(errc::invalid_value) naming the first coordinate above 1e150 in size, or weights that are none,
// error(errc::unsupported) for an unbiased statistic of weighted rows, or of fewer than two a side.

/// The energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| (not its root). Rows at one place pull nowhere on each other.
/// Source: Szekely & Rizzo 2013.
[[nodiscard]] discrepancy energy_discrepancy(const weighted_rows& x, const weighted_rows& y,
                                             const discrepancy_options& how = {});

/// The maximum mean discrepancy squared, E k(X, X') + E k(Y, Y') - 2 E k(X, Y), k the mean of
/// exp(-|x - y|^2 / (2 h^2)) over the bandwidths h, which are constants to the derivatives.
/// Throws, beside the above, error(errc::out_of_range) for no bandwidth, or one that is not finite and >= 1e-150.
/// Source: Gretton, Borgwardt, Rasch, Scholkopf & Smola 2012, equations 3 and 5.
[[nodiscard]] discrepancy mmd_discrepancy(const weighted_rows& x, const weighted_rows& y,
                                          std::span<const double> bandwidths, const discrepancy_options& how = {});

}  // namespace relent
