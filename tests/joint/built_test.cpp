#include <cmath>

#include <gtest/gtest.h>

#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/poisson.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

#include "joint_check.hpp"

namespace relent::test {
namespace {

TEST(Independent, IsTheProductOfItsFactors) {
  const independent d({normal(1, 2), gamma(2, 3), poisson(4)});
  check_draws(d);
  EXPECT_DOUBLE_EQ(d.log_density(std::vector<double>{0.5, 0.7, 3}),
                   normal(1, 2).log_density(0.5) + gamma(2, 3).log_density(0.7) + poisson(4).log_density(3));
  EXPECT_DOUBLE_EQ(d.entropy(), normal(1, 2).entropy() + gamma(2, 3).entropy() + poisson(4).entropy());
  EXPECT_EQ(d.text(), "independent(normal(1, 2), gamma(2, 3), poisson(4))");
  EXPECT_FALSE(d.has_chart());
  EXPECT_EQ(refusal([] { independent({}); }), "independent: no distributions");
}

TEST(Independent, TheChartKeepsTheProbabilities) {
  const independent d({gamma(2, 3), normal(1, 2)});
  ASSERT_TRUE(d.has_chart());
  std::vector<double> x(2);
  for (const auto& s : {std::vector{-1.5, 0.3}, std::vector{2.0, -8.0}, std::vector{7.5, 0.0}}) {
    const double volume = d.chart(s, x);
    EXPECT_NEAR(d.log_density(x) + volume, -0.5 * (s[0] * s[0] + s[1] * s[1]) - std::log(2 * M_PI), 1e-10);
  }
}

TEST(JointMixture, SumsItsComponents) {
  const mvnormal a({0, 0}, {{1, 0.5}, {0.5, 1}});
  const mvnormal_diagonal b({3, 1}, {1, 0.2});
  const joint_mixture d({0.25, 0.75}, {a, b});
  const std::vector x{1.0, 0.9};
  EXPECT_NEAR(d.log_density(x), std::log(0.25 * std::exp(a.log_density(x)) + 0.75 * std::exp(b.log_density(x))), 1e-14);
  check_draws(d);
  EXPECT_EQ(d.text(), "0.25*mvnormal([0, 0], [[1, 0.5], [0.5, 1]]) + 0.75*mvnormal_diagonal([3, 1], [1, 0.2])");
  const joint_mixture nested({0.5, 0.5}, {d, a});
  EXPECT_EQ(nested.components().size(), 3U);
  EXPECT_DOUBLE_EQ(nested.weights()[1], 0.375);
  // Far away from both, where each density is 0 in doubles.
  EXPECT_TRUE(std::isfinite(d.log_density(std::vector{1e4, 1e4})));
}

TEST(JointMixture, RefusesWhatCannotBeMixed) {
  const mvnormal plane({0, 0}, {{1, 0}, {0, 1}}), line({0}, {{1}});
  EXPECT_NE(refusal([&] {
              joint_mixture({0.5, 0.5}, {plane, line});
            }).find("need points of one kind"),
            std::string::npos);
  EXPECT_NE(refusal([&] {
              joint_mixture({0.5, 0.5}, {independent({normal(0, 1)}), independent({poisson(1)})});
            }).find("need points of one kind"),
            std::string::npos);
  EXPECT_EQ(refusal([&] { joint_mixture({1}, {plane, plane}); }), "mixture: 1 weights for 2 components");
  EXPECT_NE(refusal([&] { joint_mixture({0.5, 0.6}, {plane, plane}); }).find("must be 1 within"), std::string::npos);
}

}  // namespace
}  // namespace relent::test
