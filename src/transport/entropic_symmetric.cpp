#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"
#include "transport/entropic_sweep.hpp"

namespace relent::transporting {
namespace {

constexpr double annealing_ratio = 4;
constexpr std::size_t rows_a_task = 16;

/// The logs of all row sums; without exponentials to be kept, the sums of columns being the same.
void sum_rows(const entropic_problem& of, double epsilon, std::span<double> log_sums) {
  const std::vector<double> h = of.from.exponents(epsilon);
  const std::size_t n = log_sums.size();
  parallel_for(static_cast<std::int64_t>((n + rows_a_task - 1) / rows_a_task), of.how.threads, [&](std::int64_t task) {
    row_space space(n);
    const std::size_t first = static_cast<std::size_t>(task) * rows_a_task;
    for (std::size_t i = first; i < std::min(n, first + rows_a_task); ++i) {
      log_sums[i] =
          sum_row(of.costs, i, h, 1 / epsilon, log_sums[i], space.exponentials.data(), space.costs.data()).log_sum;
    }
  });
}

}  // namespace

sinkhorn_result solve_symmetric(entropic_problem& problem) {
  entropic_side& side = problem.from;
  const std::size_t n = side.mass.size();
  std::vector<double> log_sums(n);
  double epsilon = problem.how.anneal ? std::max(problem.epsilon, problem.range) : problem.epsilon;
  double error = std::numeric_limits<double>::infinity(), total = 0;
  int iterations = 0;
  while (true) {
    sum_rows(problem, epsilon, log_sums);
    ++iterations;
    compensated_sum apart, plan;
    for (std::size_t i = 0; i < n; ++i) {
      if (side.mass[i] > 0) {
        const double row = side.mass[i] * std::exp(side.potential[i] / epsilon + log_sums[i]);
        apart += std::abs(row - side.wanted(i));
        plan += row;
      }
    }
    error = epsilon == problem.epsilon ? 2 * apart.value() / side.total : std::numeric_limits<double>::infinity();
    total = plan.value();
    if (error <= problem.how.tolerance || iterations >= problem.how.max_iterations) {
      break;
    }
    const double damped = side.damping(epsilon) * epsilon;
    for (std::size_t i = 0; i < n; ++i) {
      side.potential[i] = (side.potential[i] - damped * log_sums[i]) / 2;
    }
    const double next = std::max(problem.epsilon, epsilon / annealing_ratio);
    for (double& l : log_sums) {
      l *= epsilon / next;
    }
    epsilon = next;
  }
  problem.to.potential = side.potential;
  return finish(problem, total, error, iterations);
}

}  // namespace relent::transporting
