#pragma once

#include "relent/joint/joint_distribution.hpp"

#include "normal_coordinates.hpp"
#include "objective.hpp"

namespace relent {

/// `value_of` and `divergence_from` of several numbers, of normal members.
[[nodiscard]] estimate value_of(const objective& o, const joint_distribution& target, const joint_distribution& member,
                                double alpha);
[[nodiscard]] smooth_function joint_divergence_from(const objective& o, const joint_distribution& target,
                                                    const normal_coordinates& in, const fit_options& how,
                                                    double tolerance);

/// Throws error(errc::unsupported) for an objective that is not a smooth function to be had cheaply; the message names
/// those that are.
void refuse_unsmooth(const objective& o, const joint_distribution& target, bool normal_target);

}  // namespace relent
