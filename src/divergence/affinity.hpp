#pragma once

#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {

/// The measures that are functions of the affinity A = integral of p^alpha q^(1-alpha), alpha not 1:
/// renyi_divergence log(A) / (alpha - 1), tsallis_divergence (A - 1) / (alpha - 1), alpha_divergence that over alpha,
/// bhattacharyya_distance -log A, hellinger_distance sqrt(1 - A), the latter two at alpha = 1/2, chi_square_pearson
/// A - 1 at alpha = 2.
[[nodiscard]] estimate of_affinity(std::string_view measure, double alpha, const distribution& p, const distribution& q,
                                   const divergence_options& how);

/// One of them from -log A.
[[nodiscard]] double measure_of_gap(std::string_view measure, double alpha, double gap);

}  // namespace relent
