#include "relent/transport/emd_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/measure/simd.hpp"
#include "relent/transport/emd.hpp"
#include "relent/transport/line_transport.hpp"

#include "transport/grid_costs.hpp"

namespace relent {
namespace {

using grid_numbers = std::vector<double>;
using grid_shape = std::vector<std::size_t>;

std::size_t places_of(const grid_shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

grid_numbers image_of(std::mt19937_64& random, std::size_t n, bool with_zeros = false) {
  grid_numbers out(n);
  for (double& x : out) {
    x = with_zeros && random() % 3 == 0 ? 0 : std::uniform_real_distribution<double>(0.01, 1)(random);
  }
  out[n / 2] += 0.1;
  const double sum = std::accumulate(out.begin(), out.end(), 0.0);
  for (double& x : out) {
    x /= sum;
  }
  return out;
}

/// Place by place, place by place.
grid_numbers dense_costs(const grid_shape& shape, const grid_numbers& spacing, double power) {
  const std::size_t n = places_of(shape);
  grid_numbers out(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      std::size_t from = i, to = j;
      for (std::size_t k = shape.size(); k-- > 0;) {
        const double apart = static_cast<double>(from % shape[k]) - static_cast<double>(to % shape[k]);
        out[i * n + j] += std::pow(spacing[k] * std::abs(apart), power);
        from /= shape[k];
        to /= shape[k];
      }
    }
  }
  return out;
}

TEST(emd_grid, is_emd_on_the_places_on_every_path) {
  std::mt19937_64 random(1);
  for (const std::string& path : simd_paths()) {
    force_simd_path(path);
    for (const grid_shape& shape : {grid_shape{1}, grid_shape{17}, grid_shape{1, 9}, grid_shape{13, 22},
                                    grid_shape{20, 20}, grid_shape{5, 3, 7}, grid_shape{3, 1, 2, 4}}) {
      for (const double power : {0.5, 1.0, 1.5, 2.0, 3.0}) {
        const std::size_t n = places_of(shape);
        grid_numbers spacing;
        for (std::size_t k = 0; k < shape.size(); ++k) {
          spacing.push_back(0.5 + 0.25 * static_cast<double>(k));
        }
        const grid_numbers a = image_of(random, n, n % 2 == 1), b = image_of(random, n);
        const grid_numbers costs = dense_costs(shape, spacing, power);
        const double largest = *std::ranges::max_element(costs);
        const transport_plan found = emd_grid(a, b, {shape, spacing, power});
        SCOPED_TRACE(path + ", " + std::to_string(n) + " places, power " + std::to_string(power));
        EXPECT_EQ(found.status, transport_status::optimal);
        EXPECT_NEAR(found.cost, emd(a, b, cost_matrix{costs, n, n}).cost, 1e-13 * (1 + largest));
        EXPECT_LE(std::abs(found.certificate.gap), 1e-13 * (1 + largest));
        EXPECT_LE(found.certificate.marginal_error, 1e-15);
        double cost = 0, proved = 0;
        grid_numbers rows(n, 0.0), columns(n, 0.0);
        for (const shipment& s : found.plan) {
          cost += s.mass * costs[s.from * n + s.to];
          rows[s.from] += s.mass;
          columns[s.to] += s.mass;
        }
        for (std::size_t i = 0; i < n; ++i) {
          EXPECT_NEAR(rows[i], a[i], 1e-15);
          EXPECT_NEAR(columns[i], b[i], 1e-15);
          proved += a[i] * found.from_dual[i] + b[i] * found.to_dual[i];
          for (std::size_t j = 0; j < n; ++j) {
            EXPECT_LE(found.from_dual[i] + found.to_dual[j], costs[i * n + j] + 1e-12 * (1 + largest));
          }
        }
        EXPECT_NEAR(found.cost, cost, 1e-14 * (1 + largest));
        EXPECT_NEAR(proved, cost, 1e-13 * (1 + largest));
      }
    }
  }
  force_simd_path("");
}

TEST(emd_grid, a_sweep_finds_what_rows_find) {
  std::mt19937_64 random(2);
  for (const grid_shape& shape : {grid_shape{11}, grid_shape{6, 9}, grid_shape{4, 5, 3}}) {
    const std::size_t n = places_of(shape);
    const grid_numbers spacing(shape.size(), 0.75);
    const transporting::grid_costs costs({shape, spacing});
    const grid_numbers dense = dense_costs(shape, spacing, 2);
    grid_numbers offset(costs.padded(), kernel::closed_column), sums(n), room(costs.padded());
    for (std::size_t j = 0; j < n; j += 1 + random() % 2) {
      offset[j] = std::uniform_real_distribution<double>(-2, 2)(random);
    }
    std::vector<std::size_t> columns(n);
    costs.least_of_all(offset.data(), sums.data(), columns.data());
    for (std::size_t i = 0; i < n; ++i) {
      const kernel::least_cost least = costs.least_below(i, offset.data(), kernel::no_bound);
      EXPECT_EQ(columns[i], least.column);
      EXPECT_NEAR(sums[i], least.sum, 1e-14);
      EXPECT_EQ(least.cost, costs.at(i, least.column));
      const double* const row = costs.row(i, room.data());
      for (std::size_t j = 0; j < n; ++j) {
        EXPECT_NEAR(row[j], dense[i * n + j], 1e-14);
        EXPECT_EQ(row[j], costs.at(i, j));
      }
    }
  }
}

TEST(emd_grid, on_one_axis_it_is_the_line) {
  std::mt19937_64 random(3);
  const grid_numbers a = image_of(random, 700), b = image_of(random, 700);
  grid_numbers places(700);
  std::iota(places.begin(), places.end(), 0.0);
  const grid_shape shape{700};
  EXPECT_NEAR(emd_grid(a, b, {.shape = shape, .power = 1}).cost, wasserstein_distance({places, a}, {places, b}), 1e-12);
  const double squared = wasserstein_distance({places, a}, {places, b}, 2);
  EXPECT_NEAR(emd_grid(a, b, {shape}).cost, squared * squared, 1e-11);
}

TEST(emd_grid, images_that_are_one_or_nearly) {
  std::mt19937_64 random(4);
  const grid_shape shape{12, 10};
  const grid_numbers a = image_of(random, 120);
  for (const double power : {1.0, 2.0}) {
    EXPECT_EQ(emd_grid(a, a, {.shape = shape, .power = power}).cost, 0);
    grid_numbers b = a, c = a;
    b[7] += 1e-12;
    b[9] -= 1e-12;
    EXPECT_NEAR(emd_grid(a, b, {.shape = shape, .power = power}).cost, power == 1 ? 2e-12 : 2e-12, 1e-14);
    for (double& x : c) {
      x *= 1 + 1e-10;  // totals within what is allowed
    }
    EXPECT_NEAR(emd_grid(a, c, {.shape = shape, .power = power}).cost, 0, 1e-13);
  }
}

TEST(emd_grid, a_shifted_image_moves_by_the_shift) {
  const grid_shape shape{40, 40};
  grid_numbers a(1600, 0.0), b(1600, 0.0);
  std::mt19937_64 random(5);
  for (std::size_t i = 5; i < 20; ++i) {
    for (std::size_t j = 4; j < 25; ++j) {
      b[(i + 7) * 40 + j + 3] = a[i * 40 + j] = std::uniform_real_distribution<double>(0, 1)(random);
    }
  }
  const double sum = std::accumulate(a.begin(), a.end(), 0.0);
  EXPECT_NEAR(emd_grid(a, b, {shape}).cost / sum, 49 + 9, 1e-11);
  EXPECT_NEAR(emd_grid(a, b, {.shape = shape, .power = 1}).cost / sum, 10, 1e-12);
}

TEST(emd_grid, limits_give_a_plan_with_its_gap) {
  std::mt19937_64 random(6);
  const grid_shape shape{24, 24};
  const grid_numbers a = image_of(random, 576), b = image_of(random, 576);
  const double best = emd_grid(a, b, {shape}).cost;
  for (const std::int64_t limit : {0, 10, 100}) {
    const transport_plan found = emd_grid(a, b, {shape}, {.iteration_limit = limit});
    EXPECT_EQ(found.status, transport_status::iteration_limit);
    EXPECT_EQ(found.pivots, limit);
    EXPECT_GE(found.cost, best - 1e-12);
    EXPECT_LE(found.cost - found.certificate.gap, best + 1e-12);
  }
  EXPECT_EQ(emd_grid(a, b, {shape}, {.time_limit = 0}).status, transport_status::time_limit);
}

TEST(emd_grid, what_is_refused) {
  const auto words = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const error& e) {
      return e.what();
    }
    return "nothing";
  };
  const grid_numbers a(6, 1.0 / 6), short_one(5, 0.2), none;
  const grid_shape shape{2, 3}, flat{0, 3}, vast{1U << 20U, 1U << 20U, 1U << 20U, 1U << 20U};
  const auto expect = [&](const std::string& said, const std::string& part) {
    EXPECT_NE(said.find(part), std::string::npos) << said;
  };
  expect(words([&] { (void)emd_grid(a, short_one, {shape}); }), "b has 5 masses, the grid 6 places (2 x 3)");
  expect(words([&] { (void)emd_grid(none, none, {flat}); }), "no places");
  expect(words([&] { (void)emd_grid(none, none, {vast}); }), "more than 2^29 places");
  expect(words([&] { (void)emd_grid(a, a, {.shape = shape, .power = 0}); }), "power = 0");
  expect(words([&] { (void)emd_grid(a, a, {shape, short_one}); }), "5 numbers for 2 axes");
  const grid_numbers bad{1, -1};
  expect(words([&] { (void)emd_grid(a, a, {shape, bad}); }), "spacing[1] = -1");
  expect(words([&] { (void)emd_grid(a, a, {shape}, {.iteration_limit = -1}); }), "iteration_limit");
  grid_numbers negative = a, double_total = a;
  negative[4] = -0.5;
  for (double& x : double_total) {
    x *= 2;
  }
  for (const double power : {1.0, 2.0}) {
    expect(words([&] { (void)emd_grid(a, negative, {.shape = shape, .power = power}); }), "emd_grid: b[1][1] = -0.5");
    expect(words([&] { (void)emd_grid(a, double_total, {.shape = shape, .power = power}); }), "a sums to 1 and b to 2");
  }
}

}  // namespace
}  // namespace relent
