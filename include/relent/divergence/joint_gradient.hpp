#pragma once

#include <vector>

#include "relent/core/matrix.hpp"
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

}  // namespace relent
