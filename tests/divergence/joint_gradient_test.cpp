#include "relent/divergence/joint_gradient.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/divergence/closed_joint.hpp"

namespace relent {
namespace {

/// A central difference of f at 0.
double slope_of(const std::function<double(double)>& f, double step) { return (f(step) - f(-step)) / (2 * step); }

const std::vector<double> mean_p{1, -2, 0.5}, mean_q{0, 0.3, 1};
const matrix spread_p{{2, 0.6, -0.3}, {0.6, 1, 0.1}, {-0.3, 0.1, 0.5}};
const matrix spread_q{{1, -0.2, 0.1}, {-0.2, 3, 0.5}, {0.1, 0.5, 0.8}};

TEST(JointGradient, OfNormalsAgreesWithDifferences) {
  const auto found = kl_gradient(mvnormal(mean_p, spread_p), mvnormal(mean_q, spread_q));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto moved = [i](std::vector<double> v, double h) {
      v[i] += h;
      return v;
    };
    EXPECT_NEAR(
        found.p.mean[i],
        slope_of(
            [&](double h) { return closed_kl(mvnormal(moved(mean_p, h), spread_p), mvnormal(mean_q, spread_q)).value; },
            1e-5),
        1e-8);
    EXPECT_NEAR(
        found.q.mean[i],
        slope_of(
            [&](double h) { return closed_kl(mvnormal(mean_p, spread_p), mvnormal(moved(mean_q, h), spread_q)).value; },
            1e-5),
        1e-8);
    for (std::size_t j = 0; j <= i; ++j) {
      // A covariance stays symmetric: both elements move, and the derivative is the sum of theirs.
      const auto wider = [i, j](matrix m, double h) {
        m(i, j) += h;
        m(j, i) = m(i, j);
        return m;
      };
      const double times = i == j ? 1 : 2;
      EXPECT_NEAR(times * found.p.covariance(i, j),
                  slope_of(
                      [&](double h) {
                        return closed_kl(mvnormal(mean_p, wider(spread_p, h)), mvnormal(mean_q, spread_q)).value;
                      },
                      1e-5),
                  1e-7);
      EXPECT_NEAR(times * found.q.covariance(i, j),
                  slope_of(
                      [&](double h) {
                        return closed_kl(mvnormal(mean_p, spread_p), mvnormal(mean_q, wider(spread_q, h))).value;
                      },
                      1e-5),
                  1e-7);
    }
  }
}

TEST(JointGradient, OfNearEqualNormalsKeepsItsDigits) {
  // In one dimension: P's covariance 1 + h against 1 gives (1 - 1 / (1 + h)) / 2, h / 2 nearly.
  const double h = 0x1p-40;
  const auto found = kl_gradient(mvnormal({0}, {{1 + h}}), mvnormal({0}, {{1}}));
  EXPECT_NEAR(found.p.covariance(0, 0), h / (1 + h) / 2, 1e-15 * h);
  EXPECT_NEAR(found.q.covariance(0, 0), -h / 2, 1e-15 * h);
}

TEST(JointGradient, OfDiagonalNormalsAgreesWithDifferences) {
  const std::vector<double> sd_p{0.5, 2, 1}, sd_q{1, 1.5, 0.7};
  const auto found = kl_gradient(mvnormal_diagonal(mean_p, sd_p), mvnormal_diagonal(mean_q, sd_q));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = [&](double a, double b, double c, double d) {
      std::vector<double> mp = mean_p, sp = sd_p, mq = mean_q, sq = sd_q;
      mp[i] += a, sp[i] += b, mq[i] += c, sq[i] += d;
      return closed_kl(mvnormal_diagonal(mp, sp), mvnormal_diagonal(mq, sq)).value;
    };
    EXPECT_NEAR(found.p.mean[i], slope_of([&](double h) { return value(h, 0, 0, 0); }, 1e-5), 1e-7);
    EXPECT_NEAR(found.p.sd[i], slope_of([&](double h) { return value(0, h, 0, 0); }, 1e-5), 1e-7);
    EXPECT_NEAR(found.q.mean[i], slope_of([&](double h) { return value(0, 0, h, 0); }, 1e-5), 1e-7);
    EXPECT_NEAR(found.q.sd[i], slope_of([&](double h) { return value(0, 0, 0, h); }, 1e-5), 1e-7);
  }
}

TEST(JointGradient, OfDirichletsAgreesWithDifferences) {
  const std::vector<double> a{0.7, 2, 5}, b{1.5, 0.4, 9};
  const auto found = kl_gradient(dirichlet(a), dirichlet(b));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto value = [&](double from_p, double from_q) {
      std::vector<double> x = a, y = b;
      x[i] += from_p, y[i] += from_q;
      return closed_kl(dirichlet(x), dirichlet(y)).value;
    };
    EXPECT_NEAR(found.p[i], slope_of([&](double h) { return value(h, 0); }, 1e-5), 1e-8);
    EXPECT_NEAR(found.q[i], slope_of([&](double h) { return value(0, h); }, 1e-5), 1e-8);
  }
  EXPECT_THROW((void)kl_gradient(dirichlet({1, 2}), dirichlet({1, 2, 3})), error);
}

}  // namespace
}  // namespace relent
