#include "relent/transport/sinkhorn.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"

#include "kernel/simd.hpp"
#include "transport/entropic_cases.hpp"

namespace relent {
namespace {

using namespace transport_cases;

struct line_problem {
  std::vector<double> a, b, places;
  matrix costs;
};

/// Normal densities on a grid so fine and wide that sums over it are integrals to rounding.
line_problem two_normals(double m1, double s1, double m2, double s2) {
  line_problem out;
  const double step = 0.05;
  for (int i = -220; i <= 220; ++i) {
    const double x = step * i;
    out.places.push_back(x);
    out.a.push_back(step * std::exp(-(x - m1) * (x - m1) / (2 * s1 * s1)) / (s1 * std::sqrt(2 * std::numbers::pi)));
    out.b.push_back(step * std::exp(-(x - m2) * (x - m2) / (2 * s2 * s2)) / (s2 * std::sqrt(2 * std::numbers::pi)));
  }
  const point_cloud line{out.places, 1};
  out.costs = squared_costs(line, line);
  return out;
}

TEST(sinkhorn, is_the_closed_form_between_normals) {
  // Janati, Muzellec, Peyre & Cuturi 2020, theorem 1, with sigma^2 = epsilon / 2 in one dimension.
  const double m1 = -0.5, s1 = 0.8, m2 = 1, s2 = 1.2;
  const line_problem p = two_normals(m1, s1, m2, s2);
  for (const double epsilon : {0.2, 1.0, 5.0}) {
    const double v = epsilon / 2, d = std::sqrt(4 * s1 * s1 * s2 * s2 + v * v);
    const double known =
        (m1 - m2) * (m1 - m2) + s1 * s1 + s2 * s2 - d + v * (1 - std::log(2 * v)) + v * std::log(d + v);
    const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), epsilon, {.tolerance = 1e-11});
    EXPECT_TRUE(r.converged);
    EXPECT_NEAR(r.value, known, 1e-10) << epsilon;
    const point_cloud line{p.places, 1};
    const sinkhorn_result points =
        sinkhorn(p.a, p.b, line, line, {metric::squared_euclidean}, epsilon, {.tolerance = 1e-11});
    EXPECT_NEAR(points.value, known, 1e-10) << epsilon;
  }
}

TEST(sinkhorn, reports_the_marginal_error_of_its_own_plan) {
  const random_problem p;
  for (const int iterations : {1, 3, 12, 1000}) {
    for (const bool accelerate : {false, true}) {
      const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), 0.1,
                                         {.max_iterations = iterations, .anneal = false, .accelerate = accelerate});
      EXPECT_NEAR(r.marginal_error, marginal_gap(sinkhorn_plan(p.a, p.b, view(p.costs), r), p.a, p.b), 1e-13);
      EXPECT_EQ(r.converged, r.marginal_error <= 1e-9);
      EXPECT_EQ(r.converged, r.notes.empty());
    }
  }
}

TEST(sinkhorn, stopped_while_annealing_claims_nothing) {
  const random_problem p;
  const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), 1e-4, {.max_iterations = 2});
  EXPECT_FALSE(r.converged);
  EXPECT_EQ(r.marginal_error, endless);
  ASSERT_FALSE(r.notes.empty());
}

TEST(sinkhorn, value_is_a_bound_from_below_and_what_its_plan_costs) {
  const random_problem p;
  const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), 0.3, {.tolerance = 1e-12});
  const matrix plan = sinkhorn_plan(p.a, p.b, view(p.costs), r);
  double cost = 0, divergence = 0;
  for (std::size_t i = 0; i < plan.rows; ++i) {
    for (std::size_t j = 0; j < plan.columns; ++j) {
      cost += plan(i, j) * p.costs(i, j);
      divergence += plan(i, j) * std::log(plan(i, j) / (p.a[i] * p.b[j]));
    }
  }
  EXPECT_NEAR(r.transport_cost, cost, 1e-13);
  EXPECT_NEAR(r.value, cost + 0.3 * divergence, 1e-11);
  const sinkhorn_result early =
      sinkhorn(p.a, p.b, view(p.costs), 0.3, {.max_iterations = 2, .anneal = false, .accelerate = false});
  EXPECT_LT(early.value, r.value);
}

