#include "relent/transport/sinkhorn.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

#include <fmt/format.h>

#include "relent/core/error.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"
#include "transport/grid_axes.hpp"
#include "transport/grid_sums.hpp"
#include "transport/plan_rows.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::size_t most_plan_elements = std::size_t{1} << 31, most_kernel_elements = std::size_t{1} << 34;
constexpr double unlimited = std::numeric_limits<double>::infinity();

sinkhorn_result solved(std::span<const double> a, std::span<const double> b, const cost_tiles& costs, double epsilon,
                       const sinkhorn_options& how) {
  if (how.form == sinkhorn_form::scaling && costs.rows() > most_kernel_elements / std::max<std::size_t>(b.size(), 1)) {
    throw error(errc::unsupported, "sinkhorn",
                fmt::format("scaling keeps a kernel of {} x {}, which takes {:.1f} GB; logarithms need none", a.size(),
                            b.size(), 4e-9 * static_cast<double>(a.size()) * static_cast<double>(b.size())));
  }
  entropic_sweep sums(costs, a, how.form, how.threads);
  entropic_problem problem("sinkhorn", a, b, sums, epsilon, how);
  return solve(problem);
}

/// Where forbidden pairs leave no plan, the iteration goes on for ever; the exact solver says why.
void require_feasible(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                      const sinkhorn_options& how) {
  if (!std::isinf(how.from_penalty) || !std::isinf(how.to_penalty) ||
      std::ranges::none_of(costs.values, [](double c) { return std::isinf(c); })) {
    return;
  }
  matrix allowed(costs.rows, costs.columns);
  std::ranges::transform(costs.values, allowed.values.begin(), [](double c) { return std::isinf(c) ? c : 0; });
  try {
    static_cast<void>(emd(a, b, {allowed.values, costs.rows, costs.columns}));
  } catch (const error& e) {
    throw error(errc::unsupported, fmt::format("sinkhorn has no plan to tend to: {}", e.what()));
  }
}

matrix plan_of(std::span<const double> a, std::span<const double> b, const cost_tiles& costs,
               const sinkhorn_result& of) {
  if (a.size() > most_plan_elements / std::max<std::size_t>(b.size(), 1)) {
    throw error(errc::unsupported, "sinkhorn_plan",
                fmt::format("a plan of {} x {} takes {:.1f} GB; sinkhorn_gradient and the potentials need none",
                            a.size(), b.size(), 8e-9 * static_cast<double>(a.size()) * static_cast<double>(b.size())));
  }
  if (of.from_potential.size() != a.size() || of.to_potential.size() != b.size()) {
    throw error(errc::shape_mismatch, "sinkhorn_plan", "the result is not of this problem: other numbers of masses");
  }
  matrix out(a.size(), b.size());
  const plan_rows plan(costs, a, b, of);
  plan.visit(0, [&](std::size_t i, std::span<const double> row, std::span<const double>) {
    std::ranges::copy(row, out.values.begin() + static_cast<std::ptrdiff_t>(i * b.size()));
  });
  return out;
}

}  // namespace

sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const cost_matrix& costs, double epsilon,
                         const sinkhorn_options& how) {
  require_costs("sinkhorn", costs, a.size(), b.size());
  sinkhorn_result out = solved(a, b, stored_costs("sinkhorn", "costs", costs, unlimited), epsilon, how);
  if (!out.converged) {
    require_feasible(a, b, costs, how);
  }
  return out;
}

sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                         const point_cloud& to, const ground_metric& distance, double epsilon,
                         const sinkhorn_options& how) {
  require_clouds("sinkhorn", from, to, distance, a.size(), b.size());
  return solved(a, b, point_costs(from, to, distance), epsilon, how);
}

sinkhorn_result sinkhorn(std::span<const double> a, std::span<const double> b, const regular_grid& places,
                         double epsilon, const sinkhorn_options& how) {
  require_grid("sinkhorn", places);
  require_on_grid("sinkhorn", places, "a", a);
  require_on_grid("sinkhorn", places, "b", b);
  grid_sums sums(places, a, how.threads);
  entropic_problem problem("sinkhorn", a, b, sums, epsilon, how);
  return solve(problem);
}

matrix sinkhorn_plan(std::span<const double> a, std::span<const double> b, const cost_matrix& costs,
                     const sinkhorn_result& of) {
  require_costs("sinkhorn_plan", costs, a.size(), b.size());
  return plan_of(a, b, stored_costs("sinkhorn_plan", "costs", costs, unlimited), of);
}

matrix sinkhorn_plan(std::span<const double> a, std::span<const double> b, const point_cloud& from,
                     const point_cloud& to, const ground_metric& distance, const sinkhorn_result& of) {
  require_clouds("sinkhorn_plan", from, to, distance, a.size(), b.size());
  return plan_of(a, b, point_costs(from, to, distance), of);
}

}  // namespace relent
