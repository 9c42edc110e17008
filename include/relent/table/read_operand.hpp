#pragma once

#include <string>

#include "relent/catalogue/operand.hpp"
#include "relent/table/source.hpp"

namespace relent {

/// One column of a data set, read whole, as an operand: samples for numbers and times (seconds since 1970),
/// categories for words and booleans; missing values are counted. `text` is what the operand is called in
/// answers. Throws error(errc::unknown_name) that suggests the nearest column, error(errc::unsupported) for
/// a nested column, error(errc::invalid_value) with the row of an infinite number.
///
/// `weights` names the column whose numbers weigh the rows, where there is one: finite and >= 0 wherever the column has
/// a value, else error(errc::invalid_value) with the row; words have no weights, error(errc::unsupported).
[[nodiscard]] operand read_operand(const source& from, const std::string& column, std::string text,
                                   const std::string& weights = {});

}  // namespace relent
