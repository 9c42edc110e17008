#pragma once

#include <string>
#include <vector>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/divergence/divergence_between.hpp"

#include "pointwise.hpp"

namespace relent {

/// What an integral came to, and why where it is infinite.
struct pointwise_sum {
  double value = 0, error = 0;
  std::vector<std::string> notes{};
};

/// The divergence: integrated, or summed, over what the supports have in common, plus what the masses outside cost.
[[nodiscard]] pointwise_sum integral_of(const pointwise_divergence& what, double parameter, const distribution& p,
                                        const distribution& q, const divergence_options& how);

/// log of the integral of p^alpha q^(1-alpha), and a bound of its error, however small or large the integral is: it is
/// taken relative to the integrand's maximum. For supports that overlap. +infinity where it diverges.
[[nodiscard]] pointwise_sum log_affinity(double alpha, const distribution& p, const distribution& q,
                                         const divergence_options& how);

/// f of an integral, with the error carried through; f is monotone.
template <class F>
[[nodiscard]] estimate through(const pointwise_sum& sum, const F& f);

[[nodiscard]] estimate as_estimate(double value, double up, double down, std::vector<std::string> notes);

template <class F>
estimate through(const pointwise_sum& sum, const F& f) {
  const double below = sum.value - sum.error;
  return as_estimate(f(sum.value), f(sum.value + sum.error), f(below > 0 ? below : 0), sum.notes);
}

/// The answer's reason where a quadrature did not settle.
inline constexpr const char* unsettled = "the quadrature did not settle; trust the error bound, not the digits";

}  // namespace relent
