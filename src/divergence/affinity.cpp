#include "affinity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "closed_affinity.hpp"
#include "pointwise.hpp"
#include "pointwise_integral.hpp"

namespace relent {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double eps = std::numeric_limits<double>::epsilon();

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

std::optional<estimate> closed_form(std::string_view measure, double alpha, const distribution& p,
                                    const distribution& q) {
  const auto gap = closed_affinity_gap(alpha, p, q);
  if (!gap) {
    return std::nullopt;
  }
  estimate out{.value = measure_of_gap(measure, alpha, gap->value), .method = method::closed_form, .error_bound = 0.0};
  if (std::isinf(gap->value)) {
    out.notes.push_back(fmt::format(
        "the integral of p^{0:.6g} q^{1:.6g} diverges: beside P = {2}, the density of Q = {3} vanishes too fast", alpha,
        1 - alpha, p.text(), q.text()));
  } else if (std::isinf(out.value)) {
    return std::nullopt;
  } else {
    // Of a gap's sign there is no doubt, and measures are monotone in it.
    const double size = std::abs(gap->value), less = std::max(size - gap->error, 0.0), more = size + gap->error;
    const double sign = gap->value < 0 ? -1 : 1;
    out.error_bound = std::max(std::abs(measure_of_gap(measure, alpha, sign * more) - out.value),
                               std::abs(measure_of_gap(measure, alpha, sign * less) - out.value)) +
                      4 * eps * std::abs(out.value);
  }
  return out;
}

pointwise_sum integral(std::string_view measure, double alpha, const distribution& p, const distribution& q,
                       const divergence_options& how) {
  return measure == "chi_square_pearson" ? integral_of(pointwise_chi_square(), 0, p, q, how)
                                         : integral_of(pointwise_affinity(alpha), alpha, p, q, how);
}

}  // namespace

double measure_of_gap(std::string_view measure, double alpha, double gap) {
  return measure == "renyi_divergence"         ? gap / (1 - alpha)
         : measure == "bhattacharyya_distance" ? gap
                                               : from_change(measure, alpha, std::abs(std::expm1(-gap)));
}

estimate of_affinity(std::string_view measure, double alpha, const distribution& p, const distribution& q,
                     const divergence_options& how) {
  if (how.closed_form) {
    if (auto found = closed_form(measure, alpha, p, q)) {
      return *std::move(found);
    }
  }
  const pointwise_sum sum = integral(measure, alpha, p, q, how);
  // Where A is nearly 0, or beyond doubles, 1 - A does not say what log A is.
  const support a = p.support(), b = q.support();
  const double lower = std::max(a.lower, b.lower), upper = std::min(a.upper, b.upper);
  const bool overlap = a.lattice ? lower <= upper : lower < upper;
  const bool outside = alpha > 1 && (a.lower < b.lower || a.upper > b.upper);
  if (is_logarithm(measure) && overlap && !outside && (alpha < 1 ? sum.value > 0.5 : sum.value == infinity)) {
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
