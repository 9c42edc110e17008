#pragma once

#include <cstddef>

#include "kernel/costs.hpp"

namespace relent::kernel {

/// n points in single precision, coordinate by coordinate: number k of point j stands at k * stride + j. Their costs
/// are those of the coordinates as they stand; h is one number a point, -infinity where there is no mass.
struct single_columns {
  cost_kind kind = cost_kind::squares;  ///< not `power`
  const float* coordinates = nullptr;
  const float* h = nullptr;
  std::size_t n = 0, stride = 0, dimensions = 0;
};

/// out[j] = exp(h[j] - offset - cost from `point` to j), the exponent and the exponential in single precision; 0 below
/// exp(-88). noexcept, no allocation.
void single_exponentials(const single_columns& to, const float* point, float offset, float* out) noexcept;

}  // namespace relent::kernel
