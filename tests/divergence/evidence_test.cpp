#include "relent/divergence/evidence.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/cauchy.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/laplace.hpp"
#include "relent/distribution/log_of.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/divergence/divergence_between.hpp"
#include "relent/divergence/entropy_of.hpp"

namespace relent {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

void expect_within(const estimate& got, double want) {
  EXPECT_EQ(got.method, method::quadrature);
  EXPECT_LE(std::abs(got.value - want), *got.error_bound) << got.value << " for " << want;
  EXPECT_LE(*got.error_bound, 1e-11 * (1 + std::abs(want)));
}

TEST(Evidence, ExpectationsOfKnownValue) {
  expect_within(expectation(normal(1, 2), [](double x) { return x * x; }), 5);
  expect_within(expectation(normal(1, 2), [](double) { return 1.0; }), 1);
  expect_within(expectation(normal(0, 1), [](double x) { return std::exp(3 * x); }), std::exp(4.5));
  expect_within(expectation(gamma(2.5, 0.75), [](double x) { return 1 / x; }), 0.5);
  expect_within(expectation(poisson(3.5), [](double k) { return k * (k - 1); }), 12.25);
  expect_within(expectation(laplace(0, 1), [](double x) { return x > 0 ? x : 0; }), 0.5);
  expect_within(expectation(uniform(0, 1), [](double x) { return std::log(x); }), -1);
}

TEST(Evidence, JumpsAreFoundAndPaidFor) {
  const estimate got = expectation(normal(0, 1), [](double x) { return x > 0.3 ? 1.0 : 0.0; });
  EXPECT_NEAR(got.value, normal(0, 1).survival(0.3), *got.error_bound);
  EXPECT_LT(*got.error_bound, 1e-9);
}

TEST(Evidence, DivergenceHasASign) {
  const auto itself = [](double x) { return x; };
  EXPECT_TRUE(std::isnan(expectation(cauchy(0, 1), itself).value));
  EXPECT_EQ(expectation(cauchy(0, 1), itself).notes.front(),
            "p f does not exist: its positive and its negative part both diverge");
  EXPECT_EQ(expectation(cauchy(0, 1), [](double x) { return x * x; }).value, infinite);
  EXPECT_EQ(expectation(laplace(0, 1), [](double x) { return -std::exp(x); }).value, -infinite);
  EXPECT_EQ(expectation(laplace(0, 1), [](double x) { return -std::exp(x); }).notes.front(),
            "the integral of p f diverges");
}

TEST(Evidence, NoNumberIsRefused) {
  try {
    static_cast<void>(expectation(poisson(2), [](double x) { return x != 5 ? x : std::nan(""); }));
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::invalid_value);
    EXPECT_STREQ(e.what(), "expectation: f(5) = nan, must be a number");
  }
}

/// Prior normal(0, 1), observation 1.2 with noise of sd 1.
double log_joint(double z) { return normal(0, 1).log_density(z) + normal(z, 1).log_density(1.2); }

TEST(Evidence, TheBoundIsTheLogEvidenceLessTheDivergenceFromThePosterior) {
  constexpr double log_evidence = -1.625512123485;
  const normal posterior(0.6, std::sqrt(0.5)), prior(0, 1);
  EXPECT_NEAR(divergence_between("kl_divergence", posterior, prior).value, 0.276573590280, 1e-12);
  expect_within(evidence_lower_bound(posterior, log_joint), normal(0, std::sqrt(2)).log_density(1.2));
  EXPECT_NEAR(evidence_lower_bound(posterior, log_joint).value, log_evidence, 1e-12);
  EXPECT_NEAR(evidence_lower_bound(prior, log_joint).value, -2.138938533205, 1e-12);
  EXPECT_NEAR(divergence_between("kl_divergence", prior, posterior).value, 0.513426409720, 1e-12);
  for (const distribution& q : {distribution(laplace(0.5, 0.25)), distribution(normal(-1, 3)),
                                distribution(log_of(gamma(2, 1))), distribution(uniform(0, 1))}) {
    const double bound = evidence_lower_bound(q, log_joint).value;
    EXPECT_NEAR(bound + divergence_between("kl_divergence", q, posterior).value, log_evidence, 2e-12) << q.text();
    EXPECT_NEAR(bound, expectation(q, log_joint).value + entropy_of(q).value, 1e-12) << q.text();
  }
}

TEST(Evidence, TheBoundIsMinusInfinityWhereTheJointVanishes) {
  const auto positive = [](double z) { return z > 0 ? -z : -infinite; };
  EXPECT_EQ(evidence_lower_bound(normal(0, 1), positive).value, -infinite);
  EXPECT_EQ(evidence_lower_bound(cauchy(0, 1), log_joint).value, -infinite);
  expect_within(evidence_lower_bound(gamma(1, 1), positive), 0);
}

}  // namespace
}  // namespace relent
