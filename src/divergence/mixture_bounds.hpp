#pragma once

#include <optional>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// Between what KL(P‖Q) certainly lies, for normal distributions and mixtures of them; nothing for others.
///
/// The line is cut into slabs. On each the log density of a mixture is that of its largest component plus r, the log of
/// a sum of exponentials of quadratics, which lies between sums of their extremes there, and within h^2 / 8 max |r''|
/// of its chord; the integral of p times what remains, a quadratic, is a matter of P's truncated moments. So both
/// bounds are sums of closed forms, widened by their rounding; the slab with the widest gap is halved, as often as
/// `slabs` allows. Source: Nielsen & Sun 2016 (piecewise log-sum-exp bounds), with chords.
[[nodiscard]] std::optional<interval> certain_kl_bounds(const distribution& p, const distribution& q, int slabs = 64);

}  // namespace relent