TEST(sinkhorn, forms_and_costs_on_the_fly_agree) {
  const random_problem p;
  const double epsilon = 0.4;
  const auto value = [&](sinkhorn_form form) {
    return sinkhorn(p.a, p.b, view(p.costs), epsilon, {.tolerance = 1e-12, .form = form}).value;
  };
  const double expected = value(sinkhorn_form::log);
  EXPECT_NEAR(value(sinkhorn_form::scaling), expected, 1e-12);
  const ground_metric squared{metric::squared_euclidean};
  EXPECT_NEAR(sinkhorn(p.a, p.b, p.from(), p.to(), squared, epsilon, {.tolerance = 1e-12}).value, expected, 1e-12);
}

TEST(sinkhorn, scaling_absorbs_what_it_cannot_hold) {
  const random_problem p(61, 83);
  const double range = *std::ranges::max_element(p.costs.values);
  for (const double share : {1e-1, 1e-2, 1e-3, 1e-4}) {
    for (const bool anneal : {true, false}) {
      for (const double rho : {endless, 0.5}) {
        const auto solved = [&](sinkhorn_form form) {
          return sinkhorn(p.a, p.b, view(p.costs), share * range,
                          {.tolerance = 1e-11,
                           .max_iterations = 300,
                           .anneal = anneal,
                           .from_penalty = rho,
                           .to_penalty = rho,
                           .form = form});
        };
        const sinkhorn_result kept = solved(sinkhorn_form::scaling), logs = solved(sinkhorn_form::log);
        EXPECT_NEAR(kept.marginal_error, marginal_gap(sinkhorn_plan(p.a, p.b, view(p.costs), kept), p.a, p.b),
                    std::isinf(rho) ? 1e-13 : endless);
        if (kept.converged && logs.converged) {
          EXPECT_NEAR(kept.value, logs.value, 1e-10 * range) << share << ' ' << anneal << ' ' << rho;
          EXPECT_NEAR(kept.transport_cost, logs.transport_cost, 1e-9 * range);
        } else {
          EXPECT_NEAR(kept.value, logs.value, 0.01 * range) << share << ' ' << anneal << ' ' << rho;
        }
        EXPECT_TRUE(kept.converged || share < 1e-2 || !anneal) << share << ' ' << rho;
      }
    }
  }
}

TEST(sinkhorn, scaling_reaches_rounding) {
  const random_problem p(200, 150);
  const sinkhorn_result r =
      sinkhorn(p.a, p.b, view(p.costs), 0.5,
               {.tolerance = 3e-15, .max_iterations = 2000, .accelerate = false, .form = sinkhorn_form::scaling});
  EXPECT_TRUE(r.converged) << r.marginal_error;
  EXPECT_LT(r.iterations, 300);
}

TEST(sinkhorn, large_clouds_are_quick_and_exact) {
  // More pairs than a kernel is kept for: it is computed in single precision on the way.
  const std::size_t n = 4200, m = 4096;
  std::vector<double> a = random_masses(n, 1);
  const std::vector<double> b = random_masses(m, 2);
  a[5] += a[4];
  a[4] = 0;
  struct clouds {
    metric kind;
    std::size_t d;
    double epsilon;
  };
  for (const clouds& c : {clouds{metric::squared_euclidean, 3, 4.0}, clouds{metric::euclidean, 5, 1.0}}) {
    const std::size_t d = c.d;
    std::vector<double> x = random_points(n, d, 3), y = random_points(m, d, 4, 0.3);
    for (double& v : x) {
      v += 1000;  // far from 0: single precision must not mind
    }
    for (double& v : y) {
      v += 1000;
    }
    const auto solved = [&](sinkhorn_form form) {
      return sinkhorn(a, b, {x, d}, {y, d}, {c.kind}, c.epsilon,
                      {.tolerance = 1e-10, .max_iterations = 100, .form = form});
    };
    const sinkhorn_result quick = solved(sinkhorn_form::automatic), logs = solved(sinkhorn_form::log);
    EXPECT_TRUE(quick.converged) << d << ' ' << quick.marginal_error;
    EXPECT_TRUE(logs.converged) << d << ' ' << logs.marginal_error;
    EXPECT_LE(quick.iterations, logs.iterations + 20);
    EXPECT_NEAR(quick.value, logs.value, 1e-11 * std::abs(logs.value));
    EXPECT_NEAR(quick.transport_cost, logs.transport_cost, 1e-8 * logs.transport_cost);
    EXPECT_TRUE(std::isfinite(quick.from_potential[4]));
  }
}

