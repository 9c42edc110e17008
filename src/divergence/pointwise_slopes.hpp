#pragma once

#include <string_view>

#include "pointwise.hpp"

namespace relent {

/// p h_p and q h_q of a divergence's integrand h(p, q), at one place: what the derivatives of log p and log q are
/// multiplied with. Up to multiples of p and q, whose integrals do not change while the masses stay 1; chosen so that
/// both vanish where p = q.
struct slopes {
  double p = 0, q = 0;
  double p_noise = 0, q_noise = 0;  ///< how far rounding in log p and log q may put them off
};

/// How a measure is differentiated.
struct sloped_measure {
  slopes (*at)(double log_p, double log_q, double parameter);
  double parameter = 0;
  /// What the multiples of p and q left out come to, where a parameter is a mass (a weight) varied alone.
  double free_p = 0, free_q = 0;
  /// The integrand itself, for the ends that move; none for the cross-entropy, where it is -p log q.
  pointwise_divergence integrand{};
  double integrand_sign = 1;
  bool kink_where_equal = false;
};

/// The slopes of the integral that a measure is a function of; the affinity integral of p^alpha q^(1-alpha) for the
/// measures made of it. Not for reverse_kl_divergence and chi_square_neyman, which are others' of the swapped pair.
[[nodiscard]] sloped_measure slopes_of(std::string_view measure, double alpha, double weight);

}  // namespace relent
