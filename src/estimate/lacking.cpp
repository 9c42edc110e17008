#include "estimate/lacking.hpp"

#include <cmath>

#include "distribution/special_functions.hpp"

namespace relent::estimating {

double kl_at_least(const lacking& of, double level) {
  const double log_tail = std::log((1 - level) / 2) - of.picked_from * std::log(2);
  const double times = std::nearbyint(of.share * of.all);
  const double p = of.all > 0 ? beta_lower_inverse(times, of.all - times + 1, std::exp(log_tail)) : of.share;
  const double q = -std::expm1(log_tail / of.others);  // (1 - q)^m is the tail
  return p > q ? p * std::log(p / q) + (p < 1 ? (1 - p) * std::log((1 - p) / (1 - q)) : 0) : 0;
}

}  // namespace relent::estimating
