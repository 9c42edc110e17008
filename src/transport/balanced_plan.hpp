#pragma once

#include <span>
#include <string_view>

#include "relent/transport/emd.hpp"

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// The least plan between masses of equal totals, by the network simplex, with its certificate. Masses are checked
/// here, errors say `function`; lengths fit the costs.
[[nodiscard]] transport_plan balanced_plan(std::string_view function, std::span<const double> a,
                                           std::span<const double> b, const cost_rows& costs, const emd_options& how);

}  // namespace relent::transporting
