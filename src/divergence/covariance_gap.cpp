#include "covariance_gap.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "relent/core/special.hpp"

#include "linear/dense.hpp"
#include "linear/triangular_blocks.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double near = 0.05;  ///< where W - I is smaller, it is found from P - Q
constexpr std::size_t most_probes = 8;

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

/// Columns whose outer products add up to about the unit matrix: exactly for few rows, else independent numbers of
/// variance 1, evenly spread. (Signs alone would miss a pair of coordinates that move as one too often.)
matrix probes_of(std::size_t n) {
  if (n <= most_probes) {
    return linear::identity(n);
  }
  matrix out(n, most_probes);
  const double width = std::sqrt(12.0 / most_probes);
  std::uint64_t state = 0x9e3779b97f4a7c15U;
  for (double& v : out.values) {
    state = state * 6364136223846793005U + 1442695040888963407U;  // Knuth's multiplier; the upper bits are good
    v = width * (static_cast<double>(state >> 11U) * 0x1p-53 - 0.5);
  }
  return out;
}

/// D R in the columns from `left` on, D the standard deviations of `scale`.
void place_scaled(const matrix& probes, const factored_covariance& scale, matrix& out, std::size_t left) {
  for (std::size_t i = 0; i < out.rows; ++i) {
    const double sd = std::sqrt(scale.variances()[i]);
    for (std::size_t j = 0; j < probes.columns; ++j) {
      out(i, left + j) = sd * probes(i, j);
    }
  }
}

/// What traces of Q^-1 and P^-1 say of the errors.
struct sensitivity {
  matrix solved;         ///< Lq^-1 [Dq R, Dp R]
  double own, other, p;  ///< tr Dq Q^-1 Dq, tr Dp Q^-1 Dp, tr Dp P^-1 Dp
};

sensitivity sensitivity_of(const factored_covariance& p, const factored_covariance& q,
                           const linear::panel_solver& by_q) {
  const matrix probes = probes_of(q.size());
  const std::size_t count = probes.columns;
  sensitivity out{matrix(q.size(), 2 * count), 0, 0, 0};
  place_scaled(probes, q, out.solved, 0);
  place_scaled(probes, p, out.solved, count);
  by_q.solve(0, 2 * count, false, out.solved.values);
  for (std::size_t i = 0; i < q.size(); ++i) {
    out.own += linear::squared_norm(out.solved.row(i).first(count));
    out.other += linear::squared_norm(out.solved.row(i).subspan(count));
  }
  matrix there(p.size(), count);
  place_scaled(probes, p, there, 0);
  linear::solve_lower(p.lower(), there);
  out.p = linear::squared_norm(there.values);
  return out;
}

/// Sums over the elements of W = Lq^-1 Lp.
struct quotient_sums {
  double square = 0;                          ///< of W - I, all elements
  double diagonal = 0, logs = 0, curves = 0;  ///< of W - I, log W and log W - W + 1 on the diagonal, the last negated
  double off_logs = 0;                        ///< |log W|

  /// An element and what it is above 1, whichever is the exact one.
  void see_diagonal(double element, double less_one) {
    diagonal += less_one;
    const double log = element < 0.5 ? std::log(element) : std::log1p(less_one);
    logs += log;
    off_logs += std::abs(log);
    curves += element < 0.5 ? less_one - log : -log1pmx(less_one);
  }
  void see_triangle(const matrix& w) {
    square += linear::squared_norm(w.values);
    for (std::size_t i = 0; i < w.rows; ++i) {
      see_diagonal(1 + w(i, i), w(i, i));
    }
  }
};

}  // namespace

matrix whitened_difference(const factored_covariance& p, const factored_covariance& q) {
  matrix out(p.size(), p.size());
  for (std::size_t i = 0; i < out.rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      out(i, j) = out(j, i) = p(j, i) - q(j, i);
    }
  }
  return linear::whitened(q.lower(), std::move(out));
}

double scaled_condition(const factored_covariance& covariance) {
  const std::size_t n = covariance.size();
  std::vector<double> sd(n), sums(n);
  std::ranges::transform(covariance.variances(), sd.begin(), [](double v) { return std::sqrt(v); });
  for (std::size_t i = 0; i < n; ++i) {
    sums[i] += sd[i];
    for (std::size_t j = i + 1; j < n; ++j) {
      const double size = std::abs(covariance(i, j));
      sums[i] += size / sd[j];
      sums[j] += size / sd[i];
    }
  }
  double norm = 0;
  for (std::size_t i = 0; i < n; ++i) {
    norm = std::max(norm, sums[i] / sd[i]);
  }
  return norm * linear::inverse_norm(covariance.lower(), sd);
}

covariance_gap gap_between(const factored_covariance& p, const factored_covariance& q) {
  const auto n = static_cast<double>(p.size());
  const linear::panel_solver by_q(q.lower());
  const sensitivity by = sensitivity_of(p, q, by_q);
  quotient_sums sums;
  double turned = 0;  // tr Dq Q^-1 P Q^-1 Dq
  by_q.each_panel(p.lower(), [&](std::size_t left, std::size_t columns, std::span<double> values) {
    const matrix& y = by.solved;
    turned += linear::squared_norm_of_product(values, columns, &y.values[left * y.columns], y.columns, y.columns / 2);
    for (std::size_t j = 0; j < columns; ++j) {
      double& element = values[j * (columns + 1)];
      sums.see_diagonal(element, element - 1);
      element -= 1;
    }
    sums.square += linear::squared_norm(values);
  });
  const double share = 2 * (n + 8) * eps;  // small ones have roundings beside those of sums
  const bool close = sums.square < near * near;
  if (close) {
    matrix w = whitened_difference(p, q);
    cholesky_less_identity(w);
    sums = {};
    sums.see_triangle(w);
  }
  const double excess = sums.square + 2 * sums.curves, trace = sums.square + 2 * sums.diagonal;
  const double log_error = share * (by.own + by.p) + 4 * eps * sums.off_logs;
  const double trace_error = share * (turned + by.other + trace + n);
  if (close) {
    const double of_itself = 2 * share * by.own + 8 * eps;
    return {excess,
            trace,
            2 * sums.logs,
            of_itself * excess,
            of_itself * (std::abs(trace) + sums.square),
            of_itself * (2 * sums.off_logs)};
  }
  return {excess, trace, 2 * sums.logs, trace_error + log_error + 8 * eps * excess, trace_error, log_error};
}

squared_distance distance_between(std::vector<double> m, const factored_covariance& q) {
  linear::solve_lower(q.lower(), m);
  const double value = linear::squared_norm(m);
  linear::solve_lower_transposed(q.lower(), m);
  double sum = 0;
  for (std::size_t i = 0; i < m.size(); ++i) {
    sum += std::sqrt(q.variances()[i]) * std::abs(m[i]);
  }
  const auto n = static_cast<double>(m.size());
  return {value, eps * ((n + 2) * sum * sum + 4 * value)};
}

}  // namespace relent
