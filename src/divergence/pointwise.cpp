#include "pointwise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bregman.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// How far off a log density may be.
double doubt(double log_density) { return 16 * eps * (std::abs(log_density) + 1); }

/// Both absent: nothing there, whatever the measure.
bool both_absent(double log_p, double log_q) { return log_p == -infinity && log_q == -infinity; }
constexpr integrand_value nothing{0, 0, -infinity};

/// Q is 0; or its log density is beyond doubles, and then P is tiny there, and nobody knows P's share: it is left out,
/// and counted as an error as if log(p/q) were a million times the largest double.
integrand_value vanished(double log_p) {
  constexpr double log_share = 709.8 + 13.8;
  return log_p > -650 ? integrand_value{infinity, 0, infinity}
                      : integrand_value{0, std::exp(log_p + log_share), infinity};
}

/// p (e^d - 1 - d), d = log(q/p): p log(p/q) - p + q.
integrand_value kl_at(double log_p, double log_q, double /*parameter*/) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double p = std::exp(log_p), q = std::exp(log_q);
  if (log_p == -infinity) {
    return {q, q * doubt(log_q), log_q};
  }
  if (log_q == -infinity) {
    return vanished(log_p);
  }
  const double d = log_q - log_p;
  const double value = log_p < -600 && d < 1  // p may underflow where p d does not
                           ? std::exp(log_p + std::log(closed::expm1mx(d)))
                           : std::abs(d) > 0.5 ? q - p * (1 + d) : p * closed::expm1mx(d);
  return {value, p * std::abs(d) * doubt(log_p) + std::abs(p - q) * doubt(log_q) + 4 * eps * value,
          d == 0 ? -infinity : std::max(log_p + std::log(std::abs(d)), log_q)};
}

integrand_value jeffreys_at(double log_p, double log_q, double /*parameter*/) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double larger = std::max(log_p, log_q), p = std::exp(log_p), q = std::exp(log_q);
  if (log_p == -infinity || log_q == -infinity) {
    return {p + q > 0 ? infinity : 0, 0, infinity};
  }
  const double d = log_q - log_p, gap = std::exp(larger) * -std::expm1(-std::abs(d)), value = gap * std::abs(d);
  return {value, (p * std::abs(d) + gap) * doubt(log_p) + (q * std::abs(d) + gap) * doubt(log_q) + 4 * eps * value,
          d == 0 ? -infinity : larger + std::log(std::abs(d))};
}

/// w p log(p/m) + (1 - w) q log(q/m), each part with what makes it non-negative.
integrand_value js_at(double log_p, double log_q, double w) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double p = std::exp(log_p), q = std::exp(log_q), v = 1 - w, d = log_q - log_p;
  double value, to_p, to_q;  // log(m/p), log(m/q)
  if (d > 0) {
    to_q = std::log1p(w * std::expm1(-d));
    to_p = to_q + d;
  } else {
    to_p = std::log1p(v * std::expm1(d));
    to_q = to_p - d;
  }
  if (w == 0.5 && std::abs(d) < 1) {
    const double s = std::sinh(d / 4);
    value = (p + q) / 4 * (d * std::tanh(d / 2) - 2 * std::log1p(2 * s * s));
  } else {
    const double m = w * p + v * q;
    value = (p == 0               ? w * m
             : std::abs(to_p) > 1 ? w * (m - p * (1 + to_p))
                                  : w * p * closed::expm1mx(to_p)) +
            (q == 0               ? v * m
             : std::abs(to_q) > 1 ? v * (m - q * (1 + to_q))
                                  : v * q * closed::expm1mx(to_q));
  }
  const double noise =
      (p == 0 ? 0 : w * p * std::abs(to_p) * doubt(log_p)) + (q == 0 ? 0 : v * q * std::abs(to_q) * doubt(log_q));
  return {value, noise + 4 * eps * value, std::max(log_p, log_q)};
}

