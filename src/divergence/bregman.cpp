#include "bregman.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "relent/core/special.hpp"

#include "distribution/special_functions.hpp"
#include "gauss_rule.hpp"

namespace relent::closed {
namespace {

/// The integral of (y - z) f''(z) from x to y = x + d.
template <class F>
double second_order(double x, double d, const F& second_derivative) {
  double sum = 0;
  for (const auto& [node, weight] : gauss16) {
    sum += weight * (1 - node) * second_derivative(x + node * d);
  }
  return sum * d * d;
}

/// Whether x and x + d are so near, relative to their distance from a pole at 0, that sixteen nodes integrate exactly.
bool near(double x, double d) { return std::abs(d) <= std::min(x, x + d); }

/// trigamma(a) - 1/a.
double trigamma_rest(double a) {
  if (a < 12) {
    return trigamma(a) - 1 / a;
  }
  const double w = 1 / (a * a);
  return w *
         (0.5 + (1.0 / 6 -
                 w * (1.0 / 30 - w * (1.0 / 42 - w * (1.0 / 30 - w * (5.0 / 66 - w * (691.0 / 2730 - w * 7.0 / 6)))))) /
                    a);
}

/// The variance of the von Mises distribution's cosine, (log I_0)''.
double bessel_second(double k) {
  if (k < 1e-4) {
    return 0.5 - 3 * k * k / 16;
  }
  const double a = scaled_bessel(1, k) / scaled_bessel(0, k);
  return 1 - a / k - a * a;
}

/// (log((e^t - 1) / t))'', an even function.
double expm1_second(double t) {
  if (std::abs(t) < 0.5) {
    const double w = t * t;
    return 1.0 / 12 -
           w * (1.0 / 240 - w * (1.0 / 6048 - w * (1.0 / 172800 - w * (1.0 / 5322240 - w * 691.0 / 118879488000.0))));
  }
  const double s = std::sinh(t / 2);
  return 1 / (t * t) - 1 / (4 * s * s);
}

/// 1 / 16!, ..., 1 / 2!
constexpr auto one_over_factorials = [] {
  std::array<double, 15> out{};
  double factorial = 1;
  for (int k = 2; k <= 16; ++k) {
    factorial *= k;
    out[static_cast<std::size_t>(16 - k)] = 1 / factorial;
  }
  return out;
}();

}  // namespace

double log_ratio(double x, double y) noexcept {
  const double d = (x - y) / y;
  return std::abs(d) < 0.5 ? std::log1p(d) : std::log(x) - std::log(y);
}

double expm1mx(double x) noexcept {
  if (std::abs(x) > 0.5) {
    return std::expm1(x) - x;
  }
  double sum = 0;
  for (const double c : one_over_factorials) {
    sum = c + sum * x;
  }
  return sum * x * x;
}

double log_gamma_step(double a, double k) noexcept {
  if (a < 10 || a + k < 10) {
    return log_gamma(a + k) - log_gamma(a) - k * std::log(a);
  }
  return a * log1pmx(k / a) + (k - 0.5) * std::log1p(k / a) + (stirling_error(a + k) - stirling_error(a));
}

double bregman_log_gamma(double x, double d) noexcept {
  return near(x, d) ? second_order(x, d, trigamma) : log_gamma(x + d) - log_gamma(x) - d * digamma(x);
}

double bregman_stirling(double x, double d) noexcept {
  if (near(x, d)) {
    return second_order(x, d, trigamma_rest);
  }
  const double y = x + d;
  return stirling_error(y) - stirling_error(x) - std::log(y / x) / 2 + d * log_minus_digamma(x);
}

double bregman_log_bessel(double x, double d) noexcept {
  if (std::abs(d) <= 1 || near(x, d)) {
    return second_order(x, d, bessel_second);
  }
  const double at_x = scaled_bessel(0, x);
  const double slope = scaled_bessel(1, x) / at_x;
  return std::log(scaled_bessel(0, x + d) / at_x) + d * (1 - slope);
}

double bregman_log_expm1(double t, double d) noexcept {
  // In steps of 2, since the poles of f'' lie at +-2 pi i: the parts' Bregman divergences and the growth of the slope.
  const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(d) / 2)));
  const double h = d / steps;
  double total = 0, slope = 0;  // slope: f'(z) - f'(t) at the step's start
  for (int i = 0; i < steps; ++i) {
    const double z = t + i * h;
    total += h * slope + second_order(z, h, expm1_second);
    for (const auto& [node, weight] : gauss16) {
      slope += weight * h * expm1_second(z + node * h);
    }
  }
  return total;
}

double digamma_step(double x, double d) noexcept {
  if (std::abs(d) > 0.5 * std::min(x, x + d)) {
    return d > 0 ? digamma_difference(x, d) : -digamma_difference(x + d, -d);
  }
  double sum = 0;
  for (const auto& [node, weight] : gauss16) {
    sum += weight * trigamma(x + node * d);
  }
  return sum * d;
}

}  // namespace relent::closed
