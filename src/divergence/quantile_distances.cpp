#include "quantile_distances.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "cut_points.hpp"
#include "lattice_sum.hpp"
#include "line_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// F - G without cancellation in either tail.
double cdf_difference(const distribution& p, const distribution& q, double x) {
  const double f = p.cdf(x), g = q.cdf(x);
  return f + g < 1 ? f - g : q.survival(x) - p.survival(x);
}

/// The integral of |F - G|^exponent over the line; for whole numbers, where both are steps, a sum.
quadrature_result cdf_integral(const distribution& p, const distribution& q, int exponent) {
  const support a = p.support(), b = q.support();
  const double lower = std::min(a.lower, b.lower), upper = std::max(a.upper, b.upper);
  const line_function at = [&](double x) {
    const double f = p.cdf(x), g = q.cdf(x);
    const double size = f + g < 1 ? f + g : p.survival(x) + q.survival(x);
    return power_of(cdf_difference(p, q, x), size, exponent);
  };
  if (a.lattice && b.lattice) {
    return sum_up(place_by_place(at), lattice_core(p, q, lower, upper)).front();
  }
  std::vector<double> points = cut_points(p, q, lower, upper);
  if (exponent == 1) {
    add_sign_changes([&](double x) { return cdf_difference(p, q, x); }, points);
  }
  if (a.lattice || b.lattice) {
    // Steps at each whole number that matters: cut there, and where the cdfs cross before the next.
    const distribution &masses = a.lattice ? p : q, &density = a.lattice ? q : p;
    for (const double k : whole_numbers_of(masses)) {
      points.push_back(k);
      const double level = masses.cdf(k);
      const double x = level < 0.5 ? density.quantile(level) : density.quantile_survival(masses.survival(k));
      if (x > k && x < k + 1) {
        points.push_back(x);
      }
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
  }
  return integrate_many(at, points, {.relative = 1e-12});
}

}  // namespace

integrand_value power_of(double difference, double size, int exponent) {
  const double a = std::abs(difference), value = exponent == 1 ? a : a * a;
  return {value, (exponent == 1 ? 1 : 2 * a) * 64 * eps * size, value > 0 ? std::log(value) : -infinity};
}

estimate distance_answer(const quadrature_result& found, bool root, const char* why) {
  estimate out{.value = root ? std::sqrt(found.value) : found.value, .method = method::quadrature};
  if (!found.finite) {
    out.value = infinity;
    out.error_bound = 0;
    out.notes.emplace_back(why);
    return out;
  }
  out.error_bound =
      root ? (out.value > 0 ? std::min(found.error / out.value, std::sqrt(found.error)) : std::sqrt(found.error))
           : found.error;
  if (!found.converged) {
    out.notes.emplace_back("the quadrature did not settle; trust the error bound, not the digits");
  }
  return out;
}

quadrature_result squared_quantile_gap(const quantile_sides& p, const quantile_sides& q) {
  // Over u in (0, 1/2] and over 1 - u, as u = e^-t / 2 with t from 0 on: the quantiles of tiny u keep their digits.
  constexpr double end = 690;
  quadrature_result total;
  for (const bool upper : {false, true}) {
    const auto at = [&](double t) {
      const double u = std::exp(-t) / 2;
      const double a = upper ? p.above(u) : p.below(u), b = upper ? q.above(u) : q.below(u);
      const double gap = std::abs(a - b), size = std::abs(a) + std::abs(b);
      return integrand_value{u * gap * gap, u * gap * 128 * eps * size, gap > 0 ? 2 * std::log(gap) - t : -infinity};
    };
    // Quantile functions grow like u^(-1/k) at most; the square is integrable where e^-t gap^2 falls.
    const double near = at(200).log_size, far = at(400).log_size;
    if (far > -infinity && far - near > -1e-3 * 200) {
      return {.value = infinity, .finite = false};
    }
    std::vector<double> points{0, end};
    for (double t = 0.25; t <= 64; t *= t < 4 ? 2 : 1.5) {
      points.push_back(t);
    }
    for (const quantile_sides* side : {&p, &q}) {
      for (const double u : upper ? side->jumps_above : side->jumps_below) {
        if (const double t = -std::log(2 * u); t > 0 && t < end) {
          points.push_back(t);
        }
      }
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    const quadrature_result part = integrate_many(at, points, {.relative = 1e-11, .evaluations = 12'000});
    total.value += part.value;
    total.error += part.error;
    total.converged = total.converged && part.converged;
    total.finite = std::isfinite(total.value);
  }
  return total;
}

std::vector<double> whole_numbers_of(const distribution& d) {
  constexpr double most = 20'000;
  const double first = std::max(d.quantile(1e-16), d.support().lower);
  const double last = std::min(d.quantile_survival(1e-16), d.support().upper);
  std::vector<double> out;
  if (last - first < most) {
    for (double k = first; k <= last; ++k) {
      out.push_back(k);
    }
  }
  return out;
}

quantile_sides quantiles_of(const distribution& d) {
  quantile_sides out{.below = [d](double u) { return d.quantile(u); },
                     .above = [d](double u) { return d.quantile_survival(u); }};
  if (d.support().lattice) {
    for (const double k : whole_numbers_of(d)) {
      out.jumps_below.push_back(d.cdf(k));
      out.jumps_above.push_back(d.survival(k));
    }
  }
  return out;
}

quadrature_result integrate_many(const line_function& f, std::span<const double> points,
                                 const quadrature_limits& limits) {
  constexpr std::size_t few = 2'000;
  if (points.size() <= few) {
    quadrature_limits wide = limits;
    wide.evaluations += 42 * static_cast<int>(points.size());
    return integrate(place_by_place(f), points, wide).front();
  }
  // The pieces at both ends may be infinite, or singular; those between are short.
  constexpr std::size_t outer = few / 4;
  quadrature_result total = integrate_many(f, points.first(outer + 1), limits);
  const quadrature_result other = integrate_many(f, points.last(outer + 1), limits);
  total.value += other.value;
  total.error += other.error;
  total.finite = total.finite && other.finite;
  total.converged = total.converged && other.converged;
  for (std::size_t i = outer; i + outer + 1 < points.size(); ++i) {
    const double half = (points[i + 1] - points[i]) / 2, middle = points[i] + half;
    const double far = half * 0.7745966692414834, near = half * 0.5773502691896258;
    const integrand_value a = f(middle - far), b = f(middle), c = f(middle + far);
    const double three = half * (5 * a.value + 8 * b.value + 5 * c.value) / 9;
    const double two = half * (f(middle - near).value + f(middle + near).value);
    total.value += three;
    total.error += std::abs(three - two) + half * (5 * a.noise + 8 * b.noise + 5 * c.noise) / 9;
  }
  return total;
}

estimate wasserstein_1(const distribution& p, const distribution& q) {
  return distance_answer(cdf_integral(p, q, 1), false, infinite_mean);
}

estimate energy_distance(const distribution& p, const distribution& q) {
  quadrature_result found = cdf_integral(p, q, 2);
  found.value *= 2;
  found.error *= 2;
  return distance_answer(found, true, infinite_energy);
}

estimate wasserstein_2(const distribution& p, const distribution& q) {
  return distance_answer(squared_quantile_gap(quantiles_of(p), quantiles_of(q)), true, infinite_variance);
}

}  // namespace relent
