#include "relent/transport/binned_wasserstein.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/transport/line_transport.hpp"

namespace relent {
namespace {

struct kept {
  std::vector<double> counts, sums;

  kept(const std::vector<double>& values, const std::vector<double>& edges)
      : counts(edges.size() - 1), sums(edges.size() - 1) {
    for (const double v : values) {
      const auto k = static_cast<std::size_t>(std::ranges::upper_bound(edges, v) - edges.begin() - 1);
      counts[k] += 1;
      sums[k] += v;
    }
  }
  [[nodiscard]] bin_sums view() const { return {counts, sums}; }
};

TEST(binned_wasserstein, the_values_are_within_the_bound) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<double> x(1 + random() % 60), y(1 + random() % 60), edges{0};
    const double power = 0.3 + static_cast<double>(random() % 30) / 10;
    const auto draw = [&] { return std::uniform_real_distribution<double>()(random); };
    std::ranges::generate(x, draw);
    std::ranges::generate(y, [&] { return std::pow(draw(), power); });
    for (std::size_t k = 1 + random() % 12; k > 0; --k) {
      edges.push_back(draw());
    }
    edges.push_back(1);
    std::ranges::sort(edges);
    const bounded_distance found = binned_wasserstein(edges, kept(x, edges).view(), kept(y, edges).view());
    EXPECT_LE(std::abs(found.value - wasserstein_distance({x}, {y})), found.bound + 1e-14) << trial;
  }
}

TEST(binned_wasserstein, exact_where_nothing_crosses) {
  const std::vector<double> edges{0, 1, 2, 3}, x{0.1, 0.7, 1.5}, y{2.2, 2.3, 2.9};
  const bounded_distance found = binned_wasserstein(edges, kept(x, edges).view(), kept(y, edges).view());
  EXPECT_EQ(found.bound, 0);
  EXPECT_NEAR(found.value, wasserstein_distance({x}, {y}), 1e-15);
}

TEST(binned_wasserstein, what_is_refused) {
  const std::vector<double> edges{0, 1, 2}, two{1, 1}, sums{0.5, 1.5}, wrong{0.5, 3};
  EXPECT_THROW((void)binned_wasserstein(edges, {two, wrong}, {two, sums}), error);
  EXPECT_THROW((void)binned_wasserstein(std::vector<double>{0, 0, 1}, {two, sums}, {two, sums}), error);
  EXPECT_THROW((void)binned_wasserstein(edges, {two, {}}, {two, sums}), error);
}

}  // namespace
}  // namespace relent