TEST(sinkhorn, metrics_are_what_a_plain_loop_says) {
  const random_problem p(23, 41);
  const auto by_hand = [&](metric kind, std::size_t i, std::size_t j) {
    double sum = 0, most = 0, xy = 0, xx = 0, yy = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      const double u = p.x[2 * i + k], v = p.y[2 * j + k], apart = std::abs(u - v);
      sum += kind == metric::manhattan ? apart : kind == metric::minkowski ? std::pow(apart, 3) : apart * apart;
      most = std::max(most, apart);
      xy += u * v;
      xx += u * u;
      yy += v * v;
    }
    switch (kind) {
      case metric::euclidean:
        return std::sqrt(sum);
      case metric::chebyshev:
        return most;
      case metric::cosine:
        return 1 - xy / std::sqrt(xx * yy);
      case metric::minkowski:
        return std::cbrt(sum);
      default:
        return sum;
    }
  };
  for (const metric kind : {metric::euclidean, metric::squared_euclidean, metric::manhattan, metric::chebyshev,
                            metric::cosine, metric::minkowski}) {
    matrix costs(23, 41);
    for (std::size_t i = 0; i < 23; ++i) {
      for (std::size_t j = 0; j < 41; ++j) {
        costs(i, j) = by_hand(kind, i, j);
      }
    }
    const double expected = sinkhorn(p.a, p.b, view(costs), 0.2, {.tolerance = 1e-12}).value;
    EXPECT_NEAR(sinkhorn(p.a, p.b, p.from(), p.to(), {kind, 3}, 0.2, {.tolerance = 1e-12}).value, expected, 1e-11);
  }
}

TEST(sinkhorn, threads_change_no_bit) {
  const random_problem p(300, 1100);
  const auto solved = [&](int threads) {
    return sinkhorn(p.a, p.b, p.from(), p.to(), {}, 0.05, {.max_iterations = 40, .threads = threads});
  };
  const sinkhorn_result one = solved(1), three = solved(3);
  EXPECT_EQ(one.value, three.value);
  EXPECT_EQ(one.transport_cost, three.transport_cost);
  EXPECT_EQ(one.from_potential, three.from_potential);
  EXPECT_EQ(one.to_potential, three.to_potential);
}

class sinkhorn_paths : public testing::TestWithParam<kernel::simd_path> {
 protected:
  void SetUp() override { kernel::force_simd_target(GetParam().target); }
  void TearDown() override { kernel::force_simd_target(0); }
};

TEST_P(sinkhorn_paths, agree) {
  for (const std::size_t n : {1U, 2U, 3U, 7U, 8U, 9U, 17U, 33U}) {
    const random_problem p(n, n + 2);
    const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), 0.2, {.tolerance = 1e-12});
    EXPECT_LT(marginal_gap(sinkhorn_plan(p.a, p.b, view(p.costs), r), p.a, p.b), 1e-11);
    const sinkhorn_result scaled =
        sinkhorn(p.a, p.b, view(p.costs), 0.2, {.tolerance = 1e-12, .form = sinkhorn_form::scaling});
    EXPECT_NEAR(scaled.value, r.value, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(simd, sinkhorn_paths,
                         testing::ValuesIn(kernel::simd_paths().begin(), kernel::simd_paths().end()),
                         [](const auto& path) { return std::string(path.param.name); });

TEST(sinkhorn, tends_to_the_exact_cost_and_to_the_product) {
  const random_problem p;
  const double exact = emd(p.a, p.b, view(p.costs)).cost;
  double before = endless;
  for (const double epsilon : {0.3, 0.1, 0.03, 0.01}) {
    const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), epsilon, {.tolerance = 1e-9, .max_iterations = 100000});
    EXPECT_TRUE(r.converged) << epsilon;
    EXPECT_GE(r.transport_cost, exact - 1e-8);
    EXPECT_LT(r.transport_cost - exact, before);
    before = r.transport_cost - exact;
  }
  EXPECT_LT(before, 0.01);
  const sinkhorn_result wide = sinkhorn(p.a, p.b, view(p.costs), 1e6);
  const matrix plan = sinkhorn_plan(p.a, p.b, view(p.costs), wide);
  for (std::size_t i = 0; i < plan.rows; ++i) {
    for (std::size_t j = 0; j < plan.columns; ++j) {
      EXPECT_NEAR(plan(i, j), p.a[i] * p.b[j], 1e-7);
    }
  }
}

