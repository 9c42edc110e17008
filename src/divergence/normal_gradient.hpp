#pragma once

#include <optional>
#include <string_view>

#include "relent/divergence/divergence_gradient.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

/// The gradient of a measure with a closed form between two normal distributions, however each is written
/// (`as_gaussian`): by mean and covariance, and from there by the chain rule to its own parameters. Nothing for other
/// pairs and measures. `value` is the measure's, neither infinite nor, for a root, 0. About 10 n^3 operations.
[[nodiscard]] std::optional<parameter_gradient> normal_gradient(std::string_view measure, const joint_distribution& p,
                                                                const joint_distribution& q, double value,
                                                                const divergence_options& how);

}  // namespace relent
