#include "report/plane_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>
#include <variant>

#include "relent/core/error.hpp"
#include "relent/joint/independent.hpp"
#include "relent/joint/joint_mixture.hpp"
#include "relent/joint/mv_student_t.hpp"
#include "relent/joint/mvnormal.hpp"
#include "relent/joint/mvnormal_diagonal.hpp"
#include "relent/joint/mvnormal_low_rank.hpp"

namespace relent::report {
namespace {

constexpr std::size_t most_numbers = 4;                          // 6 planes
constexpr std::size_t most_points = 3000, of_small_ones = 1000;  // a plane
constexpr std::int64_t draws_for_axes = 4000;
constexpr std::size_t grid_points = 121;
constexpr double middle_halves = 12, tail = 0.004, room = 0.08, reach = 0.5, resolved = 1.2;
constexpr int ellipse_steps = 72;

using log_densities = std::function<void(const matrix&, std::span<double>)>;
using column_pair = std::array<std::size_t, 2>;

struct moments {
  plane_place mean;
  std::array<double, 3> covariance;  // xx, xy, yy
};

bool finite(const moments& m) {
  const auto good = [](double v) { return std::isfinite(v); };
  return std::ranges::all_of(m.mean, good) && std::ranges::all_of(m.covariance, good) && m.covariance[0] >= 0 &&
         m.covariance[2] >= 0;
}

std::optional<moments> moments_of(const joint_distribution& d, const column_pair& of) {
  const std::vector<double> mean = d.mean();
  const matrix covariance = d.covariance();
  const std::size_t need = std::max(of[0], of[1]) + 1;
  if (mean.size() < need || covariance.rows < need || covariance.columns < need) {
    return std::nullopt;
  }
  const moments out{{mean[of[0]], mean[of[1]]},
                    {covariance(of[0], of[0]), covariance(of[0], of[1]), covariance(of[1], of[1])}};
  return finite(out) ? std::optional(out) : std::nullopt;
}

plane_ring ellipse(const moments& m, double deviations) {
  const double x = std::sqrt(m.covariance[0]), slope = x > 0 ? m.covariance[1] / x : 0;
  const double y = std::sqrt(std::max(0.0, m.covariance[2] - slope * slope));
  plane_ring out;
  for (int i = 0; i < ellipse_steps; ++i) {
    const double angle = 2 * std::numbers::pi * i / ellipse_steps;
    const double u = deviations * std::cos(angle), v = deviations * std::sin(angle);
    out.push_back({m.mean[0] + x * u, m.mean[1] + slope * u + y * v});
  }
  return out;
}

bool normal(const joint_distribution& d) {
  return d.get<mvnormal>() != nullptr || d.get<mvnormal_diagonal>() != nullptr || d.get<mvnormal_low_rank>() != nullptr;
}

void add_ellipses(const joint_distribution& d, const column_pair& of, plane_model& to) {
  if (const std::optional<moments> m = moments_of(d, of)) {
    to.rings.push_back(ellipse(*m, 1));
    to.rings.push_back(ellipse(*m, 2));
  }
}

std::optional<joint_distribution> part_of(const joint_distribution& d, const column_pair& of) {
  const auto part = [&](const std::vector<double>& mean, const matrix& c) {
    return std::pair{std::vector<double>{mean[of[0]], mean[of[1]]},
                     matrix{{c(of[0], of[0]), c(of[0], of[1])}, {c(of[0], of[1]), c(of[1], of[1])}}};
  };
  if (normal(d)) {
    auto [mean, covariance] = part(d.mean(), d.covariance());
    return mvnormal(std::move(mean), std::move(covariance));
  }
  if (const auto* t = d.get<mv_student_t>()) {
    auto [location, shape] = part(t->location(), t->shape());
    return mv_student_t(t->df(), std::move(location), std::move(shape));
  }
  if (const auto* mixture = d.get<joint_mixture>()) {
    std::vector<joint_distribution> parts;
    for (const joint_distribution& component : mixture->components()) {
      const std::optional<joint_distribution> one = part_of(component, of);
      if (!one) {
        return std::nullopt;
      }
      parts.push_back(*one);
    }
    return joint_mixture({mixture->weights().begin(), mixture->weights().end()}, std::move(parts));
  }
  if (const auto* product = d.get<independent>()) {
    const distribution &x = product->factors()[of[0]], &y = product->factors()[of[1]];
    return x.support().lattice || y.support().lattice
               ? std::nullopt
               : std::optional<joint_distribution>(independent(std::vector<distribution>{x, y}));
  }
  return std::nullopt;
}

/// The distribution of two of the numbers, where it is at hand and has a density.
std::optional<joint_distribution> plane_of(const joint_distribution& d, const column_pair& of) {
  try {
    return part_of(d, of);
  } catch (const error&) {  // so thin that a covariance of two has no factor
    return std::nullopt;
  }
}

/// Without axes: what needs a grid is left for later.
plane_model ellipses_of(const joint_distribution& d, const column_pair& of) {
  plane_model out;
  const auto* mixture = d.get<joint_mixture>();
  if (normal(d)) {
    add_ellipses(d, of, out);
    out.how = plane_outline::ellipses;
  } else if (mixture != nullptr && std::ranges::all_of(mixture->components(), normal)) {
    for (const joint_distribution& component : mixture->components()) {
      add_ellipses(component, of, out);
    }
    out.how = plane_outline::ellipses;
  } else if (plane_of(d, of)) {
    out.how = plane_outline::contours;
  } else {
    add_ellipses(d, of, out);
    out.how = out.rings.empty() ? plane_outline::none : plane_outline::moments;
  }
  return out;
}

axis_range wider(const axis_range& a, double share) {
  const double by = a.high > a.low ? share * (a.high - a.low) : 0.5;
  return {a.low - by, a.high + by};
}

/// Of some values, without those far out and a share of either tail.
axis_range range_of(std::vector<double> values, double tails) {
  std::ranges::sort(values);
  const auto at = [&](double level) {
    return values[static_cast<std::size_t>(level * static_cast<double>(values.size() - 1))];
  };
  const double half = at(0.75) - at(0.25), middle = at(0.5);
  const axis_range out{at(tails), at(1 - tails)};
  return half > 0 ? axis_range{std::max(out.low, middle - middle_halves * half),
                               std::min(out.high, middle + middle_halves * half)}
                  : out;
}

axis_range range_of_column(const matrix& rows, std::size_t k, double tails) {
  std::vector<double> values(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    values[i] = rows(i, k);
  }
  return range_of(std::move(values), tails);
}

/// Axes for the target, where it has a range, and the models.
std::array<axis_range, 2> axes_of(const std::optional<std::array<axis_range, 2>>& target,
                                  const std::vector<plane_model>& models) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  std::array<axis_range, 2> out;
  for (std::size_t k = 0; k < 2; ++k) {
    double low = inf, high = -inf;
    for (const plane_model& m : models) {
      for (const plane_ring& ring : m.rings) {
        for (const plane_place& p : ring) {
          low = std::min(low, p[k]);
          high = std::max(high, p[k]);
        }
      }
    }
    if (target) {
      const axis_range& own = (*target)[k];
      const double width = reach * (own.high - own.low);
      low = std::clamp(low, own.low - width, own.low);
      high = std::clamp(high, own.high, own.high + width);
    } else if (low > high) {
      low = -1;
      high = 1;
    }
    out[k] = wider({low, high}, target ? room : 0.25);
  }
  // Numbers of much the same size: the same scale both ways.
  constexpr double much_the_same = 2.5;
  const double width = out[0].high - out[0].low, height = out[1].high - out[1].low;
  if (std::max(width, height) <= much_the_same * std::min(width, height)) {
    axis_range& narrow = out[width < height ? 0 : 1];
    narrow = wider(narrow, (std::max(width, height) / std::min(width, height) - 1) / 2);
  }
  return out;
}

double grid_place(const axis_range& a, std::size_t i) {
  return a.low + (a.high - a.low) * static_cast<double>(i) / static_cast<double>(grid_points - 1);
}

/// A density on a grid, divided by its largest value there.
struct grid {
  matrix density;
  double log_most;  // infinite where it is 0 everywhere
};

grid grid_of(const log_densities& f, const axis_range& x, const axis_range& y) {
  matrix places(grid_points * grid_points, 2), density(grid_points, grid_points);
  for (std::size_t i = 0; i < grid_points; ++i) {
    for (std::size_t j = 0; j < grid_points; ++j) {
      places(i * grid_points + j, 0) = grid_place(x, j);
      places(i * grid_points + j, 1) = grid_place(y, i);
    }
  }
  f(places, density.values);
  double most = -std::numeric_limits<double>::infinity();
  for (const double v : density.values) {
    most = v < std::numeric_limits<double>::infinity() ? std::max(most, v) : most;
  }
  for (double& v : density.values) {
    v = std::isnan(v) || !std::isfinite(most) ? 0 : std::exp(std::min(v - most, 0.0));
  }
  return {std::move(density), most};
}

/// Rings round the shares of a density's mass, the smallest first. Its log is given but for `log_total`, that of its
/// integral; without one, the mass is what is drawn of it. None where the grid does not resolve it: a spike between or
/// on the grid's points.
std::vector<std::vector<plane_ring>> contours_on(const log_densities& f, std::optional<double> log_total,
                                                 const std::array<axis_range, 2>& axes,
                                                 std::span<const double> shares) {
  // Beyond what is drawn, so that a contour that leaves it is not closed within it.
  const axis_range x = wider(axes[0], 0.04), y = wider(axes[1], 0.04);
  const auto [density, most] = grid_of(f, x, y);
  if (!std::isfinite(most)) {
    return {};
  }
  std::vector<double> falling = density.values;
  std::ranges::sort(falling, std::greater<>());
  const double cell = (x.high - x.low) * (y.high - y.low) / static_cast<double>((grid_points - 1) * (grid_points - 1));
  const double here = std::accumulate(falling.begin(), falling.end(), 0.0);
  const double expected = log_total ? std::exp(*log_total - most) / cell : here, whole = std::max(here, expected);
  if (here > resolved * expected) {
    return {};
  }
  std::vector<std::vector<plane_ring>> out;
  for (const double share : shares) {
    double sum = 0;
    const auto at = std::ranges::find_if(falling, [&](double v) { return (sum += v) >= share * whole; });
    out.push_back(at == falling.end() || *at <= 0 ? std::vector<plane_ring>() : contour_of(density, x, y, *at));
  }
  return out;
}

/// Where a density lies about the models: all but a share of either tail of each number.
std::optional<std::array<axis_range, 2>> ranges_of(const log_densities& f, const std::vector<plane_model>& models) {
  constexpr double around = 1.5;  // of the models' own ranges, to either side
  const std::array<axis_range, 2> models_own = axes_of(std::nullopt, models);
  const axis_range x = wider(models_own[0], around), y = wider(models_own[1], around);
  const matrix density = grid_of(f, x, y).density;
  std::array<axis_range, 2> out;
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<double> sums(grid_points);
    for (std::size_t i = 0; i < grid_points; ++i) {
      for (std::size_t j = 0; j < grid_points; ++j) {
        sums[i] += k == 0 ? density(j, i) : density(i, j);
      }
    }
    const double whole = std::accumulate(sums.begin(), sums.end(), 0.0);
    if (!(whole > 0)) {
      return std::nullopt;
    }
    double below = 0;
    std::size_t first = 0, last = 0;
    for (std::size_t i = 0; i < grid_points; ++i) {
      first = below <= tail * whole ? i : first;
      below += sums[i];
      last = below <= (1 - tail) * whole ? i + 1 : last;
    }
    out[k] = {grid_place(k == 0 ? x : y, first), grid_place(k == 0 ? x : y, std::min(last, grid_points - 1))};
  }
  return out;
}