TEST(sinkhorn, penalties_meet_their_own_conditions) {
  const random_problem p;
  std::vector<double> b = p.b;
  for (double& x : b) {
    x *= 2.5;
  }
  const double rho = 0.7, other = 1.9;
  const sinkhorn_result r =
      sinkhorn(p.a, b, view(p.costs), 0.15, {.tolerance = 1e-12, .from_penalty = rho, .to_penalty = other});
  EXPECT_TRUE(r.converged);
  const matrix plan = sinkhorn_plan(p.a, b, view(p.costs), r);
  double value = 0.15 * 2.5;
  std::vector<double> columns(b.size());
  const auto relative = [](double x, double y) { return x * std::log(x / y) - x + y; };
  for (std::size_t i = 0; i < plan.rows; ++i) {
    double row = 0;
    for (std::size_t j = 0; j < plan.columns; ++j) {
      const double mass = plan(i, j);
      row += mass;
      columns[j] += mass;
      value += mass * p.costs(i, j) + 0.15 * (mass * std::log(mass / (p.a[i] * b[j])) - mass);
    }
    EXPECT_NEAR(row, p.a[i] * std::exp(-r.from_potential[i] / rho), 1e-11);
    value += rho * relative(row, p.a[i]);
  }
  for (std::size_t j = 0; j < b.size(); ++j) {
    EXPECT_NEAR(columns[j], b[j] * std::exp(-r.to_potential[j] / other), 1e-11);
    value += other * relative(columns[j], b[j]);
  }
  EXPECT_NEAR(r.value, value, 1e-10);
}

TEST(sinkhorn, gradients_are_what_differences_say) {
  const random_problem p(9, 7);
  const std::vector<double> by = random_points(9, 2, 11), by_y = random_points(7, 2, 12);
  for (const metric kind : {metric::squared_euclidean, metric::euclidean}) {
    for (const double rho : {endless, 0.8}) {
      const sinkhorn_options how{.tolerance = 1e-12, .max_iterations = 20000, .from_penalty = rho, .to_penalty = rho};
      const auto value = [&](std::span<const double> a, std::span<const double> b, std::span<const double> x,
                             std::span<const double> y) {
        return sinkhorn(a, b, {x, 2}, {y, 2}, {kind}, 0.2, how).value;
      };
      const sinkhorn_result r = sinkhorn(p.a, p.b, p.from(), p.to(), {kind}, 0.2, how);
      const transport_gradient g = sinkhorn_gradient(p.a, p.b, p.from(), p.to(), {kind}, r, how);
      EXPECT_NEAR(product(g.from.values, by), slope([&](const auto& x) { return value(p.a, p.b, x, p.y); }, p.x, by),
                  1e-6);
      EXPECT_NEAR(product(g.to.values, by_y), slope([&](const auto& y) { return value(p.a, p.b, p.x, y); }, p.y, by_y),
                  1e-6);
      std::vector<double> more(9, 0.01);
      more[0] = std::isinf(rho) ? -0.08 : 0.02;  // equalities keep the total
      EXPECT_NEAR(product(g.from_mass, more),
                  slope([&](const auto& a) { return value(a, p.b, p.x, p.y); }, p.a, more, 1e-2), 1e-6);
      if (kind == metric::squared_euclidean) {
        const sinkhorn_result dense = sinkhorn(p.a, p.b, view(p.costs), 0.2, how);
        const transport_gradient of_masses = sinkhorn_gradient(p.a, p.b, view(p.costs), dense, how);
        EXPECT_NEAR(product(of_masses.from_mass, more), product(g.from_mass, more), 1e-9);
        EXPECT_NEAR(of_masses.to_mass[1] - of_masses.to_mass[0], g.to_mass[1] - g.to_mass[0], 1e-9);
      }
    }
  }
}

