#pragma once

#include "relent/fit/fit.hpp"

#include "objective.hpp"

namespace relent {

/// Every local optimum, among mixtures of so many normals, of a divergence that is an integral of a function of both
/// densities: by its gradient in log weights, means and log standard deviations, from the target's parts and random
/// shares. Optima that differ only in the order of the components are one. An optimum whose components coincide, or
/// one of which has no weight, is none: fewer components do as well, which is said where nothing else is found.
///
/// The integral is by Gauss' rule between edges that resolve target and log target and, in steps of two standard
/// deviations, every component. Throws error(errc::unsupported) for the distances between quantile functions, and as
/// `fit`.
[[nodiscard]] fit_answer mixtures_near_density(const distribution& target, const fit_family& family,
                                               const fit_options& how, const objective& by);

}  // namespace relent
