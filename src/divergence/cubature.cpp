#include <algorithm>
#include <cmath>
#include <limits>

#include "joint_integral.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double radius = 8.6;       ///< of the ball outside which a standard normal in R^4 has 1e-14 of its mass
constexpr double widest = 0.9;       ///< first step
constexpr double narrower = 0.62;    ///< from one step to the next; no whole fraction, so that no points recur
constexpr double most_points = 3e6;  ///< of one component's finest grid
constexpr double eps = std::numeric_limits<double>::epsilon();

double ball_points(std::size_t n, double step) {
  const double m = static_cast<double>(n);
  return std::pow(radius / step, m) * std::pow(3.14159265, m / 2) / std::tgamma(m / 2 + 1);
}

/// dx/ds at the chart's centre.
matrix jacobian(const joint_distribution& d, std::size_t n) {
  constexpr double h = 1e-3;
  matrix out(n, n);
  std::vector<double> s(n), up(n), down(n);
  for (std::size_t j = 0; j < n; ++j) {
    s[j] = h;
    (void)d.chart(s, up);
    s[j] = -h;
    (void)d.chart(s, down);
    s[j] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      out(i, j) = (up[i] - down[i]) / (2 * h);
    }
  }
  return out;
}

/// The least width that any component has in the chart of any other.
double least_width(const std::vector<weighted_component>& components, std::size_t n) {
  std::vector<matrix> shapes;  // J J^T
  for (const weighted_component& c : components) {
    const matrix j = jacobian(c.part, n);
    shapes.push_back(linear::product_transposed(j, j));
  }
  double least = 1;
  for (const matrix& own : shapes) {
    matrix factor = own;
    if (!linear::cholesky(factor)) {
      return 0;
    }
    for (const matrix& other : shapes) {
      matrix half = other;
      linear::solve_lower(factor, half);
      matrix turned(n, n);
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          turned(j, i) = half(i, j);
        }
      }
      linear::solve_lower(factor, turned);
      least = std::min(least, std::sqrt(std::max(linear::symmetric_eigenvalues(turned).front(), 0.0)));
    }
  }
  return least;
}

/// The sum of a component's density times the integrand over a grid of this step, in its chart.
double grid_sum(const joint_integral& what, const joint_distribution& c, double step) {
  const std::size_t n = c.space().size;
  const auto reach = static_cast<int>(radius / step);
  // The grid is moved by a part of its step, another in each direction: no symmetry can hide an error.
  std::vector<double> s(n), x(n), shift(n);
  for (std::size_t i = 0; i < n; ++i) {
    shift[i] = step * std::fmod(0.5 + 0.381966 * static_cast<double>(i + 1), 1.0);
  }
  std::vector<int> index(n, -reach - 1);
  double sum = 0;
  for (;;) {
    double square = 0;
    for (std::size_t i = 0; i < n; ++i) {
      s[i] = index[i] * step + shift[i];
      square += s[i] * s[i];
    }
    if (square <= radius * radius) {
      const double volume = c.chart(s, x);
      const double weight = std::exp(c.log_density(x) + volume);
      if (weight > 0) {
        sum += weight * what.at(x);
      }
    }
    std::size_t axis = 0;
    while (axis < n && ++index[axis] > reach) {
      index[axis++] = -reach - 1;
    }
    if (axis == n) {
      break;
    }
  }
  return sum * std::pow(step, static_cast<double>(n));
}

}  // namespace

std::optional<joint_sum> cubature(const joint_integral& what, double tolerance) {
  const joint_space& space = what.space;
  if (space.kind != space_kind::box || space.size < 2 || space.size > 4 ||
      !std::ranges::all_of(what.components, [](const weighted_component& c) { return c.part.has_chart(); })) {
    return std::nullopt;
  }
  const double width = least_width(what.components, space.size);
  const double finest_needed = 0.8 * width * narrower;  // two steps that see the narrowest component
  const double budget = most_points / std::max(1.0, static_cast<double>(what.components.size()) / 4);
  if (!(width > 0) || ball_points(space.size, finest_needed) > budget) {
    return std::nullopt;
  }
  const auto total = [&](double step) {
    double sum = 0;
    for (const weighted_component& c : what.components) {
      sum += c.weight * grid_sum(what, c.part, step);
    }
    return sum;
  };
  double step = std::min(widest, 0.8 * width);
  joint_sum out{.value = total(step)};
  for (;;) {
    step *= narrower;
    const double finer = total(step);
    if (!std::isfinite(finer)) {
      return std::nullopt;  // sampling tells where
    }
    // What the ball leaves out and the roundings, beside the change from the coarser step.
    out = {.value = finer, .error = 2 * std::abs(finer - out.value) + 64 * eps * std::abs(finer) + 1e-14};
    if (out.error <= tolerance * finer + 1e-13 || ball_points(space.size, step * narrower) > budget) {
      return out;
    }
  }
}

}  // namespace relent
