#pragma once

#include "integrand.hpp"

namespace relent {

/// A divergence as an integral over the places where both P and Q live, from log p and log q, and what each unit of
/// mass adds that only one of them has. The integrand is >= 0, and 0 only where p = q.
struct pointwise_divergence {
  integrand_value (*at)(double log_p, double log_q, double parameter);
  double only_p, only_q;  ///< infinite: the measure is, where there is such mass
  bool kink_where_equal = false;
  bool of_powers = false;  ///< of p/q, that may outweigh masses far out
};

[[nodiscard]] pointwise_divergence pointwise_kl() noexcept;
[[nodiscard]] pointwise_divergence pointwise_jeffreys() noexcept;
/// P's weight is the parameter.
[[nodiscard]] pointwise_divergence pointwise_js(double weight) noexcept;
/// |1 - integral of p^alpha q^(1-alpha)|; the order is the parameter.
[[nodiscard]] pointwise_divergence pointwise_affinity(double alpha) noexcept;
[[nodiscard]] pointwise_divergence pointwise_total_variation() noexcept;
/// (p - q)^2 / q
[[nodiscard]] pointwise_divergence pointwise_chi_square() noexcept;
/// (p - q)^2 / (p + q)
[[nodiscard]] pointwise_divergence pointwise_triangular() noexcept;

}  // namespace relent
