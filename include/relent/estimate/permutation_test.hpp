#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent {

/// A statistic of two samples that grows with their difference: of which pooled observations are in the first, and
/// which in the second (places 0 to n + m - 1).
using split_statistic = std::function<double(std::span<const std::size_t> p, std::span<const std::size_t> q)>;

/// The permutation test with any statistic: observations 0 to n - 1 are the first sample, the next m the second. All
/// are dealt out at random `how.permutations` times; p-value = (1 + those with a statistic at least as large) /
/// (1 + permutations), which is a p-value at any size (Phipson & Smyth 2010). Differences of 1e-12 of the
/// statistic count as none. Draw b comes from the seed and b alone: the answer does not depend on threads.
/// `statistic` is called from several threads at once unless how.threads is 1.
/// Throws error(errc::empty) for n or m 0, error(errc::out_of_range) for fewer than 1 permutation, and
/// error(errc::invalid_value) for a statistic that is NaN.
[[nodiscard]] equality_test permutation_test(std::size_t n, std::size_t m, const split_statistic& statistic,
                                             const test_options& how = {});

/// With the distance between the two cumulative shares, their area (Wasserstein-1), for a statistic.
/// Throws what `ordered_counts` throws.
[[nodiscard]] equality_test permutation_test(std::span<const double> x, std::span<const double> y,
                                             const test_options& how = {});

}  // namespace relent
