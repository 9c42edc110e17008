#pragma once

#include <optional>

#include "relent/distribution/distribution.hpp"

namespace relent {

/// -log of the integral of p^alpha q^(1-alpha): >= 0 for alpha < 1, <= 0 beyond, where it may be -infinity.
struct closed_gap {
  double value;
  double error;
};

/// In closed form, where P and Q belong to one exponential family (closed/affinity.hpp) or are uniform.
///
/// With M the member between them, the gap is alpha KL(M, P) + (1 - alpha) KL(M, Q), or, beyond P (alpha > 1),
/// -(KL(P, M) + (alpha - 1) KL(P, Q)): terms of one sign, each a closed form without cancellation. The first is
/// stationary in M, so that M's rounding counts to second order only, also where P and Q are nearly equal.
/// Source: Nielsen & Nock 2011 (the skew Jensen gap of the log-normaliser), split into its Bregman divergences.
[[nodiscard]] std::optional<closed_gap> closed_affinity_gap(double alpha, const distribution& p, const distribution& q);

}  // namespace relent
