#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "relent/transport/line_transport.hpp"
#include "relent/transport/point_cloud.hpp"

namespace relent::transporting {

/// A cloud to be seen from many directions, coordinate by coordinate.
class projected_cloud {
 public:
  /// Empty masses: equal ones. Both were checked, and live as long as this.
  projected_cloud(std::span<const double> masses, const point_cloud& points);

  [[nodiscard]] double coordinate(std::size_t i, std::size_t k) const noexcept { return by_coordinate_[k * n_ + i]; }

  /// <t, x_i> for all i, into `room`.
  [[nodiscard]] line_sample project(std::span<const double> t, std::vector<double>& room) const;

 private:
  std::size_t n_, d_;
  std::span<const double> masses_{};
  std::vector<double> by_coordinate_;
};

}  // namespace relent::transporting
