#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::estimating {

void check_level(std::string_view function, double level);
/// Throws for NaN and infinity, with the index, and below `least` values.
void check_values(std::string_view function, std::string_view argument, std::span<const double> values,
                  std::size_t least);
/// Throws for NaN and infinity, a constant column, which it names, and no more rows than columns.
void check_rows(std::string_view function, std::string_view argument, const matrix& rows);

[[nodiscard]] std::vector<double> sorted_copy(std::span<const double> values);

/// Columns of rounded values spread over their cells, in both samples alike; `q` may be null. Notes say which. Throws
/// error(errc::unsupported) for a column of repeated values.
void spread_rounded_columns(std::string_view function, matrix& p, matrix* q, std::vector<std::string>& notes);

/// The rows that `chosen` names.
[[nodiscard]] matrix rows_of(const matrix& all, std::span<const std::uint32_t> chosen);

}  // namespace relent::estimating
