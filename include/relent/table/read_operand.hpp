#pragma once

#include <cstddef>
#include <optional>
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
///
/// `weights` names the column whose numbers weigh the rows, where there is one: finite and >= 0 wherever the row has
/// its values, else error(errc::invalid_value) with the row; words have no weights, error(errc::unsupported).
[[nodiscard]] operand read_operand(const source& from, const std::string& column, std::string text,
                                   const std::string& weights = {});

/// These columns as one joint sample, as said there.
[[nodiscard]] joint_samples read_joint(const source& from, std::span<const std::size_t> columns,
                                       std::optional<std::size_t> weights = std::nullopt);

}  // namespace relent
