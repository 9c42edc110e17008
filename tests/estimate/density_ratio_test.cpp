#include "relent/estimate/density_ratio.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/measure_entry.hpp"
#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "estimate/penalised_logistic.hpp"

namespace relent::of_density_ratios {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

observations draws(const std::string& from, std::int64_t n, std::uint64_t seed) {
  const any_distribution d = parse_any_distribution(from);
  if (const auto* several = std::get_if<joint_distribution>(&d)) {
    return {.rows = sample(*several, n, seed, 1)};
  }
  return observed(sample(std::get<distribution>(d), n, seed, 1));
}

bool has_note(const estimate& e, std::string_view words) {
  return std::ranges::any_of(e.notes, [&](const std::string& n) { return n.find(words) != std::string::npos; });
}

std::string refusal(const std::function<void()>& ask) {
  try {
    ask();
  } catch (const error& e) {
    return e.what();
  }
  return "answered";
}

double truth(std::string_view measure, const std::string& p, const std::string& q) {
  return divergence_between(measure, parse_distribution(p), parse_distribution(q)).value;
}

/// With the true ratio at every element, and the elements' masses as weights, both means together are the divergence.
TEST(DensityRatio, TheTwoMeansOfTheTrueRatioAreEveryMeasure) {
  const std::vector<double> p{0.1, 0.2, 0.3, 0.4}, q{0.3, 0.3, 0.3, 0.1};
  log_ratios exact;
  for (std::size_t i = 0; i < p.size(); ++i) {
    exact.p.at.push_back(std::log(p[i] / q[i]));
  }
  exact.q.at = exact.p.at;
  exact.p.weights = p;
  exact.q.weights = q;
  exact.variance.resize(p.size());
  for (const std::string_view name : ratio_measures) {
    for (const double alpha : {0.3, 0.5, 1.0, 2.5}) {
      for (const double weight : {0.5, 0.2}) {
        const measure_entry& measure = find_measure(name);
        const double expected = measure.rule.value(row_view(p), row_view(q), {.alpha = alpha, .weight = weight});
        const estimate found = divergence_by_ratio(name, exact, {.alpha = alpha, .weight = weight});
        EXPECT_NEAR(found.value, expected, 1e-13 * (1 + expected)) << name << " " << alpha << " " << weight;
        EXPECT_EQ(found.method, method::density_ratio);
      }
    }
  }
}

TEST(DensityRatio, TheRegressionIsAtItsMinimum) {
  const observations x = draws("normal(0, 1)", 60, 1), y = draws("normal(1, 2)", 40, 2);
  estimating::labelled data{.features = matrix(100, 3), .first = 60, .weights = {}, .offset = {}};
  for (std::size_t i = 0; i < 100; ++i) {
    const double v = i < 60 ? x.rows(i, 0) : y.rows(i - 60, 0);
    data.features(i, 0) = 1;
    data.features(i, 1) = v;
    data.features(i, 2) = v * v;
    data.weights.push_back(i < 60 ? 2.0 / 3 : 1);
    data.offset.push_back(0.1 * v);
  }
  const std::vector<double> penalties{1e-6, 0.5, 2};
  const estimating::logistic_fit fit = estimating::fit_logistic(data, penalties);
  for (std::size_t j = 0; j < 3; ++j) {
    double slope = penalties[j] * fit.coefficients[j], loss = 0;
    for (std::size_t i = 0; i < 100; ++i) {
      double odds = data.offset[i];
      for (std::size_t k = 0; k < 3; ++k) {
        odds += data.features(i, k) * fit.coefficients[k];
      }
      const double chance = 1 / (1 + std::exp(-odds));
      slope += data.weights[i] * (chance - (i < 60 ? 1 : 0)) * data.features(i, j);
      loss -= data.weights[i] * std::log(i < 60 ? chance : 1 - chance);
    }
    EXPECT_NEAR(slope, 0, 1e-3);
    EXPECT_NEAR(fit.loss, loss, 1e-10);
  }
}

/// Shares of repetitions whose 95% interval holds the truth: at least 0.95 less four standard errors of such a share.
void expect_coverage(const std::string& p, const std::string& q, std::int64_t n, std::int64_t repetitions,
                     const std::function<observations(observations, double mean)>& changed = {}) {
  const std::vector<std::string_view> measures{"kl_divergence", "js_divergence", "total_variation",
                                               "hellinger_distance"};
  std::vector<std::vector<int>> held(measures.size(), std::vector<int>(static_cast<std::size_t>(repetitions)));
  parallel_for(repetitions, 0, [&](std::int64_t r) {
    observations x = draws(p, n, 2 * static_cast<std::uint64_t>(r) + 1),
                 y = draws(q, n, 2 * static_cast<std::uint64_t>(r) + 2);
    if (changed) {
      x = changed(std::move(x), parse_distribution(p).mean());
      y = changed(std::move(y), parse_distribution(q).mean());
    }
    const log_ratios found = fit_log_ratios(x, y);
    for (std::size_t m = 0; m < measures.size(); ++m) {
      const estimate e = divergence_by_ratio(measures[m], found);
      const double t = truth(measures[m], p, q);
      held[m][static_cast<std::size_t>(r)] = e.interval->lower <= t + 1e-12 && t <= e.interval->upper;
    }
  });
  const auto total = static_cast<double>(repetitions);
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const double share = static_cast<double>(std::ranges::count(held[m], 1)) / total;
    EXPECT_GE(share, 0.95 - 4 * std::sqrt(0.95 * 0.05 / total)) << measures[m] << " of " << p << " and " << q;
  }
}

