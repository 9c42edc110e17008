#pragma once

#include <span>

namespace relent {

/// What is kept of values that went by: of each bin how many (or what weight) and their sum.
struct bin_sums {
  std::span<const double> counts{};
  std::span<const double> sums{};
};

struct bounded_distance {
  double value = 0;
  double bound = 0;  ///< the distance of the values themselves is within this of `value`
};

/// The Wasserstein distance of order 1 between two sets of values of which only counts and sums by bin are kept.
///
/// edges: bins + 1 finite rising numbers; bin k holds edges[k] <= x <= edges[k + 1]. Over a bin where one cumulative
/// distribution stays above the other the integral of |F - G| is a difference of means, and exact; `bound` is what the
/// other bins, where they may cross, leave open. Sides are divided by their counts.
/// Throws: error(errc::empty, shape_mismatch, invalid_value) for bad edges, counts, and sums that no values of their
/// bin could have (beyond rounding).
[[nodiscard]] bounded_distance binned_wasserstein(std::span<const double> edges, const bin_sums& p, const bin_sums& q);

}  // namespace relent
