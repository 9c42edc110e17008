#pragma once

#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent {

/// The two-sample test of Anderson and Darling, which looks harder at the tails: the midrank statistic of Scholz and
/// Stephens (1987), equation 7, which is made for ties. Statistic: T = (A2 - 1) / sd, A2 less its mean without ties, by
/// its standard deviation then (their equations 4 and 5), as SciPy's `anderson_ksamp` gives it.
///
/// p-value: exact, over all ways of dealing the pooled values out, where those are few (about 11 values a side, more
/// with ties). Else the limit, a weighted sum of chi-squares: without ties with weights 1 / (j (j + 1)) at the
/// standardised T, with ties with the weights that those ties give, at A2 itself. Small p-values keep their digits.
/// O(N log N) time, 24 bytes a value.
/// Throws what `ordered_counts` throws.
[[nodiscard]] equality_test anderson_darling(std::span<const double> x, std::span<const double> y);

/// The same of values counted already, in increasing order. Throws error(errc::empty) for an empty side.
[[nodiscard]] equality_test anderson_darling(std::span<const count_pair> ordered);

}  // namespace relent
