// Fits of several numbers: Gaussians to mixtures both ways, samples, log densities.
#include "relent/fit/joint_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/distribution/counter_stream.hpp"
#include "relent/distribution/gamma.hpp"
#include "relent/distribution/normal.hpp"
#include "relent/divergence/joint_divergence.hpp"
#include "relent/joint/dirichlet.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"

namespace relent {
namespace {

const joint_fit_family full{find_joint_family("mvnormal")}, diagonal{find_joint_family("mvnormal_diagonal")};

joint_distribution two_modes() {
  const matrix covariance{{1, 0.6}, {0.6, 1}};
  return joint_mixture({0.5, 0.5}, {mvnormal({-2, 2}, covariance), mvnormal({2, -2}, covariance)});
}

const std::vector<double>& parameter(const joint_optimum& o, const std::string& name) {
  return std::ranges::find(o.parameters, name, &fitted_array::name)->values;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected, double within) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], within) << i;
  }
}

// The figures of the classic picture of two modes, from an integration of their own.
TEST(joint_fit, forward_kl_has_the_moments) {
  const joint_fit_answer a = fit(two_modes(), full);
  ASSERT_EQ(a.optima.size(), 1U);
  expect_near(parameter(a.optima[0], "mean"), {0, 0}, 1e-14);
  expect_near(parameter(a.optima[0], "covariance"), {5, -3.4, -3.4, 5}, 1e-13);
  EXPECT_NEAR(a.optima[0].value.value, 0.829125594285, 1e-11);
}

TEST(joint_fit, reverse_kl_finds_both_modes_and_the_spurious_centre) {
  const joint_fit_answer a = fit(two_modes(), full, {.objective = "reverse_kl"});
  ASSERT_EQ(a.optima.size(), 3U);
  const std::vector<double> mode{-1.999975865396, 1.999975865396};
  const double sign = parameter(a.optima[0], "mean")[0] < 0 ? 1 : -1;
  expect_near(parameter(a.optima[0], "mean"), {sign * mode[0], sign * mode[1]}, 1e-9);
  expect_near(parameter(a.optima[1], "mean"), {-sign * mode[0], -sign * mode[1]}, 1e-9);
  for (const std::size_t i : {0U, 1U}) {
    expect_near(parameter(a.optima[i], "covariance"),
                {1.000048269858, 0.599951730142, 0.599951730142, 1.000048269858}, 1e-9);
    EXPECT_NEAR(a.optima[i].value.value, 0.693135608600, 1e-10);
  }
  expect_near(parameter(a.optima[2], "mean"), {0, 0}, 1e-8);
  expect_near(parameter(a.optima[2], "covariance"), {3.725674392360, -2.125674392360, -2.125674392360, 3.725674392360},
              1e-8);
  EXPECT_NEAR(a.optima[2].value.value, 2.499189017898, 1e-9);
  EXPECT_LT(a.unseen, 0.5);
  double shares = 0;
  for (const joint_optimum& o : a.optima) {
    shares += o.basin_share;
  }
  EXPECT_NEAR(shares, 1, 1e-12);
}

}  // namespace
}  // namespace relent
