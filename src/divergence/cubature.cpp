#include <algorithm>
#include <cmath>

#include "relent/joint/independent.hpp"

#include "joint_integral.hpp"
#include "linear/dense.hpp"

namespace relent {
namespace {

constexpr double least_radius = 8.6;   ///< outside of which a standard normal in R^4 has 1e-14 of its mass
constexpr double largest_radius = 36;  ///< where a standard normal density leaves the doubles
constexpr double widest = 0.9;         ///< first step
constexpr double narrower = 0.62;      ///< from one step to the next; no whole fraction, so that no points recur
constexpr double enough_points = 3e5;  ///< for integrands with a kink, whose error falls like the square of the step
constexpr double most_points = 3e6;    ///< of one component's finest grid
constexpr double left_out = 1e-13;     ///< of the integral, outside the ball

double ball_points(std::size_t n, double radius, double step) {
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
      least = std::min(
          least, std::sqrt(std::max(linear::symmetric_eigenvalues(linear::whitened(factor, other)).front(), 0.0)));
    }
  }
  return least;
}

/// How far out the integrand counts, judged along many directions; nothing where it does not fall at all. The weight of
/// a standard normal alone ends at the least radius, but what it is multiplied with may grow as fast as it falls.
std::optional<double> radius_needed(const joint_integral& what, const joint_distribution& c) {
  const std::size_t n = c.space().size;
  std::vector<double> s(n), x(n);
  std::vector<joint_value> values(what.count);
  counter_stream stream(0, 0);
  double needed = least_radius, peak = 0;
  const auto at = [&](std::span<const double> u, double r) {
    std::ranges::transform(u, s.begin(), [r](double v) { return v * r; });
    const double volume = c.chart(s, x);
    const double weight = std::exp(c.log_density(x) + volume);
    if (!(weight > 0)) {
      return 0.0;
    }
    what.at(x, values);
    double size = 0;
    for (const joint_value& v : values) {
      size = std::max(size, std::abs(v.value));
    }
    return weight * size * std::pow(r, static_cast<double>(n));
  };
  for (int k = 0; k < 200; ++k) {
    std::vector<double> u(n);
    double length = 0;
    for (double& v : u) {
      v = stream.normal();
      length += v * v;
    }
    std::ranges::transform(u, u.begin(), [&](double v) { return v / std::sqrt(length); });
    for (double r = 0.5; r < least_radius; r += 0.5) {
      peak = std::max(peak, at(u, r));
    }
    double r = needed;
    while (r < largest_radius && at(u, r) > 1e-15 * peak) {
      r *= 1.2;
    }
    if (r >= largest_radius) {
      return std::nullopt;
    }
    needed = r;
  }
  return needed;
}

/// The places of a grid along one axis. It is moved by a part of its step, another on each axis: no symmetry can hide
/// an error.
struct grid_axis {
  std::vector<double> s;
  std::vector<independent::axis_point> charted{};  ///< of a product: one quantile a place, not one a point
};

std::vector<grid_axis> grid_axes(const joint_distribution& c, double radius, double step) {
  const auto reach = static_cast<int>(radius / step);
  const auto* product = c.get<independent>();
  std::vector<grid_axis> out(c.space().size);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double shift = std::fmod(0.5 + 0.381966 * static_cast<double>(i + 1), 1.0);
    for (int k = -reach - 1; k <= reach; ++k) {
      out[i].s.push_back((k + shift) * step);
      if (product != nullptr) {
        out[i].charted.push_back(product->chart_axis(i, out[i].s.back()));
      }
    }
  }
  return out;
}

/// A function's sum over a grid, that of its absolute values, and of its noise.
struct grid_value {
  double value = 0, size = 0, noise = 0;
};

/// Adds the sums of a component's density times the functions over a grid of this step, in its chart.
void add_grid(const joint_integral& what, const weighted_component& component, double radius, double step,
              std::vector<grid_value>& sums) {
  const joint_distribution& c = component.part;
  const std::vector<grid_axis> axes = grid_axes(c, radius, step);
  const std::size_t n = axes.size();
  std::vector<double> s(n), x(n);
  std::vector<std::size_t> index(n, 0);
  std::vector<joint_value> values(what.count);
  const double cell = component.weight * std::pow(step, static_cast<double>(n));
  for (;;) {
    double square = 0, volume = 0;
    for (std::size_t i = 0; i < n; ++i) {
      s[i] = axes[i].s[index[i]];
      square += s[i] * s[i];
    }
    if (square <= radius * radius) {
      if (axes[0].charted.empty()) {
        volume = c.chart(s, x);
      } else {
        for (std::size_t i = 0; i < n; ++i) {
          x[i] = axes[i].charted[index[i]].x;
          volume += axes[i].charted[index[i]].log_volume;
        }
      }
      const double weight = std::exp(c.log_density(x) + volume);
      if (weight > 0) {
        what.at(x, values);
        for (std::size_t k = 0; k < values.size(); ++k) {
          const double term = cell * weight * values[k].value;
          sums[k].value += term;
          sums[k].size += std::abs(term);
          sums[k].noise += cell * weight * values[k].noise;
        }
      }
    }
    std::size_t axis = 0;
    while (axis < n && ++index[axis] == axes[axis].s.size()) {
      index[axis++] = 0;
    }
    if (axis == n) {
      break;
    }
  }
}

}  // namespace

std::optional<std::vector<joint_sum>> cubature(const joint_integral& what, double tolerance) {
  const joint_space& space = what.space;
  if (space.kind != space_kind::box || space.size > 4 ||
      !std::ranges::all_of(what.components, [](const weighted_component& c) { return c.part.has_chart(); })) {
    return std::nullopt;
  }
  const double width = least_width(what.components, space.size);
  const double finest_needed = 0.8 * width * narrower;  // two steps that see the narrowest component
  const double budget = most_points / std::max(1.0, static_cast<double>(what.components.size()) / 4);
  double radius = least_radius;
  for (const weighted_component& c : what.components) {
    const auto needed = radius_needed(what, c.part);
    if (!needed) {
      return std::nullopt;
    }
    radius = std::max(radius, *needed);
  }
  if (!(width > 0) || ball_points(space.size, radius, finest_needed) > budget) {
    return std::nullopt;
  }
  const auto total = [&](double step) {
    std::vector<grid_value> sums(what.count);
    for (const weighted_component& c : what.components) {
      add_grid(what, c, radius, step, sums);
    }
    return sums;
  };
  double step = std::min(widest, 0.8 * width);
  std::vector<joint_sum> out(what.count);
  const std::vector<grid_value> first = total(step);
  std::ranges::transform(first, out.begin(), [](const grid_value& v) { return joint_sum{.value = v.value}; });
  for (;;) {
    step *= narrower;
    const std::vector<grid_value> finer = total(step);
    const double points = ball_points(space.size, radius, step);
    bool settled = true;
    for (std::size_t k = 0; k < out.size(); ++k) {
      const grid_value& now = finer[k];
      if (!std::isfinite(now.value)) {
        return std::nullopt;  // sampling tells where
      }
      // The change from the coarser step; and what the ball leaves out.
      const double before = out[k].error, change = 2 * std::abs(now.value - out[k].value) + left_out * now.size;
      out[k] = {.value = now.value, .error = change + now.noise};
      const bool slow = points > enough_points && out[k].error > 0.2 * before && change < 1e-3;
      settled = settled && (slow || change <= std::max(tolerance, 2 * left_out) * now.size + now.noise);
    }
    if (settled || ball_points(space.size, radius, step * narrower) > budget) {
      return out;
    }
  }
}

}  // namespace relent
