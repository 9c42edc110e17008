// Which test a column gets, and the adjustment over columns; the tests themselves are tests/estimate's.

#include "compare/homogeneity.hpp"

#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace relent::comparing {
namespace {

TEST(Homogeneity, BenjaminiHochberg) {
  const std::vector<std::optional<double>> p{0.01, std::nullopt, 0.04, 0.03, 0.9};
  const auto q = adjusted(p);
  EXPECT_NEAR(*q[0], 0.04, 1e-15);
  EXPECT_FALSE(q[1]);
  EXPECT_NEAR(*q[2], 4 * 0.04 / 3, 1e-15);  // 0.03 * 4 / 2 = 0.06 is above what its neighbour gets
  EXPECT_NEAR(*q[3], 4 * 0.04 / 3, 1e-15);
  EXPECT_NEAR(*q[4], 0.9, 1e-15);
}

TEST(Homogeneity, TwoAgainstTwoFiveRowsEach) {
  const test_result r = test_unordered(std::vector<count_pair>{{5, 0}, {0, 5}});
  EXPECT_NEAR(*r.p_value, 0.007936507936507938, 1e-12);
  EXPECT_FALSE(test_unordered(std::vector<count_pair>{{5, 7}}).p_value);
  EXPECT_FALSE(test_unordered(std::vector<count_pair>{{5, 0}, {3, 0}}).p_value);
}

}  // namespace
}  // namespace relent::comparing
