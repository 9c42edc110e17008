// Mixtures of normals near a density, by several objectives.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/core/error.hpp"
#include "relent/distribution/mixture.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/fit/fit.hpp"

namespace relent {
namespace {

const char* const three_modes = "0.3*normal(-6, 1) + 0.4*normal(0, 0.7) + 0.3*normal(5, 1.2)";

fit_answer mixtures(const std::string& target, std::size_t k, const char* objective, double alpha = 0.5) {
  return fit(parse_distribution(target), {.components = k}, {.objective = objective, .alpha = alpha});
}

TEST(MixtureSearch, OfAsManyComponentsTheTargetItselfIsFound) {
  for (const char* objective : {"forward_kl", "reverse_kl", "js", "jeffreys", "hellinger", "alpha", "renyi"}) {
    const fit_answer found = mixtures("0.3*normal(-2, 0.5) + 0.7*normal(1.5, 1)", 2, objective, 0.7);
    const std::vector<fitted_parameter>& best = found.optima.front().parameters;
    const double expected[] = {0.3, 0.7, -2, 1.5, 0.5, 1};
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(best[i].value, expected[i], 1e-4) << objective << " " << best[i].name;
    }
  }
}

TEST(MixtureSearch, ReverseKlOfTwoToThreeModesHasThemAll) {
  const fit_answer found = mixtures(three_modes, 2, "reverse_kl");
  // Which modes the two components sit on.
  const auto has = [&](double first, double second) {
    return std::ranges::any_of(found.optima, [&](const optimum& o) {
      return std::abs(o.parameters[2].value - first) < 0.2 && std::abs(o.parameters[3].value - second) < 0.2 &&
             o.parameters[4].value < 1.5 && o.parameters[5].value < 1.5;
    });
  };
  EXPECT_TRUE(has(-6, 0));
  EXPECT_TRUE(has(0, 5));
  // Between the first and the third mode the middle one draws the second component to itself: from there SciPy's BFGS
  // and Nelder-Mead, with a trapezoidal rule of 80,001 places, both go to this one.
  EXPECT_FALSE(has(-6, 5));
  ASSERT_EQ(found.optima.size(), 4U);
  EXPECT_NEAR(found.optima[2].value.value, 0.371523603940, 1e-11);
  EXPECT_NEAR(found.optima[2].parameters[2].value, -6.0429049, 1e-5);
  EXPECT_NEAR(found.optima[2].parameters[5].value, 2.6196781, 1e-5);
  EXPECT_LT(found.unseen, 0.5);
  const distribution target = parse_distribution(three_modes);
  for (std::size_t i = 0; i < found.optima.size(); ++i) {
    const optimum& o = found.optima[i];
    EXPECT_NEAR(o.value.value, divergence_between("kl_divergence", o.member, target).value, 1e-12);
    EXPECT_TRUE(i == 0 || o.value.value >= found.optima[i - 1].value.value);
    // A local minimum: no small step in any parameter leads down.
    for (std::size_t j = 1; j < 6; ++j) {
      for (const double step : {1e-3, -1e-3}) {
        std::vector<double> p;
        for (const fitted_parameter& of : o.parameters) {
          p.push_back(of.value);
        }
        p[j] += step;
        const mixture beside({1 - p[1], p[1]}, {normal(p[2], p[4]), normal(p[3], p[5])});
        EXPECT_GT(divergence_between("kl_divergence", beside, target).value, o.value.value - 1e-12)
            << o.member.text() << " " << j << " " << step;
      }
    }
  }
}

TEST(MixtureSearch, WeightsOfFarModesAreTheTargets) {
  // Components on far modes of weights a and b: KL is least at shares a / (a + b), with the value -log(a + b).
  const fit_answer found = mixtures("0.5*normal(-20, 1) + 0.2*normal(0, 1) + 0.3*normal(20, 1)", 2, "reverse_kl");
  EXPECT_NEAR(found.optima.front().value.value, -std::log(0.8), 1e-9);
  EXPECT_NEAR(found.optima.front().parameters[0].value, 0.625, 1e-6);
}

TEST(MixtureSearch, FewerComponentsDoAsWell) {
  const fit_answer found = mixtures("normal(1, 2)", 2, "reverse_kl");
  EXPECT_NEAR(found.optima.front().value.value, 0, 1e-9);
  EXPECT_NE(found.notes.front().find("fewer would do as well"), std::string::npos);
}

TEST(MixtureSearch, OfABoundedTarget) {
  // Forward and JS are finite, reverse is not.
  EXPECT_GT(mixtures("gamma(2, 1)", 2, "forward_kl").optima.front().value.value, 0);
  EXPECT_LT(mixtures("gamma(2, 1)", 2, "js").optima.front().value.value,
            mixtures("gamma(2, 1)", 1, "js").optima.front().value.value);
  EXPECT_THROW(static_cast<void>(mixtures("gamma(2, 1)", 2, "reverse_kl")), error);
  EXPECT_THROW(static_cast<void>(mixtures("poisson(2)", 2, "forward_kl")), error);
  EXPECT_THROW(static_cast<void>(mixtures("normal(0, 1)", 2, "w1")), error);
  EXPECT_THROW(static_cast<void>(mixtures("cauchy(0, 1)", 2, "forward_kl")), error);
}

}  // namespace
}  // namespace relent
