#pragma once

#include <span>
#include <vector>

#include "relent/estimate/equality_test.hpp"

namespace relent {

/// Pearson's test of two rows of counts. Statistic: X2 = sum (a - E)^2 / E over both rows, E what a category's share of
/// both together lets expect. Categories that neither side has do not count.
///
/// p-value: where every expected count is 5 or more, chi-square with k - 1 degrees of freedom. Else over the tables
/// with the same margins, each as likely as dealing makes it: exactly where there are few, else drawn at random, (1 +
/// those at least as extreme) / (1 + draws). Where even drawing takes too long (2e7 categories times draws) the rare
/// ones are pooled, and a note says so. 1 where fewer than two categories have anything. Throws error(errc::empty) for
/// a side without counts.
[[nodiscard]] equality_test chi_square_test(std::span<const count_pair> cells, const test_options& how = {});

/// The same with the likelihood ratio G = 2 sum a log(a / E) for a statistic: 2 N times the Jensen-Shannon divergence
/// with weights n / N and m / N.
[[nodiscard]] equality_test g_test(std::span<const count_pair> cells, const test_options& how = {});

/// Fisher's exact test, of more than two categories that of Freeman and Halton (1951). Statistic: minus the logarithm
/// of the table's probability; p-value: the probability of all tables at most as likely as the one seen, exactly where
/// those are few or there are two categories, else drawn.
[[nodiscard]] equality_test fisher_test(std::span<const count_pair> cells, const test_options& how = {});

/// The likelihood ratio with a p-value from random tables with the same margins, however large the counts:
/// (1 + those at least as extreme) / (1 + how.permutations).
[[nodiscard]] equality_test random_tables_test(std::span<const count_pair> cells, const test_options& how = {});

/// Pearson's p-value by chi-square, however small the counts; 1 where nothing can be tested.
[[nodiscard]] double chi_square_p(std::span<const count_pair> cells);

/// The count that is expected of a cell on the smaller side.
[[nodiscard]] double least_expected(const count_pair& cell, const count_pair& all) noexcept;

/// Cells of fewer than 5 expected counts made one, and where that is still too small and others are there, joined to
/// the smallest of them. Two cells at least, where there were two.
[[nodiscard]] std::vector<count_pair> rare_pooled(std::span<const count_pair> cells);

}  // namespace relent
