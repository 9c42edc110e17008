#include "relent/estimate/weighted.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"

#include "estimate/series.hpp"
#include "estimate/weights.hpp"

namespace relent::of_weights {
namespace {

const double normal_entropy = 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);

std::vector<double> normals(std::int64_t n, std::uint64_t seed) {
  return sample(parse_distribution("normal(0, 1)"), n, seed, 1);
}

/// An AR(1) with this correlation of neighbours, standard normal.
std::vector<double> series(std::int64_t n, double correlation) {
  std::vector<double> out = normals(n, 3);
  for (std::size_t i = 1; i < out.size(); ++i) {
    out[i] = correlation * out[i - 1] + std::sqrt(1 - correlation * correlation) * out[i];
  }
  return out;
}

TEST(Weighted, EffectiveNumbersAreKishs) {
  EXPECT_DOUBLE_EQ(estimating::effective_number(std::vector<double>{2, 2, 2}), 3);
  EXPECT_DOUBLE_EQ(estimating::effective_number(std::vector<double>{3, 1}), 16.0 / 10);
  EXPECT_DOUBLE_EQ(estimating::effective_number(std::vector<double>{1e300, 1e300}), 2);
}

TEST(Weighted, AutocorrelationTimesAreThoseOfTheirProcess) {
  EXPECT_NEAR(estimating::autocorrelation_time(series(200'000, 0.8)), 9, 0.5);  // (1 + r) / (1 - r)
  EXPECT_NEAR(estimating::autocorrelation_time(series(200'000, 0)), 1, 0.05);
  EXPECT_EQ(estimating::autocorrelation_time(series(200'000, -0.5)), 1);
  EXPECT_EQ(estimating::autocorrelation_time(std::vector<double>(100, 7.0)), 1);
}

TEST(Weighted, TheCrossEntropyIsAWeightedMean) {
  observations x = observed(std::vector<double>{0, 1, 3}, {2, 1, 1});
  const distribution q = parse_distribution("exponential(2)");  // -log q = 2 x - log 2
  EXPECT_NEAR(cross_entropy_of(x, q).value, 2 - std::numbers::ln2, 1e-15);
  x.rows(2, 0) = -1;
  const estimate outside = cross_entropy_of(x, q);
  EXPECT_EQ(outside.value, std::numeric_limits<double>::infinity());
  EXPECT_EQ(outside.notes.at(0), "exponential(2) has no density at -1, which was observed");
  x.weights[2] = 0;
  EXPECT_TRUE(std::isfinite(cross_entropy_of(x, q).value));
}

TEST(Weighted, EntropiesAreThoseOfTheWeightedLaw) {
  const distribution law = parse_distribution("normal(0, 1)"), wide = parse_distribution("normal(0, 1.5)");
  observations x = observed(sample(wide, 1500, 5, 1));
  for (const double v : x.rows.values) {
    x.weights.push_back(std::exp(law.log_density(v) - wide.log_density(v)));
  }
  const estimate found = entropy_by_ratio(x);
  EXPECT_NEAR(found.value, normal_entropy, 0.1);
  EXPECT_LT(found.interval->lower, normal_entropy);
  EXPECT_GT(found.interval->upper, normal_entropy);
}

TEST(Weighted, EntropiesOfSeriesHaveWiderIntervals) {
  observations x = observed(series(1500, 0.9));
  const estimate taken_for_independent = entropy_by_ratio(x);
  x.serial = true;
  const estimate found = entropy_by_ratio(x);
  EXPECT_GT(*found.standard_error, 1.5 * *taken_for_independent.standard_error);
  EXPECT_LT(found.interval->lower, normal_entropy);
  EXPECT_GT(found.interval->upper, normal_entropy);
}

TEST(Weighted, RowsOfSeveralNumbersHaveAnEntropyToo) {
  const auto law = std::get<joint_distribution>(parse_any_distribution("mvnormal([0, 0], [[1, 0.8], [0.8, 1]])"));
  const estimate found = entropy_by_ratio({.rows = sample(law, 1000, 7, 1)});
  const double truth = 2 * normal_entropy + 0.5 * std::log(1 - 0.64);
  EXPECT_NEAR(found.value, truth, 0.15);
  EXPECT_LT(found.interval->lower, truth);
  EXPECT_GT(found.interval->upper, truth);
}

TEST(Weighted, AnAtomIsRefused) {
  try {
    static_cast<void>(entropy_by_ratio(observed(std::vector<double>(50, 2.0))));
    ADD_FAILURE() << "answered";
  } catch (const error& e) {
    EXPECT_EQ(std::string(e.what()),
              "entropy_by_ratio: column 0 has half of its values at 2: an atom, where a density has none");
  }
}

}  // namespace
}  // namespace relent::of_weights
