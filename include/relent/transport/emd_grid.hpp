#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "relent/transport/transport_plan.hpp"

namespace relent {

struct grid_options {
  double power = 2;                   ///< p of the cost, finite and > 0
  std::span<const double> spacing{};  ///< how far neighbours are apart along each axis, finite and > 0; none: 1
  std::int64_t iteration_limit = std::numeric_limits<std::int64_t>::max();  ///< pivots
  double time_limit = std::numeric_limits<double>::infinity();              ///< seconds
};

/// Exact transport between two images, or masses on any regular grid of one axis or more: the least sum P_ij c_ij,
/// where
///   c_ij = sum over axes k of (spacing_k |i_k - j_k|)^p,
/// so p = 2 is the squared Euclidean distance (the root of the cost is W2) and p = 1 the L1 distance. Plan and duals
/// count places of `shape` row by row, the last axis fastest.
///
/// Method: that of `emd`, with what a grid allows. Since the cost is a sum over axes, the best arc of every row at once
/// is a (min, +) product along one axis after another: for an image of n places n^1.5 additions where looking at all
/// pairs takes n^2. Potentials begin as those of the image at half the resolution, and so on down. For p <= 1, where
/// costs are a metric, mass that is on both sides at a place stays there.
/// Status, limits, certificate and gradients are those of `emd`.
/// Memory: O(n).
/// Throws: error(errc::shape_mismatch) where masses are not one for each place, or spacings one for each axis;
/// error(errc::out_of_range) for a bad power, spacing or limit; for masses what `emd` throws.
/// Source: Bassetti, Gualandi & Veneroni 2020, SIAM J. Optim. 30(3) (L1 and grids); Auricchio, Bassetti, Gualandi &
/// Veneroni 2018, NeurIPS (costs that separate); Felzenszwalb & Huttenlocher 2012 (distance transforms).
[[nodiscard]] transport_plan emd_grid(std::span<const double> a, std::span<const double> b,
                                      std::span<const std::size_t> shape, const grid_options& how = {});

}  // namespace relent
