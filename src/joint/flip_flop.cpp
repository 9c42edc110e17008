#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/joint/matrix_normal.hpp"

#include "distribution/checks.hpp"
#include "joint/checks.hpp"
#include "joint/moments.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr int most_turns = 10'000;
constexpr double settled = 1e-11;

[[noreturn]] void refuse_few(std::size_t count) {
  refuse_fit(matrix_normal::name, fmt::format("{} matri{} are too few, or too much alike, to tell both covariances",
                                              count, count == 1 ? "x" : "ces"));
}

matrix factor_of(const matrix& covariance, std::size_t count) {
  matrix factor = covariance;
  bool sound = linear::cholesky(factor);
  for (std::size_t i = 0; i < factor.rows; ++i) {  // what a row has of its own, beside those before it
    sound = sound && factor(i, i) * factor(i, i) > 1e-13 * covariance(i, i);
  }
  if (!sound) {
    refuse_few(count);
  }
  return factor;
}

/// Mean of A V^-1 A^T over the deviations A, divided by their columns: the rows' covariance for a columns' one of V.
matrix side_of(const std::vector<matrix>& deviations, const matrix& other_factor, bool turned) {
  const std::size_t n = turned ? deviations.front().columns : deviations.front().rows;
  const auto across = static_cast<double>(turned ? deviations.front().rows : deviations.front().columns);
  matrix out(n, n);
  for (const matrix& a : deviations) {
    matrix half(turned ? a.rows : a.columns, n);  // L^-1 A, or L^-1 A^T
    for (std::size_t i = 0; i < a.rows; ++i) {
      for (std::size_t j = 0; j < a.columns; ++j) {
        (turned ? half(i, j) : half(j, i)) = a(i, j);
      }
    }
    linear::solve_lower(other_factor, half);
    const matrix part = linear::transposed_product(half, half);
    for (std::size_t k = 0; k < out.values.size(); ++k) {
      out.values[k] += part.values[k] / (across * static_cast<double>(deviations.size()));
    }
  }
  return out;
}

}  // namespace

matrix_normal matrix_normal::fit(const matrix& rows, std::size_t r) {
  joint::check_rows(name, rows);
  if (r == 0 || rows.columns % r != 0) {
    throw error(errc::shape_mismatch, name,
                fmt::format("rows of {} numbers are no matrices of {} rows", rows.columns, r));
  }
  const std::size_t c = rows.columns / r;
  const joint::row_moments found = joint::moments_of(rows);
  std::vector<matrix> deviations;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    deviations.emplace_back(r, c);
    std::ranges::transform(rows.row(i), found.mean, deviations.back().values.begin(), std::minus{});
  }
  matrix row_side = linear::identity(r), column_side;
  double before = 0;
  for (int turn = 0; turn < most_turns; ++turn) {
    column_side = side_of(deviations, factor_of(row_side, rows.rows), true);
    const matrix column_factor = factor_of(column_side, rows.rows);
    row_side = side_of(deviations, column_factor, false);
    const matrix row_factor = factor_of(row_side, rows.rows);
    // With the rows' side just fitted the distances are their expectation, and the determinants say all.
    const double now = -0.5 * (static_cast<double>(c) * linear::log_determinant(row_factor) +
                               static_cast<double>(r) * linear::log_determinant(column_factor));
    if (turn > 0 && now - before < settled) {
      break;
    }
    before = now;
  }
  double scale = 0;
  for (std::size_t i = 0; i < r; ++i) {
    scale += row_side(i, i) / static_cast<double>(r);
  }
  std::ranges::transform(row_side.values, row_side.values.begin(), [scale](double v) { return v / scale; });
  std::ranges::transform(column_side.values, column_side.values.begin(), [scale](double v) { return v * scale; });
  matrix mean(r, c);
  mean.values = found.mean;
  return {std::move(mean), std::move(row_side), std::move(column_side)};
}

}  // namespace relent
