#include "relent/divergence/joint_gradient.hpp"

#include <algorithm>
#include <functional>

#include "bregman.hpp"
#include "distribution/special_functions.hpp"
#include "linear/dense.hpp"
#include "same_size.hpp"

namespace relent {
namespace {

/// (L L^T)^-1 X
matrix solved(const matrix& factor, matrix x) {
  linear::solve_lower(factor, x);
  linear::solve_lower_transposed(factor, x);
  return x;
}

matrix halved(matrix m) {
  for (double& v : m.values) {
    v /= 2;
  }
  return m;
}

}  // namespace

mvnormal_gradient kl_gradient(const mvnormal& p, const mvnormal& q) {
  require_same_size(p, q);
  const std::size_t n = p.mean().size();
  std::vector<double> away(n);
  std::ranges::transform(p.mean(), q.mean(), away.begin(), std::minus{});
  matrix wider(n, n), lacking(n, n);  // P - Q, and Q - P - m m^T
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      wider(i, j) = p.spread()(i, j) - q.spread()(i, j);
      lacking(i, j) = -wider(i, j) - away[i] * away[j];
    }
  }
  linear::solve_lower(q.spread().lower(), away);
  linear::solve_lower_transposed(q.spread().lower(), away);
  std::vector<double> back = away;
  std::ranges::transform(back, back.begin(), std::negate{});
  // Q^-1 - P^-1 = Q^-1 (P - Q) P^-1, and Q^-1 (Q - P - m m^T) Q^-1.
  return {{away, halved(solved(p.spread().lower(), linear::transposed(solved(q.spread().lower(), std::move(wider)))))},
          {std::move(back),
           halved(solved(q.spread().lower(), linear::transposed(solved(q.spread().lower(), std::move(lacking)))))}};
}

mvnormal_diagonal_gradient kl_gradient(const mvnormal_diagonal& p, const mvnormal_diagonal& q) {
  require_same_size(p, q);
  mvnormal_diagonal_gradient out;
  for (std::size_t i = 0; i < p.mean().size(); ++i) {
    const double a = p.sd()[i], b = q.sd()[i], z = (p.mean()[i] - q.mean()[i]) / b;
    const double narrower = (b - a) / b * ((a + b) / b);  // 1 - a^2 / b^2
    out.p.mean.push_back(z / b);
    out.q.mean.push_back(-z / b);
    out.p.sd.push_back(-narrower / a);
    out.q.sd.push_back((narrower - z * z) / b);
  }
  return out;
}

dirichlet_gradient kl_gradient(const dirichlet& p, const dirichlet& q) {
  require_same_size(p, q);
  dirichlet_gradient out;
  double total = 0;
  for (std::size_t i = 0; i < p.concentration().size(); ++i) {
    total += q.concentration()[i] - p.concentration()[i];
  }
  const double shared = total * trigamma(p.total()), common = closed::digamma_step(p.total(), total);
  for (std::size_t i = 0; i < p.concentration().size(); ++i) {
    const double a = p.concentration()[i], b = q.concentration()[i];
    out.p.push_back(shared - (b - a) * trigamma(a));
    out.q.push_back(closed::digamma_step(a, b - a) - common);
  }
  return out;
}

}  // namespace relent
