#pragma once

#include <cstddef>

namespace relent::kernel {

/// How the coordinates of two points make a cost.
enum class cost_kind {
  root_of_squares,
  squares,
  absolute,
  largest,
  power,  ///< (sum |x - y|^order)^(1 / order)
};

/// Arrays along columns hold a whole number of these: kernels read and write up to there.
inline constexpr std::size_t column_step = 32;
[[nodiscard]] constexpr std::size_t padded_columns(std::size_t n) noexcept {
  return (n + column_step - 1) / column_step * column_step;
}

/// n points, coordinate by coordinate: number k of point j stands at k * stride + j, stride = padded_columns(n).
struct cost_columns {
  cost_kind kind = cost_kind::root_of_squares;
  double order = 2;
  const double* coordinates = nullptr;
  std::size_t n = 0, dimensions = 0;

  [[nodiscard]] std::size_t stride() const noexcept { return padded_columns(n); }
};

/// The offset of a column that is not to be found, and of those that fill up the last step.
inline constexpr double closed_column = 0x1p1020;
/// Bounds at or above this are none.
inline constexpr double no_bound = 0x1p500;
inline constexpr std::size_t no_column = static_cast<std::size_t>(-1);

/// The column where cost plus offset is least, the first of them, with its cost.
struct least_cost {
  double sum = no_bound;
  double cost = 0;
  std::size_t column = no_column;  ///< no_column: nothing was below the bound
};

/// min_j cost[j] + offset[j] where that is below `bound`. The offsets are padded with closed_column.
[[nodiscard]] least_cost least_below(const double* cost, std::size_t n, const double* offset, double bound) noexcept;

/// The same for the costs from `point` (of `dimensions` numbers) to the columns, which are not stored.
[[nodiscard]] least_cost least_below(const cost_columns& to, const double* point, const double* offset,
                                     double bound) noexcept;

/// Those costs of columns [first, first + count) into `count` numbers; first + count <= stride(), and what is computed
/// of columns beyond n is finite and means nothing. Rounding is that of a plain loop, to 4 ulp and one more a dimension
/// for `power`, which is scaled by the largest difference: no power over- or underflows that need not.
void cost_row(const cost_columns& to, const double* point, std::size_t first, std::size_t count, double* out) noexcept;

/// The cost to column j.
[[nodiscard]] double cost_of(const cost_columns& to, const double* point, std::size_t j) noexcept;

/// The least element, -infinity where one is that or NaN; the largest finite one, -infinity where there is none.
struct cost_bounds {
  double least, largest;
};
[[nodiscard]] cost_bounds bounds_of(const double* cost, std::size_t n) noexcept;

/// at[j] = min(at[j], cost[j] - u)
void lower_to(const double* cost, std::size_t n, double u, double* at) noexcept;

}  // namespace relent::kernel
