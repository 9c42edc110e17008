#include "relent/transport/sliced_gradient.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "relent/transport/sliced_wasserstein.hpp"

#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

TEST(sliced_gradient, has_the_value_of_sliced_wasserstein) {
  for (const std::size_t d : {1U, 2U, 3U, 7U}) {
    const std::vector<double> x = random_points(40, d, 1), y = random_points(30, d, 2, 0.5);
    const std::vector<double> a = random_masses(40, 3), b = random_masses(30, 4, 2);
    for (const double p : {1.0, 2.0, 3.5}) {
      const double expected = sliced_wasserstein(a, b, {x, d}, {y, d}, {.p = p, .directions = 37, .seed = 5}).value;
      const matrix directions = sliced_directions(d, 37, 5);
      EXPECT_NEAR(sliced_gradient(a, b, {x, d}, {y, d}, directions, {.p = p}).value, expected, 1e-13);
    }
  }
}

TEST(sliced_gradient, is_what_differences_say) {
  constexpr std::size_t d = 3;
  const matrix directions = sliced_directions(d, 20, 7);
  for (const std::size_t m : {25U, 17U}) {
    const std::vector<double> x = random_points(25, d, 1), y = random_points(m, d, 2, 0.5);
    const std::vector<double> a = random_masses(25, 3), b = random_masses(m, 4, 2), none;
    const std::vector<double> toward = random_points(25, d, 5), back = random_points(m, d, 6);
    const std::vector<double> by = random_points(25, 1, 7), by_other = random_points(m, 1, 8);
    for (const double p : {1.0, 2.0, 3.5}) {
      for (const bool weighted : {true, false}) {
        for (const bool of_masses : {true, false}) {
          SCOPED_TRACE(testing::Message() << m << " " << p << " " << weighted << " " << of_masses);
          const sliced_gradient_options how{.p = p, .of_masses = of_masses};
          const auto value = [&](const std::vector<double>& mass, const std::vector<double>& other,
                                 const std::vector<double>& from, const std::vector<double>& to) {
            return sliced_gradient(mass, other, {from, d}, {to, d}, directions, {.p = p}).value;
          };
          const std::vector<double>&left = weighted ? a : none, &right = weighted ? b : none;
          const transport_gradient g = sliced_gradient(left, right, {x, d}, {y, d}, directions, how).gradient;
          EXPECT_NEAR(product(g.from.values, toward),
                      slope([&](const auto& at) { return value(left, right, at, y); }, x, toward, 1e-6), 1e-7);
          EXPECT_NEAR(product(g.to.values, back),
                      slope([&](const auto& at) { return value(left, right, x, at); }, y, back, 1e-6), 1e-7);
          if (of_masses && (weighted || m != 25)) {  // equal masses of equally many points: a kink
            const std::vector<double> even_a(25, 1.0 / 25), even_b(m, 1 / static_cast<double>(m));
            const std::vector<double>&mass = weighted ? a : even_a, &other = weighted ? b : even_b;
            EXPECT_NEAR(product(g.from_mass, by),
                        slope([&](const auto& at) { return value(at, other, x, y); }, mass, by, 1e-6), 1e-7);
            EXPECT_NEAR(product(g.to_mass, by_other),
                        slope([&](const auto& at) { return value(mass, at, x, y); }, other, by_other, 1e-6), 1e-7);
          } else if (!of_masses) {
            EXPECT_TRUE(g.from_mass.empty() && g.to_mass.empty());
          }
        }
      }
    }
  }
}

TEST(sliced_gradient, equal_masses_that_are_given_count_as_they_are) {
  const std::vector<double> x = random_points(20, 2, 1), y = random_points(20, 2, 2, 0.5), eighths(20, 0.125), none;
  const matrix directions = sliced_directions(2, 10);
  const cloud_distance given = sliced_gradient(eighths, none, {x, 2}, {y, 2}, directions);
  const cloud_distance left_out = sliced_gradient(none, none, {x, 2}, {y, 2}, directions);
  EXPECT_EQ(given.value, left_out.value);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_NEAR(given.gradient.from_mass[i] * 20 * 0.125, left_out.gradient.from_mass[i], 1e-13);
  }
}

TEST(sliced_gradient, does_not_depend_on_threads_and_is_nothing_at_0) {
  const std::vector<double> x = random_points(700, 4, 1), y = random_points(700, 4, 2), none;
  const matrix directions = sliced_directions(4, 50);
  const cloud_distance one = sliced_gradient(none, none, {x, 4}, {y, 4}, directions, {.threads = 1});
  const cloud_distance two = sliced_gradient(none, none, {x, 4}, {y, 4}, directions, {.threads = 3});
  EXPECT_EQ(one.value, two.value);
  EXPECT_EQ(one.gradient.from, two.gradient.from);
  EXPECT_EQ(one.gradient.from_mass, two.gradient.from_mass);
  for (const double p : {1.0, 2.0, 5.0}) {
    const cloud_distance same = sliced_gradient(none, none, {x, 4}, {x, 4}, directions, {.p = p});
    EXPECT_EQ(same.value, 0);
    EXPECT_EQ(same.gradient.from, matrix(700, 4));
  }
}

TEST(sliced_gradient, keeps_to_numbers_at_any_scale) {
  for (const double scale : {1e-250, 1e250}) {
    std::vector<double> x = random_points(9, 2, 1), y = random_points(9, 2, 2, 0.5), none;
    const matrix directions = sliced_directions(2, 10);
    const cloud_distance plain = sliced_gradient(none, none, {x, 2}, {y, 2}, directions, {.p = 3});
    for (auto* cloud : {&x, &y}) {
      for (double& each : *cloud) {
        each *= scale;
      }
    }
    const cloud_distance scaled = sliced_gradient(none, none, {x, 2}, {y, 2}, directions, {.p = 3});
    EXPECT_NEAR(scaled.value / scale, plain.value, 1e-12);
    for (std::size_t i = 0; i < 18; ++i) {
      EXPECT_NEAR(scaled.gradient.from.values[i], plain.gradient.from.values[i], 1e-12);
    }
  }
}

TEST(sliced_gradient, what_is_refused) {
  const std::vector<double> x{1, 2}, none, two{0.5, 0.5};
  const matrix plane{{1, 0}};
  expect_refusal([&] { return sliced_gradient(none, none, {x, 2}, {x, 2}, matrix{{1.0}}); }, "directions have 1");
  expect_refusal([&] { return sliced_gradient(two, none, {x, 2}, {x, 2}, plane); }, "a has 2 masses for 1");
  expect_refusal([&] { return sliced_gradient(none, none, {x, 2}, {x, 2}, plane, {.p = 0.5}); }, "p = 0.5");
  expect_refusal([&] { return sliced_gradient(none, none, {x, 2}, {x, 1}, plane); }, "dimensions");
  expect_refusal([&] { return sliced_directions(2, 0); }, "directions = 0");
  expect_refusal([&] { return sliced_directions(0, 1); }, "dimensions = 0");
}

}  // namespace
}  // namespace relent
