#include "relent/divergence/line_distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"
#include "relent/core/words.hpp"

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"
#include "quantile_distances.hpp"

namespace relent {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr std::array<std::string_view, 3> names{"wasserstein_1", "wasserstein_2", "energy_distance"};

/// The cdf of masses at places, summed from both ends.
class staircase {
 public:
  staircase(std::span<const double> places, std::span<const double> masses)
      : places_(places), below_(places.size()), above_(places.size()) {
    compensated_sum up, down;
    const std::size_t n = places.size();
    for (std::size_t i = 0; i < n; ++i) {
      up += masses[i];
      below_[i] = std::min(up.value(), 1.0);
      above_[n - 1 - i] = std::min(down.value(), 1.0);
      down += masses[n - 1 - i];
    }
    below_[n - 1] = 1;
  }

  [[nodiscard]] std::span<const double> places() const noexcept { return places_; }
  [[nodiscard]] const std::vector<double>& below() const noexcept { return below_; }
  [[nodiscard]] const std::vector<double>& above() const noexcept { return above_; }

  [[nodiscard]] double cdf(double x) const {
    const std::size_t i = behind(x);
    return i == 0 ? 0 : below_[i - 1];
  }
  [[nodiscard]] double survival(double x) const {
    const std::size_t i = behind(x);
    return i == 0 ? 1 : above_[i - 1];
  }
  [[nodiscard]] double quantile(double u) const {
    const auto i = std::ranges::lower_bound(below_, u) - below_.begin();
    return places_[std::min(static_cast<std::size_t>(i), places_.size() - 1)];
  }
  /// The first place that has no more than u above it.
  [[nodiscard]] double quantile_survival(double u) const {
    const auto i = std::ranges::lower_bound(above_, u, std::ranges::greater{}) - above_.begin();
    return places_[std::min(static_cast<std::size_t>(i), places_.size() - 1)];
  }

 private:
  /// How many places are not above x.
  [[nodiscard]] std::size_t behind(double x) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(places_, x) - places_.begin());
  }

  std::span<const double> places_;
  std::vector<double> below_, above_;
};

/// |F - G|^exponent where the distribution's cdf is taken at x and the masses' at y.
integrand_value at(const distribution& p, double x, const staircase& q, double y, int exponent) {
  const double f = p.cdf(x), g = q.cdf(y);
  if (f + g < 1) {
    return power_of(f - g, f + g, exponent);
  }
  const double above_f = p.survival(x), above_g = q.survival(y);
  return power_of(above_g - above_f, above_f + above_g, exponent);
}

void sort_points(std::vector<double>& points) {
  std::ranges::sort(points);
  points.erase(std::unique(points.begin(), points.end()), points.end());
}

/// The integral for a density: cut at the places, and for exponent 1 where the cdfs cross between two.
quadrature_result of_density(const distribution& p, const staircase& q, int exponent) {
  const support range = p.support();
  const std::span<const double> places = q.places();
  const double lower = std::min(range.lower, places.front()), upper = std::max(range.upper, places.back());
  std::vector<double> points = cut_points(p, p, lower, upper);
  points.insert(points.end(), places.begin(), places.end());
  for (std::size_t i = 0; exponent == 1 && i + 1 < places.size(); ++i) {
    const double level = q.below()[i], above = q.above()[i];
    const double x = level < 0.5 ? p.quantile(level) : p.quantile_survival(above);
    if (x > places[i] && x < places[i + 1]) {
      points.push_back(x);
    }
  }
  sort_points(points);
  return integrate_many([&](double x) { return at(p, x, q, x, exponent); }, points, {.relative = 1e-12});
}

/// The sum for a distribution on whole numbers: both cdfs are constant between whole numbers and places. Beyond the
/// bulk of the distribution and all places, one term for each whole number.
quadrature_result of_lattice(const distribution& p, const staircase& q, std::vector<double> points, int exponent) {
  const support range = p.support();
  const double bulk = points.back(), bottom = points.front();
  points.insert(points.end(), q.places().begin(), q.places().end());
  sort_points(points);
  quadrature_result total;
  compensated_sum sum;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const double width = points[i + 1] - points[i];
    const integrand_value term = at(p, points[i], q, points[i], exponent);
    sum += width * term.value;
    total.error += width * (term.noise + eps * term.value);
  }
  // Between the bulk and places far from it the cdf still moves by 1e-16.
  total.error += 2e-16 * (std::max(0.0, points.back() - bulk) + std::max(0.0, bottom - points.front()));
  const auto tail = [&](double from, double to) {
    if (from <= to) {
      const integrand term = place_by_place([&](double k) { return at(p, k, q, k, exponent); });
      const lattice_range along{.lower = from, .upper = to, .start = std::isinf(from) ? to : from};
      const quadrature_result found = sum_up(term, along, {.absolute = eps * sum.value()}).front();
      sum += found.value;
      total.error += found.error;
      total.finite = total.finite && found.finite;
      total.converged = total.converged && found.converged;
    }
  };
  const double first_above = std::floor(points.back()), last_below = std::ceil(points.front()) - 1;
  if (range.upper > first_above) {
    // What is left of the last whole number, then all others.
    sum += (first_above + 1 - points.back()) * at(p, points.back(), q, points.back(), exponent).value;
    tail(first_above + 1, range.upper - 1);
  }
  if (range.lower <= last_below) {
    sum += (points.front() - last_below) * at(p, last_below, q, last_below, exponent).value;
    tail(range.lower, last_below - 1);
  }
  total.value = sum.value();
  return total;
}

quadrature_result cdf_integral(const distribution& p, const staircase& q, int exponent) {
  if (p.support().lattice) {
    if (std::vector<double> whole = whole_numbers_of(p); !whole.empty()) {
      return of_lattice(p, q, std::move(whole), exponent);
    }
  }
  return of_density(p, q, exponent);
}

quantile_sides quantiles_of(const staircase& q) {
  return {.below = [&q](double u) { return q.quantile(u); },
          .above = [&q](double u) { return q.quantile_survival(u); },
          .jumps_below = q.below(),
          .jumps_above = q.above()};
}

}  // namespace

estimate line_distance(std::string_view measure, const distribution& p, std::span<const double> places,
                       std::span<const double> masses) {
  constexpr std::string_view here = "line_distance";
  if (std::ranges::find(names, measure) == names.end()) {
    throw error(errc::unknown_name, here,
                fmt::format("no distance {} along a line{}", quoted(measure), suggestion(measure, names)));
  }
  if (places.empty()) {
    throw error(errc::empty, here, "no places");
  }
  if (places.size() != masses.size()) {
    throw error(errc::shape_mismatch, here, fmt::format("{} places, {} masses", places.size(), masses.size()));
  }
  const staircase q(places, masses);
  if (measure == "wasserstein_2") {
    return distance_answer(squared_quantile_gap(quantiles_of(p), quantiles_of(q)), true, infinite_variance);
  }
  quadrature_result found = cdf_integral(p, q, measure == "wasserstein_1" ? 1 : 2);
  if (measure == "wasserstein_1") {
    return distance_answer(found, false, infinite_mean);
  }
  found.value *= 2;
  found.error *= 2;
  return distance_answer(found, true, infinite_energy);
}

}  // namespace relent