/// |p^a q^(1-a) - a p - (1 - a) q|: of one sign by the inequality of the means.
integrand_value affinity_at(double log_p, double log_q, double a) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double p = std::exp(log_p), q = std::exp(log_q);
  if (log_p == -infinity) {
    return {std::abs(1 - a) * q, q * doubt(log_q), log_q};
  }
  if (log_q == -infinity) {
    return a > 1 ? integrand_value{p > 0 ? infinity : 0, 0, infinity} : integrand_value{a * p, p * doubt(log_p), log_p};
  }
  const double d = log_q - log_p, t = (1 - a) * d;
  const double mixed = std::exp(log_p + t);
  const bool small = std::abs(d) < 1 && std::abs(t) < 1;
  const double value =
      small ? p * std::abs(closed::expm1mx(t) - (1 - a) * closed::expm1mx(d)) : std::abs(mixed - a * p - (1 - a) * q);
  const double from_p = small ? p * std::abs(std::expm1(t)) : std::abs(mixed - p);
  const double from_q = small ? p * std::abs(std::expm1(t) - std::expm1(d)) : std::abs(mixed - q);
  const double cancelled = small ? 0 : 4 * eps * (mixed + a * p + std::abs(1 - a) * q);
  return {value, a * from_p * doubt(log_p) + std::abs(1 - a) * from_q * doubt(log_q) + cancelled + 4 * eps * value,
          std::max({log_p + t, log_p, log_q})};
}

integrand_value total_variation_at(double log_p, double log_q, double /*parameter*/) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double larger = std::max(log_p, log_q), p = std::exp(log_p), q = std::exp(log_q);
  const double value = std::exp(larger) * -std::expm1(-std::abs(log_q - log_p)) / 2;
  return {value, (p == 0 ? 0 : p * doubt(log_p)) + (q == 0 ? 0 : q * doubt(log_q)), larger};
}

integrand_value chi_square_at(double log_p, double log_q, double /*parameter*/) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  if (log_p == -infinity) {
    return {std::exp(log_q), std::exp(log_q) * doubt(log_q), log_q};
  }
  const double p = std::exp(log_p);
  if (log_q == -infinity) {
    return {p > 0 ? infinity : 0, 0, infinity};
  }
  const double d = log_q - log_p, gap = -std::expm1(-std::abs(d));
  const double log_scale = d < 0 ? 2 * log_p - log_q : log_q;  // (p - q)^2 / q = scale (1 - e^-|d|)^2
  const double scale = std::exp(log_scale);
  const double from_p = 2 * (d < 0 ? scale : p) * gap, from_q = 2 * scale * gap;
  return {scale * gap * gap, (from_p > 0 ? from_p * doubt(log_p) : 0) + (from_q > 0 ? from_q * doubt(log_q) : 0),
          log_scale};
}

integrand_value triangular_at(double log_p, double log_q, double /*parameter*/) {
  if (both_absent(log_p, log_q)) {
    return nothing;
  }
  const double p = std::exp(log_p), q = std::exp(log_q), t = std::tanh((log_q - log_p) / 2);
  const double off = (p > 0 ? p * doubt(log_p) : 0) + (q > 0 ? q * doubt(log_q) : 0);
  return {(p + q) * t * t, 4 * std::abs(t) * off, std::max(log_p, log_q)};
}

}  // namespace

pointwise_divergence pointwise_kl() noexcept { return {kl_at, infinity, 1}; }
pointwise_divergence pointwise_jeffreys() noexcept { return {jeffreys_at, infinity, infinity}; }
pointwise_divergence pointwise_js(double weight) noexcept {
  return {js_at, -weight * std::log(weight), -(1 - weight) * std::log1p(-weight)};
}
pointwise_divergence pointwise_affinity(double alpha) noexcept {
  return {affinity_at, alpha > 1 ? infinity : alpha, std::abs(1 - alpha), false, alpha > 1};
}
pointwise_divergence pointwise_total_variation() noexcept { return {total_variation_at, 0.5, 0.5, true}; }
pointwise_divergence pointwise_chi_square() noexcept { return {chi_square_at, infinity, 1, false, true}; }
pointwise_divergence pointwise_triangular() noexcept { return {triangular_at, 1, 1}; }

}  // namespace relent
