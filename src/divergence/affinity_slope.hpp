#pragma once

#include <cmath>
#include <optional>
#include <string_view>

namespace relent {

/// The order of a measure that is a function of A, the integral of p^alpha q^(1-alpha), and its derivative by log A.
struct affinity_slope_of {
  double alpha, slope;
};

/// Of the measure where it has this value; nothing for other measures.
[[nodiscard]] inline std::optional<affinity_slope_of> affinity_slope(std::string_view measure, double value,
                                                                     double alpha) {
  if (measure == "bhattacharyya_distance") {
    return affinity_slope_of{0.5, -1};
  }
  if (measure == "hellinger_distance") {
    return affinity_slope_of{0.5, -(1 - value * value) / (2 * value)};
  }
  if (measure == "renyi_divergence") {
    return affinity_slope_of{alpha, 1 / (alpha - 1)};
  }
  if (measure == "tsallis_divergence") {
    return affinity_slope_of{alpha, 1 / (alpha - 1) + value};
  }
  if (measure == "alpha_divergence") {
    return affinity_slope_of{alpha, 1 / (alpha * (alpha - 1)) + value};
  }
  if (measure == "chi_square_pearson") {
    return affinity_slope_of{2, 1 + value};
  }
  return std::nullopt;
}

}  // namespace relent
