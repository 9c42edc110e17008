#include "estimate/subsampling.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace relent::estimating {
namespace {

std::vector<double> normals(std::size_t n, unsigned seed) {
  std::mt19937_64 bits(seed);
  std::normal_distribution<double> normal;
  std::vector<double> out(n);
  std::ranges::generate(out, [&] { return normal(bits); });
  return out;
}

double mean_at(const std::vector<double>& x, std::span<const std::uint32_t> rows) {
  double sum = 0;
  for (const std::uint32_t row : rows) {
    sum += x[row];
  }
  return sum / static_cast<double>(rows.size());
}

TEST(Subsampling, TheStandardErrorIsThatOfAMean) {
  for (const std::size_t n : {40U, 400U, 4000U, 40'000U}) {
    double sum = 0;
    for (unsigned seed = 0; seed < 20; ++seed) {
      const std::vector<double> x = normals(n, seed);
      const subset_spread got = over_subsets(
          n, 0, 2, 1, [&](auto rows, auto) { return mean_at(x, rows); }, 1, seed_of(x));
      sum += got.standard_error * got.standard_error * static_cast<double>(n) / 20;
    }
    EXPECT_NEAR(sum, 1, 0.2) << n;
  }
}

TEST(Subsampling, OfADifferenceOfMeansToo) {
  const std::vector<double> x = normals(3000, 1), y = normals(1500, 2);
  const subset_spread got = over_subsets(
      x.size(), y.size(), 2, 1, [&](auto p, auto q) { return mean_at(x, p) - mean_at(y, q); }, 1);
  EXPECT_NEAR(got.standard_error, std::sqrt(1 / 3000.0 + 1 / 1500.0), 0.008);
}

TEST(Subsampling, ExtrapolationTakesABiasOfItsRateAway) {
  for (const double rate : {0.2, 0.5, 1.0}) {
    const auto biased = [rate](std::size_t n) { return 3 + 7 * std::pow(static_cast<double>(n), -rate); };
    const subset_spread got = over_subsets(
        6400, 0, 5, rate, [&](auto rows, auto) { return biased(rows.size()); }, 1);
    EXPECT_NEAR(extrapolated(biased(6400), got, rate), 3, 1e-2) << rate;  // subsets are of whole numbers of rows
    estimate answer{.value = biased(6400)};
    add_subset_interval(answer, biased(6400), got, 0.95, 0, 10);
    EXPECT_NEAR(answer.interval->lower, 3, 1e-2);
    EXPECT_EQ(answer.interval->upper, answer.value);  // the value is in its interval
  }
}

TEST(Subsampling, RowsRiseAndAreDisjointWithinARound) {
  std::mutex guard;
  std::multiset<std::uint32_t> seen;
  std::size_t sets = 0;
  const subset_spread got = over_subsets(
      100, 0, 2, 1,
      [&](auto rows, auto others) {
        EXPECT_TRUE(std::ranges::is_sorted(rows));
        EXPECT_TRUE(others.empty());
        if (rows.size() == 25) {
          const std::lock_guard lock(guard);
          seen.insert(rows.begin(), rows.end());
          ++sets;
        }
        return 0.0;
      },
      3);
  EXPECT_EQ(got.subsets, sets);
  EXPECT_EQ(got.fraction, 0.25);
  for (std::uint32_t row = 0; row < 100; ++row) {
    EXPECT_EQ(seen.count(row), sets / 4) << row;  // each round deals every row once
  }
}

TEST(Subsampling, TheSameOnAnyNumberOfThreads) {
  const std::vector<double> x = normals(900, 3);
  const auto spread = [&](int threads) {
    return over_subsets(
        900, 0, 2, 1, [&](auto rows, auto) { return mean_at(x, rows); }, threads);
  };
  const subset_spread one = spread(1), three = spread(3);
  EXPECT_EQ(one.mean, three.mean);
  EXPECT_EQ(one.extrapolated_error, three.extrapolated_error);
}

TEST(Subsampling, TooFewRowsHaveNone) {
  const auto nothing = [](auto, auto) { return 0.0; };
  EXPECT_EQ(over_subsets(23, 0, 6, 1, nothing, 1).subsets, 0U);
  EXPECT_GT(over_subsets(24, 0, 6, 1, nothing, 1).subsets, 0U);
  EXPECT_EQ(over_subsets(1000, 10, 6, 1, nothing, 1).subsets, 0U);
  std::vector<double> x = normals(10, 1);
  const std::uint64_t seed = seed_of(x);
  std::ranges::reverse(x);
  EXPECT_EQ(seed_of(x), seed);
  x[0] += 1;
  EXPECT_NE(seed_of(x), seed);
}

}  // namespace
}  // namespace relent::estimating
