#include "relent/fit/rank.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"

namespace relent {
namespace {

std::string rank_refusal(const rank_data& data, const std::vector<rank_model>& models) {
  try {
    static_cast<void>(rank_models(data, models));
  } catch (const error& e) {
    return e.what();
  }
  return "none";
}

TEST(Rank, AHistogramCountsItsEndsAndAllSharesButOne) {
  fit_family four;
  four.components = 4;
  four.histogram = true;
  const observed_values data{{0, 1, 1, 2, 3.5, 4, 0.2, 0.3, 2.2, 3.1}};
  const rank_answer found = rank_models(data, {four, parse_distribution("uniform(0, 5)")});
  const ranked_model& histogram = found.models.front();
  EXPECT_EQ(histogram.family, "histogram(bins=4)");
  EXPECT_EQ(histogram.fitted, 5U);
  EXPECT_NEAR(*histogram.aic, 10 + 20 * histogram.cross_entropy.value, 1e-12);
  EXPECT_NEAR(*histogram.bic, 5 * std::log(10) + 20 * histogram.cross_entropy.value, 1e-12);
  EXPECT_EQ(found.models.back().family, "");
  EXPECT_EQ(found.models.back().fitted, 0U);
}

TEST(Rank, FamiliesAreFittedToCounts) {
  const rank_answer found = rank_models(
      counted{{3, 8, 6, 2, 1}}, {fit_family{.members = find_family("poisson")}, parse_distribution("geometric(0.3)")});
  EXPECT_EQ(found.models.front().family, "poisson");
  EXPECT_NEAR(found.models.front().member.mean(), (8 + 12 + 6 + 4) / 20.0, 1e-9);
  EXPECT_EQ(*found.observations, 20);
}

TEST(Rank, DensitiesAndMassesDoNotCompare) {
  const std::string why = rank_refusal(observed_values{{0, 1, 2, 3, 1, 2}},
                                       {parse_distribution("poisson(2)"), parse_distribution("normal(1, 1)")});
  EXPECT_NE(why.find("normal has a density and poisson has masses"), std::string::npos) << why;
}

}  // namespace
}  // namespace relent
