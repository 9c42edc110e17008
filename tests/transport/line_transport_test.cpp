#include "relent/transport/line_transport.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/measure/wasserstein_1.hpp"

namespace relent {
namespace {

using line_numbers = std::vector<double>;
constexpr double no_end = std::numeric_limits<double>::infinity();

line_numbers drawn(std::mt19937_64& random, std::size_t n, bool ties) {
  line_numbers out(n);
  for (double& x : out) {
    x = std::normal_distribution<double>()(random);
    x = ties ? std::round(2 * x) : x;
  }
  return out;
}

/// The definition: the coupling by a loop over all levels, weights as they are.
double by_levels(const line_sample& x, const line_sample& y, double order) {
  const auto sorted = [](const line_sample& s) {
    std::vector<std::pair<double, double>> out;
    double sum = 0;
    for (std::size_t i = 0; i < s.values.size(); ++i) {
      out.emplace_back(s.values[i], s.weights.empty() ? 1 : s.weights[i]);
      sum += out.back().second;
    }
    for (auto& [value, weight] : out) {
      weight /= sum;
    }
    std::ranges::sort(out);
    return out;
  };
  auto a = sorted(x), b = sorted(y);
  double sum = 0, largest = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double mass = std::min(a[i].second, b[j].second), apart = std::abs(a[i].first - b[j].first);
    sum += mass * std::pow(apart, order);
    largest = mass > 1e-12 ? std::max(largest, apart) : largest;
    a[i].second -= mass;
    b[j].second -= mass;
    const bool step = a[i].second <= 1e-15;
    j += b[j].second <= 1e-15 ? 1 : 0;
    i += step ? 1 : 0;
  }
  return std::isinf(order) ? largest : std::pow(sum, 1 / order);
}

TEST(line_transport, every_order_by_the_levels) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t n = 1 + random() % 40, m = trial % 3 == 0 ? n : 1 + random() % 40;
    const line_numbers x = drawn(random, n, trial % 2 == 0), y = drawn(random, m, trial % 2 == 0);
    line_numbers a(n), b(m);
    std::ranges::generate(a, [&] { return static_cast<double>(random() % 5); });
    std::ranges::generate(b, [&] { return static_cast<double>(random() % 5); });
    a[0] = b[0] = 1;
    for (const double order : {1.0, 1.5, 2.0, 3.0, 7.0, no_end}) {
      const double equal = by_levels({x}, {y}, order), weighted = by_levels({x, a}, {y, b}, order);
      EXPECT_NEAR(wasserstein_distance({x}, {y}, order), equal, 1e-13 * (1 + equal)) << n << " " << m << " " << order;
      EXPECT_NEAR(wasserstein_distance({x, a}, {y, b}, order), weighted, 1e-13 * (1 + weighted)) << order;
      EXPECT_NEAR(wasserstein_distance({x, line_numbers(n, 3.0)}, {y}, order), equal, 1e-13 * (1 + equal)) << order;
    }
  }
}

TEST(line_transport, known_values) {
  EXPECT_EQ(wasserstein_distance({line_numbers{0}}, {line_numbers{3}}, 5), 3);
  EXPECT_EQ(wasserstein_distance({line_numbers{0, 1, 3}}, {line_numbers{5, 6, 8}}), 5);  // SciPy's example
  const line_numbers places{0, 1, 2, 3};
  EXPECT_EQ(wasserstein_distance({places, line_numbers{3, 2, 1, 4}}, {places, line_numbers{1, 2, 4, 3}}), 0.5);
  EXPECT_EQ(wasserstein_distance({line_numbers{0, 0}}, {line_numbers{0, 1e200}}, no_end), 1e200);
  EXPECT_DOUBLE_EQ(wasserstein_distance({line_numbers{0, 0}}, {line_numbers{0, 1e200}}, 2), 1e200 / std::sqrt(2.0));
}

TEST(line_transport, a_metric) {
  std::mt19937_64 random(2);
  for (int trial = 0; trial < 50; ++trial) {
    const line_numbers x = drawn(random, 1 + random() % 20, false), y = drawn(random, 1 + random() % 20, false),
                       z = drawn(random, 1 + random() % 20, false);
    for (const double order : {1.0, 2.0, 4.0}) {
      const double xy = wasserstein_distance({x}, {y}, order);
      EXPECT_EQ(wasserstein_distance({x}, {x}, order), 0);
      EXPECT_NEAR(xy, wasserstein_distance({y}, {x}, order), 1e-14);
      EXPECT_LE(xy, wasserstein_distance({x}, {z}, order) + wasserstein_distance({z}, {y}, order) + 1e-14);
      EXPECT_LE(xy, wasserstein_distance({x}, {y}, order + 1) + 1e-14);  // rising in the order
    }
    EXPECT_NEAR(cramer_distance({x}, {y}) * std::sqrt(2.0), energy_distance(line_sample{x}, line_sample{y}), 1e-15);
  }
}

