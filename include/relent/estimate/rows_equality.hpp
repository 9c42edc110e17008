#pragma once

#include <span>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/estimate/equality_test.hpp"

namespace relent {

// Tests of "both samples of rows come from the same distribution", by sums of a function k(z_i, z_j) of two rows over
// the pairs within and between the samples. The p-value is (1 + permutations with a statistic at least as large) / (1 +
// permutations), with differences of 1e-11 of the mean of |k| taken for none: a p-value at any size, whatever k.
//
// For the 0/1 vectors s of all permutations at once, s^T K s is a product of matrices; K is computed in tiles as
// the product needs them, once for every 1024 permutations, and never kept. Memory: 8 bytes a row a permutation, of at
// most 1024 at a time, and some megabytes a thread, where K would take 8 (n + m)^2. Draw b comes from
// the seed and b alone; threads change no bit.
// All throw error(errc::empty), error(errc::shape_mismatch) for different numbers of columns,
// error(errc::invalid_value) naming the first NaN or infinity, error(errc::out_of_range) for fewer than 1 permutation.

/// The energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| of the two samples as they are (not its root): the statistic,
/// never negative, 0 only for equal samples; sensitive to every difference of distributions with means. The unit of a
/// column counts: scale columns that are not comparable. Source: Szekely & Rizzo 2004, 2013.
[[nodiscard]] equality_test energy_test(const matrix& x, const matrix& y, const test_options& how = {});

/// The maximum mean discrepancy, squared and without bias (it may be below 0), of the mean of the kernels
/// exp(-|x - y|^2 / (2 h^2)) over `bandwidths` h; at least two rows a side. None given: the ladder 1/4, 1/2, 1, 2, 4
/// times the median distance of pairs of both samples together (of 1000 rows at most, chosen without regard to the
/// side), which the notes name. One bandwidth is the plain test. Throws, beside the above, error(errc::out_of_range)
/// for a bandwidth that is not finite and > 0. Source: Gretton, Borgwardt, Rasch, Scholkopf & Smola 2012, equation 3;
/// ladders: Gretton et al. 2012 (optimal kernel choice), Schrab et al. 2023.
[[nodiscard]] equality_test mmd_test(const matrix& x, const matrix& y, const test_options& how = {},
                                     std::span<const double> bandwidths = {});

/// The median of the distances of all pairs of different rows, of at most 1000 rows chosen by the seed; what
/// mmd_test's ladder stands on. 0 where half of the pairs are equal.
[[nodiscard]] double median_distance(const matrix& rows, std::uint64_t seed = 1);

/// The bandwidths that mmd_test takes where none are given: 1/4, 1/2, 1, 2, 4 times the median distance of both samples
/// together (1 where that is 0).
[[nodiscard]] std::vector<double> bandwidth_ladder(const matrix& x, const matrix& y, std::uint64_t seed = 1);

}  // namespace relent
