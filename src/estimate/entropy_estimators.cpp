#include "estimate/entropy_estimators.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "distribution/special_functions.hpp"

namespace relent::estimating {
namespace {

/// log(n / c), exact to the last digits for c near n too.
double log_inverse_share(double c, double n) { return 2 * c > n ? -std::log1p(-(n - c) / n) : std::log(n / c); }

/// What taking one observation away changes c log c by: c log c - (c - 1) log(c - 1).
double one_less(double c) { return c > 1 ? std::log(c) - (c - 1) * std::log1p(-1 / c) : 0; }

}  // namespace

double grassberger_log(double c) { return std::numbers::ln2 + digamma(std::floor(c / 2) + 0.5); }

double plug_in_entropy(const count_profile& seen) {
  const double n = seen.observations;
  return sum_over(seen, [n](double c) { return c / n * log_inverse_share(c, n); });
}

double surprise_variance(const count_profile& seen) {
  const double n = seen.observations, mean = plug_in_entropy(seen);
  return sum_over(seen, [&](double c) {
    const double d = log_inverse_share(c, n) - mean;
    return c / n * d * d;
  });
}

double miller_madow_entropy(const count_profile& seen) {
  return plug_in_entropy(seen) + (seen.seen - 1) / (2 * seen.observations);
}

double grassberger_entropy(const count_profile& seen) {
  // G(c) = psi(c) + (-1)^c/2 (psi((c+1)/2) - psi(c/2)) is psi(floor(c/2) + 1/2) + log 2.
  const double n = seen.observations;
  return sum_over(
      seen, [n](double c) { return c / n * (std::log(n) - std::numbers::ln2 - digamma(std::floor(c / 2) + 0.5)); });
}

double chao_shen_entropy(const count_profile& seen) {
  const double n = seen.observations;
  const double once = seen.once == n ? n - 1 : seen.once;  // coverage 0 would leave nothing
  const double coverage = 1 - once / n;
  return sum_over(seen, [&](double c) {
    const double p = coverage * c / n, surprise = once == 0 ? log_inverse_share(c, n) : -std::log(p);
    return p * surprise / -std::expm1(n * std::log1p(-p));
  });
}

double jackknife_entropy(const count_profile& seen) {
  // n H - (n-1) sum (c/n) H(without one of c), in which all c log c cancel by hand.
  const double n = seen.observations, whole = one_less(n);
  return sum_over(seen, [&](double c) { return c / n * (whole - one_less(c)); });
}

double james_stein_entropy(const count_profile& seen, double categories) {
  const double n = seen.observations, target = 1 / categories, empty = categories - seen.seen;
  const double squares = sum_over(seen, [n](double c) { return c / n * (c / n); });
  const double distance =
      sum_over(seen, [&](double c) { return (c / n - target) * (c / n - target); }) + empty * target * target;
  const double noise = (1 - squares) / (n - 1);
  const double lambda = n > 1 && distance > 0 ? std::clamp(noise / distance, 0.0, 1.0) : 1;
  const auto term = [](double p) { return p > 0 ? -p * std::log(p) : 0; };
  return sum_over(seen, [&](double c) { return term(lambda * target + (1 - lambda) * (c / n)); }) +
         empty * term(lambda * target);
}

}  // namespace relent::estimating
