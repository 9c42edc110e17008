#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/fit/fit.hpp"

namespace relent {
namespace {

fit_family bins(std::size_t count) {
  fit_family out;
  out.components = count;
  out.histogram = true;
  return out;
}

std::string histogram_refusal(const fit_target& target, const fit_family& family, const fit_options& how = {}) {
  try {
    static_cast<void>(fit(target, family, how));
  } catch (const error& e) {
    return e.what();
  }
  return "none";
}

TEST(HistogramFit, SharesOfEqualBinsAsNumpyCountsThem) {
  // numpy.histogram([0, 1, 1, 2, 3.5, 4], 4): 1, 2, 1, 2; an edge belongs to the bin above it, the last to the last.
  const fit_answer found = fit(observed_values{{0, 1, 1, 2, 3.5, 4}}, bins(4));
  const optimum& best = found.optima.front();
  ASSERT_EQ(best.parameters.size(), 6U);
  const std::vector<double> shares{1.0 / 6, 2.0 / 6, 1.0 / 6, 2.0 / 6};
  double cross = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(best.parameters[i + 2].value, shares[i]);
    EXPECT_NEAR(*best.parameters[i + 2].standard_error, std::sqrt(shares[i] * (1 - shares[i]) / 6), 1e-15);
    cross -= shares[i] * std::log(shares[i]);
  }
  EXPECT_NEAR(best.value.value, cross, 1e-15);
  EXPECT_EQ(best.member.log_density(1), best.member.log_density(1.5)) << "an edge is in one bin";
  EXPECT_EQ(parse_distribution(best.member.text()).log_density(2.5), best.member.log_density(2.5));
  EXPECT_EQ(found.family, "histogram(bins=4)");
}

TEST(HistogramFit, WeightsAreRepetitions) {
  const fit_answer once = fit(observed_values{{0, 1, 3, 4}, {2, 1, 1, 3}}, bins(3));
  const fit_answer often = fit(observed_values{{0, 0, 1, 3, 4, 4, 4}}, bins(3));
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(once.optima[0].parameters[i].value, often.optima[0].parameters[i].value, 1e-15);
  }
}

TEST(HistogramFit, SharesOfManyValuesSumToOne) {
  std::vector<double> x, w;
  for (int i = 0; i < 300'000; ++i) {
    x.push_back(std::fmod(i * 0.61803398874989485, 1));
    w.push_back(1 + std::fmod(i * 0.41421356237309505, 1));
  }
  EXPECT_EQ(fit(observed_values{x}, bins(37)).family, "histogram(bins=37)");
  EXPECT_EQ(fit(observed_values{x, w}, bins(37)).family, "histogram(bins=37)");
}

TEST(HistogramFit, TheCriterionFindsAFlatDensityFlatAndASpikeNarrow) {
  std::vector<double> flat(1000), spiked;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    flat[i] = std::fmod(static_cast<double>(i) * 0.61803398874989485, 1);
  }
  EXPECT_EQ(fit(observed_values{flat}, bins(0)).family, "histogram(bins=1)");
  spiked = flat;
  for (int i = 0; i < 1000; ++i) {
    spiked.push_back(0.5 + 0.02 * flat[static_cast<std::size_t>(i)]);
  }
  const std::string family = fit(observed_values{spiked}, bins(0)).family;
  EXPECT_GT(std::stoi(family.substr(family.find('=') + 1)), 15) << family;
}

TEST(HistogramFit, OfADensityEachBinHasItsMass) {
  const distribution beta = parse_distribution("beta(3, 2)");
  const fit_answer found = fit(beta, bins(5));
  const optimum& best = found.optima.front();
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(best.parameters[static_cast<std::size_t>(i) + 2].value, beta.cdf((i + 1) / 5.0) - beta.cdf(i / 5.0),
                1e-14);
  }
  // Any other shares are farther.
  const double there = best.value.value;
  const distribution other = parse_distribution(
      "0.03*uniform(0,0.2)+0.15*uniform(0.2,0.4)+0.296*uniform(0.4,0.6)+0.344*uniform(0.6,0.8)+0.18*uniform(0.8,1)");
  EXPECT_GT(divergence_between("kl_divergence", beta, other).value, there);
}

TEST(HistogramFit, Refusals) {
  EXPECT_NE(histogram_refusal(observed_values{{2, 2, 2}}, bins(3)).find("all values are equal"), std::string::npos);
  EXPECT_NE(histogram_refusal(parse_distribution("normal(0,1)"), bins(3)).find("infinite for every histogram"),
            std::string::npos);
  EXPECT_NE(histogram_refusal(parse_distribution("beta(2,2)"), bins(0)).find("histogram(bins=20)"), std::string::npos);
  EXPECT_NE(histogram_refusal(parse_distribution("beta(2,2)"), bins(2), {.objective = "js"}).find("forward_kl alone"),
            std::string::npos);
  EXPECT_NE(histogram_refusal(parse_distribution("poisson(2)"), bins(2)).find("has a density"), std::string::npos);
  EXPECT_NE(histogram_refusal(observed_values{{1, std::nextafter(1.0, 2.0)}}, bins(4)).find("too many"),
            std::string::npos);
}

}  // namespace
}  // namespace relent
