#include "relent/transport/line_transport.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/summation.hpp"
#include "relent/measure/energy_distance.hpp"
#include "relent/measure/wasserstein_1.hpp"

#include "kernel/sort.hpp"
#include "measure/line_pair.hpp"
#include "transport/common_places.hpp"
#include "transport/equal_weights.hpp"
#include "transport/whole_units.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::string_view name = "wasserstein_distance";

void require_order(std::string_view function, double order) {
  if (!(order >= 1)) {
    throw bad_value(function, "order", std::nullopt, order, ">= 1", errc::out_of_range);
  }
}

void require_pair(std::string_view function, const line_sample& x, const line_sample& y) {
  require_sample(function, "x", x);
  require_sample(function, "y", y);
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> out(values.begin(), values.end());
  kernel::sort_rising(out.data(), out.size());
  return out;
}

/// (sum mass |distance|^p)^(1/p) over the coupling, in units of the largest distance.
struct coupling_norm {
  double largest = 0;
  double sum = 0;  ///< of mass (|distance| / largest)^p

  coupling_norm(const measure_detail::line_pair& pair, double order) {
    pair.transport([&](std::size_t i, std::size_t j, double /*mass*/) {
      largest = std::max(largest, std::abs(pair.apart(i, j)));
    });
    compensated_sum total;
    if (largest > 0 && std::isfinite(order)) {
      pair.transport([&](std::size_t i, std::size_t j, double mass) {
        total += mass * std::pow(std::abs(pair.apart(i, j)) / largest, order);
      });
    }
    sum = total.value();
  }

  [[nodiscard]] double value(double order) const {
    return std::isinf(order) || largest == 0 ? largest : largest * std::pow(sum, 1 / order);
  }
};

double distance_between(const line_sample& x, const line_sample& y, double order) {
  if (x.weights.empty() && y.weights.empty()) {
    return equal_weights_distance(sorted(x.values), sorted(y.values), order);
  }
  const common_places common(x, y);
  if (order == 1) {
    return wasserstein_1(common.p, common.q, common.how());
  }
  const measure_detail::line_pair pair(name, common.p, common.q, common.how());
  return coupling_norm(pair, order).value(order);
}

/// Derivatives at places given back to the values that sit there.
std::vector<double> to_values(const std::vector<double>& of_places, const std::vector<std::size_t>& at) {
  std::vector<double> out(at.size());
  std::ranges::transform(at, out.begin(), [&](std::size_t k) { return of_places[k]; });
  return out;
}

}  // namespace

double wasserstein_distance(const line_sample& x, const line_sample& y, double order) {
  require_order(name, order);
  require_pair(name, x, y);
  return distance_between(x, y, order);
}

void wasserstein_distances(std::span<const double> x, std::size_t n, std::span<const double> y, std::size_t m,
                           double order, int threads, std::span<double> out) {
  require_order(name, order);
  const std::size_t rows = out.size();
  if (x.size() != rows * n || y.size() != rows * m) {
    throw error(errc::shape_mismatch, name,
                fmt::format("{} rows of {} and of {} values need {} and {}, there are {} and {}", rows, n, m, rows * n,
                            rows * m, x.size(), y.size()));
  }
  parallel_for(std::ssize(out), threads, [&](std::int64_t r) {
    const auto row = static_cast<std::size_t>(r);
    const line_sample one{x.subspan(row * n, n)}, other{y.subspan(row * m, m)};
    require_sample(name, fmt::format("x[{}]", r), one);
    require_sample(name, fmt::format("y[{}]", r), other);
    out[row] = distance_between(one, other, order);
  });
}

std::vector<shipment> quantile_coupling(const line_sample& x, const line_sample& y) {
  constexpr std::string_view function = "quantile_coupling";
  require_pair(function, x, y);
  const auto shares = [](const line_sample& s) {
    std::vector<double> out(s.weights.begin(), s.weights.end());
    if (out.empty()) {
      out.assign(s.values.size(), 1);
    }
    compensated_sum sum;
    for (const double w : out) {
      sum += w;
    }
    for (double& w : out) {
      w /= sum.value();
    }
    return out;
  };
  const std::vector<double> a = shares(x), b = shares(y);
  const whole_units units(function, a, b);
  const std::vector<std::size_t> x_order = rising_order(x.values), y_order = rising_order(y.values);
  std::vector<std::int64_t> from = units.supply(), to = units.demand();
  std::vector<shipment> out;
  for (std::size_t i = 0, j = 0; i < from.size() && j < to.size();) {
    const std::size_t s = x_order[i], t = y_order[j];
    const std::int64_t moved = std::min(from[s], to[t]);
    from[s] -= moved;
    to[t] -= moved;
    if (const double mass = units.mass(moved); mass > 0x1p-48 * std::min(a[s], b[t])) {
      out.push_back({s, t, mass});
    }
    i += from[s] == 0 ? 1 : 0;
    j += to[t] == 0 ? 1 : 0;
  }
  return out;
}

