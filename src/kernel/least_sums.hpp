#pragma once

#include <cstddef>

namespace relent::kernel {

/// A step of a (min, +) product: least[x] = min over l < count of vectors[l * stride + x] + scalars[l * scalar_stride],
/// for x < n, and the first l where it is taken. Both strides may be negative. `at` holds whole numbers.
void least_sums(const double* vectors, std::ptrdiff_t stride, const double* scalars, std::ptrdiff_t scalar_stride,
                std::size_t count, std::size_t n, double* least, double* at) noexcept;

}  // namespace relent::kernel