TEST(sinkhorn, gradient_to_costs_is_the_plan) {
  const random_problem p(6, 5);
  const sinkhorn_options how{.tolerance = 1e-13, .max_iterations = 20000};
  const sinkhorn_result r = sinkhorn(p.a, p.b, view(p.costs), 0.3, how);
  const std::vector<double> by = random_points(30, 1, 9);
  const auto value = [&](const std::vector<double>& c) { return sinkhorn(p.a, p.b, {c, 6, 5}, 0.3, how).value; };
  EXPECT_NEAR(product(sinkhorn_plan(p.a, p.b, view(p.costs), r).values, by), slope(value, p.costs.values, by), 1e-7);
}

TEST(sinkhorn, takes_what_lies_at_the_edges) {
  const std::vector<double> one{1.0};
  EXPECT_NEAR(sinkhorn(one, one, {std::vector<double>{3.0}, 1, 1}, 0.1).value, 3, 1e-14);
  // Equal points: all costs are 0.
  const std::vector<double> masses = random_masses(5, 1), same(10, 2.5);
  const sinkhorn_result equal = sinkhorn(masses, masses, {same, 2}, {same, 2}, {}, 0.1);
  EXPECT_NEAR(equal.value, 0, 1e-14);
  // Zero weights change nothing, and their potentials are what a mass there would have.
  random_problem p(8, 6);
  const sinkhorn_result unpadded = sinkhorn(p.a, p.b, view(p.costs), 0.2, {.tolerance = 1e-12});
  std::vector<double> a = p.a, x = p.x;
  a.push_back(0);
  x.push_back(p.x[0]);
  x.push_back(p.x[1]);
  const sinkhorn_result more = sinkhorn(a, p.b, {x, 2}, p.to(), {metric::squared_euclidean}, 0.2, {.tolerance = 1e-12});
  EXPECT_NEAR(more.value, unpadded.value, 1e-12);
  EXPECT_NEAR(more.from_potential.back(), more.from_potential.front(), 1e-9);
  // Huge costs, and masses of very different size.
  matrix huge = p.costs;
  for (double& c : huge.values) {
    c = c * 1e200 + 1e201;
  }
  const sinkhorn_result scaled = sinkhorn(p.a, p.b, view(huge), 2e199, {.tolerance = 1e-12});
  EXPECT_NEAR(scaled.value / 1e200, unpadded.value + 10, 1e-10);
  const std::vector<double> tiny{1e-200, 1.0};
  EXPECT_TRUE(sinkhorn(tiny, tiny, {std::vector<double>{0, 1, 1, 0}, 2, 2}, 0.05).converged);
}

TEST(sinkhorn, far_points_need_no_luck) {
  // Without annealing the first sums underflow in every column but one; the answer must not.
  std::vector<double> x, y;
  for (int i = 0; i < 20; ++i) {
    x.push_back(i);
    y.push_back(1000 + i);
  }
  const std::vector<double> even(20, 0.05);
  for (const bool anneal : {true, false}) {
    const sinkhorn_result r =
        sinkhorn(even, even, {x, 1}, {y, 1}, {metric::euclidean}, 1e-2, {.max_iterations = 5000, .anneal = anneal});
    EXPECT_NEAR(r.transport_cost, 1000, 1e-6) << anneal << ' ' << r.marginal_error;
    const sinkhorn_result square = sinkhorn(even, even, {x, 1}, {y, 1}, {metric::squared_euclidean}, 0.05,
                                            {.max_iterations = 20000, .anneal = anneal});
    EXPECT_NEAR(square.transport_cost, 1e6, 1) << anneal << ' ' << square.marginal_error;
    EXPECT_TRUE(std::isfinite(square.value));
  }
}

