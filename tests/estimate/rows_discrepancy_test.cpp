#include "relent/estimate/rows_discrepancy.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/estimate/rows_equality.hpp"

#include "estimate/refusal.hpp"

namespace relent {
namespace {

using test::refusal;

matrix drawn_rows(std::size_t n, std::size_t d, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw(shift, 1);
  matrix out(n, d);
  for (double& x : out.values) {
    x = draw(random);
  }
  return out;
}

std::vector<double> drawn_weights(std::size_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> draw(1.5);
  std::vector<double> out(n);
  for (double& x : out) {
    x = draw(random);
  }
  return out;
}

constexpr double two_widths[] = {0.7, 2.5};

/// The definition, by loops over all pairs.
double by_pairs(const weighted_rows& x, const weighted_rows& y, bool energy, bool unbiased) {
  const auto k = [&](std::span<const double> u, std::span<const double> v) {
    double squares = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      squares += (u[i] - v[i]) * (u[i] - v[i]);
    }
    return energy ? -std::sqrt(squares) : (std::exp(-squares / 0.98) + std::exp(-squares / 12.5)) / 2;
  };
  const auto mean = [&](const weighted_rows& s, const weighted_rows& t) {
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < s.rows.rows; ++i) {
      for (std::size_t j = 0; j < t.rows.rows; ++j) {
        if (unbiased && &s == &t && i == j) {
          continue;
        }
        const double w = (s.weights.empty() ? 1 : s.weights[i]) * (t.weights.empty() ? 1 : t.weights[j]);
        sum += w * k(s.rows.row(i), t.rows.row(j));
        weight += w;
      }
    }
    return sum / weight;
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

discrepancy of(const weighted_rows& x, const weighted_rows& y, bool energy, const discrepancy_options& how = {}) {
  return energy ? energy_discrepancy(x, y, how) : mmd_discrepancy(x, y, two_widths, how);
}

TEST(rows_discrepancy, is_its_definition) {
  for (const std::size_t d : {1U, 2U, 5U}) {
    const matrix x = drawn_rows(41, d, 1), y = drawn_rows(33, d, 2, 0.4);
    const std::vector<double> a = drawn_weights(41, 3), b = drawn_weights(33, 4);
    for (const bool energy : {true, false}) {
      EXPECT_NEAR(of({x}, {y}, energy).value, by_pairs({x}, {y}, energy, false), 4e-14);
      EXPECT_NEAR(of({x, a}, {y, b}, energy).value, by_pairs({x, a}, {y, b}, energy, false), 4e-14);
      EXPECT_NEAR(of({x}, {y}, energy, {.unbiased = true}).value, by_pairs({x}, {y}, energy, true), 4e-14);
    }
  }
}

TEST(rows_discrepancy, is_the_tests_statistic) {
  const matrix x = drawn_rows(1100, 2, 1), y = drawn_rows(1050, 2, 2, 0.2);  // more than a tile of either
  EXPECT_NEAR(energy_discrepancy({x}, {y}).value, energy_test(x, y, {.permutations = 1}).statistic, 1e-13);
  const std::vector<double> widths = bandwidth_ladder(x, y);
  EXPECT_NEAR(mmd_discrepancy({x}, {y}, widths, {.unbiased = true}).value,
              mmd_test(x, y, {.permutations = 1}).statistic, 1e-13);
}

TEST(rows_discrepancy, gradients_are_what_differences_say) {
  const matrix x = drawn_rows(12, 3, 1), y = drawn_rows(9, 3, 2, 0.4);
  const std::vector<double> a = drawn_weights(12, 3), b = drawn_weights(9, 4);
  constexpr double step = 1e-6;
  for (const bool energy : {true, false}) {
    for (const bool unbiased : {true, false}) {
      const std::span<const double> left = unbiased ? std::span<const double>() : a;
      const std::span<const double> right = unbiased ? std::span<const double>() : b;
      const discrepancy_options how{.unbiased = unbiased};
      const discrepancy g = of({x, left}, {y, right}, energy, how);
      for (std::size_t i = 0; i < x.values.size(); ++i) {
        matrix up = x, down = x;
        up.values[i] += step;
        down.values[i] -= step;
        const double slope =
            of({up, left}, {y, right}, energy, how).value - of({down, left}, {y, right}, energy, how).value;
        EXPECT_NEAR(g.x.values[i], slope / (2 * step), 1e-8);
      }
      for (std::size_t i = 0; i < y.values.size(); ++i) {
        matrix up = y, down = y;
        up.values[i] += step;
        down.values[i] -= step;
        const double slope =
            of({x, left}, {up, right}, energy, how).value - of({x, left}, {down, right}, energy, how).value;
        EXPECT_NEAR(g.y.values[i], slope / (2 * step), 1e-8);
      }
      for (std::size_t i = 0; i < left.size(); ++i) {
        std::vector<double> up = a, down = a;
        up[i] += step;
        down[i] -= step;
        const double slope = of({x, up}, {y, b}, energy).value - of({x, down}, {y, b}, energy).value;
        EXPECT_NEAR(g.x_weights[i], slope / (2 * step), 1e-8);
      }
      for (std::size_t i = 0; i < right.size(); ++i) {
        std::vector<double> up = b, down = b;
        up[i] += step;
        down[i] -= step;
        const double slope = of({x, a}, {y, up}, energy).value - of({x, a}, {y, down}, energy).value;
        EXPECT_NEAR(g.y_weights[i], slope / (2 * step), 1e-8);
      }
    }
  }
}

TEST(rows_discrepancy, keeps_its_digits_far_from_the_origin_and_where_rows_meet) {
  const matrix x = drawn_rows(30, 2, 1), y = drawn_rows(20, 2, 2, 0.4);
  matrix far_x = x, far_y = y;
  for (auto* rows : {&far_x, &far_y}) {
    for (double& each : rows->values) {
      each += 1048576;
    }
  }
  for (const bool energy : {true, false}) {
    const discrepancy near = of({x}, {y}, energy), far = of({far_x}, {far_y}, energy);
    EXPECT_NEAR(near.value, far.value, 1e-9);  // the coordinates themselves were rounded to 1e-10
    for (std::size_t i = 0; i < x.values.size(); ++i) {
      EXPECT_NEAR(near.x.values[i], far.x.values[i], 1e-8);
    }
    const discrepancy same = of({x}, {x}, energy);
    EXPECT_NEAR(same.value, 0, 1e-15);
    for (const double g : same.x.values) {
      EXPECT_NEAR(g, 0, 1e-15);
    }
  }
}

TEST(rows_discrepancy, does_not_depend_on_threads) {
  const matrix x = drawn_rows(200, 3, 1), y = drawn_rows(150, 3, 2);
  for (const bool energy : {true, false}) {
    const discrepancy one = of({x}, {y}, energy, {.threads = 1}), three = of({x}, {y}, energy, {.threads = 3});
    EXPECT_EQ(one.value, three.value);
    EXPECT_EQ(one.x, three.x);
    EXPECT_EQ(one.y_weights, three.y_weights);
  }
  EXPECT_TRUE(energy_discrepancy({x}, {y}, {.of_weights = false}).x_weights.empty());
}

TEST(rows_discrepancy, what_is_refused) {
  const matrix x{{1, 2}, {3, 4}}, line{{1}, {2}}, bad{{1, std::numeric_limits<double>::infinity()}}, one{{1, 2}};
  const std::vector<double> weights{1, -1}, few{1}, none{0, 0};
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {line}); }).find("2 and 1 columns"), std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {bad}); }).find("y[0][1] = inf"), std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {matrix{{1e200, 0}}}); }).find("1e150"), std::string::npos);
  EXPECT_NE(refusal([&] {
              return energy_discrepancy({x, weights}, {x});
            }).find("x_weights[1] = -1"),
            std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x, few}, {x}); }).find("2 rows and 1 weights"), std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {x, none}); }).find("sum of y_weights"), std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {one}, {.unbiased = true}); }).find("two rows a side"),
            std::string::npos);
  EXPECT_NE(refusal([&] { return energy_discrepancy({x}, {matrix(0, 2)}); }).find("y has 0 rows"), std::string::npos);
  EXPECT_NE(refusal([&] { return mmd_discrepancy({x}, {x}, {}); }).find("at least one"), std::string::npos);
  EXPECT_NE(refusal([&] { return mmd_discrepancy({x}, {x}, none); }).find("bandwidths[0] = 0"), std::string::npos);
}

}  // namespace
}  // namespace relent
