#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "relent/core/estimate.hpp"

namespace relent::estimating {

/// An estimate from some rows of each sample; their numbers rise, so that subsets of a sorted sample are sorted. `q` is
/// empty where there is one sample.
using subset_estimate = std::function<double(std::span<const std::uint32_t> p, std::span<const std::uint32_t> q)>;

/// What an estimate does on subsets that are drawn without replacement, as many at a time as are disjoint, and on
/// disjoint subsets of those.
struct subset_spread {
  std::size_t subsets;        ///< 0: too few rows for any
  std::size_t freedom;        ///< of the variances
  double fraction;            ///< of the rows, in each
  double rate;                ///< what the estimate from n rows is off by falls as n^-rate
  double mean;                ///< over the subsets
  double standard_error;      ///< of the estimate from all rows, whose variance falls as 1/n
  double extrapolated_error;  ///< of `extrapolated` with this rate
};

/// From n rows (and m of a second sample; 0 where there is none) subsets of the same fraction of each: a quarter, and
/// where both samples have more than 2,000 rows, 500 rows of the smaller, but not less than a 256th; a half of few
/// rows. They are drawn in rounds of disjoint ones, 8 rounds of quarters, 2 of small ones; so all of it costs what 16
/// estimates from all rows do below 2,000 rows, and from 8,000 on no more than 4. None where a subset's subset would
/// have fewer than `least` rows. The draws depend on the seed alone, not on the number of threads; `value` is called on
/// several at once. `seed` is best that of the data: with the same draws for all data, how they happen to fall is the
/// same error for all. Source: Politis & Romano 1994; of fractions that do not vanish, Wu 1990 (the delete-d
/// jackknife).
[[nodiscard]] subset_spread over_subsets(std::size_t n, std::size_t m, std::size_t least, double rate,
                                         const subset_estimate& value, int threads, std::uint64_t seed = 20'250'301);

/// The same for the same numbers in any order.
[[nodiscard]] std::uint64_t seed_of(std::span<const double> values);

/// The value at infinitely many rows, if what the estimate from n rows is off by falls as n^-rate: the estimates from
/// all rows and from subsets tell how much that is (Richardson).
[[nodiscard]] double extrapolated(double value, const subset_spread& spread, double rate);

/// Fills standard error, level and the interval: about the value extrapolated at the spread's rate, with its standard
/// error and Student's t, as wide as `found.value` needs to be in it, and cut to [low, high]. Leaves `found.value` as
/// it is. Nothing where there were no subsets, or where an estimate was not finite.
void add_subset_interval(estimate& found, double plain, const subset_spread& spread, double level, double low,
                         double high);

}  // namespace relent::estimating
