#pragma once

#include <cstddef>

namespace relent::kernel {

/// How the coordinates of two points make a cost.
enum class cost_kind {
  root_of_squares,
  squares,
  absolute,
  largest,
  power,  ///< (sum |x - y|^order)^(1 / order); not vectorised
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

/// All those costs into stride() numbers; what fills up the last step is finite and means nothing.
void cost_row(const cost_columns& to, const double* point, double* out) noexcept;

/// The cost to one column, whose coordinate k stands at column[k * stride()].
[[nodiscard]] double cost_of(const cost_columns& to, const double* point, const double* column) noexcept;

/// The largest size of a finite element. NaN where one is NaN, infinite where one is -infinity.
[[nodiscard]] double largest_finite(const double* cost, std::size_t n) noexcept;

/// at[j] = min(at[j], cost[j] - u)
void lower_to(const double* cost, std::size_t n, double u, double* at) noexcept;

}  // namespace relent::kernel
