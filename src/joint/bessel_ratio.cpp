#include "joint/bessel_ratio.hpp"

#include <array>
#include <cmath>

#include "distribution/special_functions.hpp"

namespace relent::joint {
namespace {

constexpr double uniform_from = 500;  ///< sqrt(v^2 + k^2) beyond which four terms of Debye's expansion are exact

/// The terms are positive, so the sum is as accurate as they are; it is scaled down before it overflows.
double by_power_series(double v, double k) {
  const double w = k * k / 4;
  double term = 1, sum = 1, scale = 0;
  for (double j = 1; term > 1e-18 * sum; ++j) {
    term *= w / (j * (v + j));
    sum += term;
    if (sum > 1e250) {
      term *= 1e-250, sum *= 1e-250, scale += 250 * std::log(10.0);
    }
  }
  return std::log(sum) + scale - k;
}

double by_uniform_expansion(double v, double k) {
  const double root = std::hypot(v, k), s = 1 / root, t = v * s * v * s;
  const double u1 = (3 - 5 * t) / 24, u2 = (81 - t * (462 - t * 385)) / 1152,
               u3 = (30375 - t * (369603 - t * (765765 - t * 425425))) / 414720,
               u4 = (4465125 - t * (94121676 - t * (349922430 - t * (446185740 - t * 185910725)))) / 39813120;
  const double series = s * (u1 + s * (u2 + s * (u3 + s * u4)));
  // log Gamma(v + 1) + v log(2 / k) - v asinh(v / k), by Stirling's formula, so that its large parts cancel on paper.
  const double orders =
      v == 0 ? 0 : stirling_error(v) + 0.5 * std::log(v) + log_sqrt_2pi - v - v * std::log1p((root - v) / (2 * v));
  return orders + v * (v / (root + k)) - 0.5 * std::log(root) - log_sqrt_2pi + std::log1p(series);
}

/// The ratio's expansion in powers of 1/k, from its differential equation r' = 1 - r^2 - (2v+1) r / k.
bessel_ratio by_inverse_powers(double v, double k) {
  constexpr std::size_t terms = 16;
  std::array<double, terms> a{1};
  double shortfall = 0, slope = 0, power = 1;
  for (std::size_t n = 1; n < terms; ++n) {
    double products = 0;
    for (std::size_t i = 1; i < n; ++i) {
      products += a[i] * a[n - i];
    }
    a[n] = ((static_cast<double>(n) - 2 - 2 * v) * a[n - 1] - products) / 2;
    power /= k;
    shortfall -= a[n] * power;
    slope -= static_cast<double>(n) * a[n] * power / k;
  }
  return {1 - shortfall, shortfall, slope};
}

/// r_v = 1 / (c + r_{v+1}) with c = 2 (v + 1) / k, from far up, where r is k / (n + sqrt(n^2 + k^2)) nearly; every step
/// down takes most of what is wrong away. The shortfall and the derivative follow rules that come of this one, without
/// its cancellation.
bessel_ratio by_recurrence(double v, double k) {
  const double steps = std::ceil(std::sqrt(v * v + 45 * k) - v) + 30;
  double n = v + steps;
  const double root = std::hypot(n + 1, k);
  double ratio = k / (n + 1 + root), shortfall = 1 - ratio, slope = ratio * (n + 1) / (k * root);
  for (n -= 1; n > v - 0.5; --n) {
    const double c = 2 * (n + 1) / k;
    ratio = 1 / (c + ratio);
    shortfall = (c - shortfall) / (1 + c - shortfall);
    slope = ratio * ratio * (c / k - slope);
  }
  return {ratio, shortfall, slope};
}

}  // namespace

double log_scaled_bessel(double v, double k) noexcept {
  return std::hypot(v, k) > uniform_from && k > 0 ? by_uniform_expansion(v, k) : by_power_series(v, k);
}

bessel_ratio bessel_ratio_of(double v, double k) noexcept {
  if (k < 1e-150) {
    return {k / (2 * (v + 1)), 1, 1 / (2 * (v + 1))};
  }
  return k > 100 && k > 40 * (v + 1) * (v + 1) ? by_inverse_powers(v, k) : by_recurrence(v, k);
}

}  // namespace relent::joint
