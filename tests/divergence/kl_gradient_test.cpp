#include "relent/divergence/kl_gradient.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/families.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/distribution/uniform.hpp"
#include "relent/divergence/divergence_between.hpp"

namespace relent {
namespace {

distribution made(const std::string& family, const std::vector<double>& t) {
  return find_family(family)->make(std::vector<parameter_value>(t.begin(), t.end()));
}

struct pair_of_families {
  std::string p;
  std::vector<double> s;
  std::string q;
  std::vector<double> t;
};

TEST(KlGradient, AgreesWithDifferencesOfTheDivergence) {
  const std::vector<pair_of_families> pairs{
      {"normal", {0.3, 1.7}, "normal", {-1, 2.5}},    {"normal", {0.3, 1.7}, "laplace", {-1, 2.5}},
      {"normal", {0.3, 1.7}, "logistic", {1, 0.8}},   {"gamma", {2.3, 0.7}, "gamma", {1.4, 0.9}},
      {"gamma", {2.3, 0.7}, "weibull", {3, 1.3}},     {"gamma", {2.3, 0.7}, "log_normal", {0.8, 1.1}},
      {"beta", {2.3, 1.7}, "beta", {3.1, 1.2}},       {"gumbel", {0.3, 1.7}, "student_t", {3.5, 1, 2}},
      {"student_t", {5, 0.3, 1.2}, "cauchy", {1, 2}}, {"weibull", {1.3, 2.4}, "inverse_gamma", {2, 1.5}},
      {"poisson", {3.7}, "poisson", {2.2}},           {"geometric", {0.3}, "negative_binomial", {2.5, 0.6}},
  };
  for (const pair_of_families& pair : pairs) {
    const std::string& p = pair.p;
    const std::string& q = pair.q;
    const std::vector<double>& s = pair.s;
    const std::vector<double>& t = pair.t;
    SCOPED_TRACE(made(p, s).text() + " | " + made(q, t).text());
    const parameter_gradient found = kl_gradient(made(p, s), made(q, t));
    const auto kl = [&](const std::vector<double>& a, const std::vector<double>& b) {
      return divergence_between("kl_divergence", made(p, a), made(q, b)).value;
    };
    const auto check = [&](bool of_p, const std::vector<double>& at, const std::vector<double>& gradient) {
      ASSERT_EQ(gradient.size(), at.size());
      for (std::size_t i = 0; i < at.size(); ++i) {
        // Central differences, once extrapolated: an error of the fourth order.
        const auto difference = [&](double h) {
          std::vector<double> up = at, down = at;
          up[i] += h;
          down[i] -= h;
          return (of_p ? kl(up, t) - kl(down, t) : kl(s, up) - kl(s, down)) / (2 * h);
        };
        const double h = 2e-3 * std::abs(at[i]), want = (4 * difference(h / 2) - difference(h)) / 3;
        EXPECT_NEAR(gradient[i], want, 1e-8 * (1 + std::abs(want))) << (of_p ? "p " : "q ") << i;
      }
    };
    check(true, s, found.p);
    check(false, t, found.q);
    for (const double e : found.p_error) {
      EXPECT_LE(e, 1e-9);
    }
  }
}

TEST(KlGradient, IsTheKnownOneForNormals) {
  // KL = log(b/a) + (a^2 + d^2) / (2 b^2) - 1/2 with d = m - n.
  const double m = 0.5, a = 2, n = -1, b = 3, d = m - n;
  const parameter_gradient found = kl_gradient(normal(m, a), normal(n, b));
  EXPECT_NEAR(found.p[0], d / (b * b), 1e-13);
  EXPECT_NEAR(found.p[1], a / (b * b) - 1 / a, 1e-13);
  EXPECT_NEAR(found.q[0], -d / (b * b), 1e-13);
  EXPECT_NEAR(found.q[1], 1 / b - (a * a + d * d) / (b * b * b), 1e-13);
}

TEST(KlGradient, RefusesWhereItIsNoSuchIntegral) {
  EXPECT_THROW(static_cast<void>(kl_gradient(uniform(0, 1), uniform(0, 2))), error);
  EXPECT_THROW(static_cast<void>(kl_gradient(normal(0, 1), uniform(0, 1))), error);
}

}  // namespace
}  // namespace relent
