#include "kernel/softmin.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernel/simd.hpp"

namespace relent::kernel {
namespace {

class softmin_rows : public testing::TestWithParam<simd_path> {
 protected:
  void SetUp() override { force_simd_target(GetParam().target); }
  void TearDown() override { force_simd_target(0); }

  std::vector<double> numbers(std::size_t n, double from, double to) {
    std::uniform_real_distribution<double> draw(from, to);
    std::vector<double> out(n + 1);  // one more: a misaligned start
    for (double& x : out) {
      x = draw(random_);
    }
    return out;
  }
  std::mt19937_64 random_{7};
};

constexpr std::array<std::size_t, 12> row_lengths{0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 66, 130};
constexpr double boundless = std::numeric_limits<double>::infinity();

TEST_P(softmin_rows, exponentials_and_their_largest_exponent) {
  for (const std::size_t n : row_lengths) {
    std::vector<double> cost = numbers(n, 0, 50), h = numbers(n, -20, 20), out(n + 1);
    if (n > 3) {
      cost[2] = boundless;
      h[3] = -boundless;
    }
    double sum = 0, largest = -boundless;
    for (std::size_t j = 1; j <= n; ++j) {
      const double x = h[j] - 0.75 * cost[j];
      sum += std::exp(x - 1.5);
      largest = std::max(largest, x);
    }
    EXPECT_NEAR(exponentials(cost.data() + 1, h.data() + 1, 0.75, 1.5, n, out.data()), sum, 1e-14 * sum);
    for (std::size_t j = 0; j < n; ++j) {
      const double known = std::exp(h[j + 1] - 0.75 * cost[j + 1] - 1.5);
      EXPECT_NEAR(out[j], known, 2e-14 * known);
    }
    const double found = largest_exponent(cost.data() + 1, h.data() + 1, 0.75, n);
    EXPECT_TRUE(found == largest || std::abs(found - largest) < 1e-13) << found << ' ' << largest;
  }
}

TEST_P(softmin_rows, exponentials_to_four_ulp) {
  std::vector<double> cost;
  for (double x = -707.9; x < 708; x += 0.0371) {
    cost.push_back(-x);
  }
  const std::vector<double> h(cost.size());
  std::vector<double> out(cost.size());
  static_cast<void>(exponentials(cost.data(), h.data(), 1, 0, cost.size(), out.data()));
  for (std::size_t j = 0; j < cost.size(); ++j) {
    const long double known = std::exp(-static_cast<long double>(cost[j]));
    EXPECT_LT(std::abs(static_cast<long double>(out[j]) / known - 1), 4 * 0x1p-53L) << cost[j];
  }
}

TEST_P(softmin_rows, logarithms_are_added) {
  for (const std::size_t n : row_lengths) {
    const std::vector<double> x = numbers(n, 0, 3);
    std::vector<double> out(n + 1, 2.0);
    add_logs(x.data() + 1, n, out.data());
    for (std::size_t j = 0; j < n; ++j) {
      EXPECT_NEAR(out[j], 2 + std::log(x[j + 1]), 1e-14);
    }
    EXPECT_EQ(out[n], 2);
  }
  const double zero = 0;
  double out = 1;
  add_logs(&zero, 1, &out);
  EXPECT_EQ(out, -boundless);
}

TEST_P(softmin_rows, exponentials_end_where_doubles_do) {
  const std::vector<double> cost{0, 800, 1e300, boundless, -600, -1e308}, h(6, 0.0);
  std::vector<double> out(6);
  static_cast<void>(exponentials(cost.data(), h.data(), 1, 0, 6, out.data()));
  EXPECT_EQ(out[0], 1);
  EXPECT_EQ(out[1], 0);
  EXPECT_EQ(out[2], 0);
  EXPECT_EQ(out[3], 0);
  EXPECT_NEAR(out[4] / std::exp(600), 1, 1e-14);
  EXPECT_GT(out[5], 1e300);
}

TEST_P(softmin_rows, single_precision_ends_at_normal_numbers) {
  for (const std::size_t n : row_lengths) {
    const std::vector<double> row = numbers(n, 0, 1);
    std::vector<float> out(n + 1, -1.0F);
    for (const double scale : {3.0, 0x1p-126, 0x1p-130}) {
      narrow(row.data() + 1, scale, n, out.data());
      for (std::size_t j = 0; j < n; ++j) {
        const double x = scale * row[j + 1];
        EXPECT_EQ(out[j], x >= 0x1p-126 ? static_cast<float>(x) : 0.0F);
      }
      EXPECT_EQ(out[n], -1.0F);
    }
  }
}

TEST_P(softmin_rows, products_and_weighted_rows) {
  for (const std::size_t n : row_lengths) {
    const std::vector<double> a = numbers(n, 0, 1), b = numbers(n, 0, 1), c = numbers(n, 0, 1), d = numbers(n, 0, 1);
    const std::array<const double*, 4> rows{a.data() + 1, b.data(), c.data() + 1, d.data()};
    const std::array<double, 4> weights{2, -1, 0.5, 3};
    for (const std::size_t count : {1U, 3U, 4U}) {
      std::vector<double> sum(n, 1.0);
      std::array<double, 4> dots{};
      add_rows(rows.data(), weights.data(), count, n, sum.data());
      std::vector<std::vector<float>> narrowed(4, std::vector<float>(n + 1));
      std::array<const float*, 4> singles{};
      for (std::size_t i = 0; i < 4; ++i) {
        narrow(rows[i], 1, n, narrowed[i].data() + 1);
        singles[i] = narrowed[i].data() + 1;
      }
      std::vector<double> single_sum(n, 1.0);
      dot_products(singles.data(), count, d.data(), n, dots.data());
      add_rows(singles.data(), weights.data(), count, n, single_sum.data());
      for (std::size_t j = 0; j < n; ++j) {
        double known = 1;
        for (std::size_t i = 0; i < count; ++i) {
          known += weights[i] * rows[i][j];
        }
        EXPECT_NEAR(sum[j], known, 1e-14);
        double of_singles = 1;
        for (std::size_t i = 0; i < count; ++i) {
          of_singles += weights[i] * static_cast<double>(singles[i][j]);
        }
        EXPECT_NEAR(single_sum[j], of_singles, 1e-14);
      }
      for (std::size_t i = 0; i < count; ++i) {
        double known = 0, of_singles = 0;
        for (std::size_t j = 0; j < n; ++j) {
          known += rows[i][j] * d[j];
          of_singles += static_cast<double>(singles[i][j]) * d[j];
        }
        EXPECT_NEAR(dots[i], of_singles, 1e-13);
        EXPECT_NEAR(dot_product(rows[i], d.data(), n), known, 1e-13);
      }
    }
    std::vector<double> plan(n, 0.0), cost(n, boundless);
    if (n > 0) {
      plan[n - 1] = 2;
      cost[n - 1] = 3;
    }
    EXPECT_EQ(plan_cost(plan.data(), cost.data(), n), n > 0 ? 6 : 0);
  }
}

INSTANTIATE_TEST_SUITE_P(simd, softmin_rows, testing::ValuesIn(simd_paths().begin(), simd_paths().end()),
                         [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace relent::kernel
