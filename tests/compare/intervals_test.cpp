// Every measure of a column has an interval; what --exact changes; and a short form of bench/calibration/comparisons.

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/compare/comparison.hpp"
#include "relent/core/error.hpp"

#include "compare/memory_source.hpp"

namespace relent {
namespace {

using testing::memory_source;

std::vector<double> normal_draws(std::size_t n, double mean, double sd, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> one(mean, sd);
  std::vector<double> out(n);
  for (double& v : out) {
    v = one(random);
  }
  return out;
}

column_comparison compared(const std::vector<double>& x, const std::vector<double>& y,
                           const compare_options& how = {}) {
  memory_source a("a"), b("b");
  a.numbers("x", x);
  b.numbers("x", y);
  return compare(a, b, how).columns[0];
}

const estimate& of(const column_comparison& c, std::string_view measure) {
  for (const answer& a : c.measures) {
    if (a.name == measure) {
      return a.estimate;
    }
  }
  throw std::runtime_error(std::string(measure));
}

TEST(Intervals, EveryMeasureOfEveryKindHasOne) {
  memory_source a("a"), b("b");
  a.numbers("smooth", normal_draws(500, 0, 1, 1)).numbers("few", std::vector<double>(500, 1.0));
  b.numbers("smooth", normal_draws(500, 1, 1, 2)).numbers("few", std::vector<double>(500, 2.0));
  std::vector<std::string> u(500, "u"), v(500, "v");
  u[0] = v[0] = "w";
  a.words("word", u);
  b.words("word", v);
  for (const bool exact : {false, true}) {
    for (const column_comparison& c : compare(a, b, {.exact = exact}).columns) {
      EXPECT_GE(c.measures.size(), 5U);
      for (const answer& one : c.measures) {
        const estimate& e = one.estimate;
        ASSERT_TRUE(e.interval) << c.name << " " << one.name;
        EXPECT_EQ(e.level, 0.95);
        EXPECT_GE(e.interval->lower, 0) << c.name << " " << one.name;
        EXPECT_LE(e.interval->lower, e.interval->upper) << c.name << " " << one.name;
        EXPECT_EQ(std::isinf(e.value), std::isinf(e.interval->upper)) << c.name << " " << one.name;
      }
    }
  }
}

TEST(Intervals, OfSidesApartReachTheTruthOfSidesApart) {
  std::vector<double> x = normal_draws(214, 0, 4, 3), y = normal_draws(228, 60, 4, 4);
  for (std::vector<double>* side : {&x, &y}) {
    std::ranges::transform(*side, side->begin(), [](double v) { return std::round(v); });
  }
  const column_comparison c = compared(x, y);
  EXPECT_EQ(of(c, "total_variation").interval->upper, 1);
  EXPECT_EQ(of(c, "hellinger_distance").interval->upper, 1);
  EXPECT_NEAR(of(c, "js_divergence").interval->upper, std::log(2), 1e-12);
  const estimate& kl = of(c, "kl_divergence");
  EXPECT_TRUE(std::isinf(kl.value));
  EXPECT_GT(kl.interval->lower, 1);  // that so many would never meet by chance
  EXPECT_LT(kl.interval->lower, 50);
  EXPECT_GE(of(c, "population_stability_index").interval->lower, kl.interval->lower);
}

TEST(Intervals, GrowWithTheLevelAndChangeWithTheUnit) {
  const auto x = normal_draws(2000, 0, 1, 3), y = normal_draws(2000, 0.4, 1, 4);
  const column_comparison usual = compared(x, y), sure = compared(x, y, {.level = 0.999});
  const column_comparison bits = compared(x, y, {.unit = unit::bits});
  for (const char* m : {"js_divergence", "kl_divergence", "total_variation", "wasserstein_distance"}) {
    EXPECT_LT(of(sure, m).interval->lower, of(usual, m).interval->lower) << m;
    EXPECT_GT(of(sure, m).interval->upper, of(usual, m).interval->upper) << m;
  }
  const interval nats = *of(usual, "js_divergence").interval, in_bits = *of(bits, "js_divergence").interval;
  EXPECT_DOUBLE_EQ(in_bits.upper, nats.upper / std::log(2.0));
  EXPECT_DOUBLE_EQ(*of(bits, "js_divergence").standard_error,
                   *of(usual, "js_divergence").standard_error / std::log(2.0));
  EXPECT_THROW(static_cast<void>(compared(x, y, {.level = 1})), error);
}

TEST(Intervals, WithoutDriftBeginAtZeroAndSayThatChanceDoesThis) {
  const column_comparison c = compared(normal_draws(1000, 0, 1, 5), normal_draws(1000, 0, 1, 6));
  for (const char* m : {"js_divergence", "kl_divergence", "population_stability_index", "total_variation",
                        "wasserstein_distance", "hellinger_distance"}) {
    EXPECT_EQ(of(c, m).interval->lower, 0) << m;
  }
  const estimate& js = of(c, "js_divergence");
  EXPECT_GT(js.value, js.interval->upper);
  ASSERT_FALSE(js.notes.empty());
  EXPECT_NE(js.notes.back().find("chance alone"), std::string::npos) << js.notes.back();
}

TEST(Intervals, HoldTheTruth) {
  // Normal, mean 0 to 0.5: Jensen-Shannon and total variation by quadrature, KL 1/8, W1 1/2.
  const std::map<std::string, double> truth{{"js_divergence", 0.030309},
                                            {"kl_divergence", 0.125},
                                            {"total_variation", 0.197413},
                                            {"wasserstein_distance", 0.5}};
  constexpr unsigned times = 300;
  for (const std::size_t n : {300U, 3000U}) {
    std::map<std::string, int> held;
    for (unsigned i = 0; i < times; ++i) {
      const column_comparison c =
          compared(normal_draws(n, 0, 1, 2 * i + 10), normal_draws(n, 0.5, 1, 2 * i + 11), {.threads = 1});
      for (const auto& [measure, value] : truth) {
        const interval limits = *of(c, measure).interval;
        held[measure] += limits.lower <= value && value <= limits.upper ? 1 : 0;
      }
    }
    for (const auto& [measure, times_held] : held) {  // 95% less three standard errors
      EXPECT_GE(times_held, times * 0.95 - 3 * std::sqrt(times * 0.95 * 0.05)) << measure << " " << n;
    }
  }
}

TEST(Exact, KeepsEveryValueBeyondWhatAProfileDoes) {
  const std::size_t many = 50'000;  // above 32,768 a profile has only a sample
  auto x = normal_draws(many, 0, 1, 7), y = normal_draws(many, 0.01, 1, 8);
  const column_comparison binned = compared(x, y), exact = compared(x, y, {.exact = true});
  EXPECT_EQ(of(exact, "wasserstein_distance").method, method::plug_in);
  EXPECT_EQ(of(binned, "wasserstein_distance").method, method::binned);
  std::ranges::sort(x);
  std::ranges::sort(y);
  double w1 = 0;
  for (std::size_t i = 0; i < many; ++i) {
    w1 += std::abs(x[i] - y[i]) / static_cast<double>(many);
  }
  EXPECT_NEAR(of(exact, "wasserstein_distance").value, w1, 1e-12);
  EXPECT_NEAR(exact.summary[0]->quantiles[2], (x[many / 2 - 1] + x[many / 2]) / 2, 1e-12);
  EXPECT_NE(exact.test.find("Anderson-Darling (its limit)"), std::string::npos) << exact.test;
  EXPECT_EQ(of(exact, "js_divergence").value, of(binned, "js_divergence").value);
}

TEST(Exact, BadAndEmptyColumns) {
  const double nan = std::nan(""), inf = HUGE_VAL;
  const compare_options how{.exact = true};
  EXPECT_FALSE(compared({nan, nan}, {nan}, how).p_value);
  EXPECT_TRUE(compared({nan, nan}, {1, 2}, how).measures.empty());
  EXPECT_FALSE(compared({}, {1, 2}, how).p_value);
  EXPECT_FALSE(compared({3, 3, 3}, {3}, how).p_value);
  EXPECT_EQ(compared({1}, {2}, how).p_value, 1);
  const column_comparison infinite = compared({1, 2, inf, -inf}, {1, 2, 3, inf}, how);
  EXPECT_TRUE(infinite.p_value);
  for (const answer& a : infinite.measures) {
    EXPECT_FALSE(std::isnan(a.estimate.value)) << a.name;
    EXPECT_FALSE(a.estimate.interval && std::isnan(a.estimate.interval->upper)) << a.name;
  }
  const column_comparison huge = compared({1e308, -1e308, 1e308}, {-1e308, 1e308, 0}, how);
  for (const answer& a : huge.measures) {
    EXPECT_FALSE(a.estimate.interval && std::isnan(a.estimate.interval->lower)) << a.name;
  }
}

}  // namespace
}  // namespace relent
