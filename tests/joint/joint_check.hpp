#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent::test {

/// Draws lie in the space, have the density's mean, covariance and entropy within five standard errors, and do not
/// depend on the number of threads.
inline void check_draws(const joint_distribution& d, std::int64_t count = 20000) {
  SCOPED_TRACE(d.text());
  const matrix rows = sample(d, count, 11, 2);
  EXPECT_EQ(rows, sample(d, count, 11, 1));
  const std::size_t n = d.space().size;
  ASSERT_EQ(rows.columns, n);
  const auto m = static_cast<double>(count);
  std::vector<double> sum(n);
  double log_sum = 0, log_square = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    ASSERT_TRUE(d.space().contains(rows.row(i))) << i;
    const double log_density = d.log_density(rows.row(i));
    ASSERT_TRUE(std::isfinite(log_density)) << i;
    log_sum += log_density;
    log_square += log_density * log_density;
    for (std::size_t j = 0; j < n; ++j) {
      sum[j] += rows(i, j);
    }
  }
  const std::vector<double> mean = d.mean();
  const matrix covariance = d.covariance();
  for (std::size_t j = 0; j < n; ++j) {
    EXPECT_NEAR(sum[j] / m, mean[j], 5 * std::sqrt(covariance(j, j) / m) + 1e-12) << j;
    for (std::size_t k = 0; k < n; ++k) {
      double product = 0, square = 0;
      for (std::size_t i = 0; i < rows.rows; ++i) {
        const double v = (rows(i, j) - mean[j]) * (rows(i, k) - mean[k]);
        product += v;
        square += v * v;
      }
      const double se = std::sqrt((square / m - product / m * product / m) / m);
      EXPECT_NEAR(product / m, covariance(j, k), 6 * se + 1e-12) << j << ' ' << k;
    }
  }
  if (std::isfinite(d.entropy())) {
    const double se = std::sqrt(std::max(log_square / m - log_sum / m * log_sum / m, 0.0) / m);
    EXPECT_NEAR(-log_sum / m, d.entropy(), 5 * se + 1e-9);
  }
}

inline double mean_log_likelihood(const joint_distribution& d, const matrix& rows) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    sum += d.log_density(rows.row(i));
  }
  return sum / static_cast<double>(rows.rows);
}

/// The message of what `make` throws, or "nothing".
template <class Make>
std::string refusal(const Make& make) {
  try {
    make();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace relent::test
