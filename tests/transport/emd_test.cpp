#include "relent/transport/emd.hpp"

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
#include "relent/transport/line_transport.hpp"

#include "measure/golden_file.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
using numbers_ = std::vector<double>;

numbers_ uniform(std::mt19937_64& random, std::size_t n, double low = 0, double high = 1) {
  numbers_ out(n);
  std::ranges::generate(out, [&] { return std::uniform_real_distribution<double>(low, high)(random); });
  return out;
}

numbers_ as_shares(numbers_ v) {
  const double sum = std::accumulate(v.begin(), v.end(), 0.0);
  for (double& x : v) {
    x /= sum;
  }
  return v;
}

/// Everything that an optimum promises, from the plan and the duals alone.
void expect_optimal(const transport_plan& found, const numbers_& a, const numbers_& b, const numbers_& costs,
                    double scale = 0) {
  EXPECT_EQ(found.status, transport_status::optimal);
  const std::size_t n = a.size(), m = b.size();
  double largest = scale;
  for (const double c : costs) {
    largest = std::isfinite(c) ? std::max(largest, std::abs(c)) : largest;
  }
  const double total = std::accumulate(a.begin(), a.end(), 0.0);
  numbers_ rows(n, 0.0), columns(m, 0.0);
  double cost = 0, proved = 0;
  for (const shipment& s : found.plan) {
    EXPECT_GT(s.mass, 0);
    rows[s.from] += s.mass;
    columns[s.to] += s.mass;
    cost += s.mass * costs[s.from * m + s.to];
  }
  EXPECT_LT(found.plan.size(), n + m);
  EXPECT_TRUE(std::ranges::is_sorted(found.plan, [](const shipment& x, const shipment& y) {
    return x.from != y.from ? x.from < y.from : x.to < y.to;
  }));
  const double bound = 1e-13 * largest * total + 1e-300;
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(rows[i], a[i], 1e-14 * total) << i;
    proved += a[i] > 0 ? a[i] * found.from_dual[i] : 0;
    for (std::size_t j = 0; j < m; ++j) {
      EXPECT_GE(costs[i * m + j] - found.from_dual[i] - found.to_dual[j], -1e-12 * largest) << i << "," << j;
    }
  }
  for (std::size_t j = 0; j < m; ++j) {
    EXPECT_NEAR(columns[j], b[j], 1e-14 * total) << j;
    proved += b[j] > 0 ? b[j] * found.to_dual[j] : 0;
  }
  EXPECT_NEAR(found.cost, cost, bound);
  EXPECT_NEAR(found.cost, proved, 10 * bound);
  EXPECT_LE(std::abs(found.certificate.gap), 10 * bound);
  EXPECT_GE(found.certificate.least_reduced_cost, -0x1p-40 * largest - 1e-300);
  EXPECT_LE(found.certificate.marginal_error, 1e-15 * total);
}

transport_plan solve(const numbers_& a, const numbers_& b, const numbers_& costs, const emd_options& how = {}) {
  return emd(a, b, cost_matrix{costs, a.size(), b.size()}, how);
}

TEST(emd, exact_rational_cases) {
  std::size_t cases = 0;
  for (const auto& line : test::golden_lines("emd")) {
    const numbers_ a = test::numbers(line[1]), b = test::numbers(line[2]), costs = test::numbers(line[3]);
    const double value = std::strtod(line[4].c_str(), nullptr);
    const transport_plan found = solve(a, b, costs);
    EXPECT_NEAR(found.cost, value, 1e-14 * std::abs(value)) << line[0] << " " << cases;
    expect_optimal(found, a, b, costs);
    ++cases;
  }
  EXPECT_GT(cases, 100U);
}

