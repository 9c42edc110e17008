#include "relent/transport/sliced_wasserstein.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <optional>
#include <random>
#include <string_view>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/matrix.hpp"
#include "relent/core/parallel.hpp"
#include "relent/core/sobol.hpp"
#include "relent/core/summation.hpp"

#include "transport/marginals.hpp"
#include "transport/projection.hpp"

namespace relent {
namespace {

using namespace transporting;

constexpr std::size_t most_blocks = 10, least_block = 4;

void check(std::string_view function, std::span<const double> a, std::span<const double> b, const point_cloud& x,
           const point_cloud& y, const sliced_options& how) {
  const ground_metric plain{};
  require_cloud(function, "x", x, plain);
  require_cloud(function, "y", y, plain);
  require_comparable(function, x, y, plain);
  if (x.dimensions > shifted_sobol::most_dimensions) {
    throw bad_value(function, "dimensions", std::nullopt, static_cast<double>(x.dimensions), "<= 3000",
                    errc::out_of_range);
  }
  if (!a.empty()) {
    static_cast<void>(require_masses(function, "a", a));
  }
  if (!b.empty()) {
    static_cast<void>(require_masses(function, "b", b));
  }
  if ((!a.empty() && a.size() != x.size()) || (!b.empty() && b.size() != y.size())) {
    throw error(
        errc::shape_mismatch, function,
        fmt::format("x and y have {} and {} points, a and b {} and {} masses", x.size(), y.size(), a.size(), b.size()));
  }
  if (!(how.p >= 1) || !std::isfinite(how.p)) {
    throw bad_value(function, "p", std::nullopt, how.p, "finite and >= 1", errc::out_of_range);
  }
  if (how.directions < 1) {
    throw bad_value(function, "directions", std::nullopt, how.directions, ">= 1", errc::out_of_range);
  }
  if (!(how.level > 0 && how.level < 1)) {
    throw bad_value(function, "level", std::nullopt, how.level, "between 0 and 1", errc::out_of_range);
  }
}

void normalise(std::span<double> t) {
  double squares = 0;
  for (const double x : t) {
    squares += x * x;
  }
  for (double& x : t) {
    x /= std::sqrt(squares);
  }
}

/// Directions of one block into rows `first` on.
void fill_block(matrix& out, std::size_t first, std::size_t count, std::mt19937_64& random) {
  const std::size_t d = out.columns;
  if (d == 2) {
    const double turn = static_cast<double>(random() >> 11U) * 0x1p-53;
    for (std::size_t i = 0; i < count; ++i) {
      // t and -t are one direction: half a circle is all there is.
      const double angle = std::numbers::pi * (static_cast<double>(i) + turn) / static_cast<double>(count);
      out(first + i, 0) = std::cos(angle);
      out(first + i, 1) = std::sin(angle);
    }
    return;
  }
  std::vector<std::uint64_t> shifts(d);
  std::ranges::generate(shifts, [&] { return random(); });
  shifted_sobol points(std::move(shifts));
  std::vector<double> u(d);
  for (std::size_t i = 0; i < count; ++i) {
    points.next(u);
    const std::span<double> t(out.values.data() + (first + i) * d, d);
    std::ranges::transform(u, t.begin(), [](double x) { return -boost::math::erfc_inv(2 * x); });
    normalise(t);
  }
}

/// Where each block begins, and the end.
std::vector<std::size_t> block_starts(std::size_t directions) {
  const std::size_t blocks = std::clamp<std::size_t>(directions / least_block, 1, most_blocks);
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k <= blocks; ++k) {
    out.push_back(directions * k / blocks);
  }
  return out;
}

matrix directions_for(const std::vector<std::size_t>& starts, std::size_t d, std::uint64_t seed) {
  matrix out(starts.back(), d);
  std::mt19937_64 random(seed);
  for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
    fill_block(out, starts[k], starts[k + 1] - starts[k], random);
  }
  return out;
}

/// W_p^p of the two projections on t.
double power_along(const projected_cloud& x, const projected_cloud& y, std::span<const double> t, double p) {
  std::vector<double> u, v;
  return std::pow(wasserstein_distance(x.project(t, u), y.project(t, v), p), p);
}

std::vector<double> powers_along(const projected_cloud& x, const projected_cloud& y, const matrix& directions,
                                 const sliced_options& how) {
  std::vector<double> out(directions.rows);
  parallel_for(static_cast<std::int64_t>(out.size()), how.threads, [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    out[at] = power_along(x, y, directions.row(at), how.p);
  });
  return out;
}

/// Of the mean over all directions, by how the blocks' means differ.
double error_of_mean(const std::vector<double>& powers, const std::vector<std::size_t>& starts, double mean) {
  const std::size_t blocks = starts.size() - 1;
  double squares = 0;
  for (std::size_t k = 0; k < blocks; ++k) {
    double sum = 0;
    for (std::size_t i = starts[k]; i < starts[k + 1]; ++i) {
      sum += powers[i] - mean;
    }
    squares += sum * sum;
  }
  const auto r = static_cast<double>(blocks);
  return std::sqrt(squares * r / (r - 1)) / static_cast<double>(powers.size());
}

