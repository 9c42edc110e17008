#pragma once

#include <span>

#include "relent/core/estimate.hpp"
#include "relent/distribution/distribution.hpp"

namespace relent {

/// The cross-entropy -E_P[log q(X)] of the unknown distribution P of independent observations and a density q: the mean
/// of -log q(x_i), which has no bias. Method `plug_in`; the standard error is that of a mean, and the interval is the
/// normal one of this level; both are left out for fewer than 2 values. Infinite where q has no density at a value;
/// `notes` names the first such value.
///
/// Values finite. Time linear. Throws error(errc::empty) without values, error(errc::invalid_value) for NaN and
/// infinity, and where q's density is infinite at a value, error(errc::unsupported) where q has masses on whole
/// numbers, error(errc::out_of_range) for a level outside (0, 1).
[[nodiscard]] estimate sample_cross_entropy(std::span<const double> values, const distribution& q, double level = 0.95);

/// KL(P‖Q) = cross-entropy less P's entropy, which is estimated from the distances between neighbours: with e_i the
/// distance from x_i to its fifth neighbour, H = psi(n) - psi(5) + log 2 + mean log e_i. Method `knn`.
///
/// The standard error is that of the estimate on subsets of b = n/4 observations (at most 20,000), 200 of them drawn
/// without replacement, scaled from b to n; the interval is the normal one, cut at 0, as is the value. It leaves out
/// the bias, which falls as 1/n. At least 180 of 200 such intervals at 95% hold the truth for 300 to 500 normal or
/// exponential observations (tests/estimate/sample_divergence_test.cpp). Below 28 values there is no interval. Draws
/// are the same in every run.
///
/// A value that occurs more than five times is an atom, where a density has none: the estimated entropy is minus
/// infinity and KL infinite, which `notes` says, with the value. Infinite too where q has no density at a value.
///
/// Time n log n, memory 3 n numbers. Throws as `sample_cross_entropy`, and error(errc::empty) for a single value.
/// Source: Kozachenko & Leonenko 1987; Kraskov, Stoegbauer & Grassberger 2004, eq. 20; Politis & Romano 1994
/// (subsampling).
[[nodiscard]] estimate sample_kl_divergence(std::span<const double> values, const distribution& q, double level = 0.95);

}  // namespace relent
