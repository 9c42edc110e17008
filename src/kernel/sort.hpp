#pragma once

#include <cstddef>

namespace relent::kernel {

/// Sorts numbers, none of them NaN; by the vector quicksort of Highway, on the best instruction set.
void sort_rising(double* values, std::size_t n) noexcept;

}  // namespace relent::kernel
