#include "covariance_gap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "relent/core/special.hpp"

#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double near = 0.05;  ///< where W - I is smaller, it is found from P - Q

/// W - I for I + e = W W^T: Cholesky's recursion with the unit matrix taken out, so that small e stay exact.
void cholesky_less_identity(matrix& e) {
  for (std::size_t i = 0; i < e.rows; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      e(i, j) = (e(i, j) - linear::dot(e.row(i).first(j), e.row(j).first(j))) / (1 + e(j, j));
    }
    const double left = e(i, i) - linear::squared_norm(e.row(i).first(i));
    e(i, i) = left / (1 + std::sqrt(1 + left));
    std::fill(&e(i, i) + 1, &e(i, 0) + e.columns, 0.0);
  }
}

void subtract_identity(matrix& m) {
  for (std::size_t i = 0; i < m.rows; ++i) {
    m(i, i) -= 1;
  }
}

}  // namespace

matrix whitened_difference(const matrix& p, const matrix& q, const matrix& q_factor) {
  matrix out = p;
  for (std::size_t k = 0; k < out.values.size(); ++k) {
    out.values[k] -= q.values[k];
  }
  return linear::whitened(q_factor, std::move(out));
}

double scaled_condition(const matrix& covariance, const matrix& factor) {
  const std::size_t n = covariance.rows;
  std::vector<double> sd(n), sums(n);
  for (std::size_t i = 0; i < n; ++i) {
    sd[i] = std::sqrt(covariance(i, i));
  }
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<const double> row = covariance.row(i);
    const double share = 1 / sd[i];
    for (std::size_t j = 0; j < n; ++j) {
      sums[j] += std::abs(row[j]) * share;
    }
  }
  double norm = 0;
  for (std::size_t i = 0; i < n; ++i) {
    norm = std::max(norm, sums[i] / sd[i]);
  }
  return norm * linear::inverse_norm(factor, sd);
}

covariance_gap gap_between(const matrix& p, const matrix& p_factor, const matrix& q, const matrix& q_factor) {
  const auto n = static_cast<double>(p.rows);
  const double condition = scaled_condition(q, q_factor);
  matrix w = linear::solve_lower_for_lower(q_factor, p_factor);
  subtract_identity(w);
  const bool close = linear::squared_norm(w.values) < near * near;
  if (close) {
    w = whitened_difference(p, q, q_factor);
    cholesky_less_identity(w);
  }
  double square = linear::squared_norm(w.values), diagonal = 0, logs = 0, curves = 0;
  for (std::size_t i = 0; i < w.rows; ++i) {
    diagonal += w(i, i);
    logs += std::log1p(w(i, i));
    curves -= log1pmx(w(i, i));
  }
  const double excess = square + 2 * curves, trace = square + 2 * diagonal;
  const double share = 2 * n * eps * (close ? condition : condition + scaled_condition(p, p_factor));
  return {excess, trace, 2 * logs, share * (close ? 2 * excess : excess + std::abs(trace) + 2 * n) + 8 * eps * excess,
          condition};
}

}  // namespace relent
