#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
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
  double time_limit = std::numeric_limits<double>::infinity();              ///< seconds, looked at between blocks
  std::span<const double> start_dual{};  ///< v of a problem near this one: fewer pivots, the same optimum
  std::optional<double> moved{};         ///< partial transport: how much mass is moved, at most the lesser total
  std::optional<double> unmoved_cost{};  ///< unbalanced: what a unit of mass costs that is left on either side
  double from_penalty = std::numeric_limits<double>::infinity();  ///< rho of KL(P 1 | a), > 0; infinite: P 1 = a
  double to_penalty = std::numeric_limits<double>::infinity();    ///< the same of b
};

/// The earth mover's distance: the least cost sum P_ij c_ij of a plan P >= 0 with row sums a and column sums b.
///
/// a: n masses, b: m masses, finite and >= 0, totals equal within 1e-9 of the larger (b is then scaled to the total of
/// a; they need not be 1). Costs are in any unit, and may be negative. Nothing depends on threads: there is one.
/// Partial (`moved` = s): the least cost of a plan whose row sums are at most a, column sums at most b, and whose total
/// is s. Unbalanced (`unmoved_cost` = t): the least sum P_ij c_ij + t (sum a - row sums) + t (sum b - column sums) over
/// the same plans, which is total variation as a penalty; totals may differ. The duals are then the derivatives with
/// respect to a and b themselves. Penalised (`from_penalty`, `to_penalty`, one of them finite): the least
///   sum P_ij c_ij + rho_a KL(P 1 | a) + rho_b KL(P^T 1 | b),   KL(p | q) = sum p log(p / q) - p + q,
/// without entropy of P; totals may differ, and an infinite rho holds its sums. As rho grows the answer tends to that
/// of equal totals, as it falls to 0 nothing is moved. `cost` is the whole, the proof is the dual sum rho_a a (1 -
/// exp(-u / rho_a)) + sum rho_b b (1 - exp(-v / rho_b)), and the marginal error is what the sums are off from a exp(-u
/// / rho_a) and b exp(-v / rho_b).
///
/// Method: network simplex on strongly feasible trees whose masses are whole numbers near 2^-61 of the total: nothing
/// drifts or cycles. Masses below that go where their point's potential is met. Every answer carries its certificate;
/// status `optimal` says that no pair was found with a reduced cost below -2^-47 of the largest cost (more where trees
/// are so deep that rounding is; the certificate has the number). At a limit the plan is
/// feasible and the gap says how far from the best it can be.
/// Of penalties: an active set of forests, on whose trees the least cost has a closed form; masses are doubles there. A
/// pivot takes a time that grows with its tree.
/// Memory: O(n + m), about 300 bytes a row and 60 a column; the matrix is read where it lies.
/// Gradient: d cost / d a_i = from_gradient[i], up to one constant for all i where totals must be equal, likewise b;
/// d cost / d c_ij = P_ij.
/// Throws: error(errc::empty, invalid_value, shape_mismatch, not_normalised, out_of_range) for what is said above, and
/// error(errc::unsupported), naming the rows that have nowhere to go, where the forbidden pairs leave no plan.
/// Source: Ahuja, Magnanti & Orlin 1993, Network Flows, chapter 11; Cunningham 1976, Math. Programming 11, 105;
/// Sejourne, Vialard & Peyre 2022, AISTATS (the dual of penalties).
[[nodiscard]] transport_plan emd(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                                 const emd_options& how = {});
/// The same for two clouds of points. Costs are computed when they are looked at; memory O(n + m) but in more than four
/// dimensions, where up to 2^27 costs (1 GiB) are stored, since looking is then quicker than computing.
[[nodiscard]] transport_plan emd(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                                 const point_cloud& to, const ground_metric& distance = {},
                                 const emd_options& how = {});

}  // namespace relent
