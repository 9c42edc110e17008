#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "relent/transport/point_cloud.hpp"

namespace relent::transporting {

/// A cloud to be seen from many directions: coordinate by coordinate, with masses that sum to 1.
class projected_cloud {
 public:
  /// Empty masses: equal ones. Both were checked.
  projected_cloud(std::span<const double> masses, const point_cloud& points);

  [[nodiscard]] std::size_t size() const noexcept { return n_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return d_; }
  [[nodiscard]] bool even() const noexcept { return masses_.empty(); }
  [[nodiscard]] double mass(std::size_t i) const noexcept {
    return masses_.empty() ? 1 / static_cast<double>(n_) : masses_[i];
  }
  [[nodiscard]] double coordinate(std::size_t i, std::size_t k) const noexcept { return by_coordinate_[k * n_ + i]; }

  /// <t, x_i> for all i.
  void project(std::span<const double> t, std::vector<double>& out) const;

 private:
  std::size_t n_, d_;
  std::vector<double> masses_{}, by_coordinate_;
};

/// W_p^p of the two projections on t.
[[nodiscard]] double sliced_power(const projected_cloud& x, const projected_cloud& y, std::span<const double> t,
                                  double p);

/// Of the optimal coupling on t, each piece of mass: from point i to point j.
using coupling_visitor = std::function<void(std::size_t i, std::size_t j, double mass, double apart)>;
void visit_sliced_coupling(const projected_cloud& x, const projected_cloud& y, std::span<const double> t,
                           const coupling_visitor& see);

}  // namespace relent::transporting
