#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "relent/transport/regular_grid.hpp"
#include "relent/transport/transport_plan.hpp"

namespace relent {

struct emd_grid_options {
  std::int64_t iteration_limit = std::numeric_limits<std::int64_t>::max();  ///< pivots
  double time_limit = std::numeric_limits<double>::infinity();              ///< seconds
};

/// Exact transport between two images, or masses on any regular grid of one axis or more: the least sum P_ij c_ij with
/// the grid's own costs, so that for power 2 the root of the cost is W2. Plan and duals count places as the grid does.
///
/// Method: that of `emd`, with what a grid allows. Since the cost is a sum over axes, the best arc of every row at once
/// is a (min, +) product along one axis after another: for an image of n places n^1.5 additions where looking at all
/// pairs takes n^2. Potentials begin as those of the image at half the resolution, and so on down. For power <= 1,
/// where costs are a metric, mass that is on both sides at a place stays there. Status, limits, certificate and
/// gradients are those of `emd`. Memory: O(n). Throws: error(errc::empty, shape_mismatch) where there are no places,
/// masses are not one for each or spacings not one for each axis; error(errc::out_of_range) for a bad power, spacing or
/// limit, and for more than 2^29 places; for masses what `emd` throws. Source: Bassetti, Gualandi & Veneroni 2020, SIAM
/// J. Optim. 30(3) (L1 and grids); Auricchio, Bassetti, Gualandi & Veneroni 2018, NeurIPS (costs that separate);
/// Felzenszwalb & Huttenlocher 2012 (distance transforms).
[[nodiscard]] transport_plan emd_grid(std::span<const double> a, std::span<const double> b, const regular_grid& places,
                                      const emd_grid_options& how = {});

}  // namespace relent
