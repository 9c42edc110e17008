#include "logits/token_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace relent::logits {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(token_statistics, the_error_of_a_mean_allows_for_neighbours_that_are_alike) {
  std::mt19937 random(1);
  std::normal_distribution<double> draw;
  std::vector<double> series(200'000);
  for (std::size_t i = 1; i < series.size(); ++i) {
    series[i] = 0.8 * series[i - 1] + draw(random);
  }
  const token_mean found = mean_of(series, 0.95);
  EXPECT_NEAR(*found.estimate.standard_error / *found.independent_error, 3, 0.15);  // sqrt((1 + 0.8) / (1 - 0.8))
  EXPECT_NEAR(*found.independent_error, 1 / 0.6 / std::sqrt(200'000), 1e-4);
  EXPECT_NEAR(found.estimate.interval->upper - found.estimate.value, 1.959964 * *found.estimate.standard_error, 1e-6);
  std::ranges::shuffle(series, random);
  const token_mean shuffled = mean_of(series, 0.95);
  EXPECT_NEAR(*shuffled.estimate.standard_error / *shuffled.independent_error, 1, 0.1);
}

TEST(token_statistics, infinite_and_single_tokens_have_no_error) {
  const token_mean endless = mean_of(std::vector<double>{1, infinity, 2}, 0.95);
  EXPECT_EQ(endless.estimate.value, infinity);
  EXPECT_FALSE(endless.estimate.standard_error || endless.estimate.interval || endless.independent_error);
  const token_mean one = mean_of(std::vector<double>{0.5}, 0.95);
  EXPECT_EQ(one.estimate.value, 0.5);
  EXPECT_FALSE(one.estimate.standard_error);
}

// R 4: prop.test(90, 100, correct = FALSE) and prop.test(20, 20, correct = FALSE).
TEST(token_statistics, a_share_has_wilson_s_interval) {
  std::vector<double> hits(100, 1);
  for (std::size_t i = 0; i < 10; ++i) {
    hits[10 * i + 3] = 0;
  }
  const interval found = *share_of(hits, 0.95).estimate.interval;
  EXPECT_NEAR(found.lower, 0.8256343, 1e-6);
  EXPECT_NEAR(found.upper, 0.9447709, 1e-6);
  const interval all = *share_of(std::vector<double>(20, 1.0), 0.95).estimate.interval;
  EXPECT_NEAR(all.lower, 0.8388748, 1e-6);
  EXPECT_EQ(all.upper, 1);
}

TEST(token_statistics, the_spread_is_interpolated_and_keeps_infinity_at_the_end) {
  std::vector<double> tokens(1001);
  std::iota(tokens.begin(), tokens.end(), 0.0);
  std::ranges::reverse(tokens);
  const token_spread found = spread_of(tokens);
  EXPECT_EQ(found.minimum, 0);
  EXPECT_EQ(found.maximum, 1000);
  EXPECT_DOUBLE_EQ(found.p99_9, 999);
  EXPECT_EQ(found.median, 500);
  EXPECT_DOUBLE_EQ(spread_of({0, 1, 2, 3}).p10, 0.3);
  const token_spread endless = spread_of({infinity, 1, 2, infinity, 0});
  EXPECT_EQ(endless.median, 2);
  EXPECT_EQ(endless.p75, infinity);
  EXPECT_EQ(endless.p90, infinity);
  EXPECT_EQ(endless.maximum, infinity);
}

TEST(token_statistics, bars_hold_every_positive_finite_token_in_its_place) {
  std::mt19937 random(2);
  std::vector<double> tokens{0, infinity, 1e-300, 5e-324};
  for (int i = 0; i < 1000; ++i) {
    tokens.push_back(std::exp(std::normal_distribution<double>(-6, 2)(random)));
  }
  const std::vector<token_bar> bars = bars_of(tokens);
  EXPECT_LE(bars.size(), 400U);
  std::int64_t all = 0;
  for (const token_bar& bar : bars) {
    all += bar.count;
    if (&bar != &bars.front()) {
      EXPECT_EQ(bar.count, std::ranges::count_if(tokens, [&](double x) { return x >= bar.low && x < bar.high; }))
          << bar.low;
    }
  }
  EXPECT_EQ(all, 1002);
  EXPECT_GT(bars.back().count, 0);
  EXPECT_TRUE(bars_of(std::vector<double>{0, 0, infinity}).empty());
}

TEST(token_statistics, a_token_that_neither_expects_costs_the_student_nothing) {
  const std::vector<double> teacher{-1, -infinity, -2}, student{-1, -infinity, -2};
  const likelihood_comparison found = compare_likelihoods(teacher, student, 0.95);
  EXPECT_EQ(found.ratio.estimate.value, 1);
  EXPECT_EQ(found.teacher_perplexity.estimate.value, infinity);
  EXPECT_EQ(found.delta_p.mean.estimate.value, 0);
}

}  // namespace
}  // namespace relent::logits
