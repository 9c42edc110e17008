#pragma once

#include <span>
#include <string_view>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// A distance along the line between a distribution and masses at places x_0 < x_1 < ...: wasserstein_1 (the integral
/// of |F - G|, the cdfs), wasserstein_2 (the root of the integral of the squared difference of the quantile functions)
/// or energy_distance (the root of twice the integral of (F - G)^2), in the unit of x (energy_distance in its root).
///
/// The masses are >= 0 with sum 1; what rounding left of the sum goes to the last place. Method `quadrature`: integrals
/// from place to place; between the places of masses and those of a distribution on whole numbers a sum.
/// Error: `error_bound` is the difference of two rules plus what rounding in the cdf or quantile can do. Infinite, with
/// the reason in `notes`, where a mean or a variance is. Time: linear in the number of places.
/// Throws error(errc::unknown_name) for another measure, error(errc::shape_mismatch, empty) for lists that do not
/// match.
[[nodiscard]] estimate line_distance(std::string_view measure, const distribution& p, std::span<const double> places,
                                     std::span<const double> masses);

}  // namespace relent