line_gradient wasserstein_gradient(const line_sample& x, const line_sample& y, double order) {
  constexpr std::string_view function = "wasserstein_gradient";
  require_order(function, order);
  if (std::isinf(order)) {
    throw bad_value(function, "order", std::nullopt, order,
                    "finite: the largest distance has no gradient, only the pair that attains it (quantile_coupling)",
                    errc::out_of_range);
  }
  require_pair(function, x, y);
  const common_places common(x, y);
  const parameters how = common.how();
  const measure_detail::line_pair pair(function, common.p, common.q, how);
  const coupling_norm norm(pair, order);
  const std::size_t n = pair.size();
  line_gradient out{.value = norm.value(order)};
  std::vector<double> pull_x(n, 0.0), pull_y(n, 0.0), slope(n, 0.0);
  // d value = root / p d sum |distance / largest|^p, root = largest sum^(1/p - 1).
  const double root = norm.largest > 0 ? norm.largest * std::pow(norm.sum, 1 / order - 1) : 0;
  if (norm.largest > 0) {
    pair.transport([&](std::size_t i, std::size_t j, double mass) {
      const double apart = pair.apart(i, j) / norm.largest;
      const double pull = apart == 0 ? 0 : std::copysign(mass * std::pow(std::abs(apart), order - 1), apart);
      pull_x[i] += pull * root / norm.largest;
      pull_y[j] -= pull * root / norm.largest;
    });
  }
  const auto shared = [](const line_sample& s, const std::vector<double>& masses, const std::vector<std::size_t>& at,
                         const std::vector<double>& pulls) {
    std::vector<double> of_values = to_values(pulls, at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double weight = s.weights.empty() ? 1 : s.weights[i];
      of_values[i] = weight > 0 ? of_values[i] * (weight / masses[at[i]]) : 0;
    }
    return of_values;
  };
  out.x_values = shared(x, common.p, common.x_at, pull_x);
  out.y_values = shared(y, common.q, common.y_at, pull_y);
  for (const bool of_p : {true, false}) {
    const std::vector<double> above = n > 1 ? pair.opposite(of_p) : std::vector<double>();
    for (std::size_t i = 0; i + 1 < n && norm.largest > 0; ++i) {
      slope[i] = (std::pow(std::abs(above[i]) / norm.largest, order) -
                  std::pow(std::abs(pair.gap(i) - above[i]) / norm.largest, order)) *
                 root / order;
    }
    pair.to_masses(of_p ? row_view(common.p) : row_view(common.q), of_p, how, slope.data());
    (of_p ? out.x_weights : out.y_weights) = to_values(slope, of_p ? common.x_at : common.y_at);
  }
  return out;
}

double circular_wasserstein(const line_sample& x, const line_sample& y, double period) {
  constexpr std::string_view function = "circular_wasserstein";
  require_pair(function, x, y);
  if (!(period > 0 && std::isfinite(period))) {
    throw bad_value(function, "period", std::nullopt, period, "finite and > 0", errc::out_of_range);
  }
  const common_places common(x, y, period);
  const measure_detail::line_pair pair(function, common.p, common.q, common.how());
  const std::size_t n = pair.size();
  struct step {
    double level, length;
  };
  std::vector<step> steps(n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    steps[i] = {pair.difference(i), pair.gap(i)};
  }
  steps[n - 1] = {0, period - pair.span()};
  std::vector<step> rising = steps;
  std::ranges::sort(rising, {}, &step::level);
  double median = 0, below = 0;
  for (const step& s : rising) {
    below += s.length;
    if (2 * below >= period) {
      median = s.level;
      break;
    }
  }
  compensated_sum sum;
  for (const step& s : steps) {
    sum += s.length * std::abs(s.level - median);
  }
  return sum.value();
}

double energy_distance(const line_sample& x, const line_sample& y) {
  require_pair("energy_distance", x, y);
  const common_places common(x, y);
  return energy_distance(row_view(common.p), row_view(common.q), common.how());
}

double cramer_distance(const line_sample& x, const line_sample& y) {
  require_pair("cramer_distance", x, y);
  const common_places common(x, y);
  return energy_distance(row_view(common.p), row_view(common.q), common.how()) / std::sqrt(2.0);
}

}  // namespace relent
