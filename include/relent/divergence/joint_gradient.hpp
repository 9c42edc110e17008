#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/divergence/divergence_gradient.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

namespace relent {

/// Derivatives with respect to a normal distribution's mean and each element of its covariance, as if the elements
/// could be moved one by one: an off-diagonal pair moved together has twice its entry.
struct mvnormal_slopes {
  std::vector<double> mean;
  matrix covariance;
};
struct mvnormal_gradient {
  mvnormal_slopes p, q;
};

/// d KL(P‖Q), with m the means' difference: Q^-1 m and (Q^-1 - P^-1) / 2 for P's mean and covariance P, -Q^-1 m and
/// (Q^-1 - Q^-1 (P + m m^T) Q^-1) / 2 for Q's. From the difference of the covariances, so that near-equal ones keep
/// their digits, up to the condition number. About 4 n^3 operations, 32 n^2 bytes.
/// Throws error(errc::unsupported) for sizes that differ. Source: Petersen & Pedersen 2012, 2.1 and 8.1.
[[nodiscard]] mvnormal_gradient kl_gradient(const mvnormal& p, const mvnormal& q);

/// Of the coordinates' own, with respect to mean and sd.
struct mvnormal_diagonal_slopes {
  std::vector<double> mean, sd;
};
struct mvnormal_diagonal_gradient {
  mvnormal_diagonal_slopes p, q;
};
[[nodiscard]] mvnormal_diagonal_gradient kl_gradient(const mvnormal_diagonal& p, const mvnormal_diagonal& q);

/// With a and b the concentrations and A and B their sums: (a - b) psi'(a) - (A - B) psi'(A) for P's, and
/// psi(b) - psi(a) - psi(B) + psi(A) for Q's, psi the digamma function.
struct dirichlet_gradient {
  std::vector<double> p, q;
};
[[nodiscard]] dirichlet_gradient kl_gradient(const dirichlet& p, const dirichlet& q);

/// The derivatives of a measure of `joint_measures()` with respect to all parameters of P and of Q, in the order and
/// with the conventions of `joint_score`. The first of these that applies:
///
/// - Products of independents: KL, the cross-entropy, Jeffreys and the measures of the integral of p^alpha q^(1-alpha)
///   factor by factor, as `divergence_gradient` of one number.
/// - `closed_form`: KL and Jeffreys within a family (but for mv_student_t and mixtures), and between normal
///   distributions however written those, the measures of that integral, and wasserstein_2 (Takatsu 2011).
/// - `quadrature`: dD / d theta = integral of h_p p s, s the score, by the cubature of `divergence_between`; all
///   derivatives come from one pass. The errors are differences of two steps, plus rounding.
/// - `monte_carlo`: the same by randomised quasi-Monte-Carlo. The errors are half-widths of intervals of `how.level`,
///   each derivative by itself.
///
/// The errors of closed forms are of rounding, of normal distributions relative to the largest derivative of the side.
/// Where `how.divergence.closed_form` is false everything is integrated.
/// Throws what `divergence_between` throws, and error(errc::unsupported) where the measure is infinite, where it is a
/// root at 0, where no score is known, for a factor whose support moves with a parameter where the measure is no sum
/// over factors, and for wasserstein_2 of other than normal distributions.
[[nodiscard]] parameter_gradient divergence_gradient(std::string_view measure, const joint_distribution& p,
                                                     const joint_distribution& q, const joint_options& how = {});

/// The gradient of KL(P‖Q) by its closed form, where there is one.
[[nodiscard]] std::optional<parameter_gradient> closed_kl_gradient_between(const joint_distribution& p,
                                                                           const joint_distribution& q);

}  // namespace relent
