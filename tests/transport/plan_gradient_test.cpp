#include "relent/transport/plan_gradient.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "relent/transport/emd.hpp"

#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

constexpr ground_metric every_metric[] = {
    {metric::euclidean}, {metric::squared_euclidean}, {metric::manhattan},     {metric::chebyshev},
    {metric::cosine},    {metric::minkowski, 3},      {metric::minkowski, 1.5}};

TEST(plan_gradient, is_what_differences_of_the_cost_say) {
  const std::vector<double> a = random_masses(13, 1), b = random_masses(9, 2), toward = random_points(13, 3, 5),
                            back = random_points(9, 3, 6);
  const std::vector<double> x = random_points(13, 3, 3), y = random_points(9, 3, 4, 0.4);
  for (const ground_metric& distance : every_metric) {
    SCOPED_TRACE(static_cast<int>(distance.kind));
    const auto cost = [&](const std::vector<double>& from, const std::vector<double>& to) {
      return emd(a, b, {from, 3}, {to, 3}, distance).cost;
    };
    const transport_plan plan = emd(a, b, {x, 3}, {y, 3}, distance);
    const point_gradient g = plan_gradient(plan.plan, {x, 3}, {y, 3}, distance);
    const double of_x = slope([&](const std::vector<double>& at) { return cost(at, y); }, x, toward, 1e-6);
    const double of_y = slope([&](const std::vector<double>& at) { return cost(x, at); }, y, back, 1e-6);
    EXPECT_NEAR(product(g.from.values, toward), of_x, 1e-8);
    EXPECT_NEAR(product(g.to.values, back), of_y, 1e-8);
  }
}

TEST(plan_gradient, has_a_subgradient_where_points_meet) {
  const std::vector<double> x{1, 2}, y{1, 2}, beside{1, 5};
  const std::vector<shipment> plan{{0, 0, 0.5}};
  for (const ground_metric& distance : every_metric) {
    const point_gradient g = plan_gradient(plan, {x, 2}, {y, 2}, distance);
    EXPECT_NEAR(std::abs(g.from(0, 0)) + std::abs(g.from(0, 1)), 0, 1e-15);
    EXPECT_NEAR(std::abs(g.to(0, 0)) + std::abs(g.to(0, 1)), 0, 1e-15);
  }
  EXPECT_EQ(plan_gradient(plan, {x, 2}, {beside, 2}, {metric::manhattan}).from, (matrix{{0, -0.5}}));
  EXPECT_EQ(plan_gradient(plan, {x, 2}, {beside, 2}, {metric::minkowski, endless}).to, (matrix{{0, 0.5}}));
}

TEST(plan_gradient, stays_finite_far_out_and_close_by) {
  const std::vector<double> x{1e200, -1e200}, y{-1e200, 1e190}, close{1e200, std::nextafter(-1e200, 0)};
  const std::vector<shipment> plan{{0, 0, 1}};
  for (const ground_metric& distance : every_metric) {
    for (const auto* to : {&y, &close}) {
      const point_gradient g = plan_gradient(plan, {x, 2}, {*to, 2}, distance);
      for (const double each : g.from.values) {
        EXPECT_TRUE(std::isfinite(each)) << static_cast<int>(distance.kind);
      }
    }
  }
}

TEST(plan_gradient, refuses_a_plan_of_other_clouds) {
  const std::vector<double> x{1, 2, 3, 4}, y{1, 2};
  expect_refusal([&] { return plan_gradient(std::vector<shipment>{{0, 1, 1}}, {x, 2}, {y, 2}); }, "1 points");
  expect_refusal([&] { return plan_gradient({}, {x, 2}, {y, 1}); }, "dimensions");
  expect_refusal([&] { return plan_gradient({}, {x, 2}, {std::span(y).first(0), 2}); }, "y is empty");
}

}  // namespace
}  // namespace relent
