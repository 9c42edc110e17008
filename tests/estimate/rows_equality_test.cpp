#include "relent/estimate/rows_equality.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "relent/estimate/permutation_test.hpp"

#include "estimate/refusal.hpp"

namespace relent {
namespace {

matrix normal_rows(std::size_t n, std::size_t d, unsigned seed, double shift = 0, double scale = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw(shift, scale);
  matrix out(n, d);
  for (double& x : out.values) {
    x = draw(random);
  }
  return out;
}

double distance_of_rows(const matrix& z, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t k = 0; k < z.columns; ++k) {
    sum += (z(i, k) - z(j, k)) * (z(i, k) - z(j, k));
  }
  return std::sqrt(sum);
}

matrix pooled(const matrix& x, const matrix& y) {
  matrix out = x;
  out.rows += y.rows;
  out.values.insert(out.values.end(), y.values.begin(), y.values.end());
  return out;
}

/// Mean of k over the pairs of two lists of rows, by the plainest loop; without a row with itself where `apart`.
template <class K>
double mean_over(std::span<const std::size_t> p, std::span<const std::size_t> q, const K& k, bool apart) {
  double sum = 0, count = 0;
  for (const std::size_t i : p) {
    for (const std::size_t j : q) {
      if (!apart || i != j) {
        sum += k(i, j);
        ++count;
      }
    }
  }
  return sum / count;
}

// More rows than a tile of either side, and more permutations than go together.
TEST(rows_equality, energy_is_the_general_permutation_test_of_its_statistic) {
  const matrix x = normal_rows(170, 3, 1), y = normal_rows(140, 3, 2, 0.12), z = pooled(x, y);
  const auto statistic = [&](std::span<const std::size_t> p, std::span<const std::size_t> q) {
    const auto k = [&](std::size_t i, std::size_t j) { return distance_of_rows(z, i, j); };
    return 2 * mean_over(p, q, k, false) - mean_over(p, p, k, false) - mean_over(q, q, k, false);
  };
  const test_options few{.permutations = 99, .seed = 5};
  const equality_test plain = permutation_test(170, 140, statistic, few), fast = energy_test(x, y, few);
  EXPECT_NEAR(fast.statistic, plain.statistic, 1e-12);
  EXPECT_EQ(fast.p_value, plain.p_value);
  const double many = energy_test(x, y, {.permutations = 1999, .seed = 5}).p_value;
  EXPECT_NEAR(many, fast.p_value, 4 * std::sqrt(fast.p_value * (1 - fast.p_value) / 99) + 0.02);
}

TEST(rows_equality, mmd_is_the_general_permutation_test_of_its_statistic) {
  const matrix x = normal_rows(40, 2, 3), y = normal_rows(31, 2, 4, 0.3), z = pooled(x, y);
  for (const std::vector<double>& widths : {std::vector<double>{0.7}, std::vector<double>{0.3, 1, 4}}) {
    const auto k = [&](std::size_t i, std::size_t j) {
      double sum = 0;
      for (const double h : widths) {
        const double apart = distance_of_rows(z, i, j) / h;
        sum += std::exp(-apart * apart / 2);
      }
      return sum / static_cast<double>(widths.size());
    };
    const auto statistic = [&](std::span<const std::size_t> p, std::span<const std::size_t> q) {
      return mean_over(p, p, k, true) + mean_over(q, q, k, true) - 2 * mean_over(p, q, k, false);
    };
    const test_options how{.permutations = 199, .seed = 9};
    const equality_test plain = permutation_test(40, 31, statistic, how), fast = mmd_test(x, y, how, widths);
    EXPECT_NEAR(fast.statistic, plain.statistic, 1e-12);
    EXPECT_EQ(fast.p_value, plain.p_value);
  }
}

TEST(rows_equality, median_distance_is_that_of_all_pairs) {
  const matrix z = normal_rows(50, 3, 6);
  std::vector<double> apart;
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      apart.push_back(distance_of_rows(z, i, j));
    }
  }
  std::ranges::sort(apart);
  EXPECT_NEAR(median_distance(z), apart[612], 1e-14);  // the middle one of 1225
  EXPECT_EQ(median_distance(matrix(1, 3)), 0);
  EXPECT_EQ(median_distance(matrix(9, 3)), 0);
  const matrix many = normal_rows(3000, 2, 7);
  EXPECT_NEAR(median_distance(many), 2 * std::sqrt(std::log(2)), 0.05);  // |x - y|^2 / 4 is exponential in the plane
}

TEST(rows_equality, threads_change_no_bit) {
  const matrix x = normal_rows(400, 4, 8), y = normal_rows(300, 4, 9, 0.1);
  for (const int threads : {2, 5}) {
    EXPECT_EQ(energy_test(x, y, {.permutations = 99, .threads = 1}).p_value,
              energy_test(x, y, {.permutations = 99, .threads = threads}).p_value);
    EXPECT_EQ(mmd_test(x, y, {.permutations = 99, .threads = 1}).statistic,
              mmd_test(x, y, {.permutations = 99, .threads = threads}).statistic);
  }
}

TEST(rows_equality, p_values_are_even_where_nothing_differs_and_small_where_something_does) {
  int energy_low = 0, mmd_low = 0;
  for (unsigned run = 0; run < 200; ++run) {
    const matrix x = normal_rows(20, 2, 100 + 2 * run), y = normal_rows(15, 2, 101 + 2 * run);
    const test_options how{.permutations = 99, .seed = run + 1, .threads = 1};
    energy_low += energy_test(x, y, how).p_value <= 0.2 ? 1 : 0;
    mmd_low += mmd_test(x, y, how).p_value <= 0.2 ? 1 : 0;
  }
  for (const int low : {energy_low, mmd_low}) {  // 40 expected, sd 5.7
    EXPECT_GE(low, 20);
    EXPECT_LE(low, 60);
  }
  const matrix x = normal_rows(100, 5, 1), wider = normal_rows(100, 5, 2, 0, 2);
  EXPECT_LE(energy_test(x, wider, {.permutations = 199}).p_value, 0.01);
  EXPECT_LE(mmd_test(x, wider, {.permutations = 199}).p_value, 0.01);
}

TEST(rows_equality, equal_samples_are_never_unlikely) {
  const matrix x = normal_rows(12, 2, 1);
  EXPECT_NEAR(energy_test(x, x, {.permutations = 99}).statistic, 0, 1e-13);
  EXPECT_EQ(energy_test(x, x, {.permutations = 99}).p_value, 1);
  const matrix same(5, 2);
  EXPECT_EQ(energy_test(same, same, {.permutations = 19}).p_value, 1);
  EXPECT_EQ(mmd_test(same, same, {.permutations = 19}).p_value, 1);
}

TEST(rows_equality, refuses_by_name) {
  const auto says = [](const auto& work, std::string_view words) {
    const std::string text = test::refusal(work);
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  const matrix x = normal_rows(4, 2, 1);
  matrix bad = x;
  bad(2, 1) = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> none{0.0};
  says([&] { return energy_test(x, matrix(0, 2)); }, "y has 0 rows");
  says([&] { return energy_test(x, matrix(3, 1)); }, "2 and 1 columns");
  says([&] { return energy_test(bad, x); }, "x[2][1]");
  says([&] { return energy_test(x, x, {.permutations = 0}); }, "permutations");
  says([&] { return mmd_test(x, matrix(1, 2)); }, "at least 2");
  says([&] { return mmd_test(x, x, {}, none); }, "bandwidths[0]");
}

}  // namespace
}  // namespace relent
