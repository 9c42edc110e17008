#pragma once

#include <vector>

#include "relent/fit/joint_fit.hpp"

namespace relent {

/// A distribution's parameters as arrays, in the family's order; a mixture's as "weights", "means", and "covariances"
/// or "sds".
[[nodiscard]] std::vector<fitted_array> parameters_of(const joint_distribution& d);

/// With the standard errors and intervals of a maximum-likelihood fit, where they are known; else as they are.
[[nodiscard]] std::vector<fitted_array> parameters_with_errors(const joint_distribution& d, const matrix& rows,
                                                               double level, std::vector<std::string>& notes);

/// How many numbers of it were fitted: a symmetric matrix counts once, shares one less than they are.
[[nodiscard]] std::size_t free_parameters(const joint_distribution& d);

}  // namespace relent
