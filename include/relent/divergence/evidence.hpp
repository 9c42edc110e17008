#pragma once

#include <functional>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// E f(X) for X distributed as p: an integral of p f between p's modes, kinks and quantiles, or a sum over whole
/// numbers. f is called with places inside p's support, some hundred times to some ten thousand where it is not smooth.
///
/// Method `quadrature`. Error: `error_bound` is the difference of two rules (Gauss against Gauss-Kronrod, one step
/// against half of it in the tails), plus what rounding in p does, f taken as it is; a jump or a peak that none of the
/// places sees is not in it. Where the integral of the positive part alone diverges the value is infinite, of the
/// negative part alone minus infinity, and NaN where both do; `notes` says so.
///
/// Throws error(errc::invalid_value) where f is NaN at a place where p has mass, and what f throws.
[[nodiscard]] estimate expectation(const distribution& p, const std::function<double(double)>& f);

/// The evidence lower bound E_q[log_joint(Z) - log q(Z)] = E_q[log_joint(Z)] + H(q) in nats, for the log of the joint
/// density of what was observed and of z, as a function of z. It is the log evidence less KL(q‖posterior): the same
/// number whatever q is, less what q costs. Of one integral, so that it is exact where q is the posterior.
///
/// Method, error and what is thrown: as for `expectation`. Minus infinity where log_joint is so on a part of q's
/// support. Source: Jordan, Ghahramani, Jaakkola & Saul 1999, eq. 48; Bishop 2006, eq. 10.3.
[[nodiscard]] estimate evidence_lower_bound(const distribution& q, const std::function<double(double)>& log_joint);

}  // namespace relent
