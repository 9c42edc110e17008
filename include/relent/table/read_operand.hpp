#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "relent/catalogue/operand.hpp"
#include "relent/table/source.hpp"

namespace relent {

/// One column of a data set, read whole, as an operand: samples for numbers and times (seconds since 1970),
/// categories for words and booleans; missing values are counted. `age,income`, where no column has just that name, is
/// several columns of numbers as one joint sample, read in one pass; a row that misses one of them is left out and
/// counted; a name that holds a comma stands in double quotes. `text` is what the operand is called in
/// answers. Throws error(errc::unknown_name) that suggests the nearest column, error(errc::unsupported) for
/// a nested column, error(errc::invalid_value) with the row of an infinite number, error(errc::type_mismatch) for a
/// column of words among several, error(errc::syntax) for names that cannot be told apart.
[[nodiscard]] operand read_operand(const source& from, const std::string& column, std::string text);

/// These columns as one joint sample, as said there.
[[nodiscard]] joint_samples read_joint(const source& from, std::span<const std::size_t> columns);

}  // namespace relent
