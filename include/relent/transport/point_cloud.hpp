#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace relent {

/// Points in several dimensions, borrowed: n rows of d coordinates, row by row.
struct point_cloud {
  std::span<const double> values{};
  std::size_t dimensions = 1;

  [[nodiscard]] std::size_t size() const noexcept { return dimensions == 0 ? 0 : values.size() / dimensions; }
  [[nodiscard]] std::span<const double> operator[](std::size_t i) const noexcept {
    return values.subspan(i * dimensions, dimensions);
  }
};

/// How far two points are apart, which is what moving a unit of mass from one to the other costs.
enum class metric {
  euclidean,          ///< sqrt(sum (x - y)^2)
  squared_euclidean,  ///< sum (x - y)^2, without a half
  manhattan,          ///< sum |x - y|
  chebyshev,          ///< max |x - y|
  cosine,             ///< 1 - <x, y> / (|x| |y|)
  minkowski,          ///< (sum |x - y|^order)^(1 / order)
};

/// A metric with what it needs to know.
struct ground_metric {
  metric kind = metric::euclidean;
  double order = 2;  ///< of minkowski, >= 1
};

/// "euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "minkowski" and their usual other names, as SciPy's
/// cdist and POT write them. Throws error(errc::unknown_name).
[[nodiscard]] metric metric_named(std::string_view name);

}  // namespace relent
