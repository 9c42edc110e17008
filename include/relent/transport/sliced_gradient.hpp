#pragma once

#include <span>

#include "relent/core/matrix.hpp"
#include "relent/transport/point_cloud.hpp"
#include "relent/transport/sinkhorn.hpp"

namespace relent {

/// A distance of two clouds and its derivatives.
struct cloud_distance {
  double value = 0;
  transport_gradient gradient{};
};

struct sliced_gradient_options {
  double p = 2;           ///< order, finite and >= 1
  bool of_masses = true;  ///< else their derivatives stay empty, which is quicker for equal masses
  int threads = 0;        ///< 0: all; no bit of the answer depends on it
};

/// (mean over the rows t of `directions` of W_p(<t, x>, <t, y>)^p)^(1/p), which is `sliced_wasserstein` for the
/// directions of `sliced_directions`, with its derivatives to masses (through the division by their sum) and points.
/// Where points fall on one place of a direction, they share what pulls there by mass; at a distance of 0 all are 0.
///
/// Directions need not have length 1. Empty masses mean equal ones.
/// Cost: directions * (N d + N log N); memory: the clouds twice more and some hundred bytes a point a thread.
/// Throws: error(errc::empty, shape_mismatch, invalid_value) for clouds, masses and directions,
/// error(errc::out_of_range) for an order that is not finite and >= 1.
/// Source: Bonneel, Rabin, Peyre & Pfister 2015, section 3.
[[nodiscard]] cloud_distance sliced_gradient(std::span<const double> a, std::span<const double> b, const point_cloud& x,
                                             const point_cloud& y, const matrix& directions,
                                             const sliced_gradient_options& how = {});

}  // namespace relent
