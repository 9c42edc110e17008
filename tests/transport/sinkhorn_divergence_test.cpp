#include "relent/transport/sinkhorn_divergence.hpp"

#include <cmath>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

TEST(sinkhorn_divergence, is_nothing_of_itself_and_something_of_others) {
  const random_problem p;
  const ground_metric squared{metric::squared_euclidean};
  for (const double rho : {endless, 0.5}) {
    const sinkhorn_options how{.tolerance = 1e-12, .max_iterations = 5000, .from_penalty = rho, .to_penalty = rho};
    EXPECT_NEAR(sinkhorn_divergence(p.a, p.a, p.from(), p.from(), squared, 0.1, how).value, 0, 1e-11);
    EXPECT_GT(sinkhorn_divergence(p.a, p.b, p.from(), p.to(), squared, 0.1, how).value, 0.01);
  }
}

TEST(sinkhorn_divergence, tends_to_the_distance_of_means) {
  const random_problem p;
  double apart[2] = {0, 0};
  for (std::size_t k = 0; k < 2; ++k) {
    for (std::size_t i = 0; i < p.a.size(); ++i) {
      apart[k] += p.a[i] * p.x[2 * i + k];
    }
    for (std::size_t j = 0; j < p.b.size(); ++j) {
      apart[k] -= p.b[j] * p.y[2 * j + k];
    }
  }
  const double value =
      sinkhorn_divergence(p.a, p.b, p.from(), p.to(), {metric::squared_euclidean}, 1e4, {.tolerance = 1e-13}).value;
  EXPECT_NEAR(value, apart[0] * apart[0] + apart[1] * apart[1], 1e-3);
}

TEST(sinkhorn_divergence, gradients_are_what_differences_say) {
  const random_problem p(8, 7);
  const std::vector<double> by = random_points(8, 2, 5), by_y = random_points(7, 2, 6);
  for (const metric kind : {metric::squared_euclidean, metric::euclidean}) {
    for (const double rho : {endless, 0.9}) {
      const sinkhorn_options how{.tolerance = 1e-12, .max_iterations = 20000, .from_penalty = rho, .to_penalty = rho};
      const auto value = [&](std::span<const double> a, std::span<const double> x, std::span<const double> y) {
        return sinkhorn_divergence(a, p.b, {x, 2}, {y, 2}, {kind}, 0.3, how).value;
      };
      const auto found = sinkhorn_divergence(p.a, p.b, p.from(), p.to(), {kind}, 0.3, how);
      const transport_gradient g = sinkhorn_divergence_gradient(p.a, p.b, p.from(), p.to(), {kind}, found, how);
      EXPECT_NEAR(product(g.from.values, by), slope([&](const auto& x) { return value(p.a, x, p.y); }, p.x, by), 1e-6);
      EXPECT_NEAR(product(g.to.values, by_y), slope([&](const auto& y) { return value(p.a, p.x, y); }, p.y, by_y),
                  1e-6);
      std::vector<double> more(8, 0.01);
      more[0] = std::isinf(rho) ? -0.07 : 0.02;
      EXPECT_NEAR(product(g.from_mass, more), slope([&](const auto& a) { return value(a, p.x, p.y); }, p.a, more, 1e-2),
                  1e-6);
    }
  }
}

}  // namespace
}  // namespace relent