log_densities each_of(const joint_distribution& d) {
  return [d](const matrix& points, std::span<double> out) {
    for (std::size_t i = 0; i < points.rows; ++i) {
      out[i] =
          d.space().contains(points.row(i)) ? d.log_density(points.row(i)) : -std::numeric_limits<double>::infinity();
    }
  };
}

std::vector<plane_ring> together(std::vector<std::vector<plane_ring>> levels) {
  std::vector<plane_ring> out;
  for (std::vector<plane_ring>& rings : levels) {
    std::ranges::move(rings, std::back_inserter(out));
  }
  return out;
}

/// What is drawn of the target in every plane.
struct seen_target {
  matrix points;  // rows, or draws; empty for a log density
  std::vector<axis_range> ranges;
  bool rows = false;
};

seen_target look_at(const joint_fit_target& target) {
  seen_target out;
  if (const auto* rows = std::get_if<observed_rows>(&target)) {
    out.points = rows->rows;
    out.rows = true;
  } else if (const auto* d = std::get_if<joint_distribution>(&target)) {
    out.points = sample(*d, draws_for_axes, 1);
  }
  for (std::size_t k = 0; k < std::min(out.points.columns, most_numbers) && out.points.rows > 0; ++k) {
    out.ranges.push_back(range_of_column(out.points, k, out.rows ? 0 : tail));
  }
  return out;
}

