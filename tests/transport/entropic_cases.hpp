#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "relent/core/error.hpp"
#include "relent/core/matrix.hpp"
#include "relent/transport/sinkhorn_divergence.hpp"

namespace relent::transport_cases {

inline std::vector<double> random_masses(std::size_t n, unsigned seed, double total = 1) {
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> draw(1.5);
  std::vector<double> out(n);
  double sum = 0;
  for (double& x : out) {
    sum += x = draw(random);
  }
  for (double& x : out) {
    x *= total / sum;
  }
  return out;
}

inline std::vector<double> random_points(std::size_t n, std::size_t d, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> draw;
  std::vector<double> out(n * d);
  for (double& x : out) {
    x = draw(random) + shift;
  }
  return out;
}

inline matrix squared_costs(const point_cloud& x, const point_cloud& y) {
  matrix out(x.size(), y.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      for (std::size_t k = 0; k < x.dimensions; ++k) {
        out(i, j) += (x[i][k] - y[j][k]) * (x[i][k] - y[j][k]);
      }
    }
  }
  return out;
}

inline cost_matrix view(const matrix& m) { return {m.values, m.rows, m.columns}; }

constexpr double endless = std::numeric_limits<double>::infinity();

/// Two clouds in the plane with masses.
struct random_problem {
  explicit random_problem(std::size_t n = 37, std::size_t m = 29)
      : a(random_masses(n, 1)), b(random_masses(m, 2)), x(random_points(n, 2, 3)), y(random_points(m, 2, 4, 0.7)) {
    costs = squared_costs(from(), to());
  }
  [[nodiscard]] point_cloud from() const { return {x, 2}; }
  [[nodiscard]] point_cloud to() const { return {y, 2}; }
  std::vector<double> a, b, x, y;
  matrix costs;
};

/// sum |P 1 - a| + sum |P^T 1 - b|
inline double marginal_gap(const matrix& plan, std::span<const double> a, std::span<const double> b) {
  std::vector<double> rows(a.begin(), a.end()), columns(b.begin(), b.end());
  double out = 0;
  for (std::size_t i = 0; i < plan.rows; ++i) {
    for (std::size_t j = 0; j < plan.columns; ++j) {
      rows[i] -= plan(i, j);
      columns[j] -= plan(i, j);
    }
  }
  for (const double x : rows) {
    out += std::abs(x);
  }
  for (const double x : columns) {
    out += std::abs(x);
  }
  return out;
}

/// Central differences of f at x, along the direction `by`.
template <class F>
double slope(const F& f, std::vector<double> x, std::span<const double> by, double step = 1e-4) {
  std::vector<double> up = x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    up[i] += step * by[i];
    x[i] -= step * by[i];
  }
  return (f(up) - f(x)) / (2 * step);
}

inline double product(std::span<const double> a, std::span<const double> b) {
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    out += a[i] * b[i];
  }
  return out;
}

template <class Work>
void expect_refusal(const Work& work, std::string_view words) {
  std::string text = "nothing was refused";
  try {
    static_cast<void>(work());
  } catch (const error& e) {
    text = e.what();
  }
  EXPECT_NE(text.find(words), std::string::npos) << text;
}

}  // namespace relent::transport_cases
