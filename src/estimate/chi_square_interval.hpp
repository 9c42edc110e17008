#pragma once

#include "relent/core/estimate.hpp"

namespace relent::estimating {

/// What is known of a plug-in value f(data) of a truth f >= 0 that is 0 where two distributions are equal, and whose
/// slope vanishes there.
struct bent_value {
  double plug_in;
  double bias;      ///< of the plug-in value, to second order
  double variance;  ///< to first order, so that it vanishes where f does
  double scale;     ///< near equality 2 scale plug_in is a chi-square variable with about 2 scale bias degrees of freedom
};

/// The interval of f, from equality outwards. Near equality T = 2 scale plug_in is a noncentral chi-square variable with
/// d = 2 scale bias degrees of freedom and noncentrality l = 2 scale f, mean d + l and variance 2 d + 4 l. Further away
/// the mean stays and the variance becomes 2 d + 4 r l, where r, one near equality, is told by the first-order variance;
/// for that T + (r - 1) l is taken for noncentral chi-square with noncentrality r l. Far away this is the normal
/// interval with the first- and second-order variance.
///
/// The interval holds every l under which T is neither among its smallest a(l) nor among its largest 1 - level - a(l).
/// Any a(l) gives the level; this one rises from 0 at l = 0 to (1 - level)/2, so that the interval is never empty and
/// holds 0 exactly where a one-sided test of equality does not reject.
[[nodiscard]] interval chi_square_interval(const bent_value& of, double level);

/// So many standard deviations to either side hold this share of a normal distribution.
[[nodiscard]] double normal_quantile(double level);

}  // namespace relent::estimating
