#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relent/core/matrix.hpp"

namespace relent::joint {

/// Throws error(errc::empty) where there is none, error(errc::out_of_range) for one that is not finite: "mean[2] =
/// nan".
std::vector<double> finite_list(std::string_view family, std::string_view name, std::vector<double> values);
/// The same, and each > 0.
std::vector<double> positive_list(std::string_view family, std::string_view name, std::vector<double> values);

/// A shape that does not fit: "mean has 2 numbers, covariance is 3 x 3".
void same_size(std::string_view family, std::string_view name, std::size_t size, std::string_view other,
               std::size_t needed);

/// What every fit asks of its rows. Throws error(errc::empty) without rows, error(errc::invalid_value) for NaN or
/// infinity, named by row and column.
void check_rows(std::string_view family, const matrix& rows);
/// The error of a row that the family cannot take: "values[3]: ..., must be ...".
[[noreturn]] void refuse_row(std::string_view family, std::size_t row, std::string_view bound);

/// `[1, 2]` and `[[1, 0], [0, 1]]`: numbers in the fewest digits that read back as the same.
[[nodiscard]] std::string text_of(std::span<const double> list);
[[nodiscard]] std::string text_of(const matrix& m);

}  // namespace relent::joint
