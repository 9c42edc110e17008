#pragma once

#include <optional>
#include <string_view>

#include "relent/divergence/divergence_between.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

// Products of independents: what adds up, or multiplies, factor by factor. Nothing where one of the two is no product.

/// The sum of a measure over the factors.
[[nodiscard]] std::optional<estimate> product_sum(std::string_view measure, const joint_distribution& p,
                                                  const joint_distribution& q, const divergence_options& how);
/// log of the integral of p^alpha q^(1-alpha).
[[nodiscard]] std::optional<estimate> product_log_affinity(const joint_distribution& p, const joint_distribution& q,
                                                           double alpha, const divergence_options& how);
/// The root of the sum of squares.
[[nodiscard]] std::optional<estimate> product_wasserstein_2(const joint_distribution& p, const joint_distribution& q,
                                                            const divergence_options& how);

}  // namespace relent
