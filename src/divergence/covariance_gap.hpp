#pragma once

#include <span>

#include "relent/core/matrix.hpp"

namespace relent {

/// How far one covariance P is from another, Q: what KL divergences of normal, Wishart and matrix normal distributions
/// are made of. M = Lq^-1 P Lq^-T has the eigenvalues of Q^-1 P.
struct covariance_gap {
  double excess;           ///< tr M - n - log det M >= 0, with no cancellation however near the two are
  double trace;            ///< tr M - n
  double log_determinant;  ///< log det M
  double error;            ///< bound of the rounding error of `excess`
  double condition;        ///< of Q scaled to a unit diagonal
};
[[nodiscard]] covariance_gap gap_between(const matrix& p, const matrix& p_factor, const matrix& q,
                                         const matrix& q_factor);

/// M - I, from the difference P - Q, symmetric.
[[nodiscard]] matrix whitened_difference(const matrix& p, const matrix& q, const matrix& q_factor);

/// The condition number of L L^T scaled to a unit diagonal, which is what the accuracy of solutions depends on.
[[nodiscard]] double scaled_condition(const matrix& covariance, const matrix& factor);

}  // namespace relent
