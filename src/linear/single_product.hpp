#pragma once

#include <cstdint>

/// Products of f32 matrices, row by row, over BLAS. Sizes below 2^31; shapes are the caller's to check.
namespace relent::linear {

/// A borrowed matrix of f32; rows lie `stride` elements apart.
struct single_matrix {
  const float* values;
  std::int64_t rows, columns, stride;
};

/// out = a b^T, out's rows `stride` apart.
void product_transposed(const single_matrix& a, const single_matrix& b, float* out, std::int64_t stride);
/// out = a b
void product(const single_matrix& a, const single_matrix& b, float* out, std::int64_t stride);
/// out += a^T b, or out = a^T b where not `add`.
void transposed_product(const single_matrix& a, const single_matrix& b, bool add, float* out, std::int64_t stride);

}  // namespace relent::linear