TEST(DensityRatio, IntervalsHoldTheTruthAsOftenAsTheySay) {
  expect_coverage("normal(0, 1)", "normal(1, 1)", 300, 50);
  expect_coverage("normal(0, 1)", "normal(0, 1)", 300, 40);
  expect_coverage("0.5*normal(-2, 0.7) + 0.5*normal(2, 0.7)", "normal(0, 2)", 500, 25);
}

TEST(DensityRatio, IntervalsOfSeriesAllowForTheirMemory) {
  const auto correlated = [](observations from, double mean) {
    for (std::size_t i = 1; i < from.rows.rows; ++i) {  // an AR(1) with the same law
      from.rows(i, 0) = mean + 0.8 * (from.rows(i - 1, 0) - mean) + 0.6 * (from.rows(i, 0) - mean);
    }
    from.serial = true;
    return from;
  };
  expect_coverage("normal(0, 1)", "normal(1, 1)", 800, 25, correlated);
}

TEST(DensityRatio, WeightsMakeOneLawOfAnother) {
  const auto reweighted = [](observations from, double mean) {
    const distribution law(parse_distribution("normal(" + std::to_string(mean) + ", 1)")),
        wide(parse_distribution("normal(" + std::to_string(mean) + ", 1.4)"));
    for (double& v : from.rows.values) {
      v = mean + 1.4 * (v - mean);
      from.weights.push_back(std::exp(law.log_density(v) - wide.log_density(v)));
    }
    return from;
  };
  expect_coverage("normal(0, 1)", "normal(1, 1)", 500, 30, reweighted);
}

TEST(DensityRatio, EqualWeightsChangeNothing) {
  observations x = draws("normal(0, 1)", 100, 1), y = draws("normal(1, 1)", 150, 2);
  const estimate plain = kl_by_density_ratio(x, y);
  x.weights.assign(100, 3.5);
  const estimate weighted = kl_by_density_ratio(x, y);
  EXPECT_DOUBLE_EQ(plain.value, weighted.value);
  EXPECT_DOUBLE_EQ(plain.interval->upper, weighted.interval->upper);
  EXPECT_TRUE(has_note(weighted, "p: weights, worth 100 of 100 equal rows"));
}

TEST(DensityRatio, ScaleAndPlaceDoNotMatter) {
  const observations x = draws("normal(0, 1)", 200, 1), y = draws("normal(1, 1.5)", 200, 2);
  observations far_x = x, far_y = y, huge_x = x, huge_y = y;
  for (std::size_t i = 0; i < 200; ++i) {
    far_x.rows(i, 0) = 1000 - 3 * x.rows(i, 0);
    far_y.rows(i, 0) = 1000 - 3 * y.rows(i, 0);
    huge_x.rows(i, 0) = 1e307 * x.rows(i, 0);
    huge_y.rows(i, 0) = 1e307 * y.rows(i, 0);
  }
  const double value = kl_by_density_ratio(x, y).value;
  EXPECT_NEAR(kl_by_density_ratio(far_x, far_y).value, value, 0.02);  // the bumps stand at other quantiles
  EXPECT_NEAR(kl_by_density_ratio(huge_x, huge_y).value, value, 1e-6);
}

TEST(DensityRatio, AnswersAreTheSameEveryTime) {
  const observations x = draws("normal(0, 1)", 300, 1), y = draws("laplace(0, 1)", 300, 2);
  const estimate first = kl_by_density_ratio(x, y), second = kl_by_density_ratio(x, y);
  EXPECT_EQ(first.value, second.value);
  EXPECT_EQ(first.interval->lower, second.interval->lower);
}

TEST(DensityRatio, WhatDoesNotOverlapMayBeInfinite) {
  const log_ratios found = fit_log_ratios(draws("uniform(0, 1)", 100, 1), draws("uniform(5, 6)", 100, 2));
  const estimate kl = divergence_by_ratio("kl_divergence", found);
  EXPECT_EQ(kl.interval->upper, infinite);
  EXPECT_GT(kl.value, 3);
  EXPECT_TRUE(has_note(kl, "infinity is not excluded"));
  const estimate js = divergence_by_ratio("js_divergence", found);
  EXPECT_LE(js.value, std::numbers::ln2);
  EXPECT_GT(js.value, 0.68);
  EXPECT_LE(divergence_by_ratio("total_variation", found).interval->upper, 1);
}

