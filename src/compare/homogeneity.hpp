#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "relent/estimate/equality_test.hpp"

namespace relent::comparing {

/// A p-value of "both sides have the same distribution" and the words for how it was got.
struct test_result {
  std::optional<double> p_value{};
  std::string test{};
};

/// Joins neighbours until every cell has `least` expected rows on the smaller side and about 1/`most` of all rows.
/// Returns where each joined cell begins; the last one ends at ordered.size().
[[nodiscard]] std::vector<std::size_t> join_neighbours(std::span<const count_pair> ordered, double least, double most);

/// What the cells of a numeric column are.
enum class cells_are {
  bins,     ///< the distance is read at their borders only: Kolmogorov's limit can only be too large
  values,   ///< every different value one: exact where that is quick
  exactly,  ///< the same, and tested as exactly as it goes, by Anderson-Darling
};

/// Numeric column: twice the smaller of the Kolmogorov-Smirnov p-value (sees shifts; Anderson-Darling's, where
/// exactness is asked for) and of a chi-square test on about 2 n^(2/5) cells (sees everything else).
[[nodiscard]] test_result test_ordered(std::span<const count_pair> ordered, cells_are what = cells_are::bins);

/// Categorical column: chi-square, cells of less than 5 expected rows pooled; Fisher's exact test where two cells
/// are left and one is small.
[[nodiscard]] test_result test_unordered(std::span<const count_pair> cells);

/// Adds the shares of missing values, where there are any, to the test of the values: twice the smaller p-value.
[[nodiscard]] test_result with_missing(test_result values, const count_pair& present, const count_pair& missing);

/// Benjamini and Hochberg (1995): the smallest false-discovery rate at which each would be rejected. Those without
/// a p-value stay without and do not count.
[[nodiscard]] std::vector<std::optional<double>> adjusted(std::span<const std::optional<double>> p_values);

}  // namespace relent::comparing
