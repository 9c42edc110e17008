#pragma once

#include "relent/fit/joint_fit.hpp"

namespace relent {

/// `fit` where the target is a distribution of several numbers.
[[nodiscard]] joint_fit_answer fit_to_density(const joint_distribution& target, const joint_fit_family& family,
                                              const fit_options& how);
/// `fit` where it is a log density.
[[nodiscard]] joint_fit_answer fit_to_log_density(const joint_log_density_target& target,
                                                  const joint_fit_family& family, const fit_options& how);

}  // namespace relent