TEST(emd, random_sizes_masses_and_ties) {
  std::mt19937_64 random(7);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 1 + random() % 30, m = 1 + random() % 30;
    numbers_ a = uniform(random, n), b = uniform(random, m), costs = uniform(random, n * m, -1, 1);
    if (trial % 3 == 0) {  // ties everywhere
      for (double& c : costs) {
        c = std::floor(4 * c);
      }
      std::ranges::fill(a, 1);
      std::ranges::fill(b, 1);
    }
    if (trial % 5 == 0) {  // masses of 0 and of very different sizes
      for (std::size_t i = 0; i < n; ++i) {
        a[i] = i % 3 == 1 ? 0 : std::pow(10, -30 * a[i]);
      }
      for (std::size_t j = 0; j < m; ++j) {
        b[j] = j % 4 == 2 ? 0 : std::pow(10, -30 * b[j]);
      }
    }
    a = as_shares(a);
    b = as_shares(b);
    expect_optimal(solve(a, b, costs), a, b, costs);
  }
}

TEST(emd, costs_all_alike_or_nothing) {
  const numbers_ a{0.5, 0.5}, b{0.25, 0.25, 0.5};
  EXPECT_EQ(solve(a, b, numbers_(6, 0.0)).cost, 0);
  EXPECT_EQ(solve(a, b, numbers_(6, 3.0)).cost, 3);
  const transport_plan one = solve({2}, {2}, {-1.5});
  EXPECT_EQ(one.cost, -3);
  EXPECT_EQ(one.plan, (std::vector<shipment>{{0, 0, 2}}));
}

TEST(emd, masses_and_costs_of_any_size) {
  std::mt19937_64 random(41);
  const std::size_t n = 12, m = 9;
  const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, m)), costs = uniform(random, n * m);
  const double value = solve(a, b, costs).cost;
  for (const int mass : {-1000, -40, 0, 1000}) {
    for (const int cost : {-1000, -300, 0, 490}) {
      if (mass + cost < -1000 || mass + cost > 1000) {
        continue;
      }
      numbers_ scaled_a = a, scaled_b = b, scaled_costs = costs;
      for (numbers_* v : {&scaled_a, &scaled_b}) {
        std::ranges::transform(*v, v->begin(), [&](double x) { return std::ldexp(x, mass); });
      }
      std::ranges::transform(scaled_costs, scaled_costs.begin(), [&](double x) { return std::ldexp(x, cost); });
      const transport_plan found = solve(scaled_a, scaled_b, scaled_costs);
      EXPECT_EQ(found.status, transport_status::optimal);
      EXPECT_NEAR(std::ldexp(found.cost, -mass - cost), value, 1e-14) << mass << " " << cost;
    }
  }
  const numbers_ far{0, 1e200}, half{0.5, 0.5};
  EXPECT_THROW((void)emd(half, half, point_cloud{far, 1}, point_cloud{far, 1}), error);
}

TEST(emd, equal_weights_give_whole_shares) {
  std::mt19937_64 random(5);
  const std::size_t n = 60;
  const numbers_ a(n, 1.0 / n), b(n, 1.0 / n), half(n / 2, 2.0 / n), costs = uniform(random, n * n);
  for (const shipment& s : solve(a, b, costs).plan) {
    EXPECT_EQ(s.mass, 1.0 / n);  // a permutation
  }
  const numbers_ fewer(costs.begin(), costs.begin() + n * n / 2);
  const transport_plan found = solve(a, half, fewer);
  EXPECT_EQ(found.plan.size(), n);
}

TEST(emd, in_one_dimension_it_is_the_sorted_coupling) {
  std::mt19937_64 random(3);
  for (const metric kind : {metric::euclidean, metric::manhattan, metric::chebyshev}) {
    const numbers_ x = uniform(random, 80), y = uniform(random, 53), a = as_shares(uniform(random, 80)),
                   b = as_shares(uniform(random, 53));
    const double line = wasserstein_distance({x, a}, {y, b});
    EXPECT_NEAR(emd(a, b, point_cloud{x, 1}, point_cloud{y, 1}, {kind}).cost, line, 1e-14);
    const double squared = wasserstein_distance({x, a}, {y, b}, 2);
    EXPECT_NEAR(emd(a, b, point_cloud{x, 1}, point_cloud{y, 1}, {metric::squared_euclidean}).cost, squared * squared,
                1e-14);
  }
}

