#include "transport/projection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "relent/core/summation.hpp"

#include "kernel/softmin.hpp"
#include "kernel/sort.hpp"

namespace relent::transporting {
namespace {

constexpr std::size_t block = 2048;

double power_of(double distance, double p) {
  return p == 1 ? distance : p == 2 ? distance * distance : std::pow(distance, p);
}

/// The mean of |u_i - v_i|^p over sorted samples of one size.
double mean_power(const std::vector<double>& u, const std::vector<double>& v, double p) {
  compensated_sum sum;
  std::array<double, block> apart{};
  for (std::size_t first = 0; first < u.size(); first += block) {
    const std::size_t count = std::min(block, u.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      apart[i] = std::abs(u[first + i] - v[first + i]);
    }
    if (p == 2) {
      sum += kernel::dot_product(apart.data(), apart.data(), count);
      continue;
    }
    double part = 0;
    for (std::size_t i = 0; i < count; ++i) {
      part += power_of(apart[i], p);
    }
    sum += part;
  }
  return sum.value() / static_cast<double>(u.size());
}

std::vector<std::size_t> rising_order(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(
      order, [&](std::size_t i, std::size_t j) { return values[i] != values[j] ? values[i] < values[j] : i < j; });
  return order;
}

}  // namespace

projected_cloud::projected_cloud(std::span<const double> masses, const point_cloud& points)
    : n_(points.size()), d_(points.dimensions), by_coordinate_(points.values.size()) {
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t k = 0; k < d_; ++k) {
      by_coordinate_[k * n_ + i] = points[i][k];
    }
  }
  if (std::ranges::adjacent_find(masses, std::not_equal_to{}) != masses.end()) {
    compensated_sum sum;
    for (const double m : masses) {
      sum += m;
    }
    masses_.assign(masses.begin(), masses.end());
    for (double& m : masses_) {
      m /= sum.value();
    }
  }
}

void projected_cloud::project(std::span<const double> t, std::vector<double>& out) const {
  out.assign(n_, 0.0);
  constexpr std::size_t together = 4;
  std::array<const double*, together> rows{};
  for (std::size_t first = 0; first < n_; first += block) {
    for (std::size_t k = 0; k < d_; k += together) {
      const std::size_t count = std::min(together, d_ - k);
      for (std::size_t c = 0; c < count; ++c) {
        rows[c] = by_coordinate_.data() + (k + c) * n_ + first;
      }
      kernel::add_rows(rows.data(), t.data() + k, count, std::min(block, n_ - first), out.data() + first);
    }
  }
}

void visit_sliced_coupling(const projected_cloud& x, const projected_cloud& y, std::span<const double> t,
                           const coupling_visitor& see) {
  std::vector<double> u, v;
  x.project(t, u);
  y.project(t, v);
  const std::vector<std::size_t> from = rising_order(u), to = rising_order(v);
  std::size_t i = 0, j = 0;
  double left_x = x.mass(from[0]), left_y = y.mass(to[0]);
  while (i < from.size() && j < to.size()) {
    const double moved = std::min(left_x, left_y);
    if (moved > 0) {
      see(from[i], to[j], moved, u[from[i]] - v[to[j]]);
    }
    left_x -= moved;
    left_y -= moved;
    if (left_x <= left_y) {
      left_x = ++i < from.size() ? x.mass(from[i]) : 0;
    } else {
      left_y = ++j < to.size() ? y.mass(to[j]) : 0;
    }
  }
}

double sliced_power(const projected_cloud& x, const projected_cloud& y, std::span<const double> t, double p) {
  if (x.even() && y.even() && x.size() == y.size()) {
    std::vector<double> u, v;
    x.project(t, u);
    y.project(t, v);
    kernel::sort_rising(u.data(), u.size());
    kernel::sort_rising(v.data(), v.size());
    return mean_power(u, v, p);
  }
  compensated_sum sum;
  visit_sliced_coupling(x, y, t, [&](std::size_t, std::size_t, double mass, double apart) {
    sum += mass * power_of(std::abs(apart), p);
  });
  return sum.value();
}

}  // namespace relent::transporting
