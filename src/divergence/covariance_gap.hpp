#pragma once

#include "relent/core/matrix.hpp"
#include "relent/joint/factored_covariance.hpp"

namespace relent {

/// How far one covariance P is from another, Q: what KL divergences of normal, Wishart and matrix normal distributions
/// are made of. M = Lq^-1 P Lq^-T has the eigenvalues of Q^-1 P. The errors are those of rounding.
struct covariance_gap {
  double excess;           ///< tr M - n - log det M >= 0, with no cancellation however near the two are
  double trace;            ///< tr M - n
  double log_determinant;  ///< log det M
  double excess_error, trace_error, log_error;
};
/// n^3 / 3 operations; n^3 more where the two are near each other.
///
/// The errors are of the first order in what rounding does to the factors, n eps of a row's length at worst: traces of
/// D Q^-1 D and the like, D^2 the variances, which are Q's condition as far as it counts. Random vectors stand for the
/// unit matrix in them (Hutchinson 1990), where n is more than a few.
[[nodiscard]] covariance_gap gap_between(const factored_covariance& p, const factored_covariance& q);

/// m^T Q^-1 m
struct squared_distance {
  double value, error;
};
[[nodiscard]] squared_distance distance_between(std::vector<double> m, const factored_covariance& q);

/// M - I, from the difference P - Q, symmetric.
[[nodiscard]] matrix whitened_difference(const factored_covariance& p, const factored_covariance& q);

/// The condition number of a covariance scaled to a unit diagonal, which is what the accuracy of solutions depends on.
[[nodiscard]] double scaled_condition(const factored_covariance& covariance);

}  // namespace relent
