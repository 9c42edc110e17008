#pragma once

#include <span>
#include <string>

#include "relent/transport/transport_plan.hpp"

#include "transport/cost_rows.hpp"
#include "transport/network_simplex.hpp"
#include "transport/whole_units.hpp"

namespace relent::transporting {

/// The plan of a tree, duals that the costs allow, and from both the certificate. Columns are as `units` scaled them.
[[nodiscard]] transport_plan certified_plan(const network_simplex& solved, const cost_rows& costs,
                                            const whole_units& units, std::span<const double> a);

/// Potentials of columns from offsets: of closed ones as high as the costs and from_dual allow, and what mass they
/// have, which is below a unit, comes from where those are met.
void place_closed_columns(const double* offsets, const cost_rows& costs, std::span<const double> b,
                          transport_plan& out);

/// Puts shipments in order, and from them and the potentials what they cost, prove and miss of the masses.
void certify(const cost_rows& costs, std::span<const double> a, std::span<const double> b, transport_plan& out);

/// The words for a tree that ships along forbidden pairs and cannot do without: rows whose mass is more than what the
/// columns hold that they may go to (Hall's condition).
[[nodiscard]] std::string why_infeasible(const spanning_tree& tree, const cost_rows& costs, const whole_units& units);

}  // namespace relent::transporting
