#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::joint {

struct row_moments {
  std::vector<double> mean;
  matrix covariance;  ///< mean outer product of deviations, the maximum-likelihood one
};

/// Of rows with these weights (all alike where there are none).
[[nodiscard]] row_moments moments_of(const matrix& rows, std::span<const double> weights = {});

/// Throws error(errc::out_of_range), "no maximum-likelihood fit: ...", where a covariance has no inverse to speak of:
/// a constant column is named, else the rank is told.
void refuse_collinear(std::string_view family, const matrix& covariance);

}  // namespace relent::joint
