#pragma once

#include <functional>
#include <vector>

#include "relent/distribution/distribution.hpp"

#include "lattice_sum.hpp"

namespace relent {

/// How far out cuts go: to where a tail has so much left. Measures that no mass outweighs need `of_mass`; powers of the
/// ratio p/q, as chi-squares have, may weigh what lies beyond.
enum class cut_depth { of_mass, of_powers };

/// Where an integral over [lower, upper] is cut: both ends, and inside them the modes, kinks and quantiles of both
/// distributions (of their components, for mixtures), rising; quantiles that lie nearer to another cut than they do to
/// the next of their own are left out. There are at least two finite points.
[[nodiscard]] std::vector<double> cut_points(const distribution& p, const distribution& q, double lower, double upper,
                                             cut_depth depth = cut_depth::of_mass);

/// The whole numbers between two ends as a sum runs over them: from P's median, with every mass of P and of Q
/// (of their components, for mixtures) above 1e-12 inside the core, as far as it is not wider than 200,000.
[[nodiscard]] lattice_range lattice_core(const distribution& p, const distribution& q, double lower, double upper);

/// The maximum of g, the log of an integrand's size, with points around its peak added to the cuts: it may lie far from
/// the masses of both P and Q.
double add_peak(const std::function<double(double)>& g, std::vector<double>& points);

/// Adds to rising points the places between finite ones where f changes its sign, as found from eight looks a piece.
void add_sign_changes(const std::function<double(double)>& f, std::vector<double>& points);

}  // namespace relent
