#include "relent/estimate/goodness_of_fit.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"

#include "measure/golden_file.hpp"

namespace relent {
namespace {

TEST(GoodnessOfFit, KolmogorovsDistributionIsThatOfCounting) {
  std::size_t cases = 0;
  for (const auto& fields : test::golden_lines("kolmogorov")) {
    const auto n = static_cast<std::size_t>(std::stoul(fields[0]));
    const double d = std::stod(fields[1]), want = std::stod(fields[2]);
    EXPECT_NEAR(kolmogorov_p_value(d, n), want, 1e-10 * want + 1e-14) << n << ' ' << d;
    ++cases;
  }
  EXPECT_GT(cases, 30U);
}

TEST(GoodnessOfFit, TheLimitMeetsTheExactValues) {
  for (const double x : {0.4, 0.8, 1.2, 1.8}) {
    const double d = x / std::sqrt(1000.0);
    // From 1,000 to 1,001 observations the way changes, the distribution hardly.
    EXPECT_NEAR(kolmogorov_p_value(d, 1000), kolmogorov_p_value(x / std::sqrt(1001.0), 1001), 2e-5) << x;
  }
}

TEST(GoodnessOfFit, BeyondTheExactValuesTheErrorIsAsSaid) {
  struct row {
    std::size_t n;
    double d, p;  // by SciPy 1.17's kstwo.sf, which is exact
  };
  for (const row& r : {row{1500, 0.015492, 0.8586239414138187}, row{2000, 0.022361, 0.26601942714783655},
                       row{2000, 0.038013, 0.0060157613617183355}, row{50000, 0.003578, 0.5428263419609953}}) {
    EXPECT_NEAR(kolmogorov_p_value(r.d, r.n), r.p, 0.03 / static_cast<double>(r.n)) << r.n << ' ' << r.d;
  }
}

TEST(GoodnessOfFit, AndersonDarlingsLimitIsThatOfItsSeries) {
  for (const auto& fields : test::golden_lines("anderson_darling")) {
    const double z = std::stod(fields[0]), want = std::stod(fields[1]);
    EXPECT_NEAR(anderson_darling_p_value(z, std::size_t{1} << 50U), want, 1e-12) << z;
  }
  double last = 1;
  for (double a = 0.1; a < 40; a += 0.05) {
    const double p = anderson_darling_p_value(a, 100);
    EXPECT_LE(p, last * 1.02) << a;
    last = p;
  }
}

TEST(GoodnessOfFit, StatisticsByHand) {
  const goodness_of_fit got = goodness_of_fit_to(std::vector<double>{0.5, 0.25}, uniform(0, 1));
  EXPECT_NEAR(got.kolmogorov.statistic, 0.5, 1e-15);
  const double sum = (std::log(0.25) + std::log(0.5)) + 3 * (std::log(0.5) + std::log(0.75));
  EXPECT_NEAR(got.anderson_darling.statistic, -2 - sum / 2, 1e-14);
}

TEST(GoodnessOfFit, PValuesAreUniformWhereTheDataFit) {
  int kolmogorov = 0, anderson_darling = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    const goodness_of_fit got = goodness_of_fit_to(sample(normal(3, 2), 20, seed, 1), normal(3, 2));
    kolmogorov += got.kolmogorov.p_value <= 0.1 ? 1 : 0;
    anderson_darling += got.anderson_darling.p_value <= 0.1 ? 1 : 0;
  }
  EXPECT_NEAR(kolmogorov, 200, 40);  // three standard deviations
  EXPECT_NEAR(anderson_darling, 200, 40);
}

TEST(GoodnessOfFit, WhatDoesNotFitIsSeen) {
  const goodness_of_fit got = goodness_of_fit_to(sample(normal(0, 1.5), 500, 4, 1), normal(0, 1));
  EXPECT_LT(got.kolmogorov.p_value, 1e-3);
  EXPECT_LT(got.anderson_darling.p_value, 1e-6);
  EXPECT_GT(got.anderson_darling.p_value, 0);
  const goodness_of_fit outside = goodness_of_fit_to(std::vector<double>{0.5, 2}, uniform(0, 1));
  EXPECT_EQ(outside.anderson_darling.statistic, std::numeric_limits<double>::infinity());
  EXPECT_EQ(outside.anderson_darling.p_value, 0);
  EXPECT_THROW(static_cast<void>(goodness_of_fit_to(std::vector<double>{1}, poisson(1))), error);
  EXPECT_THROW(static_cast<void>(goodness_of_fit_to(std::vector<double>{}, normal(0, 1))), error);
}

}  // namespace
}  // namespace relent
