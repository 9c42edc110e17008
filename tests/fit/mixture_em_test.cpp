#include "relent/fit/mixture_em.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "relent/catalogue/parse_distribution.hpp"
#include "relent/fit/fit.hpp"

namespace relent {
namespace {

std::vector<double> draws(int n) { return sample(parse_distribution("0.3*normal(-2, 0.5) + 0.7*normal(1, 1)"), n, 7); }

TEST(MixtureEm, FindsTheMixtureItsDataAreFrom) {
  const std::vector<double> x = draws(50'000);
  const em_fit found = fit_normal_mixture(x, {.components = 2});
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.parameters.means[0], -2, 0.03);
  EXPECT_NEAR(found.parameters.means[1], 1, 0.03);
  EXPECT_NEAR(found.parameters.sds[0], 0.5, 0.03);
  EXPECT_NEAR(found.parameters.weights[1], 0.7, 0.01);
}

TEST(MixtureEm, TheLikelihoodNeverFalls) {
  const std::vector<double> x = draws(3'000);
  normal_mixture_parameters at{{0.5, 0.25, 0.25}, {-1, 0, 2}, {1, 1, 1}};
  double before = -INFINITY;
  for (int i = 0; i < 50; ++i) {
    const double now = em_step(x, {}, at, 1e-9);
    EXPECT_GE(now, before - 1e-14);
    before = now;
  }
}

TEST(MixtureEm, SaysTheLikelihoodOfItsMixture) {
  const std::vector<double> x = draws(2'000);
  const em_fit found = fit_normal_mixture(x, {.components = 3});
  const mixture model = found.parameters.model();
  double sum = 0;
  for (const double v : x) {
    sum += model.log_density(v);
  }
  EXPECT_NEAR(found.mean_log_likelihood, sum / 2'000, 1e-12);
}

TEST(MixtureEm, DoesNotDependOnThreads) {
  const std::vector<double> x = draws(20'000);
  const em_fit one = fit_normal_mixture(x, {.components = 3, .starts = 1, .most_iterations = 20, .threads = 1});
  const em_fit two = fit_normal_mixture(x, {.components = 3, .starts = 1, .most_iterations = 20, .threads = 2});
  EXPECT_EQ(one.mean_log_likelihood, two.mean_log_likelihood);
  EXPECT_EQ(one.parameters.means, two.parameters.means);
}

TEST(MixtureEm, WeightsAreRepetitions) {
  const std::vector<double> once{-1, 0, 4, 5}, twice{-1, -1, 0, 4, 5, 5, 5}, weights{2, 1, 1, 3};
  const em_fit a = fit_normal_mixture(once, {.components = 2}, weights),
               b = fit_normal_mixture(twice, {.components = 2});
  EXPECT_NEAR(a.mean_log_likelihood, b.mean_log_likelihood, 1e-9);
  EXPECT_NEAR(a.parameters.means[0], b.parameters.means[0], 1e-6);
}

TEST(MixtureEm, DoesNotCollapse) {
  std::vector<double> x = draws(200);
  x.insert(x.end(), 50, 0.5);  // a value again and again
  const em_fit found = fit_normal_mixture(x, {.components = 3});
  for (const double sd : found.parameters.sds) {
    EXPECT_GT(sd, 0);
  }
  EXPECT_TRUE(std::isfinite(found.mean_log_likelihood));
}

TEST(MixtureEm, BicFindsTheNumberOfComponents) {
  const fit_answer found = fit(observed_values{draws(1'500)}, {.components = 0});
  EXPECT_EQ(found.family, "mixture of 2 normals");
}

TEST(MixtureEm, RoundedValuesAreNoComponents) {
  std::vector<double> x = draws(500);
  for (double& v : x) {
    v = std::round(v);
  }
  const fit_answer found = fit(observed_values{x}, {.components = 0});
  for (const fitted_parameter& p : found.optima.front().parameters) {
    EXPECT_TRUE(!p.name.starts_with("sds") || p.value > 0.1) << found.family;
  }
}

TEST(MixtureEm, OfADensity) {
  const fit_answer found = fit(parse_distribution("0.3*normal(-2, 0.5) + 0.7*normal(1, 1)"), {.components = 2});
  EXPECT_LT(found.optima.front().value.value, 1e-9);
}

}  // namespace
}  // namespace relent
