#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr int most_steps = 20'000;
constexpr double settled = 1e-10;
constexpr double least_share = 1e-9;  ///< of a coordinate's variance that its own part must keep

/// The leading eigenvectors, each by the root of what its eigenvalue has above the mean of the rest.
matrix leading_factors(const matrix& covariance, std::size_t k) {
  const std::size_t n = covariance.rows;
  const linear::eigen found = linear::symmetric_eigen(covariance);
  double rest = 0;
  for (std::size_t i = 0; i + k < n; ++i) {
    rest += found.values[i] / static_cast<double>(n - k);
  }
  matrix out(n, k);
  for (std::size_t j = 0; j < k; ++j) {
    const double size = std::sqrt(std::max(found.values[n - 1 - j] - rest, 1e-3 * found.values[n - 1 - j]));
    for (std::size_t i = 0; i < n; ++i) {
      out(i, j) = size * found.vectors(n - 1 - j, i);
    }
  }
  return out;
}

/// Minus twice the mean log likelihood, but for constants: log det C + tr(C^-1 S).
double badness(const mvnormal_low_rank& model, const matrix& s) {
  double trace = 0;
  std::vector<double> column(s.rows);
  for (std::size_t j = 0; j < s.rows; ++j) {
    std::ranges::copy(s.row(j), column.begin());
    model.solve(column);
    trace += column[j];
  }
  return model.log_determinant() + trace;
}

/// One step of EM on the covariance s of the data.
mvnormal_low_rank improved(const mvnormal_low_rank& model, const matrix& s) {
  const std::size_t n = s.rows, k = model.factor().columns;
  matrix b(n, k);  // C^-1 F
  std::vector<double> column(n);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      column[i] = model.factor()(i, j);
    }
    model.solve(column);
    for (std::size_t i = 0; i < n; ++i) {
      b(i, j) = column[i];
    }
  }
  const matrix sb = linear::product(s, b);            // E[x z^T]
  matrix second = linear::transposed_product(b, sb);  // E[z z^T] = I - F^T b + b^T S b
  const matrix taken = linear::transposed_product(model.factor(), b);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      second(i, j) += (i == j ? 1 : 0) - taken(i, j);
    }
  }
  matrix root = second;
  if (!linear::cholesky(root)) {
    refuse_fit(mvnormal_low_rank::name, "two of the common factors have become one; ask for fewer");
  }
  const matrix factor = linear::product(sb, linear::inverse_of(root));
  std::vector<double> diagonal(n);
  for (std::size_t i = 0; i < n; ++i) {
    diagonal[i] = s(i, i) - linear::dot(factor.row(i), sb.row(i));
    if (!(diagonal[i] > least_share * s(i, i))) {
      refuse_fit(mvnormal_low_rank::name,
                 fmt::format("the common factors explain column {} wholly, no variance is left for it alone", i));
    }
  }
  return {model.mean(), factor, std::move(diagonal)};
}

}  // namespace

mvnormal_low_rank mvnormal_low_rank::fit(const matrix& rows, std::size_t factors) {
  joint::check_rows(name, rows);
  const std::size_t n = rows.columns;
  if (factors < 1 || factors >= n) {
    throw bad_value(name, "factors", std::nullopt, static_cast<double>(factors),
                    fmt::format("at least 1 and less than the {} column{}", n, n == 1 ? "" : "s"), errc::out_of_range);
  }
  joint::row_moments found = joint::moments_of(rows);
  joint::refuse_collinear(name, found.covariance);
  matrix factor = leading_factors(found.covariance, factors);
  std::vector<double> diagonal(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double common = linear::squared_norm(factor.row(i));
    diagonal[i] = std::max(found.covariance(i, i) - common, 0.1 * found.covariance(i, i));
  }
  mvnormal_low_rank best(std::move(found.mean), std::move(factor), std::move(diagonal));
  double before = badness(best, found.covariance);
  for (int step = 0; step < most_steps; ++step) {
    best = improved(best, found.covariance);
    const double now = badness(best, found.covariance);
    if (before - now < settled) {
      break;
    }
    before = now;
  }
  return best;
}

}  // namespace relent
