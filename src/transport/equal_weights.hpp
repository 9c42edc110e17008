#pragma once

#include <vector>

namespace relent::transporting {

/// The Wasserstein distance of any order >= 1 between sorted values of equal weight.
[[nodiscard]] double equal_weights_distance(const std::vector<double>& x, const std::vector<double>& y, double order);

}  // namespace relent::transporting
