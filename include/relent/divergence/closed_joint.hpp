#pragma once

#include <optional>

#include "relent/core/estimate.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/joint_distribution.hpp"
#include "relent/joint/matrix_normal.hpp"
#include "relent/joint/multinomial.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"
#include "relent/joint/von_mises_fisher.hpp"
#include "relent/joint/wishart.hpp"

namespace relent {

// KL(P‖Q) of two members of one family, in nats, with a bound of the rounding error. The sums are arranged so that
// every term is of the second order in the difference of the parameters: near-equal distributions keep their digits, up
// to the condition number of the covariances (scaled to unit diagonals).
// Throw error(errc::unsupported) for sizes that differ. Source: Gil, Alajaji & Linder 2013; Penny 2001; Kitagawa &
// Rowley 2022 (von Mises-Fisher).

/// The work of a Cholesky factor: n^3 / 3 operations and a panel of the matrix; n^3 more, and 16 n^2 bytes, where the
/// two are near each other.
[[nodiscard]] estimate closed_kl(const mvnormal& p, const mvnormal& q);
/// n operations.
[[nodiscard]] estimate closed_kl(const mvnormal_diagonal& p, const mvnormal_diagonal& q);
/// n k^2 operations; where the two are so near that this loses the digits and n <= 1000, that of full covariances.
[[nodiscard]] estimate closed_kl(const mvnormal_low_rank& p, const mvnormal_low_rank& q);
[[nodiscard]] estimate closed_kl(const dirichlet& p, const dirichlet& q);
[[nodiscard]] estimate closed_kl(const wishart& p, const wishart& q);
[[nodiscard]] estimate closed_kl(const von_mises_fisher& p, const von_mises_fisher& q);
[[nodiscard]] estimate closed_kl(const matrix_normal& p, const matrix_normal& q);
/// +infinity where P gives a kind that Q does not, or the trials differ.
[[nodiscard]] estimate closed_kl(const multinomial& p, const multinomial& q);

/// Of any two, where there is a closed form; nothing otherwise.
[[nodiscard]] std::optional<estimate> closed_kl_between(const joint_distribution& p, const joint_distribution& q);

/// log of the integral of p^alpha q^(1-alpha), alpha > 0, with its error; +infinity where it diverges. Renyi's
/// divergence is this over alpha - 1. Nothing where it has no closed form.
[[nodiscard]] std::optional<estimate> closed_log_affinity(const joint_distribution& p, const joint_distribution& q,
                                                          double alpha);

/// The 2-Wasserstein distance of two normal distributions, sqrt(|m - m'|^2 + tr(C + C' - 2 (C^1/2 C' C^1/2)^1/2)), the
/// Bures distance; n^3 operations. Source: Gelbrich 1990.
[[nodiscard]] estimate closed_wasserstein_2(const mvnormal& p, const mvnormal& q);
[[nodiscard]] std::optional<estimate> closed_wasserstein_2(const joint_distribution& p, const joint_distribution& q);

}  // namespace relent
