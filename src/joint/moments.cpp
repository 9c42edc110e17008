#include "joint/moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "distribution/checks.hpp"
#include "linear/dense.hpp"

namespace relent::joint {

row_moments moments_of(const matrix& rows, std::span<const double> weights) {
  const std::size_t n = rows.columns;
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  double total = 0;
  std::vector<double> mean(n);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    total += weight(i);
    for (std::size_t j = 0; j < n; ++j) {
      mean[j] += weight(i) * (rows(i, j) - mean[j]) / total;
    }
  }
  matrix away(rows.rows, n);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const double share = std::sqrt(weight(i) / total);
    for (std::size_t j = 0; j < n; ++j) {
      away(i, j) = share * (rows(i, j) - mean[j]);
    }
  }
  return {std::move(mean), linear::transposed_product(away, away)};
}

void refuse_collinear(std::string_view family, const matrix& covariance) {
  const std::size_t n = covariance.rows;
  for (std::size_t j = 0; j < n; ++j) {
    if (!(covariance(j, j) > 0)) {
      refuse_fit(family, fmt::format("column {} is constant", j));
    }
  }
  matrix correlation(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      correlation(i, j) = covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
    }
  }
  const std::vector<double> values = linear::symmetric_eigenvalues(std::move(correlation));
  const double least = static_cast<double>(n) * 16 * std::numeric_limits<double>::epsilon();
  const auto rank = std::ranges::count_if(values, [&](double v) { return v > least; });
  if (rank < std::ssize(values)) {
    refuse_fit(family, fmt::format("the {} columns are collinear, they vary in {} direction{} only", n, rank,
                                   rank == 1 ? "" : "s"));
  }
}

}  // namespace relent::joint
