#pragma once

#include <span>

#include "relent/core/estimate.hpp"

namespace relent {

/// sum shares * terms of independent observations, so many that the shares are of, with its standard error and normal
/// interval; of masses (observations 0) the sum alone. A term of share 0 does not count, whatever it is.
[[nodiscard]] estimate weighed_mean(std::span<const double> shares, double observations, std::span<const double> terms,
                                    double level);

}  // namespace relent