TEST(DensityRatio, AboveFiveNumbersThereIsALowerBoundAlone) {
  const std::string wide = "mvnormal_diagonal([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])";
  const std::string moved = "mvnormal_diagonal([1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1])";
  const estimate kl = kl_by_density_ratio(draws(wide, 1000, 1), draws(moved, 1000, 2));
  EXPECT_EQ(kl.interval->upper, infinite);
  EXPECT_LE(kl.interval->lower, 0.5);
  EXPECT_NEAR(kl.value, 0.5, 0.2);
  EXPECT_TRUE(has_note(kl, "lower confidence bound"));
}

TEST(DensityRatio, AKnownSideStandsForItselfByDraws) {
  const std::string p = "normal(0, 1)", q = "student_t(4)";
  const against_known both = beside_draws(draws(p, 500, 1), parse_distribution(q));
  EXPECT_EQ(both.draws.rows.rows, 5'000U);
  EXPECT_EQ(both.data.known[7], parse_distribution(q).log_density(both.data.rows(7, 0)));
  const log_ratios found = fit_log_ratios(both.data, both.draws);
  for (const std::string_view measure : {"js_divergence", "hellinger_distance", "total_variation"}) {
    const estimate e = divergence_by_ratio(measure, found);
    EXPECT_LE(e.interval->lower, truth(measure, p, q)) << measure;
    EXPECT_GE(e.interval->upper, truth(measure, p, q)) << measure;
  }
}

TEST(DensityRatio, TwoEstimatesStandBesideEachOther) {
  const estimate near{.value = 1, .method = method::knn, .interval = interval{0.8, 1.2}, .level = 0.95},
      agrees{.value = 1.3, .method = method::density_ratio, .interval = interval{1.1, 1.5}, .level = 0.95},
      differs{.value = 2, .method = method::density_ratio, .interval = interval{1.5, 2.5}, .level = 0.95};
  const estimate same = beside(near, agrees), other = beside(near, differs);
  EXPECT_EQ(same.value, 1);
  EXPECT_EQ(same.interval->upper, 1.2);
  EXPECT_TRUE(has_note(same, "density_ratio gives 1.3, 1.1 to 1.5 nats"));
  EXPECT_FALSE(has_note(same, "disagree"));
  EXPECT_EQ(other.interval->lower, 0.8);
  EXPECT_EQ(other.interval->upper, 2.5);
  EXPECT_TRUE(has_note(other, "the two disagree"));
}

TEST(DensityRatio, BadInputIsNamed) {
  const observations x = draws("normal(0, 1)", 30, 1), y = draws("normal(0, 1)", 30, 2);
  const auto ask = [&](observations p, const observations& q) {
    return refusal([&] { static_cast<void>(fit_log_ratios(p, q)); });
  };
  observations bad = x;
  bad.rows(4, 0) = std::nan("");
  EXPECT_EQ(ask(bad, y), "fit_log_ratios: p[4] = nan, must be finite");
  bad = x;
  bad.weights.assign(30, 1);
  bad.weights[3] = -2;
  EXPECT_EQ(ask(bad, y), "fit_log_ratios: weights of p[3] = -2, must be finite and >= 0");
  bad.weights[3] = std::nan("");
  EXPECT_EQ(ask(bad, y), "fit_log_ratios: weights of p[3] = nan, must be finite and >= 0");
  bad.weights.assign(30, 0);
  EXPECT_EQ(ask(bad, y), "fit_log_ratios: weights of p sum to zero");
  bad.weights.assign(29, 1);
  EXPECT_EQ(ask(bad, y), "fit_log_ratios: weights of p: 29 for 30 rows");
  EXPECT_EQ(ask(draws("normal(0, 1)", 19, 1), y), "p has 19 rows; the ratio of two densities takes 20 a side");
  EXPECT_EQ(ask({.rows = matrix(30, 2)}, y), "fit_log_ratios: a row of p has 2 numbers, one of q 1");
  const log_ratios found = fit_log_ratios(x, y);
  EXPECT_NE(refusal([&] { static_cast<void>(divergence_by_ratio("kl", found)); }).find("no measure"),
            std::string::npos);
  EXPECT_EQ(refusal([&] { static_cast<void>(divergence_by_ratio("js_divergence", found, {.weight = 1})); }),
            "divergence_by_ratio: weight = 1, must be inside (0, 1)");
}

TEST(DensityRatio, ConstantsAndCopiesGiveNumbers) {
  const observations same = observed(std::vector<double>(50, 3.0)), other = observed(std::vector<double>(50, 4.0));
  EXPECT_NEAR(kl_by_density_ratio(same, same).value, 0, 1e-15);
  EXPECT_GT(kl_by_density_ratio(same, other).value, 2);
  for (const std::string_view measure : ratio_measures) {
    EXPECT_FALSE(std::isnan(divergence_by_ratio(measure, fit_log_ratios(same, other)).value)) << measure;
  }
}

}  // namespace
}  // namespace relent::of_density_ratios
