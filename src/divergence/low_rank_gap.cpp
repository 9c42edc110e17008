#include "low_rank_gap.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// diag(d)^-1/2 F
matrix divided(matrix f, const std::vector<double>& d) {
  for (std::size_t i = 0; i < f.rows; ++i) {
    for (std::size_t j = 0; j < f.columns; ++j) {
      f(i, j) /= std::sqrt(d[i]);
    }
  }
  return f;
}

}  // namespace

closed::bounded low_rank_kl(const mvnormal_low_rank& p, const mvnormal_low_rank& q) {
  const std::size_t n = p.mean().size();
  // In coordinates where Q's own variances are 1: Q^-1 = I - G^T G with G = Lc^-1 Fq^T, Lc Q's capacitance.
  const matrix fp = divided(p.factor(), q.diagonal()), fq = divided(q.factor(), q.diagonal());
  const matrix inner = linear::transposed_product(fq, fp);  // Fq^T Fp
  matrix solved = inner;
  linear::solve_lower(q.capacitance(), solved);
  matrix g(fq.columns, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < fq.columns; ++j) {
      g(j, i) = fq(i, j);
    }
  }
  linear::solve_lower(q.capacitance(), g);
  double trace = linear::squared_norm(fp.values) - linear::squared_norm(solved.values), size = 0;
  double logs = q.log_determinant() - p.log_determinant();
  for (std::size_t i = 0; i < n; ++i) {
    const double own = p.diagonal()[i] / q.diagonal()[i];
    double taken = 0;
    for (std::size_t j = 0; j < g.rows; ++j) {
      taken += g(j, i) * g(j, i);
    }
    trace += own * (1 - taken) - 1;
    size += own + 1 + std::abs(std::log(p.diagonal()[i])) + std::abs(std::log(q.diagonal()[i]));
  }
  size += linear::squared_norm(fp.values) + std::abs(p.log_determinant()) + std::abs(q.log_determinant());
  std::vector<double> away(n), solved_away(n);
  for (std::size_t i = 0; i < n; ++i) {
    solved_away[i] = away[i] = p.mean()[i] - q.mean()[i];
  }
  q.solve(solved_away);
  const double shift = linear::dot(away, solved_away);
  double raw = 0;
  for (std::size_t i = 0; i < n; ++i) {
    raw += away[i] * away[i] / q.diagonal()[i];
  }
  return {(trace + logs + shift) / 2, 8 * eps * static_cast<double>(fp.columns + fq.columns + 4) * (size + raw)};
}

}  // namespace relent
