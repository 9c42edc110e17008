#include "relent/estimate/cramer_von_mises.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "estimate/equality_golden.hpp"

namespace relent {
namespace {

TEST(CramerVonMises, CountsEveryDealingOfTiedValues) {
  test::check_equality_golden("cvm", [](auto cells) { return cramer_von_mises(cells); });
}

TEST(CramerVonMises, LimitIsNearTheTruthWithTiesAndWithout) {
  // Against 20,000 random dealings: what the limit says of 300 and 200 values.
  for (const double grid : {0.0, 0.25, 1.0}) {
    const auto cells =
        ordered_counts(test::normal_values(300, 0, 1, 7, grid), test::normal_values(200, 0.2, 1, 8, grid));
    const equality_test found = cramer_von_mises(cells);
    ASSERT_NE(found.test.find("limit"), std::string::npos) << found.test;
    std::vector<double> pooled;
    for (std::size_t j = 0; j < cells.size(); ++j) {
      pooled.insert(pooled.end(), static_cast<std::size_t>(cells[j].total()), static_cast<double>(j));
    }
    std::mt19937_64 random(9);
    int beyond = 0;
    constexpr int draws = 20000;
    for (int d = 0; d < draws; ++d) {
      std::shuffle(pooled.begin(), pooled.end(), random);
      std::vector<count_pair> dealt(cells.size());
      for (std::size_t i = 0; i < pooled.size(); ++i) {
        (i < 300 ? dealt[static_cast<std::size_t>(pooled[i])].p : dealt[static_cast<std::size_t>(pooled[i])].q) += 1;
      }
      double t = 0, f = 0;
      for (const count_pair& c : dealt) {
        f += static_cast<double>(c.p) / 300 - static_cast<double>(c.q) / 200;
        t += static_cast<double>(c.total()) * f * f;
      }
      beyond += t * 300 * 200 / 250000 >= found.statistic * (1 - 1e-12) ? 1 : 0;
    }
    const double drawn = (1.0 + beyond) / (1 + draws);
    EXPECT_NEAR(found.p_value, drawn, 4 * std::sqrt(drawn / draws) + 0.03 * drawn) << grid;
  }
}

TEST(CramerVonMises, BadInput) {
  EXPECT_THROW(static_cast<void>(cramer_von_mises(std::vector<double>{}, std::vector<double>{1})), error);
  EXPECT_EQ(cramer_von_mises(std::vector<double>{2, 2, 2}, std::vector<double>{2}).p_value, 1);
  EXPECT_EQ(cramer_von_mises(std::vector<double>{1}, std::vector<double>{2}).p_value, 1);
  const equality_test huge = cramer_von_mises(std::vector<count_pair>{{1'000'000'000, 999'000'000}, {5, 1'000'005}});
  EXPECT_LT(huge.p_value, 1e-300);
}

}  // namespace
}  // namespace relent
