#include "relent/estimate/sample_divergence.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/exponential.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "estimate/refusal.hpp"

namespace relent {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

std::vector<double> drawn(const distribution& from, std::int64_t n, std::uint64_t seed) {
  return sample(from, n, seed);
}

TEST(SampleDivergence, CrossEntropyIsTheMeanOfTheSurprise) {
  const std::vector<double> x{1, 3};
  const estimate got = sample_cross_entropy(x, exponential(0.5));  // surprise x/2 + log 2
  EXPECT_NEAR(got.value, 1 + std::log(2.0), 1e-15);
  EXPECT_EQ(got.method, method::plug_in);
  EXPECT_NEAR(*got.standard_error, 0.5, 1e-15);
  EXPECT_NEAR(got.interval->upper - got.value, 0.5 * 1.959963984540054, 1e-14);
  EXPECT_EQ(*got.level, 0.95);
  EXPECT_FALSE(sample_cross_entropy(std::vector<double>{2}, exponential(0.5)).interval);
}

TEST(SampleDivergence, TheEntropyIsThatOfTheSpacings) {
  // Six values, 0, 1, 3, 6, 10, 15: from three places below to three above each, cut at the ends.
  const std::vector<double> x{10, 0, 3, 15, 1, 6};
  double harmonic[6] = {};  // psi(7) - psi(c) = 1/c + ... + 1/6
  for (int c = 6; c > 0; --c) {
    harmonic[c - 1] = 1.0 / c + (c < 6 ? harmonic[c] : 0);
  }
  const double entropy = (std::log(6.0 * 10 * 15 * 15 * 14 * 12) + 2 * (harmonic[2] + harmonic[3] + harmonic[4])) / 6;
  const estimate got = sample_kl_divergence(x, uniform(-50, 150));
  EXPECT_NEAR(got.value, std::log(200.0) - entropy, 1e-14);
  EXPECT_EQ(got.method, method::knn);
  EXPECT_FALSE(got.interval);
  EXPECT_EQ(got.notes.back(), "6 observations are too few for an interval");
}

/// How many of 200 intervals hold the truth.
int covered(const distribution& p, const distribution& q, std::int64_t n) {
  const double truth = divergence_between("kl_divergence", p, q).value;
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const estimate got = sample_kl_divergence(drawn(p, n, seed), q);
    held += got.interval->lower <= truth && truth <= got.interval->upper ? 1 : 0;
  }
  return held;
}

TEST(SampleDivergence, IntervalsHoldTheTruth) {
  EXPECT_GE(covered(normal(0, 1), normal(1, 1.5), 500), 180);
  EXPECT_GE(covered(normal(0, 1), normal(0, 1), 500), 180);
  EXPECT_GE(covered(exponential(1), exponential(0.5), 300), 180);
}

TEST(SampleDivergence, IntervalsAreNoWiderThanTheyMustBe) {
  // The best any estimator can do: the spread of log p/q, here of 0.5 x (x - 4) + ..., over the root of n.
  const std::vector<double> x = drawn(normal(0, 1), 20'000, 3);
  const estimate got = sample_kl_divergence(x, normal(1, 1));
  EXPECT_NEAR(got.value, 0.5, 0.03);
  EXPECT_LT(*got.standard_error, 1.3 / std::sqrt(20'000.0));
  EXPECT_GT(*got.standard_error, 0.75 / std::sqrt(20'000.0));  // of 40 subsets
}

TEST(SampleDivergence, TheSameInEveryRunAndOrder) {
  std::vector<double> x = drawn(laplace(0, 1), 400, 5);
  const estimate a = sample_kl_divergence(x, normal(0, 1));
  std::ranges::reverse(x);
  const estimate b = sample_kl_divergence(x, normal(0, 1));
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.interval->lower, b.interval->lower);
}

TEST(SampleDivergence, AtomsAreSaidToBeSo) {
  std::vector<double> x = drawn(normal(0, 1), 100, 7);
  for (int i = 0; i < 5; ++i) {
    x.push_back(0.5);
  }
  EXPECT_LT(sample_kl_divergence(x, normal(0, 1)).value, 1);
  x.push_back(0.5);
  const estimate got = sample_kl_divergence(x, normal(0, 1));
  EXPECT_EQ(got.value, infinite);
  EXPECT_EQ(got.notes.front(), "0.5 occurs 6 times among values that do not repeat: an atom, where a density has none");
  const estimate few = sample_kl_divergence(std::vector<double>{0, 1, 1, 0, 0, 1, 1, 1, 0, 1}, normal(0, 1));
  EXPECT_EQ(few.value, infinite);
  EXPECT_EQ(few.notes.front(), "2 distinct values among 10 observations: atoms, where a density has none");
}

TEST(SampleDivergence, RoundedValuesAreComparedByTheirCells) {
  std::vector<double> x = drawn(normal(0, 1), 2000, 10);
  for (double& v : x) {
    v = std::round(v * 10) / 10;
  }
  const estimate got = sample_kl_divergence(x, normal(0.5, 1));
  EXPECT_NEAR(got.value, 0.125, 0.05);
  EXPECT_LE(got.interval->lower, 0.125);
  EXPECT_GE(got.interval->upper, 0.125);
  EXPECT_EQ(got.notes.front().substr(0, 61), "the values are multiples of 0.1: each was spread over its cel");
  // A step of the standard deviation: the cells' masses are compared, not the densities in their middles.
  for (double& v : x) {
    v = std::round(v);
  }
  const estimate coarse = sample_kl_divergence(x, normal(0, 1));
  EXPECT_LT(coarse.interval->lower, 0.01);
  EXPECT_LT(coarse.value, 0.03);
}

TEST(SampleDivergence, ValuesWithoutDensityAreNamed) {
  const std::vector<double> x{0.5, 2};
  EXPECT_EQ(sample_cross_entropy(x, uniform(0, 1)).value, infinite);
  const estimate got = sample_kl_divergence(x, uniform(0, 1));
  EXPECT_EQ(got.value, infinite);
  EXPECT_EQ(got.notes.front(), "uniform(0, 1) has no density at 2, which was observed");
}

TEST(SampleDivergence, RefusesWhatCannotBe) {
  const std::vector<double> none, one{1}, hole{1, std::nan("")};
  EXPECT_EQ(test::refusal([&] { return sample_cross_entropy(none, normal(0, 1)); }),
            "sample_cross_entropy: values: no values");
  EXPECT_EQ(test::refusal([&] { return sample_kl_divergence(one, normal(0, 1)); }),
            "sample_kl_divergence: values: one value has no neighbour; 2 are the least");
  EXPECT_EQ(test::refusal([&] { return sample_kl_divergence(hole, normal(0, 1)); }),
            "sample_kl_divergence: values[1] = nan, must be finite");
  EXPECT_EQ(test::refusal([&] { return sample_cross_entropy(one, poisson(1)); }),
            "sample_cross_entropy: poisson(1) has masses on whole numbers, no density");
  EXPECT_EQ(test::refusal([&] { return sample_cross_entropy(one, normal(0, 1), 1.5); }),
            "sample_cross_entropy: level = 1.5, must be between 0 and 1");
}

}  // namespace
}  // namespace relent
