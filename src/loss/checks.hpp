#pragma once

#include <cstdint>
#include <string_view>

#include "relent/core/error.hpp"
#include "relent/loss/rows.hpp"

namespace relent::losses {

/// Refuses rows that could not be read: negative sizes, no classes, no data.
void check_rows(std::string_view function, std::string_view name, const class_rows& rows);

/// Refuses sides of different shapes, by name.
void check_same_shape(std::string_view function, std::string_view a_name, const class_rows& a, std::string_view b_name,
                      const class_rows& b);

/// `name` must be one of n: `name has 3 elements, must have one a row (4)`.
void check_length(std::string_view function, std::string_view name, std::size_t size, std::int64_t wanted,
                  std::string_view one_a);

/// Refuses `value` unless ok, with the words of bad_value.
void check_parameter(std::string_view function, std::string_view name, double value, bool ok, std::string_view bound);

/// What is wrong with a row of this argument.
[[nodiscard]] error bad_row(std::string_view function, std::string_view name, std::int64_t row, std::string_view what);

}  // namespace relent::losses
