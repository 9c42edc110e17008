#include "divergence/covariance_gap.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"

#include "linear/dense.hpp"
#include "linear/triangular_blocks.hpp"

namespace relent {
namespace {

using wide = long double;

/// A lower factor of a covariance, and the traces and determinants made of such, in 64 bits' precision.
struct wide_matrix {
  std::size_t n;
  std::vector<wide> values = std::vector<wide>(n * n);
  wide& operator()(std::size_t i, std::size_t j) { return values[i * n + j]; }
  wide operator()(std::size_t i, std::size_t j) const { return values[i * n + j]; }
};

wide_matrix factor_of(const matrix& a) {
  wide_matrix out{a.rows};
  for (std::size_t i = 0; i < out.n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      wide left = a(i, j);
      for (std::size_t k = 0; k < j; ++k) {
        left -= out(i, k) * out(j, k);
      }
      out(i, j) = i == j ? std::sqrt(left) : left / out(j, j);
    }
  }
  return out;
}

struct wide_gap {
  wide excess = 0, trace = 0, logs = 0;
};

/// tr M - n - log det M and its parts, for M = Lq^-1 P Lq^-T.
wide_gap gap_of(const matrix& p, const matrix& q) {
  const wide_matrix lp = factor_of(p), lq = factor_of(q);
  wide_matrix w{p.rows};
  wide_gap out;
  for (std::size_t j = 0; j < w.n; ++j) {
    for (std::size_t i = j; i < w.n; ++i) {
      wide left = lp(i, j);
      for (std::size_t k = j; k < i; ++k) {
        left -= lq(i, k) * w(k, j);
      }
      w(i, j) = left / lq(i, i);
      out.trace += w(i, j) * w(i, j);
    }
    out.trace -= 1;
    out.logs += 2 * std::log(w(j, j));
  }
  out.excess = out.trace - out.logs;
  return out;
}

/// A random covariance whose eigenvalues span so many powers of ten, its coordinates of sizes that span as many more.
matrix random_covariance(std::size_t n, double powers, double sizes, counter_stream& stream) {
  matrix a(n, n);
  for (double& v : a.values) {
    v = stream.normal();
  }
  const matrix axes = linear::symmetric_eigen(linear::product_transposed(a, a)).vectors;
  matrix out(n, n);
  std::vector<double> sd(n), root(n);
  for (std::size_t k = 0; k < n; ++k) {
    root[k] = std::pow(10, powers * (stream.uniform() - 0.5));
    sd[k] = std::pow(10, sizes * (stream.uniform() - 0.5));
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += root[k] * axes(k, i) * axes(k, j);
      }
      out(i, j) = out(j, i) = sd[i] * sd[j] * sum;
    }
  }
  return out;
}

TEST(CovarianceGap, RandomPairsKeepTheirErrors) {
  counter_stream stream(11, 0);
  double nearest = 0;
  for (const std::size_t n : {1U, 2U, 3U, 7U, 9U, 20U, 33U, 64U, 130U}) {
    for (const double powers : {0.5, 3.0, 8.0}) {
      for (int repeat = 0; repeat < (n < 60 ? 8 : 2); ++repeat) {
        SCOPED_TRACE(n);
        const matrix p = random_covariance(n, powers, 3, stream), q = random_covariance(n, powers, 3, stream);
        const factored_covariance from("test", "p", p, n), to("test", "q", q, n);
        const covariance_gap found = gap_between(from, to);
        const wide_gap want = gap_of(p, q);
        const auto off = [&](double value, wide exact, double error) {
          const double apart = std::abs(static_cast<double>(static_cast<wide>(value) - exact));
          EXPECT_LE(apart, error) << "powers " << powers;
          nearest = std::max(nearest, apart / error);
        };
        off(found.excess, want.excess, found.excess_error);
        off(found.trace, want.trace, found.trace_error + 4e-16 * std::abs(found.trace));
        off(found.log_determinant, want.logs, found.log_error);
        if (powers < 1) {
          EXPECT_LE(found.excess_error, 1e-11 * static_cast<double>(n) * found.excess);
        }
      }
    }
  }
  // Bounds that nothing comes near would say little.
  EXPECT_GT(nearest, 1e-3);
  RecordProperty("nearest", std::to_string(nearest));
}

