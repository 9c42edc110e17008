#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "relent/divergence/closed_joint.hpp"
#include "relent/divergence/joint_divergence.hpp"

#include "divergence/joint_expression.hpp"
#include "measure/golden_file.hpp"

namespace relent {
namespace {

using test::joint;

TEST(JointGolden, LogDensities) {
  int lines = 0;
  for (const auto& line : test::golden_lines("joint_density")) {
    SCOPED_TRACE(line[0] + " at " + line[1]);
    const joint_distribution d = joint(line[0]);
    const std::vector<double> x = test::numbers(line[1]);
    const double want = std::strtod(line[2].c_str(), nullptr);
    // Badly conditioned matrices lose digits by their condition number, 1e8 at most here.
    const bool stiff = line[0].find("0.99999") != std::string::npos;
    EXPECT_NEAR(d.log_density(x), want, (stiff ? 1e-6 : 1e-12) * std::max(std::abs(want), 1.0));
    ++lines;
  }
  EXPECT_GE(lines, 100);
}

TEST(JointGolden, MomentsAndEntropies) {
  for (const auto& line : test::golden_lines("joint_moments")) {
    SCOPED_TRACE(line[0]);
    const joint_distribution d = joint(line[0]);
    const std::vector<double> mean = test::numbers(line[1]), covariance = test::numbers(line[2]);
    const std::vector<double> found = d.mean(), spread = d.covariance().values;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      EXPECT_NEAR(found[i], mean[i], 1e-13 * std::max(std::abs(mean[i]), 1e-3));
    }
    for (std::size_t i = 0; i < covariance.size(); ++i) {
      EXPECT_NEAR(spread[i], covariance[i], 1e-12 * std::max(std::abs(covariance[i]), 1e-6));
    }
    if (line[3] != "-") {
      const double want = std::strtod(line[3].c_str(), nullptr);
      EXPECT_NEAR(d.entropy(), want,
                  (line[0].find("0.99999") != std::string::npos ? 1e-9 : 1e-12) * std::max(std::abs(want), 1.0));
      const estimate told = entropy_of(d);
      EXPECT_LE(std::abs(told.value - want), *told.error_bound + 1e-15);
    }
  }
}

TEST(JointGolden, KlWithinItsErrorBound) {
  std::map<std::string_view, int> families;
  for (const auto& line : test::golden_lines("joint_kl")) {
    SCOPED_TRACE(line[0] + " | " + line[1]);
    const joint_distribution p = joint(line[0]), q = joint(line[1]);
    const estimate found = divergence_between("kl_divergence", p, q);
    if (line[2] == "inf") {
      EXPECT_TRUE(std::isinf(found.value));
      EXPECT_FALSE(found.notes.empty());
      continue;
    }
    const double want = std::strtod(line[2].c_str(), nullptr);
    if (found.method == method::monte_carlo) {
      EXPECT_NEAR(found.value, want, 4 * *found.standard_error);
      continue;
    }
    EXPECT_LE(std::abs(found.value - want), *found.error_bound + 1e-300)
        << found.value << " for " << want << ", off by " << test::relative_error(found.value, want);
    ++families[p.name()];
    if (found.method == method::quadrature) {
      EXPECT_EQ(q.name(), "mv_student_t") << "all others have a closed form";
      EXPECT_LE(*found.error_bound, 1e-4 * std::max(want, 1e-9));
      continue;
    }
    // Badly conditioned matrices lose digits by their condition number, 1e8 at most here.
    const bool stiff = (line[0] + line[1]).find("0.99999") != std::string::npos, one_family = p.name() == q.name();
    // Directions are known to a rounding each: near-equal ones to that over their distance.
    const bool directions = p.name() == "von_mises_fisher";
    EXPECT_LE(*found.error_bound, (stiff        ? 1e-4
                                   : directions ? 1e-4
                                                : 1e-9) *
                                      std::max(want, one_family ? 0.0 : 1.0))
        << want;
    if (!stiff && one_family && p.name() != "mvnormal_low_rank") {
      EXPECT_LE(test::relative_error(found.value, want), 1e-12);
    }
  }
  EXPECT_EQ(families.size(), 7U);
}

TEST(JointGolden, OtherWaysToWriteANormalAgreeWithTheFullOne) {
  const mvnormal_low_rank p({1, 0, -1, 2}, {{1, 0.2}, {-0.5, 1}, {2, 0}, {0, 0.3}}, {0.3, 1, 0.5, 2}),
      q({0, 0, 0, 1}, {{0.5}, {1}, {-0.2}, {2}}, {1, 0.4, 2, 1});
  const mvnormal full_p(p.mean(), p.covariance()), full_q(q.mean(), q.covariance());
  const std::vector<double> x{0.3, -1, 2, 0.7};
  EXPECT_NEAR(p.log_density(x), full_p.log_density(x), 1e-13);
  EXPECT_NEAR(p.entropy(), full_p.entropy(), 1e-13);
  const double want = closed_kl(full_p, full_q).value;
  const estimate found = closed_kl(p, q);
  EXPECT_NEAR(found.value, want, 1e-13);
  EXPECT_LE(*found.error_bound, 1e-12);
  EXPECT_NEAR(closed_kl_between(p, full_q)->value, want, 1e-13);

  // So near that Woodbury's traces lose the digits: the full covariances take over.
  const mvnormal_low_rank near({1, 0, -1, 2}, {{1, 0.2}, {-0.5, 1}, {2, 0}, {0, 0.3}}, {0.3 + 1e-7, 1, 0.5, 2});
  const double small = closed_kl(full_p, mvnormal(near.mean(), near.covariance())).value;
  EXPECT_NEAR(closed_kl(p, near).value, small, 1e-8 * small);
  EXPECT_LT(small, 1e-13);

  const mvnormal_diagonal d({1, 0, -1}, {1, 0.5, 2}), e({0, 0, 0}, {2, 0.4, 2});
  const double between = closed_kl(mvnormal(d.mean(), d.covariance()), mvnormal(e.mean(), e.covariance())).value;
  EXPECT_NEAR(closed_kl(d, e).value, between, 1e-14 * between);
  EXPECT_NEAR(closed_kl_between(joint("independent(normal(1, 1), normal(0, 0.5), normal(-1, 2))"), e)->value, between,
              1e-14 * between);
}

}  // namespace
}  // namespace relent
