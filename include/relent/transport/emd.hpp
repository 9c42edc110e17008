#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "relent/transport/point_cloud.hpp"
#include "relent/transport/transport_plan.hpp"

namespace relent {

/// A dense matrix of costs, borrowed: n rows of m, row by row. +infinity forbids a pair.
struct cost_matrix {
  std::span<const double> values{};
  std::size_t rows = 0, columns = 0;
};

struct emd_options {
  std::int64_t iteration_limit = std::numeric_limits<std::int64_t>::max();  ///< pivots; 0: the start plan as it is
  double time_limit = std::numeric_limits<double>::infinity();              ///< seconds
  std::span<const double> start_dual{};  ///< a guess of v (columns), from a solution of a problem near this one
};

/// The earth mover's distance: the least cost sum P_ij c_ij of a plan P >= 0 with row sums a and column sums b.
[[nodiscard]] transport_plan emd(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                                 const emd_options& how = {});
/// The same for two clouds of points; costs are computed when they are looked at: memory O(n + m).
[[nodiscard]] transport_plan emd(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                                 const point_cloud& to, const ground_metric& distance = {},
                                 const emd_options& how = {});

}  // namespace relent
