#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/transport/emd.hpp"

namespace relent {
namespace {

using kl_numbers = std::vector<double>;
constexpr double held = std::numeric_limits<double>::infinity();

kl_numbers between_0_and(double high, std::mt19937_64& random, std::size_t n) {
  kl_numbers out(n);
  std::ranges::generate(out, [&] { return std::uniform_real_distribution<double>(0.01 * high, high)(random); });
  return out;
}

transport_plan penalised(const kl_numbers& a, const kl_numbers& b, const kl_numbers& costs, double rho_a, double rho_b,
                         std::int64_t limit = std::numeric_limits<std::int64_t>::max()) {
  return emd(a, b, cost_matrix{costs, a.size(), b.size()},
             {.iteration_limit = limit, .from_penalty = rho_a, .to_penalty = rho_b});
}

double kl_of(double p, double a) { return p == 0 ? a : p * std::log(p / a) - p + a; }

/// Cost and proof by their definitions, from what was returned.
void expect_certified(const transport_plan& found, const kl_numbers& a, const kl_numbers& b, const kl_numbers& costs,
                      double rho_a, double rho_b, double tolerance) {
  long double cost = 0, proved = 0;
  double moved = 0;
  kl_numbers rows(a.size(), 0.0), columns(b.size(), 0.0);
  for (const shipment& s : found.plan) {
    EXPECT_GT(s.mass, 0);
    moved += s.mass;
    cost += s.mass * costs[s.from * b.size() + s.to];
    rows[s.from] += s.mass;
    columns[s.to] += s.mass;
  }
  const auto add = [&](const kl_numbers& masses, const kl_numbers& sums, const kl_numbers& dual, double rho) {
    for (std::size_t i = 0; i < masses.size(); ++i) {
      if (std::isinf(rho)) {
        EXPECT_NEAR(sums[i], masses[i], 1e-14 * (1 + moved));
        proved += masses[i] > 0 ? masses[i] * dual[i] : 0;
      } else {
        EXPECT_NEAR(sums[i], masses[i] * std::exp(-dual[i] / rho), 1e-14 * (1 + moved));
        cost += rho * (masses[i] > 0 ? kl_of(sums[i], masses[i]) : 0);
        proved += rho * masses[i] * -std::expm1(-dual[i] / rho);
      }
    }
  };
  add(a, rows, found.from_dual, rho_a);
  add(b, columns, found.to_dual, rho_b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (std::isfinite(costs[i * b.size() + j])) {
        EXPECT_LE(found.from_dual[i] + found.to_dual[j], costs[i * b.size() + j] + 1e-12);
      }
    }
  }
  EXPECT_EQ(found.status, transport_status::optimal);
  EXPECT_NEAR(found.cost, static_cast<double>(cost), tolerance);
  EXPECT_NEAR(static_cast<double>(cost), static_cast<double>(proved), tolerance);
  EXPECT_NEAR(found.certificate.gap, 0, tolerance);
  EXPECT_GE(found.certificate.least_reduced_cost, -1e-12);
}

TEST(kl_penalties, one_pair_has_a_closed_form) {
  for (const double rho_a : {0.3, 2.0, 50.0}) {
    for (const double rho_b : {0.7, 5.0}) {
      for (const double c : {-0.5, 0.0, 1.5}) {
        const double a = 0.4, b = 1.7;
        const double f = std::exp((rho_a * std::log(a) + rho_b * std::log(b) - c) / (rho_a + rho_b));
        const transport_plan found = penalised({a}, {b}, {c}, rho_a, rho_b);
        ASSERT_EQ(found.plan.size(), 1U);
        EXPECT_NEAR(found.plan[0].mass, f, 1e-14);
        EXPECT_NEAR(found.cost, c * f + rho_a * kl_of(f, a) + rho_b * kl_of(f, b), 1e-13 * (rho_a + rho_b));
        expect_certified(found, {a}, {b}, {c}, rho_a, rho_b, 1e-13 * (rho_a + rho_b));
      }
    }
  }
  const transport_plan kept = penalised({0.4}, {1.7}, {0.5}, held, 2);
  EXPECT_EQ(kept.plan, (std::vector<shipment>{{0, 0, 0.4}}));
}

TEST(kl_penalties, every_optimum_is_proved) {
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 240; ++trial) {
    const std::size_t n = 1 + random() % 25, m = 1 + random() % 25;
    kl_numbers a = between_0_and(1, random, n), b = between_0_and(trial % 4 == 0 ? 30 : 1, random, m);
    kl_numbers costs = between_0_and(1, random, n * m);
    if (trial % 3 == 0) {  // ties
      for (double& c : costs) {
        c = std::floor(4 * c) / 4;
      }
    }
    if (trial % 5 == 0) {  // masses of 0
      for (std::size_t i = 1; i < n; i += 2) {
        a[i] = 0;
      }
      b[m - 1] = m > 1 ? 0 : b[0];
    }
    if (trial % 7 == 0) {  // below 0
      for (double& c : costs) {
        c -= 0.5;
      }
    }
    if (trial % 11 == 0) {
      for (std::size_t k = 0; k < costs.size(); ++k) {
        costs[k] = k / m != k % m && random() % 2 == 0 ? held : costs[k];
      }
    }
    const double rho_a = std::pow(10, std::uniform_real_distribution<double>(-1.5, 3)(random));
    const double rho_b = trial % 2 == 0 ? rho_a : std::pow(10, std::uniform_real_distribution<double>(-1.5, 3)(random));
    SCOPED_TRACE(std::to_string(trial) + ": " + std::to_string(n) + " x " + std::to_string(m) + ", " +
                 std::to_string(rho_a));
    const double all = std::accumulate(a.begin(), a.end(), 0.0) + std::accumulate(b.begin(), b.end(), 0.0);
    expect_certified(penalised(a, b, costs, rho_a, rho_b), a, b, costs, rho_a, rho_b,
                     1e-14 * all * (1 + std::max(rho_a, rho_b)));
  }
}