/// The subgradient of W_p^p along t.
std::vector<double> uphill(const projected_cloud& x, const projected_cloud& y, std::span<const double> t, double p) {
  std::vector<double> u, v, out(t.size());
  const line_sample from = x.project(t, u), to = y.project(t, v);
  for (const shipment& s : quantile_coupling(from, to)) {
    const double apart = u[s.from] - v[s.to];
    const double pull = s.mass * std::copysign(p == 1 ? 1.0 : std::pow(std::abs(apart), p - 1), apart);
    for (std::size_t k = 0; k < out.size(); ++k) {
      out[k] += pull * (x.coordinate(s.from, k) - y.coordinate(s.to, k));
    }
  }
  return out;
}

/// Steps to the normalised subgradient (which climbs, were the coupling fixed), halved where they overshoot.
double climb(const projected_cloud& x, const projected_cloud& y, std::vector<double>& t, double height, double p) {
  constexpr int most_steps = 50, most_halvings = 20;
  for (int step = 0; step < most_steps; ++step) {
    std::vector<double> to = uphill(x, y, t, p);
    if (std::ranges::all_of(to, [](double g) { return g == 0; })) {
      return height;
    }
    normalise(to);
    bool higher = false;
    for (int halving = 0; halving < most_halvings && !higher; ++halving) {
      const double reached = power_along(x, y, to, p);
      if (reached > height * (1 + 1e-12)) {
        height = reached;
        t = to;
        higher = true;
      } else {
        for (std::size_t k = 0; k < to.size(); ++k) {
          to[k] += t[k];
        }
        normalise(to);
      }
    }
    if (!higher) {
      return height;
    }
  }
  return height;
}

/// Their squares are needed too.
void require_in_range(std::string_view function, std::span<const double> powers) {
  if (!std::ranges::all_of(powers, [](double x) { return x < 0x1p500; })) {
    throw error(errc::out_of_range, function,
                "the p-th powers of distances are beyond what doubles hold: divide the points by a number");
  }
}

}  // namespace

estimate sliced_wasserstein(std::span<const double> a, std::span<const double> b, const point_cloud& x,
                            const point_cloud& y, const sliced_options& how) {
  check("sliced_wasserstein", a, b, x, y, how);
  const projected_cloud from(a, x), to(b, y);
  if (x.dimensions == 1) {
    const std::vector<double> along{1.0};
    const double power = power_along(from, to, along, how.p);
    require_in_range("sliced_wasserstein", {&power, 1});
    return {.value = std::pow(power, 1 / how.p), .method = method::exact};
  }
  const std::vector<std::size_t> starts = block_starts(static_cast<std::size_t>(how.directions));
  const std::vector<double> powers = powers_along(from, to, directions_for(starts, x.dimensions, how.seed), how);
  require_in_range("sliced_wasserstein", powers);
  const double mean = std::accumulate(powers.begin(), powers.end(), 0.0) / static_cast<double>(powers.size());
  estimate out{.value = std::pow(mean, 1 / how.p), .method = method::monte_carlo};
  if (starts.size() < 3) {
    out.notes.push_back(
        fmt::format("no interval from {} directions; at least {} are needed", how.directions, 2 * least_block));
    return out;
  }
  const double error = error_of_mean(powers, starts, mean);
  const double far =
      boost::math::quantile(boost::math::students_t(static_cast<double>(starts.size()) - 2), (1 + how.level) / 2);
  out.level = how.level;
  out.interval = {std::pow(std::max(0.0, mean - far * error), 1 / how.p), std::pow(mean + far * error, 1 / how.p)};
  out.standard_error = mean > 0 ? error / how.p * out.value / mean : 0;
  return out;
}

matrix sliced_directions(std::size_t dimensions, int directions, std::uint64_t seed) {
  constexpr std::string_view function = "sliced_directions";
  if (directions < 1) {
    throw bad_value(function, "directions", std::nullopt, directions, ">= 1", errc::out_of_range);
  }
  if (dimensions < 1 || dimensions > shifted_sobol::most_dimensions) {
    throw bad_value(function, "dimensions", std::nullopt, static_cast<double>(dimensions), "from 1 to 3000",
                    errc::out_of_range);
  }
  return dimensions == 1 ? matrix{{1.0}}
                         : directions_for(block_starts(static_cast<std::size_t>(directions)), dimensions, seed);
}

max_sliced_result max_sliced_wasserstein(std::span<const double> a, std::span<const double> b, const point_cloud& x,
                                         const point_cloud& y, const sliced_options& how) {
  check("max_sliced_wasserstein", a, b, x, y, how);
  constexpr std::size_t climbers = 4;
  const projected_cloud from(a, x), to(b, y);
  const std::vector<std::size_t> starts = block_starts(static_cast<std::size_t>(how.directions));
  matrix tried = x.dimensions == 1 ? matrix{{1.0}} : directions_for(starts, x.dimensions, how.seed);
  const std::vector<double> powers = powers_along(from, to, tried, how);
  require_in_range("max_sliced_wasserstein", powers);
  std::vector<std::size_t> order(powers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return powers[i]; });
  const std::size_t count = std::min(climbers, order.size());
  std::vector<std::vector<double>> tops(count);
  std::vector<double> heights(count);
  parallel_for(static_cast<std::int64_t>(count), how.threads, [&](std::int64_t c) {
    const auto k = static_cast<std::size_t>(c);
    tops[k].assign(tried.row(order[k]).begin(), tried.row(order[k]).end());
    heights[k] = climb(from, to, tops[k], powers[order[k]], how.p);
  });
  const auto best = static_cast<std::size_t>(std::ranges::max_element(heights) - heights.begin());
  return {std::pow(heights[best], 1 / how.p), tops[best]};
}

}  // namespace relent
