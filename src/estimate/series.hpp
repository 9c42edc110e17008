#pragma once

#include <cstddef>
#include <span>

namespace relent::estimating {

/// The integrated autocorrelation time 1 + 2 sum_k rho_k of a stationary series: the variance of its mean is so many
/// times that of independent draws. Sums of two neighbouring autocorrelations are added as long as they are positive
/// and falling. At least 1. Time linear in n times the number of lags, of which at most n/3 are looked at. Source:
/// Geyer 1992, section 3.3 (initial monotone sequence).
[[nodiscard]] double autocorrelation_time(std::span<const double> series);

}  // namespace relent::estimating