TEST(kl_penalties, a_held_side) {
  std::mt19937_64 random(4);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 2 + random() % 20, m = 2 + random() % 20;
    const kl_numbers a = between_0_and(1, random, n), b = between_0_and(1, random, m);
    kl_numbers costs = between_0_and(1, random, n * m);
    if (trial % 3 == 0) {
      for (std::size_t k = 0; k < costs.size(); ++k) {
        costs[k] = k / m % m != k % m && k % m % n != k / m && random() % 2 == 0 ? held : costs[k];
      }
    }
    const double rho = std::pow(10, std::uniform_real_distribution<double>(-1, 2)(random));
    const bool rows = trial % 2 == 0;
    const double rho_a = rows ? held : rho, rho_b = rows ? rho : held;
    SCOPED_TRACE(trial);
    expect_certified(penalised(a, b, costs, rho_a, rho_b), a, b, costs, rho_a, rho_b,
                     1e-13 * static_cast<double>(n + m) * (1 + rho));
  }
  EXPECT_THROW((void)penalised({1, 1}, {1}, {held, 1}, held, 1), error);
  EXPECT_THROW((void)penalised({1}, {1, 1}, {held, 1}, 1, held), error);
}

TEST(kl_penalties, large_ones_balance_and_small_ones_leave_all) {
  std::mt19937_64 random(5);
  const std::size_t n = 30;
  kl_numbers a = between_0_and(1, random, n), b = between_0_and(1, random, n);
  const double scale = std::accumulate(a.begin(), a.end(), 0.0) / std::accumulate(b.begin(), b.end(), 0.0);
  for (double& x : b) {
    x *= scale;
  }
  const kl_numbers costs = between_0_and(1, random, n * n);
  const double balanced = emd(a, b, cost_matrix{costs, n, n}).cost;
  double before = 0;
  for (const double rho : {1e-3, 1e-2, 0.1, 1.0, 10.0, 1e3, 1e6, 1e9}) {
    const transport_plan found = penalised(a, b, costs, rho, rho);
    EXPECT_GT(found.cost, before);  // more is demanded
    EXPECT_LT(found.cost, balanced);
    EXPECT_LE(std::abs(found.certificate.gap), 1e-13 * static_cast<double>(n)) << rho;
    before = found.cost;
  }
  EXPECT_NEAR(before, balanced, 1e-7 * balanced);  // 1/rho to first order
  const kl_numbers dear(n * n, 1.0);
  const transport_plan none = penalised(a, b, dear, 1e-4, 1e-4);
  EXPECT_TRUE(none.plan.empty());
  const double all = std::accumulate(a.begin(), a.end(), 0.0) + std::accumulate(b.begin(), b.end(), 0.0);
  EXPECT_NEAR(none.cost, 1e-4 * all, 1e-15);
  EXPECT_NEAR(none.certificate.gap, 0, 1e-15);
}

