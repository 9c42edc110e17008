#include "transport/plan_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "relent/core/parallel.hpp"

#include "kernel/softmin.hpp"
#include "transport/entropic_problem.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t rows_a_task = 16;

}  // namespace

plan_rows::plan_rows(const cost_tiles& costs, std::span<const double> a, std::span<const double> b,
                     const sinkhorn_result& of)
    : costs_(costs), epsilon_(of.epsilon) {
  entropic_side from(a, 1), to(b, 1);
  from.potential = of.from_potential;
  to.potential = of.to_potential;
  from_ = from.exponents(epsilon_);
  to_ = to.exponents(epsilon_);
}

void plan_rows::visit(int threads, const visitor& see) const {
  const std::size_t n = costs_.rows(), m = costs_.columns();
  parallel_for(static_cast<std::int64_t>((n + rows_a_task - 1) / rows_a_task), threads, [&](std::int64_t task) {
    std::vector<double> row(m), cost(costs_.dense() ? 0 : m);
    const std::size_t first = static_cast<std::size_t>(task) * rows_a_task;
    for (std::size_t i = first; i < std::min(n, first + rows_a_task); ++i) {
      const double* const c = costs_.row(i, 0, m, cost.data());
      if (std::isfinite(from_[i])) {
        kernel::exponentials(c, to_.data(), 1 / epsilon_, -from_[i], m, row.data());
      } else {
        std::ranges::fill(row, 0.0);
      }
      see(i, row, {c, m});
    }
  });
}

void add_point_gradient(const point_costs& costs, std::span<const double> a, std::span<const double> b,
                        const sinkhorn_result& of, metric kind, double share, int threads, matrix& out,
                        std::span<double> row_sums) {
  const std::size_t m = costs.columns();
  const plan_rows plan(costs, a, b, of);
  plan.visit(threads, [&](std::size_t i, std::span<const double> row, std::span<const double> cost) {
    // d c / d x = factor (x - y): twice the pull of each y, over its distance where that is the cost.
    std::vector<double> pull(row.begin(), row.end());
    double total = 0, mass = 0;
    for (std::size_t j = 0; j < m; ++j) {
      mass += row[j];
      if (kind == metric::euclidean) {
        pull[j] = cost[j] > 0 ? row[j] / cost[j] : 0;
      }
      total += pull[j];
    }
    row_sums[i] += mass;
    const double factor = kind == metric::euclidean ? 1 : 2;
    for (std::size_t k = 0; k < costs.dimensions(); ++k) {
      const double there = kernel::dot_product(pull.data(), costs.to_coordinate(k), m);
      out(i, k) += share * factor * (costs.from_point(i)[k] * total - there);
    }
  });
}

}  // namespace relent::transporting
