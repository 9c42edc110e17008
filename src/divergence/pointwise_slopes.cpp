#include "pointwise_slopes.hpp"

#include <cmath>
#include <limits>

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// The two densities at a place, with what rounding may do to them.
struct both {
  both(double log_p_in, double log_q_in)
      : log_p(log_p_in), log_q(log_q_in), p(std::exp(log_p_in)), q(std::exp(log_q_in)) {}
  double log_p, log_q, p, q;

  [[nodiscard]] double ratio() const { return log_p - log_q; }
  /// p - q without cancellation.
  [[nodiscard]] double gap() const {
    return p > q ? -p * std::expm1(log_q - log_p) : q > 0 ? q * std::expm1(log_p - log_q) : 0;
  }
  [[nodiscard]] double p_off() const { return p > 0 ? p * 16 * eps * (std::abs(log_p) + 1) : 0; }
  [[nodiscard]] double q_off() const { return q > 0 ? q * 16 * eps * (std::abs(log_q) + 1) : 0; }
  [[nodiscard]] double ratio_off() const { return 16 * eps * (std::abs(log_p) + std::abs(log_q) + 1); }
};

slopes kl_at(double log_p, double log_q, double /*parameter*/) {
  const both at(log_p, log_q);
  slopes out{0, -at.gap(), 0, at.p_off() + at.q_off()};
  if (at.p > 0) {
    out.p = at.q == 0 && log_q == -infinity ? (log_p > -650 ? infinity : 0) : at.p * at.ratio();
    out.p_noise = at.p * at.ratio_off() + std::abs(at.ratio()) * at.p_off();
  }
  return out;
}

slopes cross_entropy_at(double log_p, double log_q, double /*parameter*/) {
  const both at(log_p, log_q);
  return at.p > 0 ? slopes{-at.p * log_q, -at.p, at.p * at.ratio_off() + std::abs(log_q) * at.p_off(), at.p_off()}
                  : slopes{};
}

slopes jeffreys_at(double log_p, double log_q, double parameter) {
  const slopes there = kl_at(log_p, log_q, parameter), back = kl_at(log_q, log_p, parameter);
  return {there.p + back.q, there.q + back.p, there.p_noise + back.q_noise, there.q_noise + back.p_noise};
}

slopes js_at(double log_p, double log_q, double w) {
  const both at(log_p, log_q);
  const double v = 1 - w, d = -at.ratio();
  if (at.p == 0 || at.q == 0) {
    return {at.p > 0 ? -w * at.p * std::log(w) : 0, at.q > 0 ? -v * at.q * std::log(v) : 0, at.p_off(), at.q_off()};
  }
  // log(m / p) and log(m / q)
  const double over_q = d > 0 ? std::log1p(w * std::expm1(-d)) : std::log1p(v * std::expm1(d)) - d;
  const double over_p = over_q + d;
  const double exact_p = d > 0 ? over_p : std::log1p(v * std::expm1(d));
  return {-w * at.p * exact_p, -v * at.q * over_q,
          at.p * v * at.ratio_off() + std::abs(exact_p) * at.p_off() + 4 * eps * at.p * std::abs(d),
          at.q * w * at.ratio_off() + std::abs(over_q) * at.q_off() + 4 * eps * at.q * std::abs(d)};
}

slopes affinity_at(double log_p, double log_q, double a) {
  const both at(log_p, log_q);
  if (log_p == -infinity) {
    return {0, (a - 1) * at.q, 0, at.q_off()};
  }
  if (log_q == -infinity) {
    return a > 1 && at.p > 0 ? slopes{infinity, infinity} : slopes{-a * at.p, 0, at.p_off(), 0};
  }
  const double d = log_q - log_p, log_mixed = log_p + (1 - a) * d, mixed = std::exp(log_mixed);
  const double t = (1 - a) * d, s = -a * d;
  const double above_p = std::abs(t) < 1 ? at.p * std::expm1(t) : mixed - at.p;
  const double above_q = std::abs(s) < 1 ? at.q * std::expm1(s) : mixed - at.q;
  const double off = mixed * 16 * eps * (std::abs(a * log_p) + std::abs((1 - a) * log_q) + 1);
  return {a * above_p, (1 - a) * above_q, a * (off + at.p_off()), std::abs(1 - a) * (off + at.q_off())};
}

slopes total_variation_at(double log_p, double log_q, double /*parameter*/) {
  const both at(log_p, log_q);
  const double side = log_p > log_q ? 0.5 : log_p < log_q ? -0.5 : 0;
  return {side * at.p, -side * at.q, at.p_off(), at.q_off()};
}

slopes chi_square_at(double log_p, double log_q, double /*parameter*/) {
  const both at(log_p, log_q);
  if (log_p == -infinity) {
    return {0, at.q, 0, at.q_off()};
  }
  if (log_q == -infinity) {
    return at.p > 0 ? slopes{infinity, infinity} : slopes{};
  }
  const double square = std::exp(2 * log_p - log_q), rise = std::expm1(log_p - log_q);  // p^2 / q, p / q - 1
  const double off = square * 16 * eps * (2 * std::abs(log_p) + std::abs(log_q) + 1);
  return {rise > 1 ? 2 * (square - at.p) : 2 * at.p * rise, rise > 1 ? at.q - square : -at.gap() * (rise + 2),
          2 * (off + at.p_off()), off + at.q_off()};
}

slopes triangular_at(double log_p, double log_q, double /*parameter*/) {
  const both at(log_p, log_q);
  const double t = std::tanh((log_p - log_q) / 2);  // (p - q) / (p + q); NaN where both are 0
  if (at.p == 0 && at.q == 0) {
    return {};
  }
  const double off = at.ratio_off() < infinity ? at.ratio_off() : 0;
  return {at.p * t * (2 - t), -at.q * t * (2 + t), 4 * at.p_off() + at.p * off, 4 * at.q_off() + at.q * off};
}

}  // namespace

sloped_measure slopes_of(std::string_view measure, double alpha, double weight) {
  if (measure == "kl_divergence") {
    return {.at = kl_at, .free_p = 1, .free_q = -1, .integrand = pointwise_kl()};
  }
  if (measure == "cross_entropy") {
    return {.at = cross_entropy_at};
  }
  if (measure == "jeffreys_divergence" || measure == "population_stability_index") {
    return {.at = jeffreys_at, .integrand = pointwise_jeffreys()};
  }
  if (measure.starts_with("js_")) {
    return {.at = js_at, .parameter = weight, .integrand = pointwise_js(weight)};
  }
  if (measure == "total_variation") {
    return {.at = total_variation_at, .integrand = pointwise_total_variation(), .kink_where_equal = true};
  }
  if (measure == "chi_square_pearson") {
    return {.at = chi_square_at, .integrand = pointwise_chi_square()};
  }
  if (measure == "triangular_discrimination") {
    return {.at = triangular_at, .integrand = pointwise_triangular()};
  }
  return {.at = affinity_at,
          .parameter = alpha,
          .free_p = alpha,
          .free_q = 1 - alpha,
          .integrand = pointwise_affinity(alpha),
          .integrand_sign = alpha < 1 ? -1.0 : 1.0};
}

}  // namespace relent
