#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "relent/core/summation.hpp"

#include "transport/entropic_problem.hpp"

namespace relent::transporting {
namespace {

constexpr double annealing_ratio = 4;

/// How far the sums of the plan are from those wanted, and what they sum to.
struct plan_state {
  double error, total;
};

plan_state state_of(const entropic_side& side, double epsilon, std::span<const double> log_sums) {
  compensated_sum apart, plan;
  for (std::size_t i = 0; i < log_sums.size(); ++i) {
    if (side.mass[i] > 0) {
      const double row = side.mass[i] * std::exp(side.potential[i] / epsilon + log_sums[i]);
      apart += std::abs(row - side.wanted(i));
      plan += row;
    }
  }
  return {2 * apart.value() / side.total, plan.value()};
}

}  // namespace

sinkhorn_result solve_symmetric(entropic_problem& problem) {
  entropic_side& side = problem.from;
  const std::size_t n = side.mass.size();
  std::vector<double> log_sums(n);
  double epsilon = problem.how.anneal ? std::max(problem.epsilon, problem.range) : problem.epsilon;
  plan_state now{};
  int iterations = 0;
  while (true) {
    ++iterations;
    const bool last = iterations >= problem.how.max_iterations, final_epsilon = epsilon == problem.epsilon;
    const std::vector<double> h = side.exponents(epsilon);
    const bool exact =
        problem.sums.by_rows(epsilon, h, log_sums, last || !final_epsilon ? accuracy::once : accuracy::quick);
    now = state_of(side, epsilon, log_sums);
    if (final_epsilon && now.error <= problem.how.tolerance && !exact) {
      problem.sums.by_rows(epsilon, h, log_sums, accuracy::exact);
      now = state_of(side, epsilon, log_sums);
    }
    if (!final_epsilon) {
      now.error = std::numeric_limits<double>::infinity();
    }
    if (last || now.error <= problem.how.tolerance) {
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
  return finish(problem, now.total, now.error, iterations);
}

}  // namespace relent::transporting
