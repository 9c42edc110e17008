#include "estimate/quadratic_tail.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "measure/golden_file.hpp"

namespace relent::estimating {
namespace {

TEST(QuadraticTail, LimitsAsTheirSeries) {
  for (const auto& line : test::golden_lines("equality_limits")) {
    const quadratic_form form = line[0] == "cvm" ? cramer_von_mises_form() : anderson_darling_form();
    EXPECT_LT(test::relative_error(quadratic_tail(std::stod(line[1]), form), std::stod(line[2])), 1e-10)
        << line[0] << " " << line[1];
  }
}

TEST(QuadraticTail, OneRootIsChiSquare) {
  const quadratic_form one = bridge_form({{0.3, 0.7}, {0.3, 0.7}});
  ASSERT_EQ(one.roots.size(), 1U);
  EXPECT_NEAR(one.roots[0], 1 / (0.3 * 0.21), 1e-9);  // 0.3 B(0.3)^2 with variance 0.3 * 0.7
  EXPECT_NEAR(quadratic_tail(0.2, one) / std::erfc(std::sqrt(0.2 * one.roots[0] / 2)), 1, 1e-10);
}

TEST(QuadraticTail, ManyCellsTendToNoTies) {
  const std::vector<double> shares(1500, 1.0 / 1500);
  const quadratic_form tied = bridge_form({shares, shares}), whole = cramer_von_mises_form();
  for (const double x : {0.05, 0.3, 1.0}) {
    EXPECT_NEAR(quadratic_tail(x, tied) / quadratic_tail(x, whole), 1, 1e-4) << x;
  }
}

TEST(QuadraticTail, FarAndNearEnds) {
  EXPECT_EQ(quadratic_tail(0, anderson_darling_form()), 1);
  EXPECT_NEAR(quadratic_tail(1e-3, anderson_darling_form()), 1, 1e-12);
  const double far = quadratic_tail(300, anderson_darling_form());
  EXPECT_GT(far, 0);
  EXPECT_LT(far, 1e-120);
}

TEST(QuadraticTail, SharesOfManyValuesAreJoined) {
  std::vector<count_pair> cells(10000, count_pair{1, 1});
  cells[5000] = {10000, 10000};
  const std::vector<double> shares = pooled_shares(cells);
  double sum = 0, largest = 0;
  for (const double s : shares) {
    sum += s;
    largest = std::max(largest, s);
  }
  EXPECT_LE(shares.size(), 2001U);
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(largest, 20000.0 / 39998, 1e-12);
}

}  // namespace
}  // namespace relent::estimating