double by_definition(std::span<const double> x, std::span<const double> y, const ground_metric& how) {
  double sum = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double d = std::abs(x[k] - y[k]);
    xx += x[k] * x[k];
    yy += y[k] * y[k];
    xy += x[k] * y[k];
    sum = how.kind == metric::manhattan   ? sum + d
          : how.kind == metric::chebyshev ? std::max(sum, d)
          : how.kind == metric::minkowski ? sum + std::pow(d, how.order)
                                          : sum + d * d;
  }
  switch (how.kind) {
    case metric::euclidean:
      return std::sqrt(sum);
    case metric::minkowski:
      return std::pow(sum, 1 / how.order);
    case metric::cosine:
      return 1 - xy / std::sqrt(xx * yy);
    default:
      return sum;
  }
}

TEST(emd, clouds_are_matrices_of_their_distances_on_every_path) {
  std::mt19937_64 random(11);
  for (const std::string& path : simd_paths()) {
    force_simd_path(path);
    for (const metric kind : {metric::euclidean, metric::squared_euclidean, metric::manhattan, metric::chebyshev,
                              metric::cosine, metric::minkowski}) {
      for (const std::size_t d : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{7}}) {
        const std::size_t n = 1 + random() % 50, m = 1 + random() % 50;
        const ground_metric how{kind, 3};
        const numbers_ x = uniform(random, n * d, 0.1, 1), y = uniform(random, m * d, 0.1, 1);
        const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, m));
        numbers_ costs;
        for (std::size_t i = 0; i < n * m; ++i) {
          costs.push_back(by_definition({x.data() + i / m * d, d}, {y.data() + i % m * d, d}, how));
        }
        const transport_plan found = emd(a, b, point_cloud{x, d}, point_cloud{y, d}, how);
        expect_optimal(found, a, b, costs, 1);
        EXPECT_NEAR(found.cost, solve(a, b, costs).cost, 1e-13);
      }
    }
  }
  force_simd_path("");
}

TEST(emd, a_metric_between_masses) {
  std::mt19937_64 random(13);
  for (int trial = 0; trial < 20; ++trial) {
    const std::size_t n = 5 + random() % 20;
    const numbers_ x = uniform(random, 2 * n), y = uniform(random, 2 * n), z = uniform(random, 2 * n);
    const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, n)),
                   c = as_shares(uniform(random, n));
    const auto distance = [](const numbers_& p, const numbers_& q, const numbers_& u, const numbers_& v) {
      return emd(u, v, point_cloud{p, 2}, point_cloud{q, 2}).cost;
    };
    EXPECT_NEAR(distance(x, x, a, a), 0, 1e-15);
    EXPECT_NEAR(distance(x, y, a, b), distance(y, x, b, a), 1e-14);
    EXPECT_LE(distance(x, z, a, c), distance(x, y, a, b) + distance(y, z, b, c) + 1e-14);
    numbers_ far = x, far_y = y;
    for (double& v : far) {
      v = 3 * v + 8;
    }
    for (double& v : far_y) {
      v = 3 * v + 8;
    }
    EXPECT_NEAR(distance(far, far_y, a, b), 3 * distance(x, y, a, b), 1e-13);
  }
}

TEST(emd, limits_give_a_plan_with_its_gap) {
  std::mt19937_64 random(17);
  const std::size_t n = 120;
  const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, n)), costs = uniform(random, n * n);
  const transport_plan best = solve(a, b, costs);
  for (const std::int64_t limit : {0, 1, 50, 200}) {
    const transport_plan found = solve(a, b, costs, {.iteration_limit = limit});
    EXPECT_EQ(found.status, transport_status::iteration_limit);
    EXPECT_EQ(found.pivots, limit);
    EXPECT_GE(found.cost, best.cost);
    EXPECT_LE(found.cost - found.certificate.gap, best.cost + 1e-14);  // what the duals prove
    EXPECT_LE(found.certificate.marginal_error, 1e-15);
  }
  EXPECT_EQ(solve(a, b, costs, {.time_limit = 0}).status, transport_status::time_limit);
}

