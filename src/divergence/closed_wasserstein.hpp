#pragma once

#include <optional>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// W1 or W2 (`order` 1 or 2) in closed form, where both are of one family of locations and scales: quantile functions
/// m + s z(u) give W2^2 = (difference of means)^2 + (difference of sds)^2. W1 is the difference of the means where one
/// of the two lies below the other everywhere (equal scales; scale families on x > 0; families of whole numbers by
/// their one parameter), and the mean of |d + s Z| for two normals. Source: Panaretos & Zemel 2020, section 2.
[[nodiscard]] std::optional<estimate> closed_wasserstein(int order, const distribution& p, const distribution& q);

}  // namespace relent
