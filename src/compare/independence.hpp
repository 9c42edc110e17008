#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compare/homogeneity.hpp"

namespace relent::comparing {

/// A column as cells of a table and, for numbers, middle ranks: of rows that all have a value.
struct celled_column {
  std::vector<std::int32_t> cells;
  std::vector<double> ranks{};  ///< of numbers
  std::size_t size = 0;         ///< how many cells
};

/// Numbers in cells that hold about equal shares, at most ten, equal numbers together. With n rows none is expected to
/// hold less than sqrt(5 n), so that a table of two such columns expects 5 rows in every cell.
[[nodiscard]] celled_column celled(std::span<const double> numbers);
/// Words, those of less than sqrt(5 n) rows in one cell together.
[[nodiscard]] celled_column celled(std::span<const std::int32_t> codes);

/// "The two are independent": Pearson's chi-square of the table; of two columns of numbers twice the smaller of it and
/// of the rank correlation's p-value (Student's t), which sees what rises or falls. None where a side has one cell.
[[nodiscard]] test_result test_independence(const celled_column& x, const celled_column& y);

}  // namespace relent::comparing
