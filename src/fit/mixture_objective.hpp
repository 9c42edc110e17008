#pragma once

#include "log_density_points.hpp"
#include "minimise.hpp"
#include "normal_coordinates.hpp"
#include "objective.hpp"

namespace relent {

/// An objective that is an integral of densities (js, jeffreys; renyi, alpha, hellinger by the affinity, of 0 < alpha <
/// 1), between a mixture of normals and the normal at these coordinates, with its gradient: the mean over (P + Q) / 2,
/// its components one by one over grids in their own coordinates, fine enough for the bends between all of them.
/// `turn` moves the grids.
[[nodiscard]] smooth_function mixture_divergence(const objective& o, const normal_parts& target,
                                                 const normal_coordinates& in, const fit_options& how, double tolerance,
                                                 double turn);

}  // namespace relent
