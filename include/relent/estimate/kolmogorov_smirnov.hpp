#pragma once

#include <cstdint>
#include <span>

#include "relent/estimate/equality_test.hpp"

namespace relent {

/// The two-sample test of Kolmogorov and Smirnov. Statistic: the largest distance between the two cumulative shares,
/// D = max |F(v) - G(v)| over all values v. p-value: the share of all ways of dealing the pooled values out to two
/// samples of these sizes that give a D as large, so that ties count as what they are (Schroeer & Trenkler 1995);
/// found by following all those walks at once (Hodges 1958, extended to ties), where that takes at most `most_steps`
/// steps: without ties to about 100,000 values a side. Only what leaves the band is added up, so that a small p-value
/// keeps its digits: relative error below 1e-10. Beyond that Kolmogorov's limit; with ties it is an upper bound, and
/// a note says so. O(N log N) time and the steps, 24 bytes a value.
/// Throws what `ordered_counts` throws.
[[nodiscard]] equality_test kolmogorov_smirnov(std::span<const double> x, std::span<const double> y);

/// The same of values counted already, in increasing order. p-value 1 where fewer than two values differ.
/// Throws error(errc::empty) for an empty side.
inline constexpr double ks_steps = 2e8;
[[nodiscard]] equality_test kolmogorov_smirnov(std::span<const count_pair> ordered, double most_steps = ks_steps);

/// max |F - G| behind each of these cells; both sides must have something.
[[nodiscard]] double ks_distance(std::span<const count_pair> ordered) noexcept;

/// P(D >= d) for samples of n and m values without ties, exactly. O((n + m) min(n, m, d n m / (n + m))) time.
[[nodiscard]] double ks_exact_p(std::int64_t n, std::int64_t m, double d);

/// Kolmogorov's limit, P(sup |bridge| >= d sqrt(n m / (n + m))).
[[nodiscard]] double ks_limit_p(double n, double m, double d) noexcept;

}  // namespace relent
