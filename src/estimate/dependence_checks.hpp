#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "relent/core/matrix.hpp"
#include "relent/estimate/mutual_information.hpp"

#include "estimate/arranged_columns.hpp"

namespace relent::estimating {

/// Throws for what `dependence_options` may not hold.
void check_options(const char* function, const dependence_options& how);

/// Throws for a side without columns, for what is not finite, and where it has not `rows` rows.
void check_side(const char* function, const char* argument, const matrix& side, std::size_t rows);

/// Throws where there is no k-th neighbour.
void check_enough(const char* function, std::size_t rows, std::size_t k);

/// The columns of a side, each put in order.
[[nodiscard]] std::vector<ordered_column> ordered_columns(const matrix& side);

[[nodiscard]] std::vector<const ordered_column*> pointers_to(const std::vector<ordered_column>& columns);

/// Says which columns are constant, and whether the answer is one of so many columns that it must lie low.
void note_columns(const char* argument, const std::vector<ordered_column>& columns, std::vector<std::string>& notes);
void note_dimensions(std::size_t dimensions, std::vector<std::string>& notes);

}  // namespace relent::estimating
