#include "relent/estimate/goodness_of_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "relent/core/error.hpp"
#include "relent/core/summation.hpp"

#include "estimate/sample_checks.hpp"
#include "estimate/surprise.hpp"

namespace relent {
namespace {

constexpr double pi = 3.141592653589793238463;

/// P(A^2 < z) of the limit, z <= 20: Anderson & Darling 1954, eq. 4.37. The integrals are over what is analytic up to
/// the distance 1 from the line and falls as exp(-w^2), where the trapezoidal rule is exact to exp(-2 pi / step).
double anderson_darling_limit(double z) {
  constexpr double step = 0.15;
  double sum = 0, binomial = 1;  // of -1/2 over j
  for (int j = 0; j < 20; ++j) {
    const double odd = 4 * j + 1, c = odd * odd * pi * pi / (8 * z);
    if (c - z / 8 > 45) {
      break;
    }
    double integral = 0.5 * std::exp(z / 8 - c);
    for (double w = step; c * w * w < 45; w += step) {
      integral += std::exp(z / (8 * (1 + w * w)) - c * (1 + w * w));
    }
    sum += binomial * odd * step * integral;
    binomial *= -(j + 0.5) / (j + 1);
  }
  return std::sqrt(2 * pi) / z * sum;
}

/// What n observations instead of infinitely many add, at the limit's x; Marsaglia & Marsaglia 2004, section 3.
double anderson_darling_correction(double x, double n) {
  if (x > .8) {
    return (-130.2137 + (745.2337 - (1705.091 - (1950.646 - (1116.360 - 255.7844 * x) * x) * x) * x) * x) / n;
  }
  const double c = .01265 + .1757 / n;
  if (x < c) {
    const double t = x / c;
    return std::sqrt(t) * (1 - t) * (49 * t - 102) * (.0037 / (n * n) + .00078 / n + .00006) / n;
  }
  const double t = (x - c) / (.8 - c);
  return (-.00022633 + (6.54034 - (14.6538 - (14.458 - (8.259 - 1.91864 * t) * t) * t) * t) * t) *
         (.04213 + .01365 / n) / n;
}

}  // namespace

double anderson_darling_p_value(double a, std::size_t n) {
  if (!(a > 0)) {
    return 1;
  }
  if (a > 20) {
    // The largest eigenvalue's term, that of half a chi-square, times sqrt 3, what the others give to it.
    return std::isinf(a) ? 0 : std::sqrt(3.0) * std::exp(-a) / std::sqrt(pi * a);
  }
  const double below = anderson_darling_limit(a), p = std::max(0.0, 1 - below);
  // The correction is good to a few 1e-6, no help to smaller probabilities.
  return p < 1e-4 ? p : std::clamp(p - anderson_darling_correction(below, static_cast<double>(n)), 0.0, 1.0);
}

goodness_of_fit goodness_of_fit_to(std::span<const double> values, const distribution& q) {
  using namespace estimating;
  constexpr const char* function = "goodness_of_fit";
  check_density(function, q);
  check_values(function, "values", values, 1);
  const std::vector<double> sorted = sorted_copy(values);
  const std::size_t n = sorted.size();
  const auto count = static_cast<double>(n);
  double distance = 0;
  compensated_sum logs;
  for (std::size_t i = 0; i < n; ++i) {
    const double below = q.cdf(sorted[i]);
    distance = std::max({distance, below - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - below});
    logs += (2 * static_cast<double>(i) + 1) * (std::log(below) + std::log(q.survival(sorted[n - 1 - i])));
  }
  const double squared = -count - logs.value() / count;
  return {{distance, kolmogorov_p_value(distance, n)}, {squared, anderson_darling_p_value(squared, n)}};
}

}  // namespace relent
