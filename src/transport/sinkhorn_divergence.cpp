#include "relent/transport/sinkhorn_divergence.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/entropic_problem.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "sinkhorn_divergence";

sinkhorn_result self_term(std::span<const double> a, const point_cloud& points, const ground_metric& distance,
                          double epsilon, const sinkhorn_options& how) {
  const cost_tiles costs(points, points, distance);
  entropic_problem problem(name, a, a, costs, epsilon, how);
  return solve_symmetric(problem);
}

}  // namespace

sinkhorn_divergence_result sinkhorn_divergence(std::span<const double> a, std::span<const double> b,
                                               const point_cloud& from, const point_cloud& to,
                                               const ground_metric& distance, double epsilon,
                                               const sinkhorn_options& how) {
  require_clouds(name, from, to, distance, a.size(), b.size());
  if (how.from_penalty != how.to_penalty) {
    throw bad_value(name, "to_penalty", std::nullopt, how.to_penalty,
                    fmt::format("that of the other side, {}", how.from_penalty), errc::out_of_range);
  }
  sinkhorn_divergence_result out;
  const cost_tiles costs(from, to, distance);
  entropic_problem problem(name, a, b, costs, epsilon, how);
  out.between = solve(problem);
  out.of_from = self_term(a, from, distance, epsilon, how);
  out.of_to = self_term(b, to, distance, epsilon, how);
  const double apart = problem.from.total - problem.to.total;
  out.value =
      out.between.value - out.of_from.value / 2 - out.of_to.value / 2 +
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

}  // namespace relent
