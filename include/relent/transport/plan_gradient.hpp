#pragma once

#include <span>

#include "relent/core/matrix.hpp"
#include "relent/transport/point_cloud.hpp"
#include "relent/transport/transport_plan.hpp"

namespace relent {

/// One row a point.
struct point_gradient {
  matrix from{}, to{};
};

/// d cost / d coordinates of an optimal plan between two clouds: row i of `from` is sum_j P_ij d c(x_i, y_j) / d x_i,
/// since by the envelope theorem the plan may be held fast. In the unit of the cost over that of the coordinates.
///
/// Where a cost has a kink one of its subgradients is taken: 0 between points that are one (all metrics but
/// sqeuclidean and cosine, which are smooth there), 0 for a coordinate that is equal (cityblock), the first of the
/// largest differences (chebyshev). Where several plans are optimal the gradient is that of the one given.
/// Time: O(shipments * dimensions). Memory: the answer.
/// Throws: error(errc::shape_mismatch, invalid_value) for clouds that are none or that the plan does not fit.
[[nodiscard]] point_gradient plan_gradient(std::span<const shipment> plan, const point_cloud& from,
                                           const point_cloud& to, const ground_metric& distance = {});

}  // namespace relent
