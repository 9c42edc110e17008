#include "relent/estimate/anderson_darling.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/estimate/kolmogorov_smirnov.hpp"

#include "estimate/equality_golden.hpp"

namespace relent {
namespace {

TEST(AndersonDarling, CountsEveryDealingOfTiedValues) {
  test::check_equality_golden("ad", [](auto cells) { return anderson_darling(cells); });
}

TEST(AndersonDarling, StatisticAsSciPy) {
  // Laboratories 1 and 3 of Scholz and Stephens 1987, section 8; scipy 1.17: anderson_ksamp([first, third]).statistic
  const std::vector<double> first{38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0};
  const std::vector<double> third{34.0, 35.0, 39.0, 40.0, 43.0, 43.0, 44.0, 45.0};
  const equality_test found = anderson_darling(first, third);
  EXPECT_NEAR(found.statistic, 1.9909419068355834, 1e-12);
  EXPECT_EQ(found.test, "Anderson-Darling, exact");
}

TEST(AndersonDarling, LimitIsUniformUnderEquality) {
  for (const double grid : {0.0, 0.5}) {
    int below_5 = 0, below_1 = 0;
    constexpr int times = 2000;
    for (unsigned i = 0; i < times; ++i) {
      const double p = anderson_darling(test::normal_values(60, 0, 1, 2 * i + 1, grid),
                                        test::normal_values(40, 0, 1, 2 * i + 2, grid))
                           .p_value;
      below_5 += p < 0.05 ? 1 : 0;
      below_1 += p < 0.01 ? 1 : 0;
    }
    EXPECT_NEAR(below_5, 100, 35) << grid;
    EXPECT_NEAR(below_1, 20, 16) << grid;
  }
}

TEST(AndersonDarling, SeesTheTailsThatKolmogorovMisses) {
  const auto x = test::normal_values(2000, 0, 1, 1), y = test::normal_values(2000, 0, 1.3, 2);
  EXPECT_LT(anderson_darling(x, y).p_value, 0.01 * kolmogorov_smirnov(x, y).p_value);
}

TEST(AndersonDarling, BadInput) {
  EXPECT_THROW(static_cast<void>(anderson_darling(std::vector<double>{}, std::vector<double>{1})), error);
  EXPECT_EQ(anderson_darling(std::vector<double>{2, 2, 2}, std::vector<double>{2}).p_value, 1);
  EXPECT_EQ(anderson_darling(std::vector<double>{1}, std::vector<double>{2}).p_value, 1);
  const equality_test huge = anderson_darling(std::vector<count_pair>{{1'000'000'000, 999'000'000}, {5, 1'000'005}});
  EXPECT_LT(huge.p_value, 1e-300);
}

}  // namespace
}  // namespace relent
