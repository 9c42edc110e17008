#include "relent/estimate/kolmogorov_smirnov.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/estimate/goodness_of_fit.hpp"

#include "estimate/equality_golden.hpp"

namespace relent {
namespace {

TEST(KolmogorovSmirnov, CountsEveryDealingOfTiedValues) {
  test::check_equality_golden("ks", [](auto cells) { return kolmogorov_smirnov(cells); });
}

TEST(KolmogorovSmirnov, ExactAsSciPyWithoutTies) {
  // scipy 1.17: ks_2samp(range(7), [v + 2.5 for v in range(5)], method="exact").pvalue
  const std::vector<double> x{0, 1, 2, 3, 4, 5, 6}, y{2.5, 3.5, 4.5, 5.5, 6.5};
  EXPECT_NEAR(kolmogorov_smirnov(x, y).p_value, 0.5454545454545454, 1e-12);
  EXPECT_NEAR(ks_exact_p(7, 5, kolmogorov_smirnov(x, y).statistic), 0.5454545454545454, 1e-12);
  // kstwo.sf(0.3, 20), kstwo.sf(0.05, 100), kstwo.sf(0.4, 50)
  EXPECT_NEAR(kolmogorov_p_value(0.3, 20) / 0.04306706665851623, 1, 1e-8);
  EXPECT_NEAR(kolmogorov_p_value(0.05, 100) / 0.9532159710635725, 1, 1e-8);
  EXPECT_NEAR(kolmogorov_p_value(0.4, 50) / 9.86356336441006e-08, 1, 1e-8);
}

TEST(KolmogorovSmirnov, LimitOfKolmogorov) {
  // kstwobign.sf(0.5 * sqrt(100 * 100 / 200)) and of 0.1
  EXPECT_NEAR(ks_limit_p(100, 100, 0.5) / 2.7775887729927942e-11, 1, 1e-10);
  EXPECT_NEAR(ks_limit_p(100, 100, 0.1) / 0.6993741991310154, 1, 1e-10);
  EXPECT_EQ(ks_limit_p(100, 100, 0), 1);
}

TEST(KolmogorovSmirnov, SidesMayBeExchanged) {
  const std::vector<double> x = test::normal_values(300, 0, 1, 1, 0.25),
                            y = test::normal_values(170, 0.2, 1.3, 2, 0.25);
  const equality_test one = kolmogorov_smirnov(x, y), other = kolmogorov_smirnov(y, x);
  EXPECT_EQ(one.statistic, other.statistic);
  EXPECT_NEAR(one.p_value / other.p_value, 1, 1e-12);
}

TEST(KolmogorovSmirnov, ExactTendsToTheLimitAndBelowItWithTies) {
  const std::vector<double> x = test::normal_values(20000, 0, 1, 3), y = test::normal_values(20000, 0.02, 1, 4);
  const auto cells = ordered_counts(x, y);
  const equality_test exact = kolmogorov_smirnov(cells), limit = kolmogorov_smirnov(cells, 0);
  EXPECT_EQ(exact.test, "Kolmogorov-Smirnov, exact");
  EXPECT_EQ(limit.test, "Kolmogorov-Smirnov, its limit");
  EXPECT_NEAR(exact.p_value / limit.p_value, 1, 0.02);
  const auto tied = ordered_counts(test::normal_values(2000, 0, 1, 5, 0.5), test::normal_values(2000, 0.05, 1, 6, 0.5));
  EXPECT_LT(kolmogorov_smirnov(tied).p_value, kolmogorov_smirnov(tied, 0).p_value);
  EXPECT_EQ(kolmogorov_smirnov(tied, 0).notes.size(), 1U);
}

TEST(KolmogorovSmirnov, SmallPValuesKeepTheirDigits) {
  // Nothing in common: 2 of C(200, 100) dealings, 2 / 9.054851465610328e58.
  std::vector<count_pair> apart(200);
  for (std::size_t i = 0; i < 200; ++i) {
    apart[i] = i < 100 ? count_pair{1, 0} : count_pair{0, 1};
  }
  EXPECT_NEAR(kolmogorov_smirnov(apart).p_value / (2 / 9.054851465610328e58), 1, 1e-10);
}

TEST(KolmogorovSmirnov, BadInputIsNamed) {
  const std::vector<double> x{1, 2, std::numeric_limits<double>::quiet_NaN()}, y{1, 2}, none;
  try {
    static_cast<void>(kolmogorov_smirnov(y, x));
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::invalid_value);
    EXPECT_NE(e.message().find("y[2] = nan"), std::string::npos) << e.message();
  }
  EXPECT_THROW(static_cast<void>(kolmogorov_smirnov(none, y)), error);
  EXPECT_THROW(static_cast<void>(kolmogorov_smirnov(std::vector<count_pair>{{3, 0}, {2, 0}})), error);
  const equality_test same = kolmogorov_smirnov(std::vector<double>{5, 5}, std::vector<double>{5});
  EXPECT_EQ(same.p_value, 1);
  EXPECT_EQ(same.notes.size(), 1U);
  EXPECT_EQ(kolmogorov_smirnov(std::vector<double>{0.0}, std::vector<double>{-0.0}).statistic, 0);
  EXPECT_EQ(kolmogorov_smirnov(std::vector<double>{1}, std::vector<double>{2}).p_value, 1);
  const equality_test huge = kolmogorov_smirnov(std::vector<count_pair>{{1'000'000'000, 999'000'000}, {5, 1'000'005}});
  EXPECT_GE(huge.p_value, 0);
  EXPECT_LT(huge.p_value, 1e-300);
}

}  // namespace
}  // namespace relent
