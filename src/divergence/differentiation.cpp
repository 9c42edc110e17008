#include "differentiation.hpp"

#include <cmath>
#include <limits>

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

/// log A and the logarithm's own derivative: weights p^alpha q^(1-alpha) / A, however small A is.
differentiation of_log_affinity(double alpha, double log_affinity, double factor) {
  const auto log_size = [=](double log_p, double log_q) {
    return log_p == -infinity || log_q == -infinity ? -infinity : log_p + (1 - alpha) * (log_q - log_p) - log_affinity;
  };
  return {.slopes_at =
              [=](double log_p, double log_q) {
                const double share = std::exp(log_size(log_p, log_q));
                const double off =
                    share > 0 ? share * 16 * eps * (std::abs(alpha * log_p) + std::abs((1 - alpha) * log_q) + 1) : 0;
                return slopes{alpha * share, (1 - alpha) * share, alpha * off, std::abs(1 - alpha) * off};
              },
          .integrand = [=](double log_p, double log_q) { return std::exp(log_size(log_p, log_q)); },
          .peak = log_size,
          .factor = factor};
}

}  // namespace

double doubt_of(const estimate& value) {
  return value.method == method::monte_carlo && value.interval ? (value.interval->upper - value.interval->lower) / 2
                                                               : value.error_bound.value_or(0);
}

differentiation differentiate(std::string_view measure, const estimate& value, const divergence_options& how) {
  const bool half = measure == "hellinger_distance" || measure == "bhattacharyya_distance";
  const double alpha = half ? 0.5 : how.alpha;
  const double relative = value.value > 0 ? doubt_of(value) / value.value : 0;
  if (measure == "bhattacharyya_distance" || measure == "renyi_divergence") {
    const double factor = half ? -1 : 1 / (alpha - 1), log_affinity = value.value / factor;
    if (std::abs(log_affinity) > 0.5) {
      differentiation out = of_log_affinity(alpha, log_affinity, factor);
      out.factor_error = doubt_of(value) / std::abs(factor);
      return out;
    }
  }
  const sloped_measure known = slopes_of(measure, alpha, how.weight);
  differentiation out{
      .slopes_at = [known](double log_p, double log_q) { return known.at(log_p, log_q, known.parameter); },
      .integrand =
          [known](double log_p, double log_q) {
            if (known.integrand.at == nullptr) {
              return log_p == -infinity ? 0 : -std::exp(log_p) * log_q;
            }
            return known.integrand_sign * known.integrand.at(log_p, log_q, known.parameter).value;
          },
      .free_p = known.free_p,
      .free_q = known.free_q,
      .kink_where_equal = known.kink_where_equal};
  if (measure == "bhattacharyya_distance") {
    out.factor = -std::exp(value.value);
    out.factor_error = doubt_of(value);
  } else if (measure == "renyi_divergence") {
    out.factor = std::exp((1 - alpha) * value.value) / (alpha - 1);
    out.factor_error = std::abs(1 - alpha) * doubt_of(value);
  } else if (measure == "tsallis_divergence" || measure == "alpha_divergence") {
    out.factor = 1 / (alpha - 1) / (measure == "alpha_divergence" ? alpha : 1);
  } else if (measure == "hellinger_distance" || measure == "js_distance") {
    out.factor = (half ? -0.5 : 0.5) / value.value;
    out.factor_error = relative;
  }
  return out;
}

}  // namespace relent
