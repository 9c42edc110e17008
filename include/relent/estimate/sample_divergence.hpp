#pragma once

#include <span>

#include "relent/core/estimate.hpp"
#include "relent/core/matrix.hpp"
#include "relent/distribution/distribution.hpp"
#include "relent/joint/joint_distribution.hpp"

namespace relent {

// KL(P‖Q) and the cross-entropy -E_P[log q] where one side or both are independent observations, in nats. `level` is
// that of the interval, `threads` 0 all the machine's; answers do not depend on it, nor do they change from run to run.
//
// Entropies and cross-entropies of data are from distances to k-th neighbours, k = 5 (more from 4 columns on, as
// sample_entropy.hpp says, against a density), method `knn`; a line's entropy is by spacings, as there:
//   H(P) = psi(n) - psi(k) + log V_d + d mean log e_i,          e_i from x_i to its k-th nearest among the others,
//   -E_P[log q] = psi(m + 1) - psi(k) + log V_d + d mean log f_i,      f_i from x_i to its k-th nearest of Q's m,
// with V_d the volume of the unit ball; KL is their difference. In d >= 2 dimensions columns are first divided by their
// spread, and the value is the one extrapolated at rate 2/d from all rows and subsets of them.
//
// The interval is from subsets of the observations without replacement (a quarter of them; 500 of many) and subsets of
// those: Student's, about the value extrapolated at rate 1/d. How often it holds the truth is measured, in
// docs/calibration.md; above 5 dimensions only its lower end is given, and `notes` says so. KL and its interval are cut
// at 0. Without interval below 24 observations on a side, and a note.
//
// Values that repeat are looked into. Two samples: multiples of a step are spread over their cells, so that what is
// estimated is KL of the cells' masses; a few values again and again are counted; values that occur more than five
// times among others are atoms beside a density; `notes` tells. Against a density: multiples of a step are taken as
// rounded, and Q's masses of the rounding cells stand for its density; atoms make KL infinite. What is infinite has its
// reason in `notes`: an atom or a value where Q has no density, which is certain, or a repeated value that the sample
// of Q lacks, which may be merely unseen, with what can be said of KL all the same.
//
// All throw error(errc::invalid_value) for NaN and infinity, with the index; error(errc::out_of_range) for a level
// outside (0, 1); error(errc::empty) for fewer than 2 values, or no more rows than columns; and of rows
// error(errc::shape_mismatch) where the columns are not as many, error(errc::invalid_value) for a constant column and
// error(errc::unsupported) for one of a few repeated values.
//
// Time n log n on a line and for few columns, up to n m for many (docs/performance.md); memory linear.
// Source: Kozachenko & Leonenko 1987; Wang, Kulkarni & Verdu 2009, eq. 5; Politis & Romano 1994 (subsampling).

/// Against a density: the mean of -log q(x_i), which has no bias. Method `plug_in`; the standard error is that of a
/// mean, and the interval is the normal one. Infinite where q has no density at a value; `notes` names the first such.
/// Throws error(errc::invalid_value) also where q's density is infinite at a value, error(errc::unsupported) where q
/// has masses on whole numbers.
[[nodiscard]] estimate sample_cross_entropy(std::span<const double> values, const distribution& q, double level = 0.95);
[[nodiscard]] estimate sample_cross_entropy(const matrix& rows, const joint_distribution& q, double level = 0.95);

/// KL(P‖Q) of observations of P and a density q: the cross-entropy above less P's entropy. On a line `notes` has the
/// p-values of goodness_of_fit.hpp, where the values are not rounded.
[[nodiscard]] estimate sample_kl_divergence(std::span<const double> values, const distribution& q, double level = 0.95,
                                            int threads = 0);
/// Of rows; q is over all of R^d or a box of it.
[[nodiscard]] estimate sample_kl_divergence(const matrix& rows, const joint_distribution& q, double level = 0.95,
                                            int threads = 0);

/// Both sides observed.
[[nodiscard]] estimate sample_cross_entropy(std::span<const double> p, std::span<const double> q, double level = 0.95,
                                            int threads = 0);
[[nodiscard]] estimate sample_cross_entropy(const matrix& p, const matrix& q, double level = 0.95, int threads = 0);
[[nodiscard]] estimate sample_kl_divergence(std::span<const double> p, std::span<const double> q, double level = 0.95,
                                            int threads = 0);
[[nodiscard]] estimate sample_kl_divergence(const matrix& p, const matrix& q, double level = 0.95, int threads = 0);

/// KL(P‖Q) of a density p and observations of Q: the mean of log p - log q over points that stand for p (the middles of
/// equal shares of it; draws of a joint one), with the density q from neighbours. Where p has a share beyond the
/// observations, q is extrapolated there, and `notes` says so.
[[nodiscard]] estimate density_kl_divergence(const distribution& p, std::span<const double> q, double level = 0.95,
                                             int threads = 0);
[[nodiscard]] estimate density_kl_divergence(const joint_distribution& p, const matrix& q, double level = 0.95,
                                             int threads = 0);
/// -E_P[log q] the same way.
[[nodiscard]] estimate density_cross_entropy(const distribution& p, std::span<const double> q, double level = 0.95,
                                             int threads = 0);
[[nodiscard]] estimate density_cross_entropy(const joint_distribution& p, const matrix& q, double level = 0.95,
                                             int threads = 0);

}  // namespace relent
