#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/transport/sinkhorn_barycenter.hpp"
#include "relent/transport/sinkhorn_divergence.hpp"

#include "kernel/simd.hpp"
#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

constexpr std::array<std::size_t, 3> box_shape{4, 5, 3};
constexpr std::array<double, 3> box_spacing{0.5, 1.25, 0.3};

matrix grid_costs_by_hand(const regular_grid& grid) {
  matrix out(grid.size(), grid.size());
  for (std::size_t i = 0; i < grid.size(); ++i) {
    for (std::size_t j = 0; j < grid.size(); ++j) {
      std::size_t u = i, v = j;
      for (std::size_t k = grid.shape.size(); k-- > 0;) {
        const auto here = static_cast<double>(u % grid.shape[k]), there = static_cast<double>(v % grid.shape[k]);
        out(i, j) += std::pow((grid.spacing.empty() ? 1 : grid.spacing[k]) * std::abs(here - there), grid.power);
        u /= grid.shape[k];
        v /= grid.shape[k];
      }
    }
  }
  return out;
}

void expect_near_all(std::span<const double> found, std::span<const double> known, double bound) {
  ASSERT_EQ(found.size(), known.size());
  // Potentials are known up to a constant, opposite on both sides.
  const double shift = found[0] - known[0];
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i] - shift, known[i], bound) << i;
  }
}

TEST(sinkhorn_grid, is_the_dense_problem) {
  std::vector<double> a = random_masses(60, 1), b = random_masses(60, 2);
  a[7] += a[8];
  a[8] = 0;
  for (std::size_t j = 20; j < 40; ++j) {
    b[j + 20] += b[j];
    b[j] = 0;
  }
  for (const double power : {2.0, 1.0, 1.7}) {
    const regular_grid grid{box_shape, box_spacing, power};
    const matrix costs = grid_costs_by_hand(grid);
    // The last is beyond what products hold along every axis.
    for (const double epsilon : {3.0, 0.2, 4e-4}) {
      for (const double rho : {endless, 0.8}) {
        const bool sharp = epsilon < 0.01;
        const sinkhorn_options how{.tolerance = sharp ? 1e-300 : 1e-13,
                                   .max_iterations = sharp ? 60 : 3000,
                                   .accelerate = false,
                                   .from_penalty = rho,
                                   .to_penalty = rho,
                                   .form = sinkhorn_form::log};
        const sinkhorn_result found = sinkhorn(a, b, grid, epsilon, how);
        const sinkhorn_result known = sinkhorn(a, b, view(costs), epsilon, how);
        const double size = costs.values.back() + *std::ranges::max_element(costs.values);
        EXPECT_EQ(found.converged, known.converged);
        EXPECT_NEAR(found.value, known.value, 1e-12 * size) << power << ' ' << epsilon << ' ' << rho;
        EXPECT_NEAR(found.transport_cost, known.transport_cost, 1e-12 * size);
        EXPECT_NEAR(found.marginal_error, known.marginal_error, 1e-11);
        expect_near_all(found.from_potential, known.from_potential, 1e-11 * size);
        expect_near_all(found.to_potential, known.to_potential, 1e-11 * size);
      }
    }
  }
}

TEST(sinkhorn_grid, has_one_axis_or_two) {
  const std::vector<double> a = random_masses(12, 3), b = random_masses(12, 4);
  const std::array<std::size_t, 1> line{12};
  const std::array<std::size_t, 2> image{3, 4};
  for (const regular_grid& grid : {regular_grid{line}, regular_grid{image}}) {
    const matrix costs = grid_costs_by_hand(grid);
    EXPECT_NEAR(sinkhorn(a, b, grid, 0.5, {.tolerance = 1e-13}).value,
                sinkhorn(a, b, view(costs), 0.5, {.tolerance = 1e-13}).value, 1e-12);
  }
}

TEST(sinkhorn_grid, divergence_is_that_of_the_places) {
  const std::array<std::size_t, 2> image{5, 6};
  const std::array<double, 2> spacing{0.2, 0.3};
  const regular_grid grid{image, spacing};
  const std::vector<double> a = random_masses(30, 5), b = random_masses(30, 6);
  std::vector<double> places;
  for (std::size_t i = 0; i < 30; ++i) {
    places.push_back(0.2 * static_cast<double>(i / 6));
    places.push_back(0.3 * static_cast<double>(i % 6));
  }
  const point_cloud cloud{places, 2};
  for (const double rho : {endless, 0.4}) {
    const sinkhorn_options how{.tolerance = 1e-13, .max_iterations = 5000, .from_penalty = rho, .to_penalty = rho};
    const auto found = sinkhorn_divergence(a, b, grid, 0.1, how);
    const auto known = sinkhorn_divergence(a, b, cloud, cloud, {metric::squared_euclidean}, 0.1, how);
    EXPECT_TRUE(found.converged);
    EXPECT_NEAR(found.value, known.value, 1e-12);
    EXPECT_NEAR(sinkhorn_divergence(a, a, grid, 0.1, how).value, 0, 1e-12);
    if (std::isinf(rho)) {
      const transport_gradient g =
          sinkhorn_divergence_gradient(a, b, cloud, cloud, {metric::squared_euclidean}, known, how);
      std::vector<double> slopes = found.between.from_potential;
      for (std::size_t i = 0; i < slopes.size(); ++i) {
        slopes[i] -= found.of_from.from_potential[i];
      }
      expect_near_all(slopes, g.from_mass, 1e-11);
    }
  }
}