TEST(emd, a_start_near_the_answer_saves_pivots) {
  std::mt19937_64 random(19);
  const std::size_t n = 400;
  const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, n)), x = uniform(random, 2 * n),
                 y = uniform(random, 2 * n, 0.3, 1.3);
  const auto solved = [&](const emd_options& how) { return emd(a, b, point_cloud{x, 2}, point_cloud{y, 2}, {}, how); };
  const transport_plan cold = solved({});
  const transport_plan warm = solved({.start_dual = cold.to_dual});
  EXPECT_LT(2 * warm.pivots, cold.pivots);
  EXPECT_NEAR(warm.cost, cold.cost, 1e-15);
}

TEST(emd, forbidden_pairs) {
  // Two blocks that do not touch, and then more mass in one than it can take.
  const numbers_ costs{1,        2,        infinity, infinity, 2,        1,        infinity, infinity,
                       infinity, infinity, 5,        6,        infinity, infinity, 6,        5};
  const numbers_ a{0.25, 0.25, 0.3, 0.2}, b{0.3, 0.2, 0.25, 0.25};
  const transport_plan found = solve(a, b, costs);
  expect_optimal(found, a, b, costs);
  EXPECT_NEAR(found.cost, 0.25 + 0.05 * 2 + 0.2 + 0.25 * 5 + 0.05 * 6 + 0.2 * 5, 1e-14);
  try {
    (void)solve({0.5, 0.2, 0.1, 0.2}, b, costs);
    FAIL() << "no plan exists";
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::unsupported);
    EXPECT_NE(std::string(e.what()).find("2 rows (row "), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("hold 0.7 and may only go to 2 columns, which take 0.5"), std::string::npos)
        << e.what();
  }
  EXPECT_THROW((void)solve({1}, {1}, {infinity}), error);
}

TEST(emd, forbidden_pairs_at_random) {
  std::mt19937_64 random(23);
  for (int trial = 0; trial < 100; ++trial) {
    const std::size_t n = 3 + random() % 25;
    numbers_ costs = uniform(random, n * n, 0, 100);
    for (std::size_t k = 0; k < n * n; ++k) {
      costs[k] = k / n != k % n && random() % 10 < 8 ? infinity : costs[k];  // the diagonal is always allowed
    }
    numbers_ a = uniform(random, n);
    if (trial % 2 == 0) {
      std::ranges::fill(a, 1.0);
    }
    a = as_shares(a);
    expect_optimal(solve(a, a, costs), a, a, costs);
  }
}

TEST(emd, partial_transport_moves_the_cheapest_part) {
  std::mt19937_64 random(29);
  const std::size_t n = 30, m = 20;
  const numbers_ a = uniform(random, n), b = uniform(random, m), costs = uniform(random, n * m);
  std::vector<double> cost;
  for (const double moved : {1.0, 2.0, 3.0, 4.0, 5.0}) {
    const transport_plan found = solve(a, b, costs, {.moved = moved});
    double total = 0;
    numbers_ rows(n, 0.0), columns(m, 0.0);
    for (const shipment& s : found.plan) {
      total += s.mass;
      rows[s.from] += s.mass;
      columns[s.to] += s.mass;
    }
    EXPECT_NEAR(total, moved, 1e-13);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_LE(rows[i], a[i] + 1e-14);
    }
    for (std::size_t j = 0; j < m; ++j) {
      EXPECT_LE(columns[j], b[j] + 1e-14);
    }
    EXPECT_LE(std::abs(found.certificate.gap), 1e-13);
    cost.push_back(found.cost);
  }
  for (std::size_t k = 2; k < cost.size(); ++k) {
    EXPECT_GT(cost[k] - cost[k - 1], cost[k - 1] - cost[k - 2]);  // each part is dearer than the one before
  }
  EXPECT_THROW((void)solve(a, b, costs, {.moved = 100.0}), error);
}

