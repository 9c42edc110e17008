#pragma once

#include <cstddef>
#include <span>

#include "relent/core/estimate.hpp"

namespace relent {

/// One side of a divergence over the same categories: how often each was observed, or the masses of a model.
struct category_list {
  std::span<const double> values;
  bool counted = true;
};

// Divergences, in nats, between what counts were drawn from and a model, or between what two counts were drawn from. At
// least one side is counted. n and m are the numbers of observations, x and y the counts, p and q their shares or the
// masses of a model; psi is the digamma function.
//
// Each has its bias taken off, and an interval that inverts a noncentral chi-square variable: near equality that is its
// distribution, further away it has the first- and second-order variance of the delta method (Agresti 2013, 16.1, for
// that; Zhang & Grabchak 2014 for the estimate). How often it holds the truth stands in docs/calibration.md. Where an
// observation is seldom repeated the notes say that the interval is no promise.
//
// Counts are whole numbers >= 0; masses are >= 0 and sum to 1 within 1e-9. Values are cut to the measure's range. Time
// and memory are linear. They throw error(errc::shape_mismatch) for sides of different length,
// error(errc::invalid_value) with the index for what is no count and no mass, error(errc::not_normalised) for masses of
// another sum, error(errc::empty) where nothing was observed, error(errc::out_of_range) for a level outside (0, 1), and
// error(errc::unsupported) where neither side is counted.

/// KL(P‖Q): sum p (log p - log q) with psi(x) - psi(n) for log p where P is counted, and psi(y+1) - psi(m+1) for log q
/// where Q is. Method `zhang_grabchak` (Zhang & Grabchak 2014, eq. 4; the closed form of its sums is due to Schuermann
/// 2015). A category that P does not show, though Q would have it seen mu < 10 times, takes off mu E_1(mu) e^mu / n:
/// what P's entropy is short of on average where P has as much of it as Q.
///
/// Infinite for certain where a model Q excludes what was observed. Where a counted Q merely has no observation of what
/// P shows, the estimate is finite and the upper limit infinite; the lower one is that of the same question with those
/// categories merged into the one where p/q is largest, which can only lower KL.
[[nodiscard]] estimate count_kl_divergence(const category_list& p, const category_list& q, double level = 0.95);

/// The cross-entropy -sum p log q, with psi(y+1) - psi(m+1) for log q where Q is counted. Of counts against a model it
/// is a mean, method `plug_in`, without bias, and the interval is the normal one. Infinities as KL.
[[nodiscard]] estimate count_cross_entropy(const category_list& p, const category_list& q, double level = 0.95);

/// The Jensen-Shannon divergence w KL(P‖M) + (1-w) KL(Q‖M), M = w P + (1-w) Q, 0 < w < 1: at shares, less the mean of
/// its second-order error, w/(2n) sum (1-p) (1 - w p/M) over what was seen of a counted P, likewise for Q. Method
/// `miller_madow`.
[[nodiscard]] estimate count_js_divergence(const category_list& p, const category_list& q, double weight = 0.5,
                                           double level = 0.95);

/// The mutual information of a table of counts c, row by row, with row and column sums r and s: sum (c/n) (psi(c) -
/// psi(r)
/// - psi(s) + psi(n)), less what the empty cells leave out of the joint entropy where they can expect fewer than 10
/// observations under independence, mu E_1(mu) e^mu / n each for mu of them. Method `zhang_grabchak`. Throws
/// error(errc::shape_mismatch) where the columns do not divide the table.
[[nodiscard]] estimate count_mutual_information(std::span<const double> counts, std::size_t columns,
                                                double level = 0.95);

}  // namespace relent
