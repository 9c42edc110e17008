#include "relent/estimate/count_tests.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/equality_golden.hpp"

namespace relent {
namespace {

using counted = std::vector<count_pair>;

TEST(CountTests, CountsEveryTable) {
  test::check_equality_golden("chi_square", [](auto given) { return chi_square_test(given); });
  test::check_equality_golden("g", [](auto given) { return g_test(given); });
  test::check_equality_golden("fisher", [](auto given) { return fisher_test(given); });
}

TEST(CountTests, LargeCountsAsSciPy) {
  // scipy 1.17: chi2_contingency([[10, 20, 30], [15, 15, 40]], correction=False), lambda_="log-likelihood"
  const counted given{{10, 15}, {20, 15}, {30, 40}, {0, 0}};
  EXPECT_NEAR(chi_square_test(given).p_value, 0.30304391468510006, 1e-12);
  EXPECT_NEAR(chi_square_p(given), 0.30304391468510006, 1e-12);
  EXPECT_EQ(chi_square_test(given).test, "chi-square, 2 degrees of freedom");
  // fisher_exact([[8, 2], [1, 5]]).pvalue and fisher_exact([[5, 0], [0, 5]]).pvalue
  EXPECT_NEAR(fisher_test(counted{{8, 2}, {1, 5}}).p_value, 0.034965034965034975, 1e-12);
  EXPECT_NEAR(fisher_test(counted{{5, 0}, {0, 5}}).p_value, 0.007936507936507938, 1e-12);
  EXPECT_EQ(chi_square_p(counted{{10, 15}}), 1);
  const double tiny = chi_square_p(counted{{1000, 0}, {0, 330}});
  EXPECT_GT(tiny, 1e-300);
  EXPECT_LT(tiny, 1e-280);
}

TEST(CountTests, DrawnTablesAreNearTheExactOnes) {
  // 30 categories of about 2 counts: too many tables to list. Two draws of different seeds agree within their error.
  counted given;
  for (std::int64_t i = 0; i < 30; ++i) {
    given.push_back({(i * 7) % 4, (i * 5) % 6});
  }
  const equality_test one = g_test(given), other = g_test(given, {.seed = 2});
  EXPECT_NE(one.test.find("random tables"), std::string::npos) << one.test;
  EXPECT_NEAR(one.p_value, other.p_value, 5 * std::sqrt(2 * one.p_value / 9999));
  EXPECT_EQ(one.p_value, g_test(given, {.threads = 1}).p_value);
  EXPECT_EQ(one.p_value, g_test(given, {.threads = 2}).p_value);
  EXPECT_GE(chi_square_test(given, {.permutations = 1}).p_value, 0.5);
}

TEST(CountTests, ManyRareCategoriesArePooled) {
  counted given(200'000, count_pair{1, 1});
  given[0] = {1000, 1000};
  const equality_test found = chi_square_test(given);
  EXPECT_EQ(found.p_value, 1);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes[0].find("199999 categories"), std::string::npos) << found.notes[0];
}

TEST(CountTests, PoolingLeavesTwoCellsAtLeast) {
  EXPECT_EQ(rare_pooled(counted{{5, 0}, {0, 5}}).size(), 2U);
  EXPECT_EQ(rare_pooled(counted{{100, 90}, {1, 0}, {0, 1}}).size(), 2U);
  EXPECT_EQ(rare_pooled(counted{{100, 90}, {50, 60}, {1, 0}, {0, 1}}).size(), 2U);
  EXPECT_EQ(rare_pooled(counted{{100, 90}, {50, 60}, {4, 3}, {3, 4}}).size(), 3U);
}

TEST(CountTests, BadInput) {
  EXPECT_THROW(static_cast<void>(g_test(counted{{3, 0}, {2, 0}})), error);
  EXPECT_THROW(static_cast<void>(g_test(counted{{3, 1}}, {.permutations = 0})), error);
  EXPECT_EQ(g_test(counted{{3, 1}}).p_value, 1);
  const auto refused = [](std::vector<double> p, std::vector<double> q) {
    try {
      static_cast<void>(count_pairs(p, q));
    } catch (const error& e) {
      return e.message();
    }
    return std::string("not refused");
  };
  EXPECT_EQ(refused({1, 2.5}, {1, 1}), "p[1] = 2.5, must be a whole number from 0 to 2^53");
  EXPECT_EQ(refused({1, 2}, {1, -1}), "q[1] = -1, must be a whole number from 0 to 2^53");
  EXPECT_EQ(refused({1, 2}, {1, std::nan("")}), "q[1] = nan, must be a whole number from 0 to 2^53");
  EXPECT_EQ(refused({1, 2}, {1, 2, 3}), "p has 2 counts and q has 3");
  EXPECT_EQ(refused({1, 2}, {0, 0}), "q counted nothing");
  const equality_test huge = g_test(counted{{1'000'000'000, 1'000'000'000}, {500'000'000, 500'100'000}, {2, 0}});
  EXPECT_GT(huge.p_value, 0);
  EXPECT_LT(huge.p_value, 1);
  EXPECT_LT(fisher_test(counted{{1'000'000'000, 1'000'000'000}, {500'000'000, 510'000'000}}).p_value, 1e-300);
}

}  // namespace
}  // namespace relent
