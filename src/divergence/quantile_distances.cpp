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

integrand_value power_of(double difference, double size, int exponent) {
  const double a = std::abs(difference), value = exponent == 1 ? a : a * a;
  return {value, (exponent == 1 ? 1 : 2 * a) * 64 * eps * size, value > 0 ? std::log(value) : -infinity};
}

/// The integral of |F - G|^exponent over the line; for whole numbers, where both are steps, a sum.
quadrature_result cdf_integral(const distribution& p, const distribution& q, int exponent) {
  const support a = p.support(), b = q.support();
  const double lower = std::min(a.lower, b.lower), upper = std::max(a.upper, b.upper);
  const integrand at = place_by_place([&](double x) {
    const double f = p.cdf(x), g = q.cdf(x);
    const double size = f + g < 1 ? f + g : p.survival(x) + q.survival(x);
    return power_of(cdf_difference(p, q, x), size, exponent);
  });
  if (a.lattice && b.lattice) {
    return sum_up(at, lattice_core(p, q, lower, upper)).front();
  }
  std::vector<double> points = cut_points(p, q, lower, upper);
  if (exponent == 1) {
    add_sign_changes([&](double x) { return cdf_difference(p, q, x); }, points);
  }
  if (a.lattice || b.lattice) {
    // Steps at each whole number that matters: cut there.
    const distribution& steps = a.lattice ? p : q;
    const double first = steps.quantile(1e-12), last = steps.quantile_survival(1e-12);
    if (last - first < 20'000) {
      for (double k = std::max(first, steps.support().lower); k <= last; ++k) {
        points.push_back(k);
      }
      std::ranges::sort(points);
      points.erase(std::unique(points.begin(), points.end()), points.end());
    }
  }
  return integrate(at, points, {.relative = 1e-12}).front();
}

estimate answer(const quadrature_result& found, bool root, const char* why) {
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

}  // namespace

estimate wasserstein_1(const distribution& p, const distribution& q) {
  return answer(cdf_integral(p, q, 1), false, "the distributions' tails lie infinitely far apart: a mean is infinite");
}

estimate energy_distance(const distribution& p, const distribution& q) {
  quadrature_result found = cdf_integral(p, q, 2);
  found.value *= 2;
  found.error *= 2;
  return answer(found, true, "the integral of (F - G)^2 diverges in a tail");
}

estimate wasserstein_2(const distribution& p, const distribution& q) {
  // Over u in (0, 1/2] and over 1 - u, as u = e^-t / 2 with t from 0 on: the quantiles of tiny u keep their digits.
  quadrature_result total;
  for (const bool upper : {false, true}) {
    const auto at = [&](double t) {
      const double u = std::exp(-t) / 2;
      const double a = upper ? p.quantile_survival(u) : p.quantile(u),
                   b = upper ? q.quantile_survival(u) : q.quantile(u);
      const double gap = std::abs(a - b), size = std::abs(a) + std::abs(b);
      return integrand_value{u * gap * gap, u * gap * 128 * eps * size, gap > 0 ? 2 * std::log(gap) - t : -infinity};
    };
    // Quantile functions grow like u^(-1/k) at most; the square is integrable where e^-t gap^2 falls.
    const double near = at(200).log_size, far = at(400).log_size;
    if (far > -infinity && far - near > -1e-3 * 200) {
      return answer({.value = infinity, .finite = false}, true, "a variance is infinite, and the tails do not match");
    }
    std::vector<double> points{0};
    for (double t = 0.25; t <= 64; t *= t < 4 ? 2 : 1.5) {
      points.push_back(t);
    }
    points.push_back(690);
    const quadrature_result part =
        integrate(place_by_place(at), points, {.relative = 1e-11, .evaluations = 12'000}).front();
    total.value += part.value;
    total.error += part.error;
    total.converged = total.converged && part.converged;
  }
  return answer(total, true, "");
}

}  // namespace relent