TEST(sinkhorn, refuses_by_name) {
  const std::vector<double> half{0.5, 0.5}, c{0, 1, 1, 0};
  const cost_matrix costs{c, 2, 2};
  expect_refusal([&] { return sinkhorn(half, half, costs, 0); }, "epsilon = 0, must be finite and > 0");
  expect_refusal([&] { return sinkhorn(half, half, costs, 1e-14); }, "1e-12 of the costs' range");
  expect_refusal([&] { return sinkhorn(half, half, costs, std::nan("")); }, "epsilon");
  expect_refusal([&] { return sinkhorn(std::vector<double>{0.5, -0.5}, half, costs, 1); }, "a[1] = -0.5");
  expect_refusal([&] { return sinkhorn(half, std::vector<double>{0.5, 0.7}, costs, 1); }, "b to 1.2");
  expect_refusal([&] { return sinkhorn({}, half, costs, 1); }, "shape");
  expect_refusal([&] { return sinkhorn(half, half, {c, 1, 4}, 1); }, "1 x 4");
  expect_refusal(
      [&] {
        return sinkhorn(half, half, {std::vector<double>{0, std::nan(""), 1, 0}, 2, 2}, 1);
      },
      "costs[0][1]");
  expect_refusal(
      [&] {
        return sinkhorn(half, half, {std::vector<double>{0, 1, endless, endless}, 2, 2}, 1);
      },
      "a[1] has mass");
  expect_refusal(
      [&] {
        return sinkhorn(half, half, {std::vector<double>{0, endless, 1, endless}, 2, 2}, 1);
      },
      "b[1] has mass");
  expect_refusal([&] { return sinkhorn(half, half, costs, 1, {.tolerance = 0}); }, "tolerance");
  expect_refusal([&] { return sinkhorn(half, half, costs, 1, {.max_iterations = 0}); }, "max_iterations");
  expect_refusal([&] { return sinkhorn(half, half, costs, 1, {.from_penalty = 0}); }, "from_penalty");
  expect_refusal([&] { return sinkhorn(half, half, {c, 2}, {half, 1}, {}, 1); }, "dimensions");
  const std::vector<double> many(50000, 1.0), even(50000, 2e-5), million(1000000, 1e-6);
  expect_refusal(
      [&] {
        return sinkhorn(million, million, {million, 1}, {million, 1}, {}, 1, {.form = sinkhorn_form::scaling});
      },
      "1000000 x 1000000, which takes 4000.0 GB; logarithms need none");
  expect_refusal(
      [&] {
        return sinkhorn_plan(even, even, {many, 1}, {many, 1}, {}, {});
      },
      "50000 x 50000 takes 20.0 GB");
  expect_refusal([&] { return sinkhorn_gradient(half, half, {c, 2}, {c, 2}, {metric::manhattan}, {}); }, "euclidean");
}

TEST(sinkhorn, says_where_no_plan_exists) {
  const std::vector<double> a{0.5, 0.3, 0.2}, b{0.3, 0.3, 0.4};
  const std::vector<double> blocks{0, endless, endless, endless, 0, 1, endless, 1, 0};
  expect_refusal([&] { return sinkhorn(a, b, {blocks, 3, 3}, 0.1, {.max_iterations = 100}); }, "no plan");
  // With penalties there is one.
  EXPECT_TRUE(sinkhorn(a, b, {blocks, 3, 3}, 0.1, {.from_penalty = 1, .to_penalty = 1}).converged);
}

TEST(sinkhorn, refuses_what_doubles_cannot_hold) {
  const std::vector<double> half{0.5, 0.5}, c{0, 1, 1, 0}, none{0, 0, 0, 0}, wide{-1e308, 1e308, 0, 0};
  const std::vector<double> heavy{1e200, 1e200}, far{-1e200, 1e200};
  expect_refusal([&] { return sinkhorn(heavy, heavy, {c, 2, 2}, 1); }, "sum of a");
  expect_refusal([&] { return sinkhorn(half, half, {none, 2, 2}, 5e-324); }, "epsilon");
  expect_refusal([&] { return sinkhorn(half, half, {wide, 2, 2}, 1); }, "more than doubles hold");
  expect_refusal(
      [&] {
        return sinkhorn(half, half, {far, 1}, {far, 1}, {metric::squared_euclidean}, 1);
      },
      "more than doubles hold");
}

TEST(sinkhorn, forbidden_pairs_carry_nothing) {
  const std::vector<double> half{0.5, 0.5}, c{1, endless, 2, 1};
  const sinkhorn_result r = sinkhorn(half, half, {c, 2, 2}, 0.1, {.tolerance = 1e-6, .max_iterations = 2000});
  const matrix plan = sinkhorn_plan(half, half, {c, 2, 2}, r);
  EXPECT_EQ(plan(0, 1), 0);
  EXPECT_TRUE(std::isfinite(r.transport_cost));
}

}  // namespace
}  // namespace relent
