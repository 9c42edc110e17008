#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/transport/sinkhorn.hpp"

#include "transport/cost_tiles.hpp"
#include "transport/gibbs_sums.hpp"

namespace relent::transporting {

/// One side of an entropic problem: its masses, and the potential found so far.
struct entropic_side {
  entropic_side(std::span<const double> masses, double rho);

  /// By how much a penalty shortens a step: rho / (rho + epsilon), 1 for an equality.
  [[nodiscard]] double damping(double epsilon) const noexcept;
  /// The sum that the optimum would have at this potential: a_i exp(-f_i / rho), a_i for an equality.
  [[nodiscard]] double wanted(std::size_t i) const noexcept;
  /// What the side adds to the dual: sum a f, or rho sum a (1 - exp(-f / rho)).
  [[nodiscard]] double dual() const;
  /// potential / epsilon + log mass
  [[nodiscard]] std::vector<double> exponents(double epsilon) const;

  std::span<const double> mass;
  std::vector<double> log_mass, potential;
  double penalty, total;
};

/// What is asked of a pair of sides, checked.
struct entropic_problem {
  entropic_problem(std::string_view function, std::span<const double> a, std::span<const double> b, gibbs_sums& between,
                   double regularisation, const sinkhorn_options& options);

  std::string_view function;
  gibbs_sums& sums;
  entropic_side from, to;
  double epsilon;
  sinkhorn_options how;
  double range;  ///< of the finite costs

  [[nodiscard]] bool balanced() const noexcept;
};

/// Throws what `sinkhorn` throws for the shape of a matrix of costs.
void require_costs(std::string_view function, const cost_matrix& costs, std::size_t n, std::size_t m);
/// Throws what `sinkhorn` throws for two clouds and their masses.
void require_clouds(std::string_view function, const point_cloud& from, const point_cloud& to,
                    const ground_metric& distance, std::size_t n, std::size_t m);

/// The place of `side` that has mass and no pair at a finite cost with mass on the other side: throws
/// error(errc::invalid_value).
[[noreturn]] void refuse_unreachable(const entropic_problem& of, std::string_view side, std::size_t i);

/// Both potentials, by turns. The result has the transport's cost.
[[nodiscard]] sinkhorn_result solve(entropic_problem& problem);
/// Both sides are one (same points, same masses): one potential, by averaged steps.
[[nodiscard]] sinkhorn_result solve_symmetric(entropic_problem& problem);

/// The sentence that an answer carries where its iteration was stopped.
[[nodiscard]] std::string unconverged_note(int iterations, double error, double tolerance);

/// value, notes and what else follows from potentials and the sums of their plan.
[[nodiscard]] sinkhorn_result finish(entropic_problem& problem, double plan_total, double error, int iterations);

}  // namespace relent::transporting
