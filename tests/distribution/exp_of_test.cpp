#include "relent/distribution/exp_of.hpp"

#include "relent/distribution/binomial.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/exponential.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/gumbel.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/log_normal.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/uniform.hpp"

#include "distribution/family_check.hpp"

namespace relent::test {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

exp_of of_gumbel() { return exp_of(gumbel(0.25, 0.1875)); }

TEST(exp_of, agrees_with_high_precision) { check_built(of_gumbel(), "exp_of_gumbel", by_quadrature); }

TEST(exp_of, a_normal_becomes_log_normal) {
  for (const auto& [location, scale] : {std::pair{0.0, 1.0}, {-2.5, 0.125}, {3.0, 4.0}, {1.5, 1e-5}}) {
    const exp_of d(normal(location, scale));
    const log_normal want(location, scale);
    SCOPED_TRACE(d.text());
    EXPECT_EQ(d.support(), want.support());
    for (const double u : {1e-200, 1e-9, 0.25, 0.5, 0.9375}) {
      EXPECT_DOUBLE_EQ(d.quantile(u), want.quantile(u));
      const double y = want.quantile(u);
      EXPECT_NEAR(d.log_density(y), want.log_density(y), 1e-13 * std::abs(want.log_density(y)) + 1e-13) << y;
      EXPECT_DOUBLE_EQ(d.cdf(y), want.cdf(y));
      EXPECT_DOUBLE_EQ(d.survival(y), want.survival(y));
    }
    EXPECT_NEAR(d.mean() / want.mean(), 1, 1e-12);
    EXPECT_NEAR(d.variance() / want.variance(), 1, 1e-10);
    EXPECT_NEAR(d.entropy(), want.entropy(), 1e-14 * (1 + std::abs(want.entropy())));
    ASSERT_GE(d.split_points().size(), 1U);  // the mode, and e^location, where X's own is
    EXPECT_NEAR(d.split_points()[0] / want.split_points()[0], 1, 1e-6);
  }
}

TEST(exp_of, moments_are_infinite_where_the_tail_makes_them_so) {
  EXPECT_NEAR(exp_of(laplace(0, 0.25)).mean(), 1 / (1 - 0.0625), 1e-12);
  EXPECT_NEAR(exp_of(laplace(0, 0.999)).mean() * (1 - 0.999 * 0.999), 1, 1e-9);
  EXPECT_EQ(exp_of(laplace(0, 1)).mean(), infinite);
  EXPECT_EQ(exp_of(laplace(0, 0.5)).variance(), infinite);
  EXPECT_EQ(exp_of(gamma(0.5, 1)).mean(), infinite);
  EXPECT_EQ(exp_of(cauchy(0, 1)).mean(), infinite);
  EXPECT_TRUE(std::isnan(exp_of(cauchy(0, 1)).entropy()));
  // e^X for X exponential is pareto(rate, 1).
  EXPECT_NEAR(exp_of(exponential(2.5)).mean(), 2.5 / 1.5, 1e-12);
  EXPECT_NEAR(exp_of(exponential(2.5)).variance(), 2.5 / (1.5 * 1.5 * 0.5), 1e-10);
}

TEST(exp_of, keeps_its_promises_at_the_ends) {
  check_ends(of_gumbel());
  check_ends(exp_of(uniform(0, 1)));
  check_ends(exp_of(exponential(2.5)));
}

TEST(exp_of, the_ends_of_the_support_belong_to_it) {
  const exp_of d(uniform(0.1, 1.7));
  EXPECT_DOUBLE_EQ(d.log_density(d.support().upper), -std::log(1.6) - 1.7);
  EXPECT_DOUBLE_EQ(d.log_density(d.support().lower), -std::log(1.6) - 0.1);
  EXPECT_EQ(d.log_density(0), -infinite);
  EXPECT_EQ(d.log_density(-1), -infinite);
}

TEST(exp_of, draws_follow_the_cdf) {
  check_draws(of_gumbel());
  check_draws(exp_of(uniform(-1, 1)));
}

TEST(exp_of, the_gradient_is_that_of_what_is_grown) {
  const auto make = [](const std::vector<double>& t) { return exp_of(gumbel(t[0], t[1])); };
  for (const double y : {0.5, 1.25, 4.0}) {
    check_gradient_by_differences(make, {0.25, 0.75}, y);
  }
}

TEST(exp_of, refuses_whole_numbers) {
  EXPECT_EQ(refusal([] { exp_of(binomial(2, 0.5)); }),
            "exp: binomial(2, 0.5) lives on whole numbers, which e^x would move off them");
}

}  // namespace
}  // namespace relent::test
