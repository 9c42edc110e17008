#pragma once

#include <cstddef>

/// Products of blocks of rows that lie in rooms of their own, over BLAS: nothing is allocated.
namespace relent::linear {

/// out = a b^T: a of `rows` x `inner`, b of `columns` x `inner`.
void rows_times_transposed(const double* a, std::size_t rows, const double* b, std::size_t columns, std::size_t inner,
                           double* out) noexcept;

/// Adds a^T a, a of `rows` x `columns`, to the lower triangle of a square matrix.
void add_gram(const double* a, std::size_t rows, std::size_t columns, double* lower) noexcept;

}  // namespace relent::linear
