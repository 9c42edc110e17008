#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/fit/joint_fit.hpp"

namespace relent {

/// A place and its spread.
struct joint_moments {
  std::vector<double> mean;
  matrix covariance;
};

/// Where searches begin.
struct joint_starts {
  joint_moments all;                                      ///< of all the target, or of what is known of it
  std::vector<joint_moments> certain;                     ///< first these,
  std::function<joint_moments(std::uint64_t)> at_random;  ///< then these
};

/// All the target, its components, all subsets of up to five components and pairs of more; then random shares: of
/// draws, those nearest to one of them.
[[nodiscard]] joint_starts starts_of(const joint_distribution& target, std::uint64_t seed);
/// About the place that was given, first on the given scale.
[[nodiscard]] joint_starts starts_of(const joint_log_density_target& target, std::uint64_t seed);

}  // namespace relent
