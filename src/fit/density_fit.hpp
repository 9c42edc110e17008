#pragma once

#include <vector>

#include "relent/fit/fit.hpp"

namespace relent {

/// `fit` where the target is a distribution.
[[nodiscard]] fit_answer fit_to_density(const distribution& target, const fit_family& family, const fit_options& how);

/// A distance along the line in which a step of 1 is a large one.
[[nodiscard]] double spread_of(const distribution& target);

/// Edges between which the density is resolved.
[[nodiscard]] std::vector<double> density_edges(const distribution& target);

}  // namespace relent
