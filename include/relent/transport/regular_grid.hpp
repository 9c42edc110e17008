#pragma once

#include <cstddef>
#include <span>

namespace relent {

/// Places of a regular grid of one axis or more: an image, row by row, the last axis fastest. Moving a unit of mass
/// costs
///   c_ij = sum over axes k of (spacing_k |i_k - j_k|)^power,
/// for power 2 the squared Euclidean distance, for 1 that of L1.
struct regular_grid {
  std::span<const std::size_t> shape{};
  std::span<const double> spacing{};  ///< how far neighbours are apart along each axis, finite and > 0; none: 1
  double power = 2;                   ///< finite and > 0

  /// How many places there are.
  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t out = shape.empty() ? 0 : 1;
    for (const std::size_t n : shape) {
      out *= n;
    }
    return out;
  }
};

}  // namespace relent