TEST(kl_penalties, places_too_far_to_matter_do_not_stall) {
  // Some costs are of the size of the penalties, others ten thousand times as much.
  std::mt19937_64 random(6);
  const std::size_t n = 25;
  const kl_numbers a = between_0_and(1, random, n), b = between_0_and(1, random, n);
  kl_numbers costs = between_0_and(1, random, n * n);
  for (std::size_t k = 0; k < n * n; ++k) {
    costs[k] *= k / n % 5 == 0 || k % n % 7 == 0 ? 1e4 : 1;
  }
  expect_certified(penalised(a, b, costs, 0.5, 0.8), a, b, costs, 0.5, 0.8, 1e-12);
}

TEST(kl_penalties, gradients) {
  std::mt19937_64 random(7);
  const std::size_t n = 12, m = 9;
  const kl_numbers a = between_0_and(1, random, n), b = between_0_and(2, random, m),
                   costs = between_0_and(1, random, n * m);
  const double rho_a = 0.6, rho_b = 1.4, step = 1e-6;
  const transport_plan at = penalised(a, b, costs, rho_a, rho_b);
  const auto slope = [&](const auto& change) {
    const auto with = [&](double by) {
      kl_numbers p = a, q = b, c = costs;
      change(p, q, c, by);
      return penalised(p, q, c, rho_a, rho_b).cost;
    };
    return (with(step) - with(-step)) / (2 * step);
  };
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(slope([&](auto& p, auto&, auto&, double by) { p[i] += by; }), at.from_gradient[i], 1e-8) << i;
  }
  for (std::size_t j = 0; j < m; ++j) {
    EXPECT_NEAR(slope([&](auto&, auto& q, auto&, double by) { q[j] += by; }), at.to_gradient[j], 1e-8) << j;
  }
  kl_numbers dense(n * m, 0.0);
  for (const shipment& s : at.plan) {
    dense[s.from * m + s.to] = s.mass;
  }
  for (std::size_t k = 0; k < n * m; k += 5) {
    EXPECT_NEAR(slope([&](auto&, auto&, auto& c, double by) { c[k] += by; }), dense[k], 1e-7) << k;
  }
}

TEST(kl_penalties, clouds_are_matrices) {
  std::mt19937_64 random(8);
  const kl_numbers x = between_0_and(1, random, 80), y = between_0_and(1, random, 60), a = between_0_and(1, random, 40),
                   b = between_0_and(1, random, 30);
  kl_numbers costs;
  for (std::size_t i = 0; i < 40; ++i) {
    for (std::size_t j = 0; j < 30; ++j) {
      const double dx = x[2 * i] - y[2 * j], dy = x[2 * i + 1] - y[2 * j + 1];
      costs.push_back(dx * dx + dy * dy);
    }
  }
  const transport_plan cloud = emd(a, b, point_cloud{x, 2}, point_cloud{y, 2}, {metric::squared_euclidean},
                                   {.from_penalty = 0.2, .to_penalty = 0.3});
  EXPECT_NEAR(cloud.cost, penalised(a, b, costs, 0.2, 0.3).cost, 1e-13);
}

