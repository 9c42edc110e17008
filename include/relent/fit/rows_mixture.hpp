#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/joint/joint_mixture.hpp"

namespace relent {

/// How `fit_mvnormal_mixture` goes about it.
struct rows_mixture_options {
  std::size_t components = 2;
  bool diagonal = false;  ///< coordinates independent within a component
  int starts = 4;         ///< of k-means++, on 20,000 rows at most; the likeliest goes on with all rows
  int most_iterations = 2000;
  double tolerance = 1e-9;         ///< stop when the mean log likelihood grows by less
  double covariance_floor = 1e-6;  ///< no component's variance is less in any direction, columns in units of their sd
  std::uint64_t seed = 1;
  int threads = 0;
};

/// Weights, means (a row each) and covariances of a mixture of normal distributions; diagonal ones as matrices too.
struct mvnormal_mixture_parameters {
  std::vector<double> weights;
  matrix means;
  std::vector<matrix> covariances;
  bool diagonal = false;
  /// Of mvnormal components, or mvnormal_diagonal.
  [[nodiscard]] joint_mixture model() const;
};

/// A mixture fitted to rows.
struct rows_mixture {
  mvnormal_mixture_parameters parameters;
  double mean_log_likelihood;
  int iterations;
  bool converged;
  std::size_t floored;  ///< components that are as narrow as the floor in some direction
};

/// The mixture of K normal distributions of several numbers whose likelihood is largest near the best of some starts,
/// by expectation and maximisation; components by the first number of their means, rising. A covariance below the floor
/// is replaced by the likeliest above it, its eigenvalues cut off there, without which the likelihood has no maximum:
/// the likelihood still never falls. Rows go by in blocks: one product with the inverse factors of all components, and
/// one update of rank k a component. Sums run in blocks of fixed size: the answer does not depend on the number of
/// threads. Time n K d^2 an iteration; memory that of at most 64 sums of K (d + 1)^2.
///
/// Throws error(errc::empty) without rows, error(errc::invalid_value) for NaN and infinity, error(errc::out_of_range)
/// for more components than distinct rows, and where some combination of all columns is constant.
/// Source: Dempster, Laird & Rubin 1977; Arthur & Vassilvitskii 2007 (starts).
[[nodiscard]] rows_mixture fit_mvnormal_mixture(const matrix& rows, const rows_mixture_options& how = {});

/// Iterations from given parameters; returns the mean log likelihood of those before the last one. `covariance_floor`
/// as above; 0: none, but then a covariance that is not positive definite throws error(errc::out_of_range).
[[nodiscard]] double em_steps(const matrix& rows, mvnormal_mixture_parameters& at, int iterations,
                              double covariance_floor, int threads = 0);

/// The mean log likelihood of other rows.
[[nodiscard]] double mean_log_likelihood(const matrix& rows, const mvnormal_mixture_parameters& of, int threads = 0);

}  // namespace relent
