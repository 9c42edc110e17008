#include "relent/distribution/log_of.hpp"

#include "relent/distribution/exp_of.hpp"
#include "relent/distribution/exponential.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/gumbel.hpp"
#include "relent/distribution/log_normal.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/distribution/weibull.hpp"

#include "distribution/family_check.hpp"

namespace relent::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

log_of of_gamma() { return log_of(gamma(2, 1)); }

TEST(log_of, agrees_with_high_precision) { check_built(of_gamma(), "log_of_gamma", by_quadrature); }

TEST(log_of, a_log_normal_becomes_normal) {
  const log_of d(log_normal(-2.5, 0.75));
  const normal want(-2.5, 0.75);
  EXPECT_EQ(d.support().lower, -infinite);
  EXPECT_EQ(d.support().upper, infinite);
  for (const double y : {-20.0, -4.0, -2.5, 0.0, 12.0}) {
    EXPECT_NEAR(d.log_density(y), want.log_density(y), 1e-13 * (1 + std::abs(want.log_density(y)))) << y;
    EXPECT_NEAR(d.cdf(y) / want.cdf(y), 1, 1e-12) << y;
  }
  EXPECT_NEAR(d.mean(), -2.5, 1e-13);
  EXPECT_NEAR(d.variance(), 0.5625, 1e-13);
  EXPECT_NEAR(d.entropy(), want.entropy(), 1e-13);
}

TEST(log_of, known_distributions_come_out) {
  // Exponential: minus a Gumbel. The uniform distribution: minus an exponential.
  EXPECT_NEAR(log_of(exponential(1)).mean(), -0.57721566490153286, 1e-13);
  EXPECT_NEAR(log_of(exponential(1)).variance(), 1.6449340668482264, 1e-12);
  EXPECT_NEAR(log_of(exponential(1)).entropy(), 1.5772156649015329, 1e-13);
  EXPECT_NEAR(log_of(uniform(0, 1)).mean(), -1, 1e-13);
  EXPECT_NEAR(log_of(uniform(0, 1)).entropy(), 1, 1e-13);
  EXPECT_EQ(log_of(uniform(0, 1)).support().upper, 0);
  EXPECT_EQ(log_of(uniform(0, 1)).log_density(0), 0);
  EXPECT_NEAR(log_of(weibull(2, 0.5)).variance(), 4 * 1.6449340668482264, 1e-11);
}

TEST(log_of, undoes_exp) {
  const log_of d(exp_of(gumbel(0.25, 0.75)));
  const gumbel want(0.25, 0.75);
  for (const double y : {-2.0, 0.25, 8.0}) {
    EXPECT_NEAR(d.log_density(y), want.log_density(y), 1e-13 * (1 + std::abs(want.log_density(y)))) << y;
  }
  EXPECT_EQ(d.text(), "log(exp(gumbel(0.25, 0.75)))");
}

TEST(log_of, keeps_its_promises_at_the_ends) {
  check_ends(of_gamma());
  check_ends(log_of(uniform(0, 1)));
  check_ends(log_of(uniform(0.5, 3)));
}

TEST(log_of, draws_follow_the_cdf) {
  check_draws(of_gamma());
  check_draws(log_of(uniform(0, 2)));
}

TEST(log_of, the_gradient_is_that_of_what_is_inside) {
  const auto make = [](const std::vector<double>& t) { return log_of(gamma(t[0], t[1])); };
  for (const double y : {-4.0, 0.5, 2.0}) {
    check_gradient_by_differences(make, {2, 1}, y);
  }
}

TEST(log_of, refuses_what_has_no_logarithm) {
  EXPECT_EQ(refusal([] { log_of(normal(0, 1)); }), "log: normal(0, 1) can be below 0, where there is no logarithm");
  EXPECT_EQ(refusal([] { log_of(poisson(2)); }),
            "log: poisson(2) lives on whole numbers, which the logarithm would move off them");
  EXPECT_EQ(
      refusal([] { log_of(gamma(0.01, 1)); }),
      "log: gamma(0.01, 1) is below 2.2e-308, the least double, with probability 0.00084: logarithms are not told "
      "apart there");
}

}  // namespace
}  // namespace relent::test