TEST(CovarianceGap, NearlyTheSameKeepsItsDigits) {
  counter_stream stream(12, 0);
  for (const std::size_t n : {3U, 12U, 40U}) {
    const matrix q = random_covariance(n, 2, 2, stream);
    matrix p = q;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        p(i, j) = p(j, i) = q(i, j) + 1e-6 * stream.normal() * std::sqrt(q(i, i) * q(j, j));
      }
    }
    const covariance_gap found = gap_between(factored_covariance("test", "p", p, n), {"test", "q", q, n});
    EXPECT_LE(found.excess_error, 1e-9 * found.excess);
    // tr M - n - log det M = |M - I|^2 / 2 - ..., here to the first digits only.
    const double size =
        linear::squared_norm(whitened_difference(factored_covariance("test", "p", p, n), {"test", "q", q, n}).values);
    EXPECT_NEAR(found.excess, size / 2, 1e-3 * size);
  }
}

TEST(CovarianceGap, FactorsAndQuotientsOfEverySize) {
  counter_stream stream(13, 0);
  for (const std::size_t n : {1U, 7U, 8U, 9U, 31U, 32U, 33U, 127U, 128U, 129U, 200U}) {
    SCOPED_TRACE(n);
    for (const double powers : {1.0, 9.0}) {  // blocks that may be inverted, and others
      const matrix q = random_covariance(n, powers, 1, stream), p = random_covariance(n, 1, 1, stream);
      matrix lower = q;
      ASSERT_TRUE(linear::cholesky(lower));
      const matrix back = linear::product_transposed(lower, lower);
      matrix kept = q;
      ASSERT_TRUE(linear::cholesky_below(kept));
      matrix other = p;
      ASSERT_TRUE(linear::cholesky(other));
      const matrix quotient = linear::solve_lower_for_lower(kept, other);
      const matrix again = linear::product(lower, quotient), turned = linear::transposed(quotient);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          EXPECT_NEAR(back(i, j), q(i, j), 1e-14 * static_cast<double>(n + 8) * std::sqrt(q(i, i) * q(j, j)));
          EXPECT_EQ(kept(i, j), j > i ? q(i, j) : lower(i, j));
          EXPECT_EQ(j > i ? quotient(i, j) : 0, 0);
          const double row = std::sqrt(q(i, i) * linear::squared_norm(turned.row(j)));
          EXPECT_NEAR(again(i, j), other(i, j), 1e-13 * static_cast<double>(n + 8) * row);
        }
      }
    }
  }
}

TEST(CovarianceGap, WhatIsNoCovarianceIsRefused) {
  matrix m = linear::identity(40);
  m(39, 2) = 1e-3;
  EXPECT_THROW(factored_covariance("test", "m", m, 40), error);
  m(2, 39) = 1e-3 + 1e-16;  // within the tolerance: the two are evened out
  const factored_covariance even("test", "m", m, 40);
  EXPECT_EQ(even(39, 2), even(2, 39));
  EXPECT_NEAR(even.covariance()(2, 39), 1e-3, 1e-16);
  m(39, 39) = std::nan("");
  EXPECT_THROW(factored_covariance("test", "m", m, 40), error);
  matrix endless = linear::identity(40);
  endless(39, 2) = endless(2, 39) = std::numeric_limits<double>::infinity();
  try {
    (void)factored_covariance("test", "m", endless, 40);
    ADD_FAILURE() << "an infinite covariance";
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("m[2][39] = inf"), std::string::npos) << e.what();
  }
  EXPECT_THROW(factored_covariance("test", "m", matrix(40, 40), 40), error);
}

}  // namespace
}  // namespace relent
