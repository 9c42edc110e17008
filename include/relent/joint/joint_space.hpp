#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "relent/distribution/support.hpp"

namespace relent {

/// What the points of a joint distribution are.
enum class space_kind {
  box,                ///< one number an axis, each within its own support
  simplex,            ///< shares > 0 that sum to 1; densities with respect to all of them but the last
  sphere,             ///< directions of length 1; densities with respect to the area
  positive_definite,  ///< symmetric matrices, row by row; densities with respect to the elements on and above the
                      ///< diagonal
  counts,             ///< whole numbers >= 0 that sum to `total`; masses
};

/// Where a joint distribution lives. Two distributions have a ratio of densities only where kind, size and the base
/// measure that goes with them agree.
struct joint_space {
  space_kind kind = space_kind::box;
  std::size_t size = 0;         ///< numbers in a point
  std::vector<support> axes{};  ///< of a box, one an axis
  double total = 0;             ///< of counts

  /// All of R^n.
  [[nodiscard]] static joint_space reals(std::size_t n);

  /// Whether x, of `size` numbers, belongs to it; sums of shares and lengths within 8 eps n.
  [[nodiscard]] bool contains(std::span<const double> x) const noexcept;
  /// "points of 3 numbers", "shares of 4 kinds", ...
  [[nodiscard]] std::string words() const;

  bool operator==(const joint_space&) const = default;
};

}  // namespace relent
