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

/// What an estimate does on subsets that are drawn without replacement, as many at a time as are disjoint.
struct subset_spread {
  std::size_t subsets;  ///< 0: too few rows for any
  double fraction;      ///< of the rows, in each
  double mean;
  double standard_error;  ///< of the estimate from all rows, if its variance falls as 1/n
};

/// From n rows (and m of a second sample; 0 where there is none) 64 subsets of the same fraction of each: a quarter,
/// and where both samples have more than 2,000 rows, 500 rows of the smaller, but not less than a sixteenth. So 64
/// estimates cost what 16 from all rows do below 2,000 rows, and from 8,000 on no more than 4. None where a subset
/// would have fewer than `least` rows. The draws are the same in every run and for any number of threads; `value` is
/// called on several at once. Source: Politis & Romano 1994; of fractions that do not vanish, Wu 1990 (the delete-d
/// jackknife).
[[nodiscard]] subset_spread over_subsets(std::size_t n, std::size_t m, std::size_t least, const subset_estimate& value,
                                         int threads);

/// The value at infinitely many rows, if what the estimate from n rows is off by falls as n^-rate: the estimates from
/// all rows and from subsets tell how much that is (Richardson).
[[nodiscard]] double extrapolated(double value, const subset_spread& spread, double rate);

/// Fills standard error, level and the interval: about the extrapolated value, with the standard error and half of what
/// extrapolation changed (whose rate is not known) as independent parts, and cut to [low, high]. Leaves `found.value`
/// as it is. Nothing where there were no subsets, or where an estimate was not finite.
void add_subset_interval(estimate& found, const subset_spread& spread, double rate, double level, double low,
                         double high);

}  // namespace relent::estimating
