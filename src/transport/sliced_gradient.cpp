#include "relent/transport/sliced_gradient.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"

#include "transport/equal_weights_gradient.hpp"
#include "transport/marginals.hpp"
#include "transport/projection.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "sliced_gradient";
constexpr std::size_t directions_together = 16, rows_a_task = 256;

void check(std::span<const double> a, std::span<const double> b, const point_cloud& x, const point_cloud& y,
           const matrix& directions, double p) {
  require_cloud(name, "x", x, {});
  require_cloud(name, "y", y, {});
  require_comparable(name, x, y, {});
  require_cloud(name, "directions", {directions.values, directions.columns}, {});
  if (directions.columns != x.dimensions) {
    throw error(errc::shape_mismatch, name,
                fmt::format("directions have {} numbers, points {}", directions.columns, x.dimensions));
  }
  for (const auto& [argument, masses, points] : {std::tuple{"a", a, x.size()}, std::tuple{"b", b, y.size()}}) {
    if (masses.empty()) {
      continue;
    }
    static_cast<void>(require_masses(name, argument, masses));
    if (masses.size() != points) {
      throw error(errc::shape_mismatch, name,
                  fmt::format("{} has {} masses for {} points", argument, masses.size(), points));
    }
  }
  if (!(p >= 1) || !std::isfinite(p)) {
    throw bad_value(name, "p", std::nullopt, p, "finite and >= 1", errc::out_of_range);
  }
}

/// One direction's distance and pulls; those of masses per share of the whole.
line_gradient along(const projected_cloud& from, const projected_cloud& to, std::span<const double> t,
                    const sliced_gradient_options& how) {
  std::vector<double> u, v;
  const line_sample x = from.project(t, u), y = to.project(t, v);
  const bool plain = x.weights.empty() && y.weights.empty();
  return plain && !how.of_masses ? equal_weights_gradient(u, v, how.p) : wasserstein_gradient(x, y, how.p);
}

/// Adds pull_i t to row i, for every direction of a block.
void add_pulls(const std::vector<line_gradient>& block, std::vector<double> line_gradient::*side,
               const std::vector<double>& factors, const matrix& directions, std::size_t first, int threads,
               matrix& out) {
  const std::size_t tasks = (out.rows + rows_a_task - 1) / rows_a_task;
  parallel_for(static_cast<std::int64_t>(tasks), threads, [&](std::int64_t task) {
    const std::size_t begin = static_cast<std::size_t>(task) * rows_a_task;
    for (std::size_t i = begin; i < std::min(out.rows, begin + rows_a_task); ++i) {
      double* const row = out.values.data() + i * out.columns;
      for (std::size_t c = 0; c < factors.size(); ++c) {
        const double pull = factors[c] * (block[c].*side)[i];
        const std::span<const double> t = directions.row(first + c);
        for (std::size_t k = 0; k < out.columns; ++k) {
          row[k] += pull * t[k];
        }
      }
    }
  });
}

void add_scaled(const std::vector<double>& from, double factor, std::vector<double>& into) {
  std::ranges::transform(from, into, into.begin(), [&](double x, double sum) { return sum + factor * x; });
}

/// What one unit of the weights that `projected_cloud` uses is of the masses: equal ones count as 1 each there.
double weight_unit(std::span<const double> masses, std::size_t n) {
  return masses.empty()                                                            ? 1 / static_cast<double>(n)
         : std::ranges::adjacent_find(masses, std::not_equal_to{}) == masses.end() ? masses.front()
                                                                                   : 1.0;
}

/// The largest coordinate in size: powers of distances are taken in this unit.
double extent(const point_cloud& x, const point_cloud& y) {
  double out = 0;
  for (const point_cloud* cloud : {&x, &y}) {
    for (const double v : cloud->values) {
      out = std::max(out, std::abs(v));
    }
  }
  return out > 0 ? out : 1;
}

}  // namespace

cloud_distance sliced_gradient(std::span<const double> a, std::span<const double> b, const point_cloud& x,
                               const point_cloud& y, const matrix& directions, const sliced_gradient_options& how) {
  check(a, b, x, y, directions, how.p);
  const projected_cloud from(a, x), to(b, y);
  const double unit = extent(x, y), p = how.p;
  cloud_distance out;
  transport_gradient& g = out.gradient;
  g.from = matrix(x.size(), x.dimensions);
  g.to = matrix(y.size(), y.dimensions);
  g.from_mass.assign(how.of_masses ? x.size() : 0, 0.0);
  g.to_mass.assign(how.of_masses ? y.size() : 0, 0.0);
  double sum = 0;
  for (std::size_t first = 0; first < directions.rows; first += directions_together) {
    const std::size_t count = std::min(directions_together, directions.rows - first);
    std::vector<line_gradient> block(count);
    parallel_for(static_cast<std::int64_t>(count), how.threads, [&](std::int64_t c) {
      const auto at = static_cast<std::size_t>(c);
      block[at] = along(from, to, directions.row(first + at), how);
    });
    std::vector<double> factors(count);  // d W^p = p W^(p - 1) d W
    for (std::size_t c = 0; c < count; ++c) {
      const double w = block[c].value / unit;
      sum += std::pow(w, p);
      factors[c] = w > 0 ? std::pow(w, p - 1) : 0;
      if (how.of_masses) {
        add_scaled(block[c].x_weights, factors[c] / weight_unit(a, x.size()), g.from_mass);
        add_scaled(block[c].y_weights, factors[c] / weight_unit(b, y.size()), g.to_mass);
      }
    }
    add_pulls(block, &line_gradient::x_values, factors, directions, first, how.threads, g.from);
    add_pulls(block, &line_gradient::y_values, factors, directions, first, how.threads, g.to);
  }
  const double mean = sum / static_cast<double>(directions.rows);
  out.value = unit * std::pow(mean, 1 / p);
  const double root = mean > 0 ? std::pow(mean, 1 / p - 1) / static_cast<double>(directions.rows) : 0;
  for (std::vector<double>* numbers : {&g.from.values, &g.to.values, &g.from_mass, &g.to_mass}) {
    for (double& each : *numbers) {
      each *= root;
    }
  }
  return out;
}

}  // namespace relent
