#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace relent {

/// Mass that goes from place i of the first side to place j of the second.
struct shipment {
  std::size_t from = 0, to = 0;
  double mass = 0;

  bool operator==(const shipment&) const = default;
};

enum class transport_status {
  optimal,          ///< no arc can lower the cost by more than rounding: the certificate says how much is left
  iteration_limit,  ///< stopped; the plan is feasible, and the gap bounds how much dearer than the best it is
  time_limit,       ///< the same
};

/// How good a plan is, computed anew from the plan, the duals and the costs, and from nothing that led to them. Duals
/// u, v with u_i + v_j <= c_ij for all pairs prove that no plan costs less than sum a u + sum b v.
struct transport_certificate {
  double gap = 0;                 ///< the plan's cost minus what the duals prove; 0 up to rounding at an optimum
  double least_reduced_cost = 0;  ///< min c_ij - u_i - v_j of the tree's own potentials: how far they are from feasible
  double marginal_error = 0;      ///< the largest |row sum - a_i|, |column sum - b_j|
};

struct transport_plan {
  double cost = 0;
  std::vector<shipment> plan{};         ///< at most n + m - 1 of them, by `from`, then `to`
  std::vector<double> from_dual{};      ///< u: potentials of the first side
  std::vector<double> to_dual{};        ///< v
  std::vector<double> from_gradient{};  ///< d cost / d a, where totals must be equal up to one constant; u but for KL
  std::vector<double> to_gradient{};    ///< d cost / d b
  transport_certificate certificate{};
  transport_status status = transport_status::optimal;
  std::int64_t pivots = 0;
};

}  // namespace relent
