#pragma once

#include <cstddef>

namespace relent::kernel {

enum class point_metric { squared, euclidean, manhattan, chebyshev, minkowski };

/// One point and n others. Theirs are laid out coordinate by coordinate: the k-th of point j is ys[k * stride + j].
struct point_and_others {
  point_metric how;
  const double* x;
  const double* ys;
  std::size_t stride, dimensions;
  double order;  ///< of minkowski
};

/// The distances. Rounding is that of a plain loop, to 16 ulp for minkowski. noexcept, no allocation.
void distances_to(const point_and_others& of, std::size_t n, double* out) noexcept;

}  // namespace relent::kernel
