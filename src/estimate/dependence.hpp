#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "relent/core/estimate.hpp"

#include "estimate/arranged_columns.hpp"

namespace relent::estimating {

/// Rows whose dependence is asked for: columns x against columns y or against a category a row, given columns z.
/// Columns are borrowed: a table's column is put in order once, however many pairs it is in.
struct paired_rows {
  std::vector<const ordered_column*> x, y{}, z{};
  std::span<const std::int32_t> categories{};  ///< in the place of y, one a row

  [[nodiscard]] std::size_t dimensions() const noexcept { return x.size() + y.size() + z.size(); }
};

/// The estimate of each block of an arrangement.
[[nodiscard]] std::vector<double> information_of_blocks(const paired_rows& data, const arrangement& rows,
                                                        const dependence_options& how);

/// The estimate over `rows` (which of them, and in which order, does not matter to it), with its standard error and
/// interval from disjoint subsets where there are 20 rows or more.
[[nodiscard]] estimate dependence_of(const paired_rows& data, std::span<const std::uint32_t> rows,
                                     const dependence_options& how);

/// Rows in an order of chance; the same for the same seed and draw.
void shuffle(std::span<std::uint32_t> rows, std::uint64_t seed, std::uint64_t draw);

/// value -+ q hypot(standard error, bias / z), cut at 0, into an estimate that has a value. `quantile` is of the
/// standardised error, z the normal one of the same level.
void put_interval(estimate& of, double standard_error, double bias, double quantile, double level);

}  // namespace relent::estimating