TEST(line_transport, the_coupling_is_a_plan_of_that_cost) {
  std::mt19937_64 random(3);
  for (int trial = 0; trial < 40; ++trial) {
    const std::size_t n = 1 + random() % 30, m = 1 + random() % 30;
    const line_numbers x = drawn(random, n, trial % 2 == 0), y = drawn(random, m, false);
    line_numbers a(n), b(m);
    std::ranges::generate(a, [&] { return 0.1 + static_cast<double>(random() % 3); });
    std::ranges::generate(b, [&] { return 0.1 + static_cast<double>(random() % 3); });
    const line_sample one{x, trial % 3 == 0 ? std::span<const double>() : std::span<const double>(a)}, other{y, b};
    double cost = 0, total = 0;
    line_numbers rows(n, 0.0);
    const std::vector<shipment> plan = quantile_coupling(one, other);
    EXPECT_LT(plan.size(), n + m);
    for (std::size_t k = 0; k < plan.size(); ++k) {
      cost += plan[k].mass * std::abs(x[plan[k].from] - y[plan[k].to]);
      total += plan[k].mass;
      rows[plan[k].from] += plan[k].mass;
      if (k > 0) {
        EXPECT_GE(x[plan[k].from], x[plan[k - 1].from]);
        EXPECT_GE(y[plan[k].to], y[plan[k - 1].to]);
      }
    }
    EXPECT_NEAR(total, 1, 1e-14);
    EXPECT_NEAR(cost, wasserstein_distance(one, other), 1e-13);
    const double sum = std::accumulate(a.begin(), a.end(), 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(rows[i], one.weights.empty() ? 1.0 / static_cast<double>(n) : a[i] / sum, 1e-15);
    }
  }
}

TEST(line_transport, gradients_are_differences) {
  std::mt19937_64 random(4);
  for (const double order : {1.0, 1.5, 2.0, 3.0}) {
    line_numbers x = drawn(random, 13, false), y = drawn(random, 9, false), a(13), b(9);
    std::ranges::generate(a, [&] { return 0.5 + static_cast<double>(random() % 1000) / 777; });
    std::ranges::generate(b, [&] { return 0.5 + static_cast<double>(random() % 1000) / 777; });
    const line_gradient g = wasserstein_gradient({x, a}, {y, b}, order);
    EXPECT_NEAR(g.value, wasserstein_distance({x, a}, {y, b}, order), 1e-14);
    const auto check = [&](line_numbers& moved, const std::vector<double>& slopes) {
      for (std::size_t i = 0; i < moved.size(); ++i) {
        const double was = moved[i], step = 1e-6;
        moved[i] = was + step;
        const double above = wasserstein_distance({x, a}, {y, b}, order);
        moved[i] = was - step;
        const double below = wasserstein_distance({x, a}, {y, b}, order);
        moved[i] = was;
        EXPECT_NEAR((above - below) / (2 * step), slopes[i], 2e-8) << order << " " << i;
      }
    };
    check(x, g.x_values);
    check(a, g.x_weights);
    check(y, g.y_values);
    check(b, g.y_weights);
  }
  const line_numbers same{1, 2};
  for (const double slope : wasserstein_gradient({same}, {same}, 2).x_values) {
    EXPECT_EQ(slope, 0);
  }
}

TEST(line_transport, on_a_circle_the_best_cut_is_found) {
  std::mt19937_64 random(5);
  for (int trial = 0; trial < 30; ++trial) {
    const std::size_t n = 1 + random() % 12;
    line_numbers x(n), y(n);
    std::ranges::generate(x, [&] { return static_cast<double>(random() % 1000) / 1000; });
    std::ranges::generate(y, [&] { return static_cast<double>(random() % 1000) / 1000; });
    // Of equal weights the best pairing is one of the n cyclic shifts of the sorted values.
    line_numbers a = x, b = y;
    std::ranges::sort(a);
    std::ranges::sort(b);
    double best = no_end;
    for (std::size_t shift = 0; shift < n; ++shift) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double apart = std::abs(a[i] - b[(i + shift) % n]);
        sum += std::min(apart, 1 - apart) / static_cast<double>(n);
      }
      best = std::min(best, sum);
    }
    EXPECT_NEAR(circular_wasserstein({x}, {y}), best, 1e-14);
    for (double& v : x) {
      v = v * 360 - 720;
    }
    for (double& v : y) {
      v = v * 360 + 360;
    }
    EXPECT_NEAR(circular_wasserstein({x}, {y}, 360), 360 * best, 1e-11);
  }
}

