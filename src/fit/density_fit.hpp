#pragma once

#include "relent/fit/fit.hpp"

namespace relent {

/// `fit` where the target is a distribution.
[[nodiscard]] fit_answer fit_to_density(const distribution& target, const fit_family& family, const fit_options& how);

/// Places and weights that stand for a density: Gauss' between edges that resolve it.
struct density_nodes {
  std::vector<double> places, weights;
};
[[nodiscard]] density_nodes nodes_of(const distribution& target);

}  // namespace relent
