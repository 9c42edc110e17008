// Gradients of KL between powers of gamma variables: once in the coordinates of the generalised gamma family, then by
// each family's own derivatives of these.
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "relent/divergence/closed/same_family_gradient.hpp"

#include "bregman.hpp"
#include "distribution/special_functions.hpp"
#include "power_of_gamma.hpp"

namespace relent::closed {
namespace {

constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();

/// X = s G^(1/c), G gamma with shape a and rate 1. The scale stays in parts, so that two of a kind are compared without
/// rounding; for exp(-X) of Gumbel's and Moyal's X it is a location.
struct coordinates {
  gamma_power power;
  double log_shift = 0;  ///< added to the log of the power's scale
};

template <power_of_gamma P>
coordinates coordinates_of(const P& p) {
  return {as_gamma_power(p)};
}
coordinates coordinates_of(const gumbel& p) { return {{1, 1 / p.scale()}, -p.location()}; }
coordinates coordinates_of(const moyal& p) {
  return {{0.5, 1 / p.scale()}, -p.location() + p.scale() * std::numbers::ln2};
}

/// log(s_p / s_q) and what rounding may have done to it.
bounded log_scale_ratio(const coordinates& p, const coordinates& q) {
  const double halves = p.power.root_two == q.power.root_two ? 0 : p.power.root_two ? 0.5 : -0.5;
  const double ratio = log_ratio(p.power.numerator * q.power.denominator, q.power.numerator * p.power.denominator);
  const double shift = p.log_shift - q.log_shift;
  return {ratio + halves * std::numbers::ln2 + shift,
          rounding * (std::abs(ratio) + std::abs(halves) + std::abs(shift)) +
              std::numeric_limits<double>::epsilon() * (std::abs(p.log_shift) + std::abs(q.log_shift))};
}

/// Derivatives by shape, power and log of the scale.
struct by_coordinates {
  bounded a, c, log_s;
};

struct both_sides {
  by_coordinates p, q;
};

both_sides in_coordinates(const coordinates& from, const coordinates& to) {
  const double a = from.power.a, c = from.power.c, b = to.power.a, d = to.power.c, k = d / c;
  const bounded scales = log_scale_ratio(from, to);
  const double L = scales.value, step = bregman_log_gamma(a + 1, k - 1), power = (k - 1) * digamma(a + 1);
  const double shapes = log_ratio(a, b);
  const double log_mean = d * L + shapes + power + step;  // of M / b, M the mean of Q's gamma variable under P
  const double doubt = std::abs(d) * scales.error + rounding * (std::abs(shapes) + std::abs(power) + step) +
                       (k == 1 ? 0 : rounding * (1 + std::abs(digamma(a + 1))));
  const double rise = b * std::expm1(log_mean), mean = b + rise, mean_off = mean * doubt + rounding * std::abs(rise);
  const double rest = k == 1 ? std::expm1(d * L)  // M (digamma(a + k) - digamma(a)) - 1
                             : std::expm1(log_mean + std::log(b * digamma_difference(a, k)));
  const double there = digamma(a + k), here = digamma(a);
  const double bent = trigamma(a) * (a - b * k), turn = k * (mean * there - b * here) - 1;
  const double turn_off =
      rounding * (std::abs(k) * (mean * std::abs(there) + b * std::abs(here)) + 1) + std::abs(k * there) * mean_off;
  both_sides out;
  out.p.a = {bent + rest, rounding * (std::abs(bent) + std::abs(rest)) + (1 + std::abs(rest)) * doubt +
                              (k == 1 ? 0 : rounding * (1 + b * k * trigamma(a)))};
  out.p.c = {-turn / c, turn_off / std::abs(c)};
  out.p.log_s = {d * rise, std::abs(d) * mean_off};
  const double gap = b > a ? digamma_difference(a, b - a) : -digamma_difference(b, a - b);
  const double other = (k - 1) * here;
  out.q.a = {gap - d * L - other,
             rounding * (std::abs(gap) + std::abs(d * L) + std::abs(other) + (k == 1 ? 0 : std::abs(here))) +
                 std::abs(d) * scales.error};
  out.q.c = {(turn + d * L * rise) / d,
             (turn_off + rounding * std::abs(d * L * rise) + std::abs(d * L) * mean_off) / std::abs(d)};
  out.q.log_s = {-d * rise, std::abs(d) * mean_off};
  return out;
}

bounded times(const bounded& x, double factor) {
  return {x.value * factor, x.error * std::abs(factor) + rounding * std::abs(x.value * factor)};
}
bounded sum(const bounded& x, const bounded& y) { return {x.value + y.value, x.error + y.error}; }

/// By a family's own parameters.
std::vector<bounded> by_parameters(const gamma& p, const by_coordinates& d) {
  return {d.a, times(d.log_s, -1 / p.rate())};
}
std::vector<bounded> by_parameters(const exponential& p, const by_coordinates& d) {
  return {times(d.log_s, -1 / p.rate())};
}
std::vector<bounded> by_parameters(const chi_squared&, const by_coordinates& d) { return {times(d.a, 0.5)}; }
std::vector<bounded> by_parameters(const chi&, const by_coordinates& d) { return {times(d.a, 0.5)}; }
std::vector<bounded> by_parameters(const weibull& p, const by_coordinates& d) {
  return {times(d.log_s, 1 / p.scale()), d.c};
}
std::vector<bounded> by_parameters(const rayleigh& p, const by_coordinates& d) {
  return {times(d.log_s, 1 / p.scale())};
}
std::vector<bounded> by_parameters(const half_normal& p, const by_coordinates& d) {
  return {times(d.log_s, 1 / p.scale())};
}
std::vector<bounded> by_parameters(const inverse_gamma& p, const by_coordinates& d) {
  return {d.a, times(d.log_s, 1 / p.rate())};
}
std::vector<bounded> by_parameters(const gumbel& p, const by_coordinates& d) {
  return {times(d.log_s, -1), times(d.c, -1 / p.scale() / p.scale())};
}
std::vector<bounded> by_parameters(const moyal& p, const by_coordinates& d) {
  return {times(d.log_s, -1), sum(times(d.log_s, std::numbers::ln2), times(d.c, -1 / p.scale() / p.scale()))};
}

}  // namespace

template <gamma_power_family P, gamma_power_family Q>
requires gamma_power_kin<P, Q> kin_gradient kl_gradient_of_kin(const P& p, const Q& q) {
  const both_sides found = in_coordinates(coordinates_of(p), coordinates_of(q));
  return {by_parameters(p, found.p), by_parameters(q, found.q)};
}

#define RELENT_KIN(P)                                                     \
  template kin_gradient kl_gradient_of_kin(const P&, const gamma&);       \
  template kin_gradient kl_gradient_of_kin(const P&, const exponential&); \
  template kin_gradient kl_gradient_of_kin(const P&, const chi_squared&); \
  template kin_gradient kl_gradient_of_kin(const P&, const chi&);         \
  template kin_gradient kl_gradient_of_kin(const P&, const weibull&);     \
  template kin_gradient kl_gradient_of_kin(const P&, const rayleigh&);    \
  template kin_gradient kl_gradient_of_kin(const P&, const half_normal&);
RELENT_KIN(gamma)
RELENT_KIN(exponential)
RELENT_KIN(chi_squared)
RELENT_KIN(chi)
RELENT_KIN(weibull)
RELENT_KIN(rayleigh)
RELENT_KIN(half_normal)
#undef RELENT_KIN
template kin_gradient kl_gradient_of_kin(const inverse_gamma&, const inverse_gamma&);
template kin_gradient kl_gradient_of_kin(const gumbel&, const gumbel&);
template kin_gradient kl_gradient_of_kin(const gumbel&, const moyal&);
template kin_gradient kl_gradient_of_kin(const moyal&, const gumbel&);
template kin_gradient kl_gradient_of_kin(const moyal&, const moyal&);

}  // namespace relent::closed