TEST(kl_penalties, a_limit_gives_a_plan_with_its_gap) {
  std::mt19937_64 random(9);
  const std::size_t n = 60;
  const kl_numbers a = between_0_and(1, random, n), b = between_0_and(1, random, n),
                   costs = between_0_and(1, random, n * n);
  const transport_plan best = penalised(a, b, costs, 0.1, 0.1);
  const transport_plan found = penalised(a, b, costs, 0.1, 0.1, 3);
  EXPECT_EQ(found.status, transport_status::iteration_limit);
  EXPECT_EQ(found.pivots, 3);
  EXPECT_GT(found.certificate.gap, 1e-9);
  EXPECT_GE(found.cost, best.cost);
  EXPECT_LE(found.cost - found.certificate.gap, best.cost + 1e-13);
  const transport_plan hurried = emd(a, b, cost_matrix{costs, n, n}, {.time_limit = 0, .from_penalty = 0.1});
  EXPECT_EQ(hurried.status, transport_status::time_limit);
}

TEST(kl_penalties, masses_of_any_size_end_with_a_proof_or_are_refused) {
  std::mt19937_64 random(10);
  int proved = 0;
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 1 + random() % 12, m = 1 + random() % 12;
    kl_numbers a = between_0_and(1, random, n);
    const kl_numbers b = between_0_and(1, random, m), costs = between_0_and(1, random, n * m);
    const double widest = trial % 2 == 0 ? 20 : 110;
    for (double& x : a) {
      x *= std::pow(10, std::uniform_real_distribution<double>(-widest, widest)(random));
    }
    try {
      const transport_plan found = penalised(a, b, costs, 0.02, 0.5);
      double all = 0;
      for (const shipment& s : found.plan) {
        all += s.mass;
      }
      all += std::accumulate(a.begin(), a.end(), 0.0) + std::accumulate(b.begin(), b.end(), 0.0);
      EXPECT_TRUE(std::isfinite(found.cost));
      EXPECT_LE(std::abs(found.certificate.gap), 2e-10 * all);
      ++proved;
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::unsupported) << e.what();
    }
  }
  EXPECT_GT(proved, 250);
  EXPECT_THROW((void)penalised({1e200}, {1}, {1}, 1, 1), error);
}

TEST(kl_penalties, what_is_refused) {
  const auto words = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const error& e) {
      return e.what();
    }
    return "nothing";
  };
  const auto expect = [&](const std::string& said, const std::string& part) {
    EXPECT_NE(said.find(part), std::string::npos) << said;
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double rho : {0.0, -1.0, nan, -held}) {
    expect(words([&] { (void)penalised({1}, {1}, {1}, rho, 1); }), "emd: from_penalty");
    expect(words([&] { (void)penalised({1}, {1}, {1}, 1, rho); }), "emd: to_penalty");
  }
  expect(words([&] { (void)penalised({0, 0}, {1}, {1, 1}, 1, 1); }), "sum of a");
  expect(words([&] { (void)penalised({1}, {-1}, {1}, 1, 1); }), "b[0] = -1");
  expect(words([&] { (void)penalised({1}, {1}, {-1e6}, 1, 1); }), "so far below 0");
  const kl_numbers one{1};
  expect(words([&] {
           (void)emd(one, one, cost_matrix{one, 1, 1}, {.moved = 0.5, .from_penalty = 1});
         }),
         "different things");
  expect(words([&] { (void)penalised({1, 2}, {1}, {held, 1}, held, 1); }), "row 0 holds 1 and may go nowhere");
}

}  // namespace
}  // namespace relent