TEST(emd, unbalanced_transport_leaves_what_is_too_dear) {
  const numbers_ a{1, 2}, b{2};
  const transport_plan found = solve(a, b, {0.5, 9}, {.unmoved_cost = 2});
  // Row 0 goes; row 1 stays, and so does half of the column: 0.5 + 2 (2 + 1).
  EXPECT_NEAR(found.cost, 6.5, 1e-14);
  EXPECT_EQ(found.plan, (std::vector<shipment>{{0, 0, 1}}));
  std::mt19937_64 random(31);
  const numbers_ p = uniform(random, 12), q = uniform(random, 17), costs = uniform(random, 12 * 17);
  const double step = 1e-6, value = solve(p, q, costs, {.unmoved_cost = 0.2}).cost;
  const transport_plan at = solve(p, q, costs, {.unmoved_cost = 0.2});
  for (std::size_t i = 0; i < p.size(); ++i) {
    numbers_ more = p;
    more[i] += step;
    EXPECT_NEAR((solve(more, q, costs, {.unmoved_cost = 0.2}).cost - value) / step, at.from_dual[i], 1e-6) << i;
  }
  for (std::size_t j = 0; j < q.size(); ++j) {
    numbers_ more = q;
    more[j] += step;
    EXPECT_NEAR((solve(p, more, costs, {.unmoved_cost = 0.2}).cost - value) / step, at.to_dual[j], 1e-6) << j;
  }
}

TEST(emd, duals_are_the_derivatives) {
  std::mt19937_64 random(37);
  const std::size_t n = 15, m = 11;
  const numbers_ a = as_shares(uniform(random, n)), b = as_shares(uniform(random, m)), costs = uniform(random, n * m);
  const transport_plan found = solve(a, b, costs);
  const double step = 1e-7;
  for (std::size_t i = 1; i < n; ++i) {
    numbers_ moved = a;
    moved[0] -= step;
    moved[i] += step;
    EXPECT_NEAR((solve(moved, b, costs).cost - found.cost) / step, found.from_dual[i] - found.from_dual[0], 1e-6);
  }
}

TEST(emd, what_is_refused) {
  const numbers_ half{0.5, 0.5};
  const auto words = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const error& e) {
      return e.what();
    }
    return "nothing";
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(words([&] { (void)solve(half, half, {1, 2, nan, 4}); }).find("emd: M[1][0] = nan"), std::string::npos);
  EXPECT_NE(words([&] {
              (void)solve(half, half, {1, -infinity, 3, 4});
            }).find("emd: M[0][1] = -inf"),
            std::string::npos);
  EXPECT_NE(words([&] {
              (void)solve(half, {0.5, 0.6}, {1, 2, 3, 4});
            }).find("a sums to 1 and b to 1.1"),
            std::string::npos);
  EXPECT_NE(words([&] { (void)solve(half, half, {1, 2, 3}); }).find("M has 3 numbers, not 2 x 2"), std::string::npos);
  EXPECT_NE(words([&] {
              (void)emd(half, half, point_cloud{half, 1}, point_cloud{half, 2});
            }).find("dimensions"),
            std::string::npos);
  EXPECT_NE(words([&] {
              (void)emd(half, half, point_cloud{{half.data(), 1}, 1}, point_cloud{half, 1});
            }).find("a has 2 masses for 1 places"),
            std::string::npos);
  EXPECT_NE(words([&] {
              (void)solve(half, half, {1, 2, 3, 4}, {.time_limit = nan});
            }).find("time_limit"),
            std::string::npos);
  EXPECT_NE(words([&] {
              (void)solve(half, half, {1, 2, 3, 4}, {.iteration_limit = -1});
            }).find("iteration_limit"),
            std::string::npos);
}

}  // namespace
}  // namespace relent
