#include "relent/transport/sinkhorn_divergence.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"
#include "transport/grid_axes.hpp"
#include "transport/grid_sums.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "sinkhorn_divergence";

/// Measures near each other have potentials near those of their self-terms, where the iteration is begun if its first
/// step finds it so; else as `how` says.
sinkhorn_result solve_near(entropic_problem& problem, const std::vector<double>& potential) {
  constexpr double near = 0.1;
  const sinkhorn_options asked = problem.how;
  problem.how.start = potential;
  problem.how.max_iterations = 1;
  if (sinkhorn_result first = solve(problem); first.marginal_error > near) {
    problem.how = asked;
    std::ranges::fill(problem.from.potential, 0.0);
    std::ranges::fill(problem.to.potential, 0.0);
    return solve(problem);
  }
  problem.how.max_iterations = asked.max_iterations;
  return solve(problem);
}

/// `between`, `of_from` and `of_to` are the sums of the three problems.
sinkhorn_divergence_result divergence(std::span<const double> a, std::span<const double> b, gibbs_sums& between,
                                      gibbs_sums& of_from, gibbs_sums& of_to, double epsilon,
                                      const sinkhorn_options& how) {
  if (how.from_penalty != how.to_penalty) {
    throw bad_value(name, "to_penalty", std::nullopt, how.to_penalty,
                    fmt::format("that of the other side, {}", how.from_penalty), errc::out_of_range);
  }
  sinkhorn_divergence_result out;
  entropic_problem problem(name, a, b, between, epsilon, how), first(name, a, a, of_from, epsilon, how),
      second(name, b, b, of_to, epsilon, how);
  out.of_from = solve_symmetric(first);
  out.of_to = solve_symmetric(second);
  out.between = solve_near(problem, out.of_to.to_potential);
  const double apart = problem.from.total - problem.to.total;
  out.value = out.between.value - out.of_from.value / 2 - out.of_to.value / 2 +
              (problem.balanced() ? 0 : epsilon / 2 * apart * apart);
  out.converged = true;
  for (const auto& [part, words] : {std::pair{&out.between, "between both"}, std::pair{&out.of_from, "of the first"},
                                    std::pair{&out.of_to, "of the second"}}) {
    out.converged = out.converged && part->converged;
    out.marginal_error = std::max(out.marginal_error, part->marginal_error);
    for (const std::string& note : part->notes) {
      out.notes.push_back(fmt::format("term {}: {}", words, note));
    }
  }
  return out;
}

}  // namespace

sinkhorn_divergence_result sinkhorn_divergence(std::span<const double> a, std::span<const double> b,
                                               const point_cloud& from, const point_cloud& to,
                                               const ground_metric& distance, double epsilon,
                                               const sinkhorn_options& how) {
  require_clouds(name, from, to, distance, a.size(), b.size());
  const point_costs between(from, to, distance), of_from(from, from, distance), of_to(to, to, distance);
  entropic_sweep sums(between, a, how.form, how.threads), self_from(of_from, a, how.form, how.threads),
      self_to(of_to, b, how.form, how.threads);
  return divergence(a, b, sums, self_from, self_to, epsilon, how);
}

sinkhorn_divergence_result sinkhorn_divergence(std::span<const double> a, std::span<const double> b,
                                               const regular_grid& places, double epsilon,
                                               const sinkhorn_options& how) {
  require_grid(name, places);
  require_on_grid(name, places, "a", a);
  require_on_grid(name, places, "b", b);
  grid_sums sums(places, a, how.threads), self_to(places, b, how.threads);
  return divergence(a, b, sums, sums, self_to, epsilon, how);
}

}  // namespace relent
