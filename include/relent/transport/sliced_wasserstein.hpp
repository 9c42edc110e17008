#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"
#include "relent/transport/point_cloud.hpp"

namespace relent {

struct sliced_options {
  double p = 2;            ///< order, finite and >= 1
  int directions = 50;     ///< >= 1
  double level = 0.95;     ///< of the interval
  std::uint64_t seed = 1;  ///< of the directions; equal seeds give equal answers
  int threads = 0;         ///< 0: all; the answer does not depend on it
};

/// Sliced Wasserstein distance: (mean over directions t of W_p(<t, x>, <t, y>)^p)^(1/p), t uniform on the sphere, each
/// term exact by sorting. Empty masses mean equal ones; masses are divided by their sum.
///
/// Directions are quasi-random: in the plane equal angles, above it Sobol's points through the normal quantile, in some
/// ten blocks, each with a random shift of its own. The interval is Student's over the blocks. It tells what the
/// choice of directions leaves open, and nothing of how the points were drawn. On a line the one direction is exact.
/// Cost: directions * (N d + N log N); memory: the clouds once more and 3 N numbers a thread.
/// Throws: error(errc::empty, shape_mismatch, invalid_value) for clouds and masses, error(errc::out_of_range) for
/// options, more than 3000 dimensions.
/// Source: Rabin, Peyre, Delon & Bernot 2011; Bonneel, Rabin, Peyre & Pfister 2015.
[[nodiscard]] estimate sliced_wasserstein(std::span<const double> a, std::span<const double> b, const point_cloud& x,
                                          const point_cloud& y, const sliced_options& how = {});

/// The directions that this takes between clouds of so many dimensions, one a row, of length 1.
[[nodiscard]] matrix sliced_directions(std::size_t dimensions, int directions, std::uint64_t seed = 1);

struct max_sliced_result {
  double value = 0;                 ///< W_p along `direction`: at most the largest over all directions
  std::vector<double> direction{};  ///< of length 1
};

/// Max-sliced Wasserstein distance, the largest W_p(<t, x>, <t, y>): the best of the directions above, led uphill by
/// subgradient steps from the best few. It is a bound from below: the height has many tops.
/// Throws the same. Source: Deshpande et al. 2019.
[[nodiscard]] max_sliced_result max_sliced_wasserstein(std::span<const double> a, std::span<const double> b,
                                                       const point_cloud& x, const point_cloud& y,
                                                       const sliced_options& how = {});

}  // namespace relent
