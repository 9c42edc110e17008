#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "relent/transport/regular_grid.hpp"

namespace relent::transporting {

/// Throws error(errc::empty) where there are no places, error(errc::shape_mismatch) where spacings are not one an axis,
/// error(errc::out_of_range) for a bad power or spacing, and for more than 2^29 places.
void require_grid(std::string_view function, const regular_grid& grid);

/// Throws error(errc::shape_mismatch) where masses are not one a place, error(errc::invalid_value), naming the place by
/// its coordinates, for one that is not finite and >= 0.
void require_on_grid(std::string_view function, const regular_grid& grid, std::string_view argument,
                     std::span<const double> masses);

/// (spacing |steps|)^power along one axis.
[[nodiscard]] double step_cost(const regular_grid& grid, std::size_t axis, double steps);
/// The same of all steps from -(length - 1) to length - 1.
[[nodiscard]] std::vector<double> step_costs(const regular_grid& grid, std::size_t axis);

}  // namespace relent::transporting