std::vector<plane_place> places_of(const matrix& points, const column_pair& of) {
  std::vector<plane_place> out;
  for (std::size_t i = 0; i < points.rows; ++i) {
    out.push_back({points(i, of[0]), points(i, of[1])});
  }
  return out;
}

}  // namespace

matrix thinned(const matrix& rows, std::size_t most) {
  if (rows.rows <= most) {
    return rows;
  }
  matrix out(most, rows.columns);
  for (std::size_t i = 0; i < most; ++i) {
    const std::size_t from =
        static_cast<std::size_t>(static_cast<double>(i) * static_cast<double>(rows.rows) / static_cast<double>(most));
    std::ranges::copy(rows.row(from), out.values.begin() + static_cast<std::ptrdiff_t>(i * rows.columns));
  }
  return out;
}

planes_picture draw_planes(const joint_fit_target& target, std::span<const joint_distribution> models) {
  planes_picture out;
  const seen_target seen = look_at(target);
  const auto* density = std::get_if<joint_distribution>(&target);
  const auto* function = std::get_if<joint_log_density_target>(&target);
  out.numbers = seen.points.columns > 0 ? seen.points.columns : models.empty() ? 0 : models.front().mean().size();
  const std::size_t numbers = std::min(out.numbers, most_numbers);
  const matrix shown = thinned(seen.points, numbers == 2 ? most_points : of_small_ones);
  for (std::size_t j = 1; j < numbers; ++j) {
    for (std::size_t i = 0; i < j; ++i) {
      plane_picture plane{.columns = {i, j}};
      for (const joint_distribution& m : models) {
        plane.models.push_back(ellipses_of(m, plane.columns));
      }
      const bool called = function != nullptr && function->log_density && out.numbers == 2;
      plane.axes = axes_of(called                ? ranges_of(function->log_density, plane.models)
                           : seen.ranges.empty() ? std::nullopt
                                                 : std::optional(std::array{seen.ranges[i], seen.ranges[j]}),
                           plane.models);
      for (std::size_t m = 0; m < models.size(); ++m) {
        if (plane.models[m].how == plane_outline::contours) {
          plane.models[m].rings = together(contours_on(each_of(*plane_of(models[m], plane.columns)), 0.0, plane.axes,
                                                       std::span(plane_shares).first(2)));
          if (plane.models[m].rings.empty()) {
            add_ellipses(models[m], plane.columns, plane.models[m]);
            plane.models[m].how = plane.models[m].rings.empty() ? plane_outline::none : plane_outline::moments;
          }
        }
      }
      const std::optional<joint_distribution> part =
          density != nullptr ? plane_of(*density, plane.columns) : std::nullopt;
      if (part) {
        plane.contours = contours_on(each_of(*part), 0.0, plane.axes, plane_shares);
      } else if (called) {
        plane.contours = contours_on(function->log_density, function->log_evidence, plane.axes, plane_shares);
      }
      if (plane.contours.empty() || plane.contours.front().empty()) {
        plane.contours.clear();
        plane.points = places_of(shown, plane.columns);
        out.draws = out.draws || density != nullptr;
      }
      out.planes.push_back(std::move(plane));
    }
  }
  return out;
}

}  // namespace relent::report
