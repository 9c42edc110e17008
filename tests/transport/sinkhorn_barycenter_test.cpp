#include "relent/transport/sinkhorn_barycenter.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

struct bumps {
  bumps() : members(2, 201) {
    for (int i = 0; i <= 200; ++i) {
      places.push_back(0.1 * i - 10);
    }
    costs = squared_costs({places, 1}, {places, 1});
    for (std::size_t k = 0; k < 2; ++k) {
      const double mean = k == 0 ? -2 : 2, sd = k == 0 ? 0.5 : 1;
      double sum = 0;
      for (std::size_t i = 0; i < places.size(); ++i) {
        sum += members(k, i) = std::exp(-(places[i] - mean) * (places[i] - mean) / (2 * sd * sd));
      }
      for (std::size_t i = 0; i < places.size(); ++i) {
        members(k, i) /= sum;
      }
    }
  }
  [[nodiscard]] std::pair<double, double> moments(const std::vector<double>& masses) const {
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < masses.size(); ++i) {
      mean += masses[i] * places[i];
      square += masses[i] * places[i] * places[i];
    }
    return {mean, square - mean * mean};
  }
  std::vector<double> places;
  matrix members, costs;
};

TEST(sinkhorn_barycenter, of_normals_is_the_normal_between_widened_by_epsilon) {
  // For normals the fixed point is solved by hand: with epsilon the plan's kernel has variance epsilon / 2, and
  // sd^2 = s solves sum of w_k sqrt(v^2 + 4 s s_k) = 2 s - v, v = epsilon / 2 (Janati et al. 2020, theorem 3).
  const bumps b;
  for (const double epsilon : {0.05, 0.5}) {
    const std::vector<double> weights{0.25, 0.75};
    const barycenter_result r =
        sinkhorn_barycenter(b.members, weights, view(b.costs), epsilon, {.tolerance = 1e-10, .max_iterations = 20000});
    EXPECT_TRUE(r.converged) << r.marginal_error;
    const auto [mean, variance] = b.moments(r.masses);
    EXPECT_NEAR(mean, 0.25 * -2 + 0.75 * 2, 1e-6);
    const double v = epsilon / 2;
    const double left = 0.25 * std::sqrt(v * v + 4 * variance * 0.25) + 0.75 * std::sqrt(v * v + 4 * variance * 1.0);
    EXPECT_NEAR(left, 2 * variance - v, 1e-5);
  }
}

TEST(sinkhorn_barycenter, says_when_it_has_not_converged) {
  const bumps b;
  const std::vector<double> weights{1, 1};
  const barycenter_result r = sinkhorn_barycenter(b.members, weights, view(b.costs), 0.05, {.max_iterations = 2});
  EXPECT_FALSE(r.converged);
  EXPECT_EQ(r.notes.size(), 1U);
}

TEST(sinkhorn_barycenter, threads_change_no_bit) {
  const bumps b;
  const std::vector<double> weights{1, 2};
  const auto found = [&](int threads) {
    return sinkhorn_barycenter(b.members, weights, view(b.costs), 0.2, {.max_iterations = 20, .threads = threads})
        .masses;
  };
  EXPECT_EQ(found(1), found(3));
}

TEST(sinkhorn_barycenter, refuses_by_name) {
  const bumps b;
  const std::vector<double> weights{1, 1}, one{1}, none{0, 0};
  expect_refusal([&] { return sinkhorn_barycenter(matrix(0, 3), {}, view(b.costs), 1); }, "no members");
  expect_refusal([&] { return sinkhorn_barycenter(b.members, one, view(b.costs), 1); }, "1 weights for 2 members");
  expect_refusal([&] { return sinkhorn_barycenter(b.members, none, view(b.costs), 1); }, "weights");
  expect_refusal([&] { return sinkhorn_barycenter(b.members, weights, view(b.costs), -1); }, "epsilon");
  const matrix apart{{1, 0}, {0, 1}};
  const std::vector<double> stay{0, endless, endless, 0};
  expect_refusal([&] { return sinkhorn_barycenter(apart, weights, {stay, 2, 2}, 1); }, "every member reaches");
  matrix twice = b.members;
  twice(1, 0) += 0.5;
  expect_refusal([&] { return sinkhorn_barycenter(twice, weights, view(b.costs), 1); }, "members[1] sums to ");
}

}  // namespace
}  // namespace relent
