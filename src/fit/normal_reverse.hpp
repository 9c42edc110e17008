#pragma once

#include <vector>

#include "relent/distribution/distribution.hpp"

#include "minimise.hpp"

namespace relent {

/// Where log target is resolved: between its far quantiles, with its own modes and kinks among the cuts, and beyond
/// them, where it has a density there, as far again as a normal with the target's spread may reach: there one
/// component's tail may overtake another's.
[[nodiscard]] std::vector<double> log_target_edges(const distribution& target);

/// KL(normal‖target) as a function of (mean - centre) / spread and log sd, with its gradient and Hessian, for a target
/// with a density on all of the line. With h_k = E[log target(m + s Z) He_k(Z)], of Hermite's polynomials, the
/// derivatives of E log target are h_1 / s, h_2, and h_2 / s^2, h_3 / s, 2 h_2 + h_4: all from one pass (Bonnet 1964,
/// Price 1958). The pass is Gauss' rule between edges that resolve log target, and two standard deviations apart at
/// most.
[[nodiscard]] smooth_function normal_reverse_kl(const distribution& target, double centre, double spread);

}  // namespace relent