TEST(sinkhorn_grid, barycenter_is_that_of_the_costs) {
  const std::array<std::size_t, 2> image{5, 6};
  const regular_grid grid{image};
  const matrix costs = grid_costs_by_hand(grid);
  matrix members(3, 30);
  for (std::size_t k = 0; k < 3; ++k) {
    std::ranges::copy(random_masses(30, 7 + static_cast<unsigned>(k)),
                      members.values.begin() + static_cast<std::ptrdiff_t>(30 * k));
  }
  const std::vector<double> weights{0.5, 0.2, 0.3};
  for (const double epsilon : {0.7, 0.02}) {
    const sinkhorn_options how{.tolerance = 1e-12, .max_iterations = 400, .form = sinkhorn_form::log};
    const auto found = sinkhorn_barycenter(members, weights, grid, epsilon, how);
    const auto known = sinkhorn_barycenter(members, weights, view(costs), epsilon, how);
    EXPECT_EQ(found.iterations, known.iterations);
    for (std::size_t j = 0; j < 30; ++j) {
      EXPECT_NEAR(found.masses[j], known.masses[j], 1e-12);
    }
  }
}

TEST(sinkhorn_grid, threads_change_no_bit) {
  const std::array<std::size_t, 2> image{30, 40};
  const std::vector<double> a = random_masses(1200, 1), b = random_masses(1200, 2);
  for (const double epsilon : {20.0, 0.5}) {
    const auto solved = [&](int threads) {
      return sinkhorn(a, b, regular_grid{image}, epsilon, {.max_iterations = 12, .threads = threads});
    };
    const sinkhorn_result one = solved(1), three = solved(3);
    EXPECT_EQ(one.value, three.value);
    EXPECT_EQ(one.transport_cost, three.transport_cost);
    EXPECT_EQ(one.from_potential, three.from_potential);
  }
}

class sinkhorn_grid_paths : public testing::TestWithParam<kernel::simd_path> {
 protected:
  void SetUp() override { kernel::force_simd_target(GetParam().target); }
  void TearDown() override { kernel::force_simd_target(0); }
};

TEST_P(sinkhorn_grid_paths, agree) {
  for (const std::size_t n : {1U, 2U, 7U, 9U, 17U}) {
    const std::array<std::size_t, 2> image{n, n + 2};
    const regular_grid grid{image, {}, 1.0};
    const std::vector<double> a = random_masses(grid.size(), 1), b = random_masses(grid.size(), 2);
    const sinkhorn_result r = sinkhorn(a, b, grid, 0.5, {.tolerance = 1e-12, .max_iterations = 5000});
    const matrix costs = grid_costs_by_hand(grid);
    EXPECT_LT(marginal_gap(sinkhorn_plan(a, b, view(costs), r), a, b), 1e-11);
  }
}

INSTANTIATE_TEST_SUITE_P(simd, sinkhorn_grid_paths,
                         testing::ValuesIn(kernel::simd_paths().begin(), kernel::simd_paths().end()),
                         [](const auto& path) { return std::string(path.param.name); });

TEST(sinkhorn_grid, refuses_by_name) {
  const std::vector<double> a(6, 1.0 / 6);
  const std::array<std::size_t, 2> image{2, 3}, other{2, 2}, flat{0, 3};
  const std::array<double, 2> bad{1, 0};
  const std::array<double, 1> few{1};
  expect_refusal([&] { return sinkhorn(a, a, regular_grid{other}, 1); }, "a has 6 masses, the grid 4 places (2 x 2)");
  expect_refusal([&] { return sinkhorn({}, {}, regular_grid{flat}, 1); }, "no places");
  expect_refusal([&] { return sinkhorn(a, a, regular_grid{image, bad}, 1); }, "spacing[1] = 0, must be finite and > 0");
  expect_refusal([&] { return sinkhorn(a, a, regular_grid{image, few}, 1); }, "spacing has 1 numbers for 2 axes");
  expect_refusal([&] { return sinkhorn(a, a, regular_grid{image, {}, -1}, 1); }, "power = -1");
  expect_refusal([&] { return sinkhorn(a, a, regular_grid{image}, 0); }, "epsilon = 0");
  expect_refusal([&] { return sinkhorn_divergence(a, a, regular_grid{other}, 1); }, "2 x 2");
  expect_refusal([&] { return sinkhorn_barycenter(matrix(1, 6), few, regular_grid{image}, 1); }, "members[0]");
}

}  // namespace
}  // namespace relent
