#pragma once

#include <cstdint>
#include <span>

#include "relent/core/estimate.hpp"
#include "relent/fit/joint_fit.hpp"

#include "joint_starts.hpp"

namespace relent {

/// The log of the integral of exp(log density), by the mean of exp(log density) / m over m, the equal mixture of
/// Student distributions of 5 degrees of freedom with these moments' places and shapes: to three numbers over grids in
/// their charts (`error_bound`: the difference of two), beyond by randomised quasi-Monte-Carlo (`standard_error`, of 16
/// replicates). What no moments are near is missed.
[[nodiscard]] estimate log_evidence_of(const joint_log_density_target& target, std::span<const joint_moments> about,
                                       std::uint64_t seed);

}  // namespace relent
