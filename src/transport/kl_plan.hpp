#pragma once

#include <span>
#include <string_view>

#include "relent/transport/emd.hpp"

#include "transport/cost_rows.hpp"

namespace relent::transporting {

/// The least of <P, c> + rho_a KL(P 1 | a) + rho_b KL(P^T 1 | b) with its certificate; lengths fit the costs.
[[nodiscard]] transport_plan kl_plan(std::string_view function, std::span<const double> a, std::span<const double> b,
                                     const cost_rows& costs, const emd_options& how);

}  // namespace relent::transporting
