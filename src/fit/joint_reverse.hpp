#pragma once

#include "log_density_points.hpp"
#include "minimise.hpp"
#include "normal_coordinates.hpp"
#include "normal_rule.hpp"

namespace relent {

/// KL(q‖target), for a target that need not be normalised, of the normal q at these coordinates: -H(q) less the sum of
/// log target over the rule's places. Gradient and, where the target's is known, Hessian are those of the sum.
[[nodiscard]] smooth_function joint_reverse_kl(log_density_points target, normal_coordinates in, rule_choice rule,
                                               int threads);

}  // namespace relent