TEST(line_transport, many_pairs_at_once) {
  std::mt19937_64 random(6);
  const std::size_t pairs = 20, n = 11, m = 7;
  const line_numbers x = drawn(random, pairs * n, false), y = drawn(random, pairs * m, false);
  line_numbers one(pairs), two(pairs);
  line_numbers weights(pairs * n);
  for (double& w : weights) {
    w = std::exponential_distribution<double>()(random);
  }
  wasserstein_distances({x, n}, {y, m}, 2, 1, one);
  wasserstein_distances({x, n}, {y, m}, 2, 3, two);
  EXPECT_EQ(one, two);
  wasserstein_distances({x, n, weights}, {y, m}, 3, 2, two);
  const line_gradients slopes = wasserstein_gradients({x, n, weights}, {y, m}, 3, 2);
  for (std::size_t r = 0; r < pairs; ++r) {
    const line_sample from{std::span(x).subspan(r * n, n)}, to{std::span(y).subspan(r * m, m)};
    EXPECT_EQ(one[r], wasserstein_distance(from, to, 2));
    const line_sample weighed{from.values, std::span(weights).subspan(r * n, n)};
    EXPECT_EQ(two[r], wasserstein_distance(weighed, to, 3));
    const line_gradient slope = wasserstein_gradient(weighed, to, 3);
    EXPECT_EQ(slopes.values[r], slope.value);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(slopes.x_values(r, i), slope.x_values[i]);
      EXPECT_EQ(slopes.x_weights(r, i), slope.x_weights[i]);
    }
    for (std::size_t j = 0; j < m; ++j) {
      EXPECT_EQ(slopes.y_values(r, j), slope.y_values[j]);
      EXPECT_EQ(slopes.y_weights(r, j), slope.y_weights[j]);
    }
  }
  for (const double order : {1.0, 2.0, 3.5}) {
    for (const std::size_t width : {m, n}) {  // another number of values, and the same
      const line_numbers other = drawn(random, pairs * width, true), ties = drawn(random, pairs * n, true);
      const line_gradients all = wasserstein_gradients({ties, n}, {other, width}, order, 2);
      const line_gradients of_values = wasserstein_gradients({ties, n}, {other, width}, order, 2, false);
      EXPECT_TRUE(of_values.x_weights.values.empty());
      for (std::size_t r = 0; r < pairs; ++r) {
        EXPECT_NEAR(of_values.values[r], all.values[r], 1e-13);
      }
      for (std::size_t i = 0; i < pairs * n; ++i) {
        EXPECT_NEAR(of_values.x_values.values[i], all.x_values.values[i], 1e-12) << order << " " << width;
      }
      for (std::size_t j = 0; j < pairs * width; ++j) {
        EXPECT_NEAR(of_values.y_values.values[j], all.y_values.values[j], 1e-12) << order << " " << width;
      }
    }
  }
  EXPECT_THROW(wasserstein_distances({x, n + 1}, {y, m}, 2, 1, one), error);
  EXPECT_THROW(wasserstein_distances({x, n, y}, {y, m}, 2, 1, one), error);
}

TEST(line_transport, what_is_refused) {
  const line_numbers x{1, 2}, bad{1, std::numeric_limits<double>::quiet_NaN()}, empty;
  const auto words = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const error& e) {
      return e.what();
    }
    return "nothing";
  };
  EXPECT_NE(words([&] { (void)wasserstein_distance({x}, {bad}); }).find("y[1] = nan, must be finite"),
            std::string::npos);
  EXPECT_NE(words([&] { (void)wasserstein_distance({empty}, {x}); }).find("x is empty"), std::string::npos);
  EXPECT_NE(words([&] { (void)wasserstein_distance({x}, {x}, 0.5); }).find("order = 0.5"), std::string::npos);
  EXPECT_NE(words([&] {
              (void)wasserstein_distance({x, line_numbers{1, -1}}, {x});
            }).find("x_weights[1] = -1"),
            std::string::npos);
  EXPECT_NE(words([&] {
              (void)wasserstein_distance({x, line_numbers{1}}, {x});
            }).find("2 values and 1 weights"),
            std::string::npos);
  EXPECT_NE(words([&] { (void)circular_wasserstein({x}, {x}, 0); }).find("period = 0"), std::string::npos);
}

}  // namespace
}  // namespace relent
