#pragma once

#include <array>
#include <vector>

#include "relent/core/matrix.hpp"

#include "report/pair_picture.hpp"

namespace relent::report {

using plane_place = std::array<double, 2>;
/// A closed line; what it encloses is to its left.
using plane_ring = std::vector<plane_place>;

/// Where a density passes `level`, of values on a grid, `density(i, j)` at the i-th place along y and the j-th along x;
/// beyond the grid it is 0.
[[nodiscard]] std::vector<plane_ring> contour_of(const matrix& density, const axis_range& x, const axis_range& y,
                                                 double level);

}  // namespace relent::report
