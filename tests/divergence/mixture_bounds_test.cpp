#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {
namespace {

TEST(MixtureBounds, ContainTheValueOnRandomMixtures) {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto draw = [&] {
    const int n = 1 + static_cast<int>(uniform(engine) * 5);
    std::vector<double> weights;
    std::vector<distribution> parts;
    double total = 0;
    for (int i = 0; i < n; ++i) {
      weights.push_back(0.05 + uniform(engine));
      total += weights.back();
      parts.push_back(normal(8 * uniform(engine) - 4, std::exp(2.5 * uniform(engine) - 1.5)));
    }
    for (double& w : weights) {
      w /= total;
    }
    return distribution(mixture(weights, parts));
  };
  int tight = 0;
  constexpr int cases = 300;
  for (int i = 0; i < cases; ++i) {
    const distribution p = draw(), q = draw();
    SCOPED_TRACE(p.text() + " | " + q.text());
    const estimate found = divergence_between("kl_divergence", p, q, {.closed_form = false});
    ASSERT_TRUE(found.interval);
    EXPECT_EQ(found.level, 1);
    EXPECT_LE(found.interval->lower, found.value + *found.error_bound);
    EXPECT_GE(found.interval->upper, found.value - *found.error_bound);
    tight += found.interval->upper - found.interval->lower <= 0.2 * found.value + 0.01 ? 1 : 0;
  }
  EXPECT_GE(tight, 0.9 * cases);
}

TEST(MixtureBounds, AreThereForNormalMixturesAloneAndHoldWhereDensitiesUnderflow) {
  const auto kl = [](const char* p, const char* q) {
    return divergence_between("kl_divergence", parse_distribution(p), parse_distribution(q));
  };
  for (const auto& [p, q] : std::initializer_list<std::pair<const char*, const char*>>{
           {"0.5*normal(-2, 1) + 0.5*normal(2, 1)", "normal(0, 2)"},
           {"0.5*normal(-2, 1) + 0.5*normal(2, 1)", "0.5*normal(-2, 1) + 0.5*normal(2, 1)"},
           {"0.5*normal(-200, 1) + 0.5*normal(200, 1)", "0.5*normal(-190, 1) + 0.5*normal(220, 0.5)"},
           {"0.9*normal(0, 1) + 0.1*normal(0, 100)", "0.5*normal(1e6, 1) + 0.5*normal(1e6, 3)"},
           {"0.5*normal(0, 1e-3) + 0.5*normal(1, 1e-3)", "0.5*normal(0, 1e3) + 0.5*normal(1, 1)"}}) {
    SCOPED_TRACE(std::string(p) + " | " + q);
    const estimate found = kl(p, q);
    ASSERT_TRUE(found.interval);
    EXPECT_LE(found.interval->lower, found.value + *found.error_bound);
    EXPECT_GE(found.interval->upper, found.value - *found.error_bound);
  }
  EXPECT_FALSE(kl("0.5*normal(-2, 1) + 0.5*laplace(2, 1)", "normal(0, 2)").interval);
  EXPECT_FALSE(kl("normal(0, 1)", "normal(0, 2)").interval);  // exact already
  // A reverse divergence is the swapped pair's.
  const distribution p = parse_distribution("0.5*normal(-2, 1) + 0.5*normal(2, 1)"), q = normal(0, 2);
  EXPECT_EQ(divergence_between("reverse_kl_divergence", q, p).interval->upper,
            divergence_between("kl_divergence", p, q).interval->upper);
}

}  // namespace
}  // namespace relent
