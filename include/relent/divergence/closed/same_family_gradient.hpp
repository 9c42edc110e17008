#pragma once

#include <vector>

#include "relent/divergence/closed/same_family.hpp"

namespace relent::closed {

/// The derivatives of KL(P‖Q) with respect to the parameters of P and of Q, each with a bound of its rounding error.
struct kin_gradient {
  std::vector<bounded> p, q;
};

// The gradients of `kl_of_kin`. Each vanishes where P = Q, and is exact within some roundings of the terms that cancel
// there. P's support is taken to lie within Q's, with no end in common that moves, and all parameters to lie inside
// their ranges (no probability of 0 or 1).
[[nodiscard]] kin_gradient kl_gradient_of_kin(const normal& p, const normal& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const log_normal& p, const log_normal& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const logit_normal& p, const logit_normal& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const laplace& p, const laplace& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const cauchy& p, const cauchy& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const uniform& p, const uniform& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const pareto& p, const pareto& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const beta& p, const beta& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const continuous_bernoulli& p, const continuous_bernoulli& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const von_mises& p, const von_mises& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const bernoulli& p, const bernoulli& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const poisson& p, const poisson& q);
[[nodiscard]] kin_gradient kl_gradient_of_kin(const geometric& p, const geometric& q);

/// Powers of gamma variables; exp(-X) is one for Gumbel's and Moyal's X.
template <class P>
concept gamma_power_family = power_of_gamma<P> || one_of<P, gumbel, moyal>;
template <class P, class Q>
concept gamma_power_kin = (positive_power_of_gamma<P> && positive_power_of_gamma<Q>) ||
                          (one_of<P, inverse_gamma> && one_of<Q, inverse_gamma>) ||
                          (one_of<P, gumbel, moyal> && one_of<Q, gumbel, moyal>);
template <gamma_power_family P, gamma_power_family Q>
requires gamma_power_kin<P, Q>
[[nodiscard]] kin_gradient kl_gradient_of_kin(const P& p, const Q& q);

}  // namespace relent::closed
