#include "transport/projection.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "kernel/softmin.hpp"

namespace relent::transporting {

projected_cloud::projected_cloud(std::span<const double> masses, const point_cloud& points)
    : n_(points.size()), d_(points.dimensions), by_coordinate_(points.values.size()) {
  for (std::size_t i = 0; i < n_; ++i) {
    for (std::size_t k = 0; k < d_; ++k) {
      by_coordinate_[k * n_ + i] = points[i][k];
    }
  }
  // Equal masses need no sorting of places beside the values.
  if (std::ranges::adjacent_find(masses, std::not_equal_to{}) != masses.end()) {
    masses_ = masses;
  }
}

line_sample projected_cloud::project(std::span<const double> t, std::vector<double>& room) const {
  constexpr std::size_t together = 4, block = 2048;
  room.assign(n_, 0.0);
  std::array<const double*, together> rows{};
  for (std::size_t first = 0; first < n_; first += block) {
    for (std::size_t k = 0; k < d_; k += together) {
      const std::size_t count = std::min(together, d_ - k);
      for (std::size_t c = 0; c < count; ++c) {
        rows[c] = by_coordinate_.data() + (k + c) * n_ + first;
      }
      kernel::add_rows(rows.data(), t.data() + k, count, std::min(block, n_ - first), room.data() + first);
    }
  }
  return {room, masses_};
}

}  // namespace relent::transporting
