#pragma once

#include <cstddef>
#include <vector>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// An end of a support at which the density jumps, and that moves with a parameter.
struct moving_end {
  std::size_t parameter;
  double place;
  double speed;      ///< d place / d parameter
  bool upper;        ///< the mass lies below it
  bool told = true;  ///< whether `log_density_gradient` knows that it moves: not behind a truncation
};

/// The ends that move: of uniform and pareto, and of mixtures, affine maps and truncations of them.
[[nodiscard]] std::vector<moving_end> moving_ends(const distribution& d);

/// What each parameter does to the whole mass: 1 for the masses of a categorical and the weights of a mixture, which
/// are varied each alone, 0 for all others.
[[nodiscard]] std::vector<double> mass_slopes(const distribution& d);

}  // namespace relent
