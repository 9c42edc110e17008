#include "affinity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pointwise.hpp"
#include "pointwise_integral.hpp"

namespace relent {
namespace {

bool is_logarithm(std::string_view measure) {
  return measure == "renyi_divergence" || measure == "bhattacharyya_distance";
}

/// The measure from |A - 1|, which is computed without cancellation.
double from_change(std::string_view measure, double alpha, double j) {
  const double change = alpha < 1 ? -std::min(j, 1.0) : j;
  if (is_logarithm(measure)) {
    return measure == "renyi_divergence" ? std::log1p(change) / (alpha - 1) : -std::log1p(change);
  }
  if (measure == "hellinger_distance") {
    return std::sqrt(std::min(j, 1.0));
  }
  const double power = change / (alpha - 1);
  return measure == "alpha_divergence" ? power / alpha : power;
}

}  // namespace

estimate of_affinity(std::string_view measure, double alpha, const distribution& p, const distribution& q,
                     const divergence_options& how) {
  const bool pearson = measure == "chi_square_pearson";
  const pointwise_sum sum = pearson ? integral_of(pointwise_chi_square(), 0, p, q, how)
                                    : integral_of(pointwise_affinity(alpha), alpha, p, q, how);
  if (pearson) {
    return through(sum, [](double x) { return x; });
  }
  // Where A is nearly 0, or beyond doubles, 1 - A does not say what log A is.
  const support a = p.support(), b = q.support();
  const double lower = std::max(a.lower, b.lower), upper = std::min(a.upper, b.upper);
  const bool overlap = a.lattice ? lower <= upper : lower < upper;
  const bool outside = alpha > 1 && (a.lower < b.lower || a.upper > b.upper);
  if (is_logarithm(measure) && overlap && !outside && (alpha < 1 ? sum.value > 0.5 : std::isinf(sum.value))) {
    const pointwise_sum log_a = log_affinity(alpha, p, q, how);
    if (std::isfinite(log_a.value)) {
      const double factor = measure == "renyi_divergence" ? 1 / (alpha - 1) : -1, value = factor * log_a.value;
      const double off = std::abs(factor) * log_a.error;
      return as_estimate(value, value + off, value - off, log_a.notes);
    }
  }
  return through(sum, [&](double j) { return from_change(measure, alpha, j); });
}

}  // namespace relent
