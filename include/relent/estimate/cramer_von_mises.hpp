#pragma once

#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent {

/// The two-sample test of Cramer and von Mises. Statistic: T = n m / (n + m)^2 sum (F(z) - G(z))^2 over all pooled
/// values z, F and G the cumulative shares (Anderson 1962, equation 2; equal values each count, Burr 1963).
///
/// p-value: the share of all ways of dealing the pooled values out that give a T as large, ties as they are: exactly
/// where that takes few steps (about 20 values a side, more where they tie or the sizes have a common factor). Else
/// the limit, a weighted sum of chi-squares: without ties with T moved and scaled to the limit's mean and variance
/// (Anderson 1962, section 4), with ties with the weights that those ties give. Small p-values keep their digits.
/// O(N log N) time, 24 bytes a value.
/// Throws what `ordered_counts` throws.
[[nodiscard]] equality_test cramer_von_mises(std::span<const double> x, std::span<const double> y);

/// The same of values counted already, in increasing order. Throws error(errc::empty) for an empty side.
[[nodiscard]] equality_test cramer_von_mises(std::span<const count_pair> ordered);

}  // namespace relent
